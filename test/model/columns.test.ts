import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import type { ColumnContext, Value } from '../../src/model/column.ts';
import { COLUMNS, type ColumnId, columnOf } from '../../src/model/columns.ts';
import type { Row } from '../../src/model/view/row.ts';
import { diskEntry } from '../support/samples/asked.ts';
import { type TaskFields, taskEntry } from '../support/samples/samples.ts';

const SECOND = 1e9;

/** One task in one interval of two seconds. */
const rowOf = (fields: Omit<TaskFields, 'tid'>): Row => {
  const entry = taskEntry({ tid: 7, ...fields });
  const interval = nanoseconds(2 * SECOND);
  return { entry, amounts: entry, elapsed: interval, interval };
};

const shown = (id: ColumnId, fields: Omit<TaskFields, 'tid'>): Value =>
  columnOf(id).value(rowOf(fields), CONTEXT);

const CONTEXT: ColumnContext = {
  commandStyle: 'full',
  now: nanoseconds(100 * SECOND),
  kindOf: (device) => (device.startsWith('loop') ? 'loop' : 'disk'),
};

/** Of a task that asked two disks, and a loop device on one of them. */
const ASKED: Omit<TaskFields, 'tid'> = {
  read: 9,
  write: 9,
  diskRead: 3000,
  diskWrite: 1000,
  disk: [
    diskEntry('loop0', { read: 9000, reads: 90, queueTime: 9e9, latency: [[2 ** 30, 9]] }),
    diskEntry('sdb', {
      ...{ write: 1000, writes: 2, queueTime: 1e9, deviceTime: 2e9 },
      latency: [
        [2 ** 20, 0, 98],
        [2 ** 31, 0, 1],
      ],
    }),
    diskEntry('vda', { read: 3000, reads: 6, deviceTime: 1e9, latency: [[2 ** 20, 1]] }),
  ],
};
const ON_LOOP: Omit<TaskFields, 'tid'> = {
  diskRead: 0,
  diskWrite: 0,
  disk: [diskEntry('loop0', { read: 9000, reads: 90 })],
};
const WATCHED_IDLE = { diskRead: 0, diskWrite: 0 };

const cases: readonly {
  readonly name: string;
  readonly column: ColumnId;
  readonly task: Omit<TaskFields, 'tid'>;
  readonly value: Value;
}[] = [
  {
    name: 'a write less what was cancelled',
    column: 'write',
    task: { write: 900, cancelledWrite: 300 },
    value: 600,
  },
  {
    name: 'more cancelled than written is nothing written',
    column: 'write',
    task: { write: 300, cancelledWrite: 900 },
    value: 0,
  },
  { name: 'what was read', column: 'read', task: { read: 4096 }, value: 4096 },
  { name: 'a read nobody knows', column: 'read', task: { read: undefined }, value: undefined },
  { name: 'a wait is a share of the interval', column: 'io', task: { ioWait: SECOND }, value: 0.5 },
  { name: 'a wait nobody knows', column: 'io', task: { ioWait: undefined }, value: undefined },
  {
    name: 'a wait for swap is a share of the interval',
    column: 'swapin',
    task: { swapWait: SECOND / 2 },
    value: 0.25,
  },
  {
    name: 'a user by name',
    column: 'user',
    task: { uid: 33, user: 'www-data' },
    value: 'www-data',
  },
  {
    name: 'a user without a name by number',
    column: 'user',
    task: { uid: 54_321, user: undefined },
    value: '54321',
  },
  {
    name: 'a user nobody knows',
    column: 'user',
    task: { uid: undefined, user: undefined },
    value: undefined,
  },
  { name: 'an age', column: 'age', task: { startedAt: 40 * SECOND }, value: 60 * SECOND },
  {
    name: 'a wait that is going on',
    column: 'waiting',
    task: { waitingSince: 97 * SECOND },
    value: 3 * SECOND,
  },
  { name: 'what disks were asked for', column: 'to-disk', task: ASKED, value: 1000 },
  { name: 'what disks were asked for', column: 'from-disk', task: ASKED, value: 3000 },
  { name: 'what nobody watched', column: 'to-disk', task: { write: 9 }, value: undefined },
  { name: 'what disks were asked for, not charges', column: 'moved', task: ASKED, value: 4000 },
  { name: 'charges where nobody watched', column: 'moved', task: { read: 3, write: 4 }, value: 7 },
  { name: 'requests of disks a second', column: 'iops', task: ASKED, value: 4 },
  { name: 'those of a loop device alone', column: 'iops', task: ON_LOOP, value: 45 },
  { name: 'none of whom was watched', column: 'iops', task: WATCHED_IDLE, value: 0 },
  { name: 'none known where nobody watched', column: 'iops', task: {}, value: undefined },
  { name: 'bytes of a request', column: 'request-size', task: ASKED, value: 500 },
  { name: 'no mean of none', column: 'request-size', task: WATCHED_IDLE, value: undefined },
  { name: 'the mean time of those completed', column: 'latency', task: ASKED, value: 4e7 },
  { name: 'no time of none', column: 'latency', task: WATCHED_IDLE, value: undefined },
  { name: 'requests at once', column: 'in-flight', task: ASKED, value: 2 },
  { name: 'none of whom was watched', column: 'in-flight', task: WATCHED_IDLE, value: 0 },
  { name: 'the disk asked most', column: 'device', task: ASKED, value: 'vda +1' },
  { name: 'a loop device alone', column: 'device', task: ON_LOOP, value: 'loop0' },
  { name: 'none', column: 'device', task: WATCHED_IDLE, value: undefined },
  { name: 'no wait going on', column: 'waiting', task: {}, value: undefined },
];

const MOVED: Omit<TaskFields, 'tid'> = { read: 100, write: 300, cancelledWrite: 100 };

describe('SHARE', () => {
  const share = (movedByAll: number | undefined, fields: Omit<TaskFields, 'tid'> = MOVED): Value =>
    columnOf('share').value(rowOf(fields), {
      commandStyle: 'full',
      ...(movedByAll === undefined ? {} : { movedByAll }),
    });

  it('is the part of what all tasks moved, net of what was cancelled', () => {
    expect(share(1200)).toBe(0.25);
    expect(share(300)).toBe(1);
  });

  it('of nothing is none, of the unknown and by the unknown unknown', () => {
    expect(share(0, { read: 0 })).toBe(0);
    expect(share(undefined)).toBeUndefined();
    expect(share(9, { read: undefined, write: undefined })).toBeUndefined();
  });
});

it('LAT/P99 has behind the slash the power of two that 99 of 100 requests stayed below', () => {
  const { most } = columnOf('latency');
  expect(most?.(rowOf(ASKED), CONTEXT)).toBe(2 ** 20);
});

describe('a column', () => {
  it.each(cases)('$column shows $name: $value', ({ column, task, value }) => {
    expect(shown(column, task)).toBe(value);
  });

  it('of ids and names is first sorted from the least, of figures from the most', () => {
    const ascending = COLUMNS.filter(({ firstSort }) => firstSort === 'ascending').map(
      ({ id }) => id,
    );
    expect(ascending).toEqual([
      ...['tid', 'ppid', 'priority', 'user'],
      ...['device', 'state', 'cgroup', 'command'],
    ]);
  });

  it('has an id and a title of its own', () => {
    expect(new Set(COLUMNS.map(({ id }) => id)).size).toBe(COLUMNS.length);
    expect(new Set(COLUMNS.map(({ title }) => title)).size).toBe(COLUMNS.length);
  });
});
