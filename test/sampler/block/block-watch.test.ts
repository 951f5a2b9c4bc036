/** What the block watch takes out of the kernel in an interval, and whom it remembers. */
import { describe, expect, it } from 'vitest';
import {
  ASKED,
  ASKED_KEY,
  ASKED_LENGTH,
  BLOCK_COUNT,
  OWNER,
  TURN_LENGTH,
  WHO,
} from '../../../src/kernel/abi/bpf/block/block-maps.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { Asking } from '../../../src/sampler/block/asking.ts';
import { BlockWatch } from '../../../src/sampler/block/block-watch.ts';
import { BLOCK_SHAPES, type BlockShape } from '../../support/kernel/block-shapes.ts';
import { FakeBlockLayer, OP } from '../../support/kernel/fake-block-layer.ts';
import { FakeBlockWatch } from '../../support/kernel/fake-block-watch.ts';

const shape = BLOCK_SHAPES.find(({ name }) => name === 'Linux 6.18') as BlockShape;

const start = (knows = {}) => {
  const layer = new FakeBlockLayer(shape);
  const watched = new FakeBlockWatch(layer, knows);
  const disk = layer.disk(253, 0);
  const read = (tid: number, size = 1): void =>
    layer.submit(layer.task(tid), layer.bio(disk, { op: OP.read, size }));
  const lose = (what: number, count: bigint): void =>
    layer.machine.write(layer.machine.valueOf(layer.maps.lost) + BigInt(what), 8, count);
  return { layer, watched, watch: watched.watch, disk, read, lose };
};

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** A watch over maps that hold what they are told to: records of these tids; a negative one is of a task that is not named. */
const ofTids = () => {
  const values = new Uint8Array(ASKED_LENGTH);
  const view = new DataView(values.buffer);
  let noted: readonly number[] = [];
  const empty = (take: (count: number) => void): void => {
    for (const tid of noted) {
      view.setUint32(ASKED.key + ASKED_KEY.tid, Math.abs(tid), true);
      view.setUint32(ASKED.who + WHO.tgid, Math.max(0, tid), true);
      take(1);
    }
  };
  const turn = new Uint8Array(TURN_LENGTH).fill(1);
  const nothing = (): void => undefined;
  const watch = new BlockWatch(
    {
      asked: [
        { values, empty },
        { values, empty },
      ],
      turn: { bytes: turn, read: nothing, set: nothing },
      lost: { bytes: new Uint8Array(24), read: nothing },
      close: nothing,
    },
    { owners: true, times: true, errors: true, requeues: true, holds: true },
    { bootTime: () => nanoseconds(0), wallTime: () => milliseconds(0) },
  );
  const interval = (...tids: readonly number[]) => {
    noted = tids;
    watch.turn();
    return watch.take();
  };
  return { watch, interval };
};

describe('the block watch', () => {
  it('takes what was asked for before the interval ended, and leaves to the next what was asked for after', () => {
    const { watch, read } = start();
    read(1);
    watch.turn();
    read(2);
    expect(watch.take().records.map(({ tid }) => tid)).toEqual([1]);
    expect(watch.take().records).toEqual([]);
    watch.turn();
    read(1);
    expect(watch.take().records.map(({ tid }) => tid)).toEqual([2]);
    watch.turn();
    expect(watch.take().records.map(({ tid }) => tid)).toEqual([1]);
    watch.turn();
    expect(watch.take()).toEqual({ records: [], gaps: [] });
  });

  it('takes all there is, however many batches that needs', () => {
    const { watched, read } = start();
    for (let tid = 1; tid <= 10; tid++) read(tid, tid);
    const { records } = watched.interval();
    expect(records.map(({ tid, asked }) => [tid, asked.read])).toEqual(
      Array.from({ length: 10 }, (_, i) => [i + 1, i + 1]),
    );
  });

  it('leaves the kernel alone while nothing is asked for', () => {
    const { layer, watched } = start();
    const turn = () => layer.machine.read(layer.machine.valueOf(layer.maps.turn), 4);
    watched.interval();
    watched.interval();
    expect(turn()).toBe(0n);
  });

  it('calls what was dirty before it looked so for a minute, in which the kernel writes it back', () => {
    const { watched, watch } = start();
    expect(watch.ownerOf(OWNER.undirtied)).toBe('before-iotop');
    watched.now += 60e9 - 1;
    expect(watch.ownerOf(OWNER.undirtied)).toBe('before-iotop');
    watched.now += 1;
    expect(watch.ownerOf(OWNER.undirtied)).toBe('unknown');
    expect(watch.ownerOf(OWNER.fileSystem)).toBe('file-system');
    expect(watch.ownerOf(4711)).toBe('unknown');
  });

  it('does not call it so when it may have forgotten who dirtied it, for there were too many files', () => {
    const { watched, watch, read, lose } = start();
    const ownerAfter = (files: bigint): string => {
      lose(BLOCK_COUNT.files, files);
      read(1);
      watched.interval();
      return watch.ownerOf(OWNER.undirtied);
    };
    expect(ownerAfter(8_192n)).toBe('before-iotop');
    expect(ownerAfter(8_193n)).toBe('unknown');
  });

  it('says what is never known', () => {
    const gapsOf = (knows: object) => start(knows).watch.standingGaps;
    expect(gapsOf({})).toEqual([]);
    expect(gapsOf({ owners: false })).toMatchObject([{ kind: 'unavailable', what: 'dirtiers' }]);
    const asking = new Asking(start({ times: false }).watch);
    asking.turn();
    expect(asking.take([]).gaps).toMatchObject([{ what: 'request-times' }]);
  });

  it('does not call it so where dirtiers are never known', () => {
    expect(start({ owners: false }).watch.ownerOf(OWNER.undirtied)).toBe('unknown');
  });

  it('remembers who asked until its requests are completed, among thousands of others', () => {
    const { watch, interval } = ofTids();
    interval(7);
    interval(...range(100, 4200));
    expect(interval(-7).records).toMatchObject([{ tid: 7, who: { tgid: 7 } }]);
    interval(...range(5000, 9100));
    // Who was named lately is remembered longer.
    expect(interval(-7).records[0]?.who).toBeDefined();
    expect(watch.knows.times).toBe(true);
  });

  it('forgets who asked long ago, when there are too many', () => {
    const { interval } = ofTids();
    interval(7);
    interval(...range(100, 4200));
    interval(...range(5000, 9100));
    expect(interval(-7).records[0]).not.toHaveProperty('who');
    expect(interval(-8).records[0]).not.toHaveProperty('who');
  });

  it('says once what was lost, in bytes and in requests', () => {
    const { watched, read, lose } = start();
    lose(BLOCK_COUNT.bytes, 4096n);
    read(1);
    expect(watched.interval().gaps).toEqual([{ kind: 'asked-lost', count: 4096 }]);
    read(1);
    expect(watched.interval().gaps).toEqual([]);
    lose(BLOCK_COUNT.bytes, 5000n);
    lose(BLOCK_COUNT.requests, 3n);
    read(1);
    expect(watched.interval().gaps).toMatchObject([
      { kind: 'asked-lost', count: 904 },
      {
        kind: 'unavailable',
        what: 'block',
        reason: expect.stringContaining('times of 3 requests'),
      },
    ]);
    lose(BLOCK_COUNT.requests, 4n);
    read(1);
    expect(watched.interval().gaps).toMatchObject([
      { reason: expect.stringContaining('times of 1 requests') },
    ]);
  });

  it('is closed once', () => {
    const { watched, watch } = start();
    watch.close();
    watch.close();
    expect(watched.closed).toBe(1);
  });
});

describe('a source that asks for it', () => {
  it('has what the watch has', () => {
    const { watched, watch, read } = start();
    const asking = new Asking(watch);
    expect(asking.isWatched).toBe(true);
    read(1, 512);
    asking.turn();
    const { tasks, devices, gaps } = asking.take([]);
    expect([...(tasks?.starts ?? [])]).toEqual([[1, 1000]]);
    expect([devices?.of('253:0'), gaps]).toEqual([{ errors: 0, requeues: 0 }, []]);
    asking.close();
    expect(watched.closed).toBe(1);
  });

  it('says why there is none each time, and nothing where nobody wants to know', () => {
    const refusal = { kind: 'unavailable', what: 'block', reason: 'no', remedy: '' } as const;
    for (const [block, gaps] of [
      [refusal, [refusal]],
      [undefined, []],
    ] as const) {
      const asking = new Asking(block);
      asking.turn();
      expect(asking.isWatched).toBe(false);
      expect(asking.take([])).toEqual({ gaps });
      asking.close();
    }
  });
});
