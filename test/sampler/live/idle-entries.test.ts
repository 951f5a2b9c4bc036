import { describe, expect, it } from 'vitest';
import { Describer } from '../../../src/sampler/live/describe.ts';
import { IdleEntries } from '../../../src/sampler/live/idle-entries.ts';
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

/** The idle entries of passes in a row, each of all its tasks. */
const entriesOver = (...passes: readonly (readonly Sleeper[])[]) => {
  const idle = new IdleEntries(
    new Describer({ commands: 'skip', priorities: 'skip', users: undefined }),
    'without-totals',
  );
  let previous = passOf(99, passes[0] ?? []);
  return passes.map((tasks, index) => {
    const next = passOf(100 + index, tasks);
    const rows = Int32Array.from(tasks.keys());
    const entries = idle.of({ previous, next, tolerance: 0, pass: index + 1 }, rows);
    previous = next;
    return entries;
  });
};

const sleeper = (tid: number, fields: Partial<Sleeper> = {}): Sleeper => ({ tid, ...fields });

describe('the entry of an idle task', () => {
  it('is the same object while the task does not run, whoever comes and goes beside it', () => {
    const [first, second, third] = entriesOver(
      [sleeper(2), sleeper(5), sleeper(9)],
      [sleeper(1), sleeper(5), sleeper(7), sleeper(9)],
      [sleeper(5), sleeper(9)],
    );
    expect(second?.map(({ tid }) => tid)).toEqual([1, 5, 7, 9]);
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
  it.each(anew)('is made anew for a task that $name', ({ now }) => {
    const [first, second] = entriesOver([sleeper(5)], [sleeper(5, now)]);
    expect(second?.[0]).not.toBe(first?.[0]);
  });

  it('is made anew where the engine does not know whether the task ran', () => {
    const unknown = sleeper(5, { runtime: Number.NaN });
    const [first, second] = entriesOver([unknown], [unknown]);
    expect(second?.[0]).not.toBe(first?.[0]);
  });

  it('says what the priority is now', () => {
    const [, second] = entriesOver([sleeper(5)], [sleeper(5, { ioPriority: 3 << 13 })]);
    expect(second?.[0]?.ioPriority).toBe(3 << 13);
  });

  it('is not kept over a pass in which nobody asked for it', () => {
    const idle = new IdleEntries(
      new Describer({ commands: 'skip', priorities: 'skip', users: undefined }),
      'without-totals',
    );
    const rows = Int32Array.of(0);
    const asked = (pass: number) =>
      idle.of(
        { previous: passOf(1, [sleeper(5)]), next: passOf(2, [sleeper(5)]), tolerance: 0, pass },
        rows,
      )[0];
    const first = asked(1);
    expect(asked(2)).toBe(first);
    expect(asked(4)).not.toBe(first);
  });
});
