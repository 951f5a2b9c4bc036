/**
 * Ids that are used again and again within an interval, by processes whose threads run exec: each key is in a sample once, each life once, and what is
 * reported adds up to what was written.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EndedTasks } from '../../../src/sampler/difference/ended-tasks.ts';
import type { MissedTasks } from '../../../src/sampler/difference/inputs.ts';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import { differenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Task = {
  readonly address: number;
  readonly comm: string;
  tid: number;
  readonly tgid: number;
  startedAt: number;
  written: number;
};

/** What comes next in the life of one of the processes; `pass` ends an interval. */
type Step = {
  readonly kind: 'fork' | 'clone' | 'write' | 'exec' | 'slow-exec' | 'exit' | 'pass' | 'late-pass';
  readonly process: number;
  readonly amount: number;
};

/** ns: between two steps. */
const STEP = 1e6;
const IDS = [10, 20];

/** Processes with one thread beside the leader at most. Addresses of released tasks are used again. */
class Kernel {
  now = 100 * S;
  total = 0;
  /** Of tasks that wrote something, by their last id and start. */
  exits: TaskRow[] = [];
  readonly #living = new Map<number, { leader: Task; thread: Task | undefined }>();
  readonly #free: number[] = [];
  #addresses = 0;
  #slow: Task[] = [];
  #isPassed = false;

  step({ kind, process, amount }: Step): void {
    this.settle();
    this.#isPassed = false;
    this.now += STEP;
    const tgid = IDS[process % IDS.length] as number;
    const living = this.#living.get(tgid);
    if (living === undefined) {
      if (kind === 'fork') this.#fork(tgid, amount);
      return;
    }
    const { leader, thread } = living;
    if (kind === 'exit' || kind === 'fork') {
      if (thread !== undefined) this.#end(thread);
      this.#end(leader);
      this.#living.delete(tgid);
      if (kind === 'fork') this.#fork(tgid, amount);
    } else if (kind === 'write') {
      this.#write(amount % 2 === 0 ? leader : (thread ?? leader), amount);
    } else if (kind === 'clone') {
      living.thread ??= this.#birth(tgid + 1, tgid, 'thread');
      this.#write(living.thread, amount);
    } else if (thread !== undefined && kind !== 'pass' && kind !== 'late-pass') {
      this.#exec(living, thread, kind === 'slow-exec');
    }
  }

  /** The last switch of leaders whose place was taken. */
  settle(): void {
    for (const leader of this.#slow.splice(0)) this.#end(leader);
  }

  /** A last switch comes an interval late at most. */
  list(): readonly TaskRow[] {
    if (this.#isPassed) this.settle();
    this.#isPassed = true;
    const tasks = [...this.#living.values()].flatMap(({ leader, thread }) => [leader, thread]);
    const rows = tasks.flatMap((task) => (task === undefined ? [] : [rowOf(task)]));
    return rows.sort((a, b) => a.tid - b.tid);
  }

  #fork(tgid: number, amount: number): void {
    const leader = this.#birth(tgid, tgid, 'leader');
    this.#living.set(tgid, { leader, thread: undefined });
    this.#write(leader, amount);
  }

  #birth(tid: number, tgid: number, comm: string): Task {
    this.now += STEP;
    this.#addresses += 1;
    const address = this.#free.pop() ?? this.#addresses;
    return { address, comm, tid, tgid, startedAt: this.now, written: 0 };
  }

  #write(task: Task, amount: number): void {
    task.written += amount;
    this.total += amount;
  }

  #exec(living: { leader: Task; thread: Task | undefined }, thread: Task, isSlow: boolean): void {
    const { leader } = living;
    if (!isSlow) this.#end(leader);
    [leader.tid, thread.tid] = [thread.tid, leader.tid];
    thread.startedAt = leader.startedAt;
    living.leader = { ...thread, comm: 'exe' };
    living.thread = undefined;
    if (isSlow) this.#slow.push(leader);
  }

  #end(task: Task): void {
    this.now += STEP;
    if (task.written > 0) {
      this.exits.push({ ...rowOf(task), readAfter: this.now, readBefore: this.now });
    }
    this.#free.push(task.address);
  }
}

const rowOf = ({ written, ...task }: Task): TaskRow => ({
  ...task,
  write: written,
  writeChars: written,
});

type Seen = { readonly tid: number; readonly comm: string; readonly write: number };

type Sight = {
  readonly startTolerance: number;
  /** The rows as the engine gives them. @param now when it asked */
  readonly seen: (row: TaskRow, now: number) => TaskRow;
};

/** The kernel hands the exits out in an order of its own. */
const BPF: Sight = { startTolerance: 0, seen: (row) => row };

/** Knows no addresses, and starts by the age at the end, taken off the moment of asking: two lives of one length that end between two drains seem to have one start. */
const TASKSTATS: Sight = {
  startTolerance: 20e6,
  seen: ({ address: _, startedAt = 0, readBefore, ...row }, now) => {
    const late = readBefore === undefined ? 0 : now - readBefore;
    const waited = readBefore === undefined ? {} : { readBefore: now };
    return { ...row, ...waited, startedAt: startedAt + late, startWithin: late };
  },
};

const samplesOf = (
  { startTolerance, seen }: Sight,
  steps: readonly Step[],
  isReversed: boolean,
): { readonly samples: readonly (readonly Seen[])[]; readonly written: number } => {
  const kernel = new Kernel();
  let previous = snapshotOf(kernel.now, []);
  let endedBefore: EndedTasks = new Map();
  let missedBefore: MissedTasks | undefined;
  const samples: Seen[][] = [];
  const pass = (late: readonly Step[]): void => {
    kernel.now += S;
    const next = snapshotOf(
      kernel.now,
      kernel.list().map((row) => seen(row, kernel.now)),
    );
    for (const step of late) kernel.step(step);
    const rows = kernel.exits.map((row) => seen(row, kernel.now));
    kernel.exits = [];
    const exits = snapshotOf(kernel.now, isReversed ? rows.reverse() : rows);
    const of = { previous, next, exits, endedBefore, missedBefore, activity: DISK_ACTIVITY };
    const interval = { ...of, startTolerance };
    const found = differenceOf(interval);
    const { entries } = entriesOf(found, interval);
    const keys = entries.map(({ tid, startedAt }) => `${tid}@${startedAt}`);
    expect(new Set(keys).size, keys.join()).toBe(keys.length);
    samples.push(entries.map(({ tid, comm, write = Number.NaN }) => ({ tid, comm, write })));
    ({ ended: endedBefore, missed: missedBefore } = found);
    previous = next;
  };
  const left = [...steps];
  for (let step = left.shift(); step !== undefined; step = left.shift()) {
    if (step.kind === 'pass') pass([]);
    else if (step.kind === 'late-pass') pass(left.splice(0, step.amount));
    else kernel.step(step);
  }
  pass([]);
  kernel.settle();
  pass([]);
  return { samples, written: kernel.total };
};

const sumOf = (samples: readonly (readonly Seen[])[]): number =>
  samples.flat().reduce((sum, { write }) => sum + write, 0);

const kinds = ['fork', 'clone', 'write', 'exec', 'slow-exec', 'exit', 'pass', 'late-pass'] as const;
const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    process: fc.nat({ max: 1 }),
    amount: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 40 },
);

/** Of the first process. @param told kinds, each with its amount if that is not 1 */
const stepsOf = (told: string): readonly Step[] =>
  told.split(' ').map((step) => {
    const amount = Number(/\d+$/.exec(step)?.[0] ?? 1);
    return { kind: step.replace(/\d+$/, '') as Step['kind'], process: 0, amount };
  });

describe('an id used again and again within an interval', () => {
  it('gives each key once, and adds up to what was written', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (told, isReversed) => {
        const { samples, written } = samplesOf(BPF, told, isReversed);
        expect(sumOf(samples)).toBe(written);
      }),
      { numRuns: 1500 },
    );
  });

  it('gives each key once too where starts are estimates and seem equal, and adds up where all ended', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (told, isReversed) => {
        samplesOf(TASKSTATS, told, isReversed);
        const ends = IDS.map((_, process) => ({ kind: 'exit', process, amount: 1 }) as const);
        const lives = told.filter(({ kind }) => kind !== 'pass' && kind !== 'late-pass');
        const { samples, written } = samplesOf(TASKSTATS, [...lives, ...ends], isReversed);
        expect(sumOf(samples)).toBe(written);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(['exec', 'slow-exec'] as const)(
    'gives each life once, under its last name (%s)',
    (kind) => {
      const life = [
        { kind: 'fork', process: 0, amount: 1 },
        { kind: 'clone', process: 0, amount: 2 },
        { kind, process: 0, amount: 1 },
        { kind: 'exit', process: 0, amount: 1 },
      ] as const;
      for (const isReversed of [false, true]) {
        const { samples } = samplesOf(BPF, [...life, ...life, ...life], isReversed);
        const exe = { tid: 10, comm: 'exe', write: 3 };
        expect(samples[0]).toEqual([exe, exe, exe]);
      }
    },
  );

  it('takes no thread for one of an earlier life that was at its address', () => {
    const kinds = ['fork', 'clone', 'pass', 'fork', 'clone', 'exec', 'exit'] as const;
    const told = kinds.map((kind, amount) => ({ kind, process: 0, amount: 1 + amount }));
    const { samples, written } = samplesOf(BPF, told, false);
    expect(sumOf(samples)).toBe(written);
  });

  it.each([
    ['both leaders ended late', 'fork1 clone1 slow-exec clone1 slow-exec'],
    ['both leaders ended before', 'fork1 clone1 exec clone1 exec'],
    ['the first ended an interval before', 'fork1 clone1 late-pass1 exec clone1 exec'],
    ['both ended an interval before', 'fork1 clone1 exec late-pass2 clone1 exec'],
    ['the first was listed', 'fork1 clone1 pass exec clone2 exec'],
    [
      'the first ended an interval before, the second later',
      'fork1 clone1 late-pass1 exec clone1 slow-exec',
    ],
    ['the first was listed dead', 'fork1 clone1 late-pass1 exec clone2 slow-exec'],
  ])('takes no thread for a dead leader at whose address it took the place: %s', (_, told) => {
    for (const isReversed of [false, true]) {
      const { samples, written } = samplesOf(BPF, stepsOf(told), isReversed);
      expect(sumOf(samples)).toBe(written);
    }
  });
});
