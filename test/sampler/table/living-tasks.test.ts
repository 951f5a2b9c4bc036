import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import type { EndedTask, EndedTasks } from '../../../src/sampler/difference/ended-tasks.ts';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import { LivingTasks, type Pass } from '../../../src/sampler/table/living-tasks.ts';
import { appendRows, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { checkedDifferenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { rowsOf } from '../../support/snapshots/snapshot-row.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

/** What becomes of a task between two passes, and before the exits are taken after the second. */
type Life = {
  readonly fate:
    | 'sleeps'
    | 'runs'
    | 'is born'
    | 'ends'
    | 'is another'
    | 'ends after the pass'
    | 'ended before, and is listed still'
    | 'ends after the pass in its leader’s place'
    | 'takes its leader’s place after the pass, and the leader ends';
  readonly wrote: number;
  readonly isThread: boolean;
};

const life: fc.Arbitrary<Life> = fc.record({
  fate: fc.constantFrom(
    'sleeps',
    'sleeps',
    'runs',
    'is born',
    'ends',
    'is another',
    'ends after the pass',
    'ended before, and is listed still',
    'ends after the pass in its leader’s place',
    'takes its leader’s place after the pass, and the leader ends',
  ),
  wrote: fc.constantFrom(0, 512),
  isThread: fc.boolean(),
});

/** Three processes of ten ids each: the first leads. */
const THREADS = 10;

type Interval = {
  readonly before: readonly TaskRow[];
  readonly after: readonly TaskRow[];
  readonly exits: readonly TaskRow[];
  readonly ended: EndedTasks;
  readonly ran: ReadonlySet<number>;
};

const intervalOf = (lives: readonly Life[]): Interval => {
  const before: TaskRow[] = [];
  const after: TaskRow[] = [];
  const exits: TaskRow[] = [];
  const ran = new Set<number>();
  const ended = new Map<number, EndedTask>();
  lives.forEach(({ fate, wrote, isThread }, place) => {
    const tid = place + 1;
    const leader = place - (place % THREADS) + 1;
    const then = {
      tid,
      tgid: isThread ? leader : tid,
      startedAt: tid * 1e6,
      address: 1000 + tid,
      write: 100,
    };
    const fresh = { ...then, startedAt: 10.5 * S + tid, address: 2000 + tid };
    const isNew = fate === 'is born' || fate === 'is another';
    if (fate !== 'is born') before.push(then);
    if (fate !== 'ends') {
      const now = isNew ? fresh : then;
      after.push(fate === 'runs' || isNew ? { ...now, write: now.write + wrote } : now);
    }
    if (isNew || fate === 'runs' || fate === 'ends') ran.add(tid);
    if (fate === 'ended before, and is listed still') ended.set(tid, endOf(then));
    if (fate === 'ends' || fate === 'ends after the pass' || fate === 'is another')
      exits.push({ ...then, write: 100 + wrote });
    // A leader is not younger than its threads.
    const hadLeader = !['is born', 'is another'].includes(lives[leader - 1]?.fate ?? '');
    if (!isThread || !hadLeader) return;
    if (fate === 'takes its leader’s place after the pass, and the leader ends')
      exits.push({ ...then, startedAt: leader * 1e6, address: 1000 + leader, write: 100 + wrote });
    if (fate === 'ends after the pass in its leader’s place')
      exits.push({ ...then, tid: leader, startedAt: leader * 1e6, write: 100 + wrote });
  });
  return { before, after, exits, ended, ran };
};

const endOf = ({ startedAt = 0, address = 0 }: TaskRow): EndedTask => ({
  startedAt,
  uncertainty: 0,
  endedBefore: 9 * S,
  readChars: 0,
  writeChars: 0,
  address,
});

/** What became known of an interval. */
const found = (
  { previous, next }: Pick<Pass, 'previous' | 'next'>,
  { exits, ended }: Interval,
  all: Snapshot,
) => {
  const interval = {
    previous,
    next,
    exits: snapshotOf(11.1 * S, exits),
    endedBefore: ended,
    startTolerance: 0,
    activity: DISK_ACTIVITY,
  };
  const difference = checkedDifferenceOf(interval);
  const notIdle = new Set(difference.notIdle.map((row) => next.columns.tid[row]));
  return {
    entries: entriesOf(difference, interval, { now: all }).entries.toSorted(byTask),
    idle: rowsOf(all).filter(({ tid }) => !notIdle.has(tid)),
    ended: difference.ended,
    missed: difference.missed,
  };
};

const byTask = (a: TaskEntry, b: TaskEntry): number => a.tid - b.tid || a.startedAt - b.startedAt;

const fill = (into: Snapshot, tasks: readonly TaskRow[], at: number): void => {
  into.count = 0;
  appendRows(into, snapshotOf(at, tasks));
  into.startedAt = at;
  into.endedAt = at;
};

describe('a table of tasks', () => {
  const lives = fc.array(life, { minLength: 1, maxLength: 3 * THREADS });

  it('tells of a pass over those that ran what a pass over all tells', () => {
    fc.assert(
      fc.property(lives, (all) => {
        const interval = intervalOf(all);
        const { before, after, ran } = interval;
        const next = snapshotOf(11 * S, after);
        const table = new LivingTasks();
        fill(table.forAll, before, 10 * S);
        table.takeAll();
        fill(
          table.ran.tasks,
          after.filter(({ tid }) => ran.has(tid)),
          11 * S,
        );
        table.ran.gone.push(...[...ran].filter((tid) => !after.some((task) => task.tid === tid)));
        const pass = table.takeRan();
        table.addEnded(snapshotOf(11.1 * S, interval.exits), interval.ended.keys());
        const asked = found(pass, interval, withTimesOf(table.now));
        expect(asked).toEqual(
          found({ previous: snapshotOf(10 * S, before), next }, interval, next),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('has in the two moments only those that ran or ended', () => {
    const table = new LivingTasks();
    fill(table.forAll, [{ tid: 1 }, { tid: 2 }, { tid: 3 }, { tid: 4 }], 10 * S);
    table.takeAll();
    fill(table.ran.tasks, [{ tid: 2, write: 512 }], 11 * S);
    table.ran.gone.push(3);
    const { previous, next } = table.takeRan();
    table.addEnded(snapshotOf(11 * S, [{ tid: 4 }]), []);
    expect(rowsOf(previous).map(({ tid }) => tid)).toEqual([2, 3, 4]);
    expect(rowsOf(next).map(({ tid }) => tid)).toEqual([2, 4]);
    expect(rowsOf(table.now).map(({ tid }) => tid)).toEqual([1, 2, 4]);
  });

  it('says of rows it kept that they held at the pass before', () => {
    const table = new LivingTasks();
    for (const second of [10, 11, 12]) {
      fill(table.ran.tasks, second === 11 ? [] : [{ tid: 1 }], second * S);
      const { previous } = table.takeRan();
      if (second === 12)
        expect(rowsOf(previous)).toMatchObject([{ readAfter: 11 * S, readBefore: 11 * S }]);
    }
    fill(table.ran.tasks, [], 13 * S);
    table.takeRan();
    fill(table.forAll, [{ tid: 1, readAfter: 13.5 * S }], 14 * S);
    expect(rowsOf(table.takeAll().previous)).toMatchObject([{ readAfter: 13 * S }]);
    fill(table.forAll, [{ tid: 1 }], 15 * S);
    expect(rowsOf(table.takeAll().previous)).toMatchObject([{ readAfter: 13.5 * S }]);
  });

  it('adds nobody to the moments of a pass over all, which have all', () => {
    const table = new LivingTasks();
    fill(table.forAll, [{ tid: 1 }], 10 * S);
    const { next } = table.takeAll();
    table.addEnded(snapshotOf(10 * S, [{ tid: 1 }]), [1]);
    expect([table.ran.tasks.count, next.count]).toEqual([0, 1]);
  });

  it('looks for a thread that took its leader’s place among the living only', () => {
    const table = new LivingTasks();
    fill(table.forAll, [{ tid: 1 }, { tid: 2, address: 22 }, { tid: 3, address: 33 }], 10 * S);
    table.takeAll();
    fill(table.ran.tasks, [], 11 * S);
    table.ran.gone.push(3);
    table.takeRan();
    // The row it had is past the last one, with all that stood there.
    table.addEnded(snapshotOf(11 * S, [{ tid: 1, address: 33 }]), []);
    expect(rowsOf(table.ran.tasks).map(({ tid }) => tid)).toEqual([1]);
  });
});

/** Rows of tasks that slept bear the time they were last read. */
const withTimesOf = (now: Snapshot): Snapshot => {
  now.columns.readAfter.fill(now.startedAt, 0, now.count);
  now.columns.readBefore.fill(now.endedAt, 0, now.count);
  return now;
};
