import { describe, expect, it } from 'vitest';
import {
  DESCENDANT_COUNT,
  DESCENDANT_MAPS,
  MEMBER,
} from '../../../src/kernel/abi/bpf/programs/descendants.ts';
import { BpfDescendants } from '../../../src/sampler/descendants/bpf-descendants.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const LENGTH = DESCENDANT_MAPS.born.valueSize;
const BATCH = 2;

/** The kernel's maps: births that wait to be taken out, and the counts. */
class FakeMaps {
  births: (readonly [tgid: number, startedAt: number])[] = [];
  readonly values = new Uint8Array(BATCH * LENGTH);
  readonly counts: Record<keyof typeof DESCENDANT_COUNT, number> = { born: 0, freed: 0, lost: 0 };
  readonly bytes = new Uint8Array(DESCENDANT_MAPS.counts.valueSize);
  freed = 0;

  readonly empty = (take: (count: number) => void): void => {
    const view = new DataView(this.values.buffer);
    while (this.births.length > 0) {
      const batch = this.births.splice(0, BATCH);
      batch.forEach(([tgid, startedAt], index) => {
        view.setUint32(index * LENGTH + MEMBER.tgid, tgid, true);
        view.setBigUint64(index * LENGTH + MEMBER.startedAt, BigInt(startedAt), true);
      });
      take(batch.length);
    }
  };

  readonly read = (): void => {
    const view = new DataView(this.bytes.buffer);
    for (const name of ['born', 'freed', 'lost'] as const) {
      view.setBigUint64(DESCENDANT_COUNT[name], BigInt(this.counts[name]), true);
    }
  };

  readonly descendants = new BpfDescendants(this, this, () => {
    this.freed += 1;
  });
}

const tidsIn = ({ descendants }: FakeMaps, ...tasks: readonly TaskFields[]): readonly number[] =>
  descendants.of(sampleOf({ tasks })).map(({ tid }) => tid);

describe('descendants reported by the kernel', () => {
  it('are processes of a reported id and start, over as many batches as there are', () => {
    const maps = new FakeMaps();
    maps.births = [
      [20, 500],
      [21, 510],
      [22, 520],
    ];
    const tasks = [20, 21, 22, 23].map((tid) => ({ tid, startedAt: 500 + (tid - 20) * 10 }));
    expect(tidsIn(maps, ...tasks)).toEqual([20, 21, 22]);
    expect(tidsIn(maps, { tid: 20, startedAt: 501 })).toEqual([]);
  });

  it('stay members when their id is used again by another member', () => {
    const maps = new FakeMaps();
    maps.births = [
      [20, 500],
      [20, 900],
    ];
    expect(tidsIn(maps, { tid: 20, startedAt: 500 }, { tid: 20, startedAt: 900 })).toEqual([
      20, 20,
    ]);
  });

  it('have as threads those of their process, or those younger where its start is unknown', () => {
    const maps = new FakeMaps();
    maps.births = [[20, 500]];
    const thread = { tgid: 20, startedAt: 600 };
    const tasks = [
      { ...thread, tid: 31, processStartedAt: 500 },
      { ...thread, tid: 32, processStartedAt: 400 },
      { ...thread, tid: 33 },
      { ...thread, tid: 34, startedAt: 499 },
    ];
    expect(tidsIn(maps, ...tasks)).toEqual([31, 33]);
  });

  it('are settled when each that was born is freed or lives, idle or not', () => {
    const maps = new FakeMaps();
    maps.births = [
      [20, 500],
      [21, 500],
      [22, 500],
    ];
    Object.assign(maps.counts, { born: 3, freed: 1 });
    const [living, idle] = [
      { tid: 20, startedAt: 500 },
      { tid: 21, startedAt: 500 },
    ];
    const sample = sampleOf({ tasks: [living], idle: [idle] });
    maps.descendants.of(sample);
    expect(maps.descendants.isSettled(sample)).toBe(true);
    expect(maps.descendants.isSettled(sampleOf({ tasks: [living] }))).toBe(false);
    const ended = sampleOf({ tasks: [living, { ...idle, ended: true }] });
    expect(maps.descendants.isSettled(ended)).toBe(false);
  });

  it('that were lost are a gap once', () => {
    const maps = new FakeMaps();
    maps.counts.lost = 2;
    expect(maps.descendants.takeGaps()).toMatchObject([{ kind: 'tasks-unread', count: 2 }]);
    expect(maps.descendants.takeGaps()).toEqual([]);
    maps.counts.lost = 5;
    expect(maps.descendants.takeGaps()).toMatchObject([{ count: 3 }]);
  });

  it('are freed once, however often they are closed', () => {
    const maps = new FakeMaps();
    maps.descendants.close();
    maps.descendants.close();
    expect(maps.freed).toBe(1);
  });
});
