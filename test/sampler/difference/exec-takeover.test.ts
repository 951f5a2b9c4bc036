/**
 * Exec by a thread that is not the leader, cut into intervals wherever it can be: what is reported adds up to what was written, and no task is in a sample twice.
 *
 * The kernel here does in order what de_thread() does: the others end, the leader ends, the thread takes its id and start.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndedTasks } from '../../../src/sampler/difference/ended-tasks.ts';
import type { MissedTasks } from '../../../src/sampler/difference/inputs.ts';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import { checkedDifferenceOf, differenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Task = { address: number; tid: number; startedAt: number; written: number; listed: boolean };

/** As the engines learn of ends: by BPF at the last switch, of tasks with I/O only; by taskstats before the task leaves the list. */
type Engine = {
  readonly name: string;
  readonly tolerance: number;
  readonly last: 'record' | 'list';
};

const BPF: Engine = { name: 'bpf', tolerance: 0, last: 'record' };
const TASKSTATS: Engine = { name: 'taskstats', tolerance: 20e6, last: 'list' };
const LEADER = 5;

class Kernel {
  now = 9 * S;
  total = 0;
  readonly tasks: Task[] = [];
  records: TaskRow[] = [];
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  birth(tid: number, startedAt: number): Task {
    const task = { address: 1 + this.tasks.length, tid, startedAt, written: 0, listed: true };
    this.tasks.push(task);
    return task;
  }

  write(task: Task, bytes: number): void {
    task.written += bytes;
    this.total += bytes;
  }

  record(task: Task): void {
    const bpf = this.#engine.last === 'record';
    if (!bpf || task.written > 0) this.records.push({ ...this.#row(task), readBefore: this.now });
  }

  list(): readonly TaskRow[] {
    const rows = this.tasks.filter(({ listed }) => listed).map((task) => this.#row(task));
    return rows.sort((a, b) => a.tid - b.tid);
  }

  #row({ address, tid, startedAt, written }: Task): TaskRow {
    const counters = { write: written, writeChars: written, readChars: 100 * address };
    const known = this.#engine.last === 'record' ? { address } : {};
    return { tid, tgid: LEADER, startedAt, ...counters, ...known };
  }
}

type Story = {
  readonly written: readonly number[];
  readonly siblings: number;
  /** The old leader's last switch comes after its id has been taken; bpf only. */
  readonly leaderIsSlow: boolean;
  readonly ends: boolean;
};

/** Every step a moment at which an interval may end. */
const stepsOf = (kernel: Kernel, engine: Engine, story: Story): readonly (() => void)[] => {
  const leader = kernel.birth(LEADER, kernel.now);
  const thread = kernel.birth(6, kernel.now + 1e6);
  const siblings = Array.from({ length: story.siblings }, (_, i) =>
    kernel.birth(7 + i, kernel.now + 2e6 + i),
  );
  const [byLeader = 0, byThread = 0, bySibling = 0, later = 0, last = 0] = story.written;
  const unlist = (task: Task) => () => {
    task.listed = false;
  };
  const end = (task: Task): readonly (() => void)[] => {
    const record = () => kernel.record(task);
    return engine.last === 'record' ? [unlist(task), record] : [record, unlist(task)];
  };
  const takeOver = (): void => {
    leader.listed = false;
    [leader.tid, thread.tid] = [thread.tid, leader.tid];
    thread.startedAt = leader.startedAt;
  };
  const leaderEnds = (): void => kernel.record(leader);
  const isSlow = story.leaderIsSlow && engine.last === 'record';
  return [
    () => kernel.write(leader, byLeader),
    () => kernel.write(thread, byThread),
    ...siblings.map((sibling) => () => kernel.write(sibling, bySibling)),
    () => kernel.write(leader, byLeader),
    () => kernel.write(thread, later),
    ...siblings.flatMap(end),
    ...(isSlow ? [takeOver, leaderEnds] : [leaderEnds, takeOver]),
    () => kernel.write(thread, last),
    ...(story.ends ? end(thread) : []),
    () => undefined,
  ];
};

/** @param cuts how many steps lie between two passes, and how many of the next are done before the ends are asked for */
const reported = (
  engine: Engine,
  story: Story,
  cuts: readonly { readonly steps: number; readonly late: number }[],
  compare = differenceOf,
): { readonly sum: number; readonly written: number } => {
  const kernel = new Kernel(engine);
  const steps: (() => void)[] = [];
  const go = (count: number): void => {
    for (const step of steps.splice(0, count)) {
      kernel.now += 0.01 * S;
      step();
    }
  };
  let previous = snapshotOf(kernel.now, kernel.list());
  let endedBefore: EndedTasks = new Map();
  let missedBefore: MissedTasks | undefined;
  let sum = 0;
  const pass = (late: number): void => {
    kernel.now += 1 * S;
    const next = snapshotOf(kernel.now, kernel.list());
    go(late);
    // taskstats hears of ends when it asks.
    const asked = engine.last === 'list' ? { readBefore: kernel.now } : {};
    const exits = snapshotOf(
      kernel.now,
      kernel.records.map((row) => ({ ...row, ...asked })),
    );
    kernel.records = [];
    const of = { previous, next, exits, endedBefore, missedBefore, activity: DISK_ACTIVITY };
    const interval = { ...of, startTolerance: engine.tolerance };
    const found = compare(interval);
    const { entries } = entriesOf(found, interval);
    for (const { write } of entries) sum += write ?? Number.NaN;
    const keys = entries.map(({ tid, startedAt }) => `${tid}@${startedAt}`);
    expect(new Set(keys).size).toBe(keys.length);
    ({ ended: endedBefore, missed: missedBefore } = found);
    previous = next;
  };
  // Born in an interval, and listed once.
  kernel.now += 0.5 * S;
  steps.push(...stepsOf(kernel, engine, story));
  pass(0);
  for (const { steps: count, late } of cuts) {
    go(count);
    pass(late);
  }
  go(steps.length);
  pass(0);
  pass(0);
  return { sum, written: kernel.total };
};

describe.each([BPF, TASKSTATS])('exec by a thread, seen by $name', (engine) => {
  const story = fc.record({
    written: fc.array(fc.constantFrom(0, 1, 2, 50), { minLength: 5, maxLength: 5 }),
    siblings: fc.integer({ min: 0, max: 3 }),
    leaderIsSlow: fc.boolean(),
    ends: fc.boolean(),
  });
  const cuts = fc.array(
    fc.record({ steps: fc.integer({ min: 1, max: 8 }), late: fc.integer({ min: 0, max: 3 }) }),
    { maxLength: 6 },
  );

  it('adds up to what was written, wherever intervals end', () => {
    fc.assert(
      fc.property(story, cuts, (told, where) => {
        const { sum, written } = reported(engine, told, where);
        expect(sum).toBe(written);
      }),
      { numRuns: 3000 },
    );
  });

  it('changes no byte of what it is reckoned from', () => {
    fc.assert(
      fc.property(story, cuts, (told, where) => {
        reported(engine, told, where, checkedDifferenceOf);
      }),
      { numRuns: 200 },
    );
  });
});
