import { describe, expect, it } from 'vitest';
import type { IdleTasks, TaskEntry, TaskNames } from '../../../src/sample/sample.ts';
import { Describer } from '../../../src/sampler/live/describe.ts';
import { IdleNames } from '../../../src/sampler/live/idle-names.ts';
import type { Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Sleeper = TaskRow & { readonly runtime?: number; readonly ioPriority?: number };

const passOf = (at: number, tasks: readonly Sleeper[]): Snapshot => {
  const snapshot = snapshotOf(at * S, tasks);
  tasks.forEach(({ runtime = 5, ioPriority = 2 << 13 }, row) => {
    snapshot.columns.runtime[row] = runtime;
    snapshot.columns.ioPriority[row] = ioPriority;
  });
  return snapshot;
};

const names = () =>
  new IdleNames(new Describer({ commands: 'skip', priorities: 'skip', users: undefined }));

/** As a source lends them: all tasks of the pass are idle. */
const idleIn = (previous: Snapshot, next: Snapshot): IdleTasks => ({
  now: next,
  before: previous,
  rows: Int32Array.from({ length: next.count }, (_, row) => row),
  count: next.count,
  bornFrom: Number.POSITIVE_INFINITY,
  still: [],
});

/** The names in passes one after the other, each of all its tasks. */
const namesOver = (...passes: readonly (readonly Sleeper[])[]) => {
  const all = names();
  let previous = passOf(99, passes[0] ?? []);
  return passes.map((tasks, index) => {
    const next = passOf(100 + index, tasks);
    const idle = idleIn(previous, next);
    previous = next;
    return all.of(idle, idle.rows, next);
  });
};

const sleeper = (tid: number, fields: Partial<Sleeper> = {}): Sleeper => ({ tid, ...fields });

describe('the names of an idle task', () => {
  it('are the same object while the task does not run, whoever comes and goes beside it', () => {
    const [first, second, third] = namesOver(
      [sleeper(2), sleeper(5), sleeper(9)],
      [sleeper(1), sleeper(5), sleeper(7), sleeper(9)],
      [sleeper(5), sleeper(9)],
    );
    expect(second).toHaveLength(4);
    expect(second?.[1]).toBe(first?.[1]);
    expect(second?.[3]).toBe(first?.[2]);
    expect(third).toEqual([second?.[1], second?.[3]]);
    expect(third?.[1]).toBe(first?.[2]);
  });

  const anew: readonly { readonly name: string; readonly now: Partial<Sleeper> }[] = [
    { name: 'has run', now: { runtime: 6 } },
    { name: 'is another of the same id', now: { startedAt: 2 * S } },
    { name: 'was given another priority', now: { ioPriority: (2 << 13) | 7 } },
  ];
  it.each(anew)('are read anew for a task that $name', ({ now }) => {
    const [first, second] = namesOver([sleeper(5)], [sleeper(5, now)]);
    expect(second?.[0]).not.toBe(first?.[0]);
  });

  it('are read anew where the engine does not know whether the task ran', () => {
    const unknown = sleeper(5, { runtime: Number.NaN });
    const [first, second] = namesOver([unknown], [unknown]);
    expect(second?.[0]).not.toBe(first?.[0]);
  });

  it('say what the priority is now', () => {
    const [, second] = namesOver([sleeper(5)], [sleeper(5, { ioPriority: 3 << 13 })]);
    expect(second?.[0]?.ioPriority).toBe(3 << 13);
  });

  it('are other ones after a pass in which a figure was not nothing, for a line with it does not hold', () => {
    const [, rose, still, later] = namesOver(
      [sleeper(5, { readChars: 0 })],
      [sleeper(5, { readChars: 50, runtime: 6 })],
      [sleeper(5, { readChars: 50, runtime: 6 })],
      [sleeper(5, { readChars: 50, runtime: 6 })],
    );
    expect(still?.[0]).not.toBe(rose?.[0]);
    expect(later?.[0]).toBe(still?.[0]);
  });

  it.each([0.1, 1, 7, 60])(
    'are looked up again every ten seconds, and the same object when nothing changed, whether a look comes every %d s',
    (every) => {
      const looked = new Map<number, number>();
      const describer = {
        namesOf: ({ tid }: TaskEntry) => {
          looked.set(tid, (looked.get(tid) ?? 0) + 1);
          return {};
        },
      };
      const all = new IdleNames(describer as unknown as Describer);
      const tasks = Array.from({ length: 50 }, (_, i) => sleeper(i + 1));
      const looks = Math.round(60 / every);
      const given = new Set<TaskNames>();
      for (let look = 0; look <= looks; look++) {
        const pass = passOf(1000 + look * every, tasks);
        const idle = idleIn(pass, pass);
        for (const names of all.of(idle, idle.rows, pass)) given.add(names);
      }
      expect(given.size).toBe(tasks.length);
      // Once at first, then at each turn that has come.
      const turns = Math.min(6, looks);
      for (const { tid } of tasks) {
        expect(looked.get(tid)).toBeGreaterThanOrEqual(turns);
        expect(looked.get(tid)).toBeLessThanOrEqual(turns + 1);
      }
    },
  );
});
