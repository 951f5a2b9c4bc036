/** An engine that reads what a plan says, and plans of all that can happen to tasks. */
import fc from 'fast-check';
import type { Engine } from '../../../src/sampler/engine.ts';
import { appendRows } from '../../../src/sampler/table/snapshot.ts';
import { S, snapshotOf, type TaskRow } from './snapshots.ts';

/** What the engine finds at `at`, ns: all that lives, and those that ended since the pass before. */
export type PlannedPass = {
  readonly at: number;
  readonly tasks: readonly TaskRow[];
  readonly exits: readonly TaskRow[];
};

/** @param plan a pass for each time it is asked, the last for ever */
export const plannedEngine = (plan: readonly PlannedPass[]): Engine => {
  let made = 0;
  const pass = (index: number): PlannedPass =>
    plan[Math.max(0, Math.min(index, plan.length - 1))] as PlannedPass;
  return {
    name: 'bpf',
    startTolerance: 0,
    waitsWithin: 'life',
    drainEvery: Number.POSITIVE_INFINITY,
    standingGaps: [],
    readTasks: (into) => {
      const { at, tasks } = pass(made);
      made += 1;
      into.count = 0;
      appendRows(into, snapshotOf(at, tasks));
      into.startedAt = at;
      into.endedAt = at;
      return [];
    },
    takeExits: (into) => {
      const { at, exits } = pass(made - 1);
      appendRows(into, snapshotOf(at, exits));
      return [];
    },
    drain: () => {},
    close: () => {},
  };
};

/** Passes this far apart, ns. */
const STEP = 20e6;

/** What one task does between two passes; `ended` leaves its id free, `born` takes it. */
type Deed = 'sleeps' | 'reads' | 'calls' | 'waits' | 'ended' | 'born' | 'born and ended';
const DEEDS: readonly Deed[] = [
  'sleeps',
  'sleeps',
  'reads',
  'calls',
  'waits',
  'ended',
  'born',
  'born and ended',
];

/** A plan: some ids, and for each what it does between every two passes. */
export const arbitraryPlan: fc.Arbitrary<readonly PlannedPass[]> = fc
  .array(fc.array(fc.constantFrom(...DEEDS), { minLength: 4, maxLength: 4 }), {
    minLength: 3,
    maxLength: 12,
  })
  .map((steps) => {
    const living = new Map<number, TaskRow>([1, 2, 3].map((tid) => [tid, { tid, read: 500 }]));
    const plan: PlannedPass[] = [{ at: 100 * S, tasks: [...living.values()], exits: [] }];
    steps.forEach((deeds, step) => {
      const at = 100 * S + (step + 1) * STEP;
      const exits = deeds.flatMap((deed, index) => act(living, index + 1, deed, at));
      const tasks = [...living.values()].sort((a, b) => a.tid - b.tid);
      plan.push({ at, tasks, exits });
    });
    return plan;
  });

/** @returns who ended */
const act = (living: Map<number, TaskRow>, tid: number, deed: Deed, at: number): TaskRow[] => {
  const task = living.get(tid);
  const born = { tid, startedAt: at - STEP / 2, readChars: 70, comm: `born${at % 1e9}` };
  const readBefore = at - 1;
  if (task === undefined) {
    if (deed === 'born') living.set(tid, born);
    return deed === 'born and ended' ? [{ ...born, read: 7, readBefore }] : [];
  }
  if (deed === 'ended') {
    living.delete(tid);
    return [{ ...next(task, 'reads', at), readBefore }];
  }
  living.set(tid, next(task, deed, at));
  return [];
};

/** A wait that went on is over, unless it goes on still. */
const next = (task: TaskRow, deed: Deed, at: number): TaskRow => {
  const { waitingSince, ...rest } = task;
  if (deed === 'waits') {
    const since = waitingSince ?? at - STEP / 4;
    return {
      ...rising(rest, { ioWait: waitingSince === undefined ? STEP / 4 : STEP }),
      waitingSince: since,
    };
  }
  if (deed === 'reads') return rising(rest, { read: 4096, readChars: 4096 });
  return deed === 'calls' ? rising(rest, { readChars: 100, readCalls: 1 }) : rest;
};

const rising = (
  task: TaskRow,
  by: Partial<Record<'read' | 'readChars' | 'readCalls' | 'ioWait', number>>,
): TaskRow => ({
  ...task,
  ...Object.fromEntries(
    Object.entries(by).map(([name, rise]) => [name, (task[name as keyof typeof by] ?? 0) + rise]),
  ),
});
