import { describe, expect, it } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import type { EndedTasks } from '../../../src/sampler/difference/ended-tasks.ts';
import { DISK_ACTIVITY } from '../../../src/sampler/live/live-source.ts';
import { checkedDifferenceOf, entriesOf } from '../../support/snapshots/intervals.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

type Case = {
  readonly name: string;
  readonly before: readonly TaskRow[];
  readonly after: readonly TaskRow[];
  readonly exits?: readonly TaskRow[];
  readonly endedBefore?: EndedTasks;
  readonly tolerance?: number;
  readonly waitsWithin?: 'interval' | 'life';
  /** `tid`, then what it did; `ended` where it did. */
  readonly does: readonly ({ readonly [Field in keyof TaskEntry]?: unknown } & {
    readonly tid: number;
  })[];
  readonly discarded?: number;
};

/** Two passes, at 10 s and at 11 s since boot. */
const entriesIn = ({ before, after, exits, endedBefore, tolerance, waitsWithin }: Case) => {
  const interval = {
    previous: snapshotOf(10 * S, before),
    next: snapshotOf(11 * S, after),
    exits: snapshotOf(10.9 * S, exits ?? []),
    endedBefore: endedBefore ?? new Map(),
    startTolerance: tolerance ?? 0,
    activity: DISK_ACTIVITY,
  };
  const wishes = { totals: 'with-totals', waitsWithin: waitsWithin ?? 'life' } as const;
  return entriesOf(checkedDifferenceOf(interval), interval, wishes);
};

const cases: readonly Case[] = [
  {
    name: 'a task that lives on did what its counters rose by',
    before: [{ tid: 7, read: 100, write: 4096 }],
    after: [{ tid: 7, read: 350, write: 4096 }],
    does: [{ tid: 7, read: 250, write: 0 }],
  },
  {
    name: 'a task whose counters stand still is not reported',
    before: [{ tid: 7, read: 100 }],
    after: [{ tid: 7, read: 100 }],
    does: [],
  },
  {
    name: 'a task that only moved characters through a pipe is no disk user',
    before: [{ tid: 7, readChars: 1 }],
    after: [{ tid: 7, readChars: 5000 }],
    does: [],
  },
  {
    name: 'a task born in between did everything since its birth',
    before: [],
    after: [{ tid: 7, startedAt: 10.5 * S, read: 350 }],
    does: [{ tid: 7, read: 350 }],
  },
  {
    name: 'a task first seen but older is a baseline, not traffic',
    before: [],
    after: [{ tid: 7, startedAt: 3 * S, read: 350 }],
    does: [],
  },
  {
    name: 'a reused tid is another task: it did all of its own and none of the other',
    before: [{ tid: 7, startedAt: 1 * S, read: 9000 }],
    after: [{ tid: 7, startedAt: 10.5 * S, read: 350 }],
    does: [{ tid: 7, startedAt: (10.5 * S) as TaskEntry['startedAt'], read: 350 }],
  },
  {
    name: 'a reused tid that has read more than its former owner is still another task',
    before: [{ tid: 7, startedAt: 1 * S, read: 100 }],
    after: [{ tid: 7, startedAt: 10.5 * S, read: 350 }],
    does: [{ tid: 7, read: 350 }],
  },
  {
    name: 'a counter that fell is unknown, not negative and not zero, and is counted',
    before: [{ tid: 7, read: 350, write: 0 }],
    after: [{ tid: 7, read: 100, write: 50 }],
    does: [{ tid: 7, read: undefined, write: 50 }],
    discarded: 1,
  },
  {
    name: 'an unknown counter stays unknown',
    before: [{ tid: 7, ioWait: Number.NaN }],
    after: [{ tid: 7, ioWait: Number.NaN, write: 50 }],
    does: [{ tid: 7, ioWait: undefined, write: 50 }],
  },
  {
    name: 'a wait of a whole uptime is the kernel at fault, and is thrown away rather than cut',
    before: [{ tid: 7, startedAt: 9 * S }],
    after: [{ tid: 7, startedAt: 9 * S, ioWait: 1800 * S, write: 4096 }],
    does: [{ tid: 7, ioWait: undefined, write: 4096 }],
    discarded: 1,
  },
  {
    name: 'a wait longer than the interval is unknown where the kernel is known to count some too long',
    before: [{ tid: 7, ioWait: 1 * S }],
    after: [{ tid: 7, ioWait: 3.2 * S, write: 4096 }],
    waitsWithin: 'interval',
    does: [{ tid: 7, ioWait: undefined, write: 4096 }],
    discarded: 1,
  },
  {
    name: 'one that fills the interval and began a moment before it is known there too',
    before: [{ tid: 7, ioWait: 1 * S }],
    after: [{ tid: 7, ioWait: 2.04 * S }],
    waitsWithin: 'interval',
    does: [{ tid: 7, ioWait: 1.04 * S }],
  },
  {
    name: 'a wait that began before the interval counts whole where the kernel is right',
    before: [{ tid: 7, ioWait: 1 * S }],
    after: [{ tid: 7, ioWait: 9 * S }],
    does: [{ tid: 7, ioWait: 8 * S }],
  },
  {
    name: 'a task that waits is reported though nothing moved yet',
    before: [{ tid: 7 }],
    after: [{ tid: 7, waitingSince: 10.2 * S }],
    does: [{ tid: 7, waitingSince: (10.2 * S) as TaskEntry['waitingSince'] }],
  },
  {
    name: 'a task that ended did its final counters less what was known',
    before: [{ tid: 7, write: 1000 }],
    after: [],
    exits: [{ tid: 7, write: 5000 }],
    does: [{ tid: 7, write: 4000, ended: true }],
  },
  {
    name: 'a task that lived between two looks did everything, under its own name',
    before: [],
    after: [],
    exits: [{ tid: 7, startedAt: 10.4 * S, write: 262_144, comm: 'dd' }],
    does: [{ tid: 7, write: 262_144, comm: 'dd', ended: true }],
  },
  {
    name: 'two tasks of one tid that ended in one interval are both reported',
    before: [{ tid: 7, write: 1000 }],
    after: [],
    exits: [
      { tid: 7, write: 1500 },
      { tid: 7, startedAt: 10.6 * S, write: 700 },
    ],
    does: [
      { tid: 7, write: 500, ended: true },
      { tid: 7, write: 700, ended: true },
    ],
  },
  {
    name: 'a zombie still listed is not counted a second time',
    before: [{ tid: 7, write: 1000, readChars: 5 }],
    after: [{ tid: 7, write: 5000, readChars: 9 }],
    exits: [{ tid: 7, write: 5000, readChars: 9 }],
    does: [{ tid: 7, write: 4000, ended: true }],
  },
  {
    name: 'a zombie of the interval before is not counted again',
    before: [{ tid: 7, write: 1000, readChars: 5 }],
    after: [{ tid: 7, write: 5000, readChars: 5 }],
    endedBefore: new Map([
      [
        7,
        {
          startedAt: 1 * S,
          uncertainty: 0,
          endedBefore: 9.9 * S,
          readChars: 5,
          writeChars: 0,
          address: Number.NaN,
        },
      ],
    ]),
    does: [],
  },
  {
    name: 'the tid of a task that ended, used again at once, is a new task',
    before: [{ tid: 7, write: 1000 }],
    after: [{ tid: 7, startedAt: 10.7 * S, write: 300 }],
    exits: [{ tid: 7, write: 1200 }],
    does: [
      { tid: 7, write: 200, ended: true },
      { tid: 7, write: 300 },
    ],
  },
  {
    name: 'an exit of an older task we never saw says nothing of this interval',
    before: [],
    after: [],
    exits: [{ tid: 7, startedAt: 2 * S, write: 5000 }],
    does: [],
  },
  {
    name: 'a start that is an estimate may waver by its tolerance',
    before: [{ tid: 7, startedAt: 1 * S, read: 100 }],
    after: [{ tid: 7, startedAt: 1.01 * S, read: 350 }],
    tolerance: 20e6,
    does: [{ tid: 7, startedAt: (1 * S) as TaskEntry['startedAt'], read: 250 }],
  },
  {
    name: 'a thread carries its leader, so that its process can be told apart',
    before: [
      { tid: 5, startedAt: 2 * S, comm: 'server' },
      { tid: 7, tgid: 5, startedAt: 3 * S, comm: 'worker' },
    ],
    after: [
      { tid: 5, startedAt: 2 * S, comm: 'server' },
      { tid: 7, tgid: 5, startedAt: 3 * S, comm: 'worker', read: 1 },
    ],
    does: [
      {
        tid: 7,
        tgid: 5,
        processStartedAt: (2 * S) as TaskEntry['startedAt'],
        processComm: 'server',
      },
    ],
  },
];

describe('between two looks', () => {
  for (const each of cases) {
    it(each.name, () => {
      const { entries, discarded } = entriesIn(each);
      expect(entries.map(({ tid }) => tid)).toEqual(each.does.map(({ tid }) => tid));
      each.does.forEach((expected, index) => {
        for (const [field, value] of Object.entries(expected)) {
          expect(entries[index]?.[field as keyof TaskEntry], field).toEqual(value);
        }
      });
      expect(discarded).toBe(each.discarded ?? 0);
    });
  }
});
