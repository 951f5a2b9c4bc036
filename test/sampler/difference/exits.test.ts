/** Ends that come at an awkward moment: every byte is counted once, and no task is in a sample twice. */
import { describe, expect, it } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import type { EndedTasks } from '../../../src/sampler/difference/ended-tasks.ts';
import type { MissedTasks } from '../../../src/sampler/difference/inputs.ts';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import type { Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { checkedDifferenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Interval = { readonly after: readonly TaskRow[]; readonly exits?: readonly TaskRow[] };

/** Passes at 10 s, 11 s, 12 s …; entries by interval. @param tolerance 0 as BPF, 20 ms as taskstats */
const run = (
  before: readonly TaskRow[],
  intervals: readonly Interval[],
  tolerance = 0,
): readonly (readonly TaskEntry[])[] => {
  let previous: Snapshot = snapshotOf(10 * S, before);
  let endedBefore: EndedTasks = new Map();
  let missedBefore: MissedTasks | undefined;
  return intervals.map(({ after, exits: rows = [] }, index) => {
    const now = (11 + index) * S;
    const next = snapshotOf(now, after);
    const exits = snapshotOf(now - 0.1 * S, rows);
    const of = { previous, next, exits, endedBefore, missedBefore, activity: DISK_ACTIVITY };
    const interval = { ...of, startTolerance: tolerance };
    const found = checkedDifferenceOf(interval);
    const { entries } = entriesOf(found, interval);
    ({ ended: endedBefore, missed: missedBefore } = found);
    previous = next;
    return entries;
  });
};

const written = (entries: readonly TaskEntry[]) =>
  entries.map(({ tid, write, ended }) => [tid, write, ended === true ? 'ended' : 'lives']);

describe('a task that ends while the pass goes on', () => {
  it.each([0, 20e6])(
    'is counted once, though it was read and went on writing (tolerance %i)',
    (tolerance) => {
      const [entries = []] = run(
        [{ tid: 7, write: 1000, writeChars: 1000 }],
        [
          {
            after: [{ tid: 7, write: 3000, writeChars: 3000 }],
            exits: [{ tid: 7, write: 5000, writeChars: 5000, readBefore: 11.01 * S }],
          },
        ],
        tolerance,
      );
      expect(written(entries)).toEqual([[7, 4000, 'ended']]);
    },
  );

  it('is not counted again when its row is the baseline of the next interval', () => {
    const [, later = []] = run(
      [{ tid: 7, write: 1000 }],
      [
        {
          after: [{ tid: 7, write: 3000, writeChars: 1 }],
          exits: [{ tid: 7, write: 5000, writeChars: 2, readBefore: 11.01 * S }],
        },
        { after: [] },
      ],
    );
    expect(later).toEqual([]);
  });
});

describe('a record that comes an interval late', () => {
  it('of a task that has left the list before says what it did since it was last read', () => {
    const [first = [], second = []] = run(
      [{ tid: 7, write: 1000 }],
      [{ after: [] }, { after: [], exits: [{ tid: 7, write: 5000 }] }],
    );
    expect(written(first)).toEqual([]);
    expect(written(second)).toEqual([[7, 4000, 'ended']]);
  });

  it('of a task that was in no list at all says everything it did', () => {
    const [, second = []] = run(
      [],
      [{ after: [] }, { after: [], exits: [{ tid: 7, startedAt: 10.99 * S, write: 4096 }] }],
    );
    expect(written(second)).toEqual([[7, 4096, 'ended']]);
  });

  it('is not taken for one of a task that ended two intervals ago', () => {
    const [, , third = []] = run(
      [{ tid: 7, write: 1000 }],
      [{ after: [] }, { after: [] }, { after: [], exits: [{ tid: 7, write: 5000 }] }],
    );
    expect(third).toEqual([]);
  });
});

describe('a tid used again', () => {
  it('in the very interval its first owner was born and ended in is two tasks, as near as their starts may be', () => {
    const first = {
      tid: 7,
      startedAt: 10.5 * S,
      write: 3000,
      writeChars: 3000,
      readBefore: 10.6 * S,
    };
    const second = { tid: 7, startedAt: 10.505 * S, write: 1000, writeChars: 1000 };
    const [entries = []] = run([], [{ after: [second], exits: [first] }], 20e6);
    expect(written(entries)).toEqual([
      [7, 3000, 'ended'],
      [7, 1000, 'lives'],
    ]);
  });

  it('and ended in the next interval keeps what its second owner did', () => {
    const second = { tid: 7, startedAt: 10.5 * S };
    const intervals = run(
      [{ tid: 7, write: 1000 }],
      [
        { after: [{ ...second, write: 300 }], exits: [{ tid: 7, write: 1200 }] },
        { after: [], exits: [{ ...second, write: 900 }] },
      ],
    );
    expect(intervals.map(written)).toEqual([
      [
        [7, 200, 'ended'],
        [7, 300, 'lives'],
      ],
      [[7, 600, 'ended']],
    ]);
  });

  it('by records that come in any order: each owner did its own', () => {
    const [entries = []] = run(
      [{ tid: 7, write: 1000 }],
      [
        {
          after: [],
          exits: [
            { tid: 7, startedAt: 10.6 * S, write: 700 },
            { tid: 7, write: 1500 },
          ],
        },
      ],
    );
    expect(written(entries)).toEqual([
      [7, 700, 'ended'],
      [7, 500, 'ended'],
    ]);
  });
});

describe('a start that is an estimate', () => {
  it('reckoned in a slow batch is that of the task a quick one finds, and keeps its value', () => {
    const [entries = []] = run(
      [{ tid: 7, startedAt: 1.06 * S, startWithin: 0.06 * S, write: 1000 }],
      [{ after: [{ tid: 7, startedAt: 1 * S, write: 1500 }] }],
      20e6,
    );
    expect(written(entries)).toEqual([[7, 500, 'lives']]);
    expect(entries[0]?.startedAt).toBe(1.06 * S);
  });

  it('of a task in the making when the pass began still makes it new', () => {
    const [entries = []] = run([], [{ after: [{ tid: 7, startedAt: 10 * S - 2e6, write: 4096 }] }]);
    expect(written(entries)).toEqual([[7, 4096, 'lives']]);
  });
});

describe('a thread that runs exec and takes its leader’s place', () => {
  const leader = { tid: 5, tgid: 5, startedAt: 2 * S };
  const heir = { tid: 6, tgid: 5, startedAt: 3 * S };

  it('goes on with its own counters; what the old leader still did is in the same entry', () => {
    const intervals = run(
      [
        { ...leader, write: 9000, writeChars: 9000 },
        { ...heir, write: 500, writeChars: 500 },
      ],
      [
        {
          after: [{ ...leader, write: 800, writeChars: 800 }],
          exits: [{ ...leader, write: 9100, writeChars: 9100, readBefore: 10.5 * S }],
        },
        { after: [{ ...leader, write: 900, writeChars: 900 }] },
      ],
    );
    expect(intervals.map(written)).toEqual([[[5, 400, 'lives']], [[5, 100, 'lives']]]);
  });

  it('is found too when the old leader’s record bears the thread’s id', () => {
    const [entries = []] = run(
      [
        { ...leader, write: 9000, writeChars: 9000 },
        { ...heir, write: 500, writeChars: 500 },
      ],
      [
        {
          after: [{ ...leader, write: 9900, writeChars: 9900 }],
          exits: [{ ...leader, tid: 6, write: 9100, writeChars: 9100, readBefore: 10.5 * S }],
        },
      ],
    );
    expect(written(entries)).toEqual([[5, 9500, 'lives']]);
  });

  it.each([0, 20e6])(
    'and ends in the same interval is one ended task with both increases (tolerance %i)',
    (tolerance) => {
      const [entries = []] = run(
        [
          { ...leader, write: 9000 },
          { ...heir, write: 500 },
        ],
        [
          {
            after: [],
            exits: [
              { ...leader, write: 9100 },
              { ...leader, write: 800, comm: 'after-exec' },
            ],
          },
        ],
        tolerance,
      );
      expect(written(entries)).toEqual([[5, 400, 'ended']]);
      expect(entries[0]?.comm).toBe('after-exec');
    },
  );

  it('known by its address, is found although the leader, idle all its life, left no record, and other threads went without one too', () => {
    const before = [
      { ...leader, address: 1 },
      { ...heir, address: 2, write: 64 },
      { ...heir, tid: 8, address: 3, writeChars: 10 },
    ];
    const [ended = []] = run(before, [
      { after: [], exits: [{ ...leader, address: 2, write: 65 }] },
    ]);
    expect(written(ended)).toEqual([[5, 1, 'ended']]);
    const [lives = []] = run(before, [{ after: [{ ...leader, address: 2, write: 65 }] }]);
    expect(written(lives)).toEqual([[5, 1, 'lives']]);
  });

  it('takes it in an interval after the one its leader ended in, however many lie between', () => {
    const dead = { ...leader, write: 9100, writeChars: 9100 };
    const waiting = { ...heir, write: 500, writeChars: 500 };
    const intervals = run(
      [{ ...leader, write: 9000, writeChars: 9000 }, waiting],
      [
        { after: [dead, waiting], exits: [{ ...dead, readBefore: 10.5 * S }] },
        { after: [dead, waiting] },
        { after: [{ ...leader, write: 800, writeChars: 800 }] },
        { after: [{ ...leader, write: 900, writeChars: 900 }] },
      ],
      20e6,
    );
    expect(intervals.map(written)).toEqual([
      [[5, 100, 'ended']],
      [],
      [[5, 300, 'lives']],
      [[5, 100, 'lives']],
    ]);
  });

  it('of several that went without a word, nobody can say which: unknown, not invented', () => {
    const [entries = []] = run(
      [
        { ...leader, write: 9000, writeChars: 9000 },
        { ...heir, write: 500 },
        { ...heir, tid: 8, write: 600 },
      ],
      [
        {
          after: [{ ...leader, write: 800, writeChars: 800 }],
          exits: [{ ...leader, write: 9100, writeChars: 9100, readBefore: 10.5 * S }],
        },
      ],
    );
    expect(written(entries)).toEqual([[5, 100, 'ended']]);
  });
});
