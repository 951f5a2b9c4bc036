/**
 * The one table of columns: screen, sort keys, help, manual and settings are made from it. Lists take a fixed few of its rows, CSV has the
 * fields of the stream.
 *
 * A value is raw (bytes, ns, ratio, text); `kind` says how a renderer shows it. undefined is unknown.
 */
import { waitRatio } from '../lib/units.ts';
import { INCREASE_FIELDS } from '../sample/fields.ts';
import type { Increase } from '../sample/sample.ts';
import { ASKED_COLUMNS } from './asked-columns.ts';
import type { Column, Need } from './column.ts';
import { byMoved, byWork, command, knownMoved, moved } from './column-values.ts';
import { DEVICE_COLUMNS } from './devices/device-columns.ts';
import { movedBy, netWrite } from './totals/increase.ts';
import { isFold } from './units/unit.ts';

export const COLUMNS = [
  {
    id: 'tid',
    title: 'TID',
    help: 'Task id; with processes or programs shown, process id; none where several share a row',
    kind: 'id',
    firstSort: 'ascending',
    value: ({ entry }) => (isFold(entry) ? undefined : entry.tid),
    order: ({ entry, fold }) => fold?.first ?? entry.tid,
  },
  {
    id: 'ppid',
    hasNoFilter: true,
    title: 'PPID',
    help: 'Id of the parent process, looked up where it is shown; sorted by the id of the task',
    kind: 'id',
    firstSort: 'ascending',
    value: ({ entry }, { parentOf }) => parentOf?.(entry.tgid ?? entry.tid) || undefined,
    order: ({ entry, fold }) => fold?.first ?? entry.tid,
  },
  {
    id: 'priority',
    needs: ['names'],
    title: 'PRIO',
    help: 'I/O class and level: rt/0 (most urgent) to rt/7, be/0 to be/7, idle',
    kind: 'priority',
    firstSort: 'ascending',
    value: (row) => row.entry.ioPriority,
  },
  {
    id: 'user',
    needs: ['names'],
    title: 'USER',
    help: 'Owner (real user id)',
    kind: 'text',
    firstSort: 'ascending',
    value: (row) =>
      row.entry.user ?? (row.entry.uid === undefined ? undefined : String(row.entry.uid)),
  },
  {
    id: 'read',
    needs: ['totals'],
    title: 'DISK READ',
    help: 'Bytes the task made the storage layer fetch',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.read,
    ...byWork,
  },
  {
    id: 'from-disk',
    title: 'FROM DISK',
    help: 'Bytes the disks were asked to read for it; loop devices and layers on disks do not count',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.diskRead,
    ...byWork,
    nowOf: 'read',
  },
  {
    id: 'vfs-read',
    needs: ['readChars', 'totals'],
    title: 'VFS READ',
    help: 'Bytes through read calls: page cache, pipes and sockets included',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.readChars,
    ...byWork,
  },
  {
    id: 'write',
    needs: ['totals'],
    title: 'DISK WRITE',
    help: 'Bytes the task was charged for writing, large folios whole, less those cancelled before they were written',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => netWrite(row.amounts),
    ...byWork,
  },
  {
    id: 'to-disk',
    title: 'TO DISK',
    help: 'Bytes the disks were asked to write for it, by whoever: written directly, and dirty pages written back now',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.diskWrite,
    ...byWork,
    nowOf: 'write',
  },
  {
    id: 'vfs-write',
    needs: ['writeChars', 'totals'],
    title: 'VFS WRITE',
    help: 'Bytes through write calls: page cache, pipes and sockets included',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.writeChars,
    ...byWork,
  },
  {
    id: 'moved',
    needs: ['totals'],
    title: 'R+W',
    help: 'Bytes the disks were asked for, both ways; where unknown, those charged. Rates are sorted by their last 3 s. While it is hidden, its parts are marked',
    kind: 'amount',
    firstSort: 'descending',
    value: knownMoved,
    ...byMoved,
    sumOf: ['read', 'write', 'from-disk', 'to-disk'],
  },
  {
    id: 'share',
    needs: ['totals'],
    title: 'SHARE',
    help: 'Its part of R+W of all; tasks not shown and what the file system itself writes count too',
    kind: 'share',
    firstSort: 'descending',
    value: (row, { movedByAll }) => {
      const part = knownMoved(row);
      if (part === undefined || movedByAll === undefined) return undefined;
      return movedByAll > 0 ? Math.min(1, part / movedByAll) : 0;
    },
    ...byMoved,
  },
  {
    id: 'cancelled',
    needs: ['totals'],
    title: 'CANCELLED',
    help: 'Written bytes that were deleted or truncated before they reached storage',
    kind: 'amount',
    firstSort: 'descending',
    value: (row) => row.amounts.cancelledWrite,
    ...byWork,
  },
  {
    id: 'swapin',
    title: 'SWAPIN',
    help: 'Share of the interval spent asking for pages to be swapped in; the wait for a disk that holds them is in IO',
    kind: 'share',
    firstSort: 'descending',
    value: (row) =>
      row.entry.swapWait === undefined ? undefined : waitRatio(row.entry.swapWait, row.interval),
    ...byWork,
  },
  {
    id: 'io',
    title: 'IO',
    help: 'Share of the interval spent waiting for block I/O; of a process, its longest waiting thread, with others all that ended too; libaio and io_uring do not wait: see INFL',
    kind: 'share',
    firstSort: 'descending',
    value: (row) =>
      row.entry.ioWait === undefined ? undefined : waitRatio(row.entry.ioWait, row.interval),
    ranks: [moved],
  },
  ...ASKED_COLUMNS,
  {
    id: 'graph',
    title: 'GRAPH',
    help: 'The near past, newest at the right; sorted by its sum',
    kind: 'graph',
    firstSort: 'descending',
    value: (row, context) => context.recent?.(row),
    ranks: [moved],
  },
  {
    id: 'read-calls',
    needs: ['readCalls'],
    title: 'RCALLS',
    help: 'Read calls in the interval',
    kind: 'count',
    firstSort: 'descending',
    value: (row) => row.entry.readCalls,
    ...byWork,
  },
  {
    id: 'write-calls',
    needs: ['writeCalls'],
    title: 'WCALLS',
    help: 'Write calls in the interval',
    kind: 'count',
    firstSort: 'descending',
    value: (row) => row.entry.writeCalls,
    ...byWork,
  },
  {
    id: 'state',
    title: 'STATE',
    help: 'R running, S sleeping, D waiting for the disk, T stopped, Z ended and not collected, I idle',
    kind: 'text',
    firstSort: 'ascending',
    value: (row) => row.entry.state,
  },
  {
    id: 'age',
    title: 'AGE',
    help: 'Time since the task started; of several unknown',
    kind: 'duration',
    firstSort: 'descending',
    value: ({ entry }, { now }) =>
      now === undefined || isFold(entry) ? undefined : now - entry.startedAt,
  },
  {
    id: 'waiting',
    title: 'WAITING',
    help: 'How long the task has been waiting for I/O without an end yet; > before it: that long at least, for it waited before iotop looked',
    kind: 'duration',
    firstSort: 'descending',
    value: (row, { now }) =>
      now === undefined || row.entry.waitingSince === undefined
        ? undefined
        : Math.max(0, now - row.entry.waitingSince),
    isAtLeast: (row) => row.entry.waitingLonger === true,
    // Of the interval whatever is shown: of a process that sleeps its leader then tells where it stands.
    ranks: [({ entry }) => movedBy(entry), ({ entry }) => entry.ioWait ?? 0],
  },
  {
    id: 'cgroup',
    title: 'CGROUP',
    help: 'Control group: the service or container',
    kind: 'text',
    firstSort: 'ascending',
    value: ({ entry: { cgroup, cgroupPath } }) =>
      cgroupPath ?? (cgroup === undefined ? undefined : String(cgroup)),
  },
  ...DEVICE_COLUMNS,
  {
    id: 'command',
    needs: ['names'],
    title: 'COMMAND',
    help: 'Command line, or comm; [name] for kernel threads',
    kind: 'text',
    firstSort: 'ascending',
    value: command,
  },
] as const satisfies readonly Column[];

export type ColumnId = (typeof COLUMNS)[number]['id'];

/** In the table's order. */
export const COLUMN_IDS = COLUMNS.map(({ id }) => id);

/** Those that are not of devices alone, which stand wherever rows are of devices. */
export const CHOSEN_IDS: readonly ColumnId[] = (COLUMNS as readonly Column[])
  .filter((column) => column.of === undefined)
  .map(({ id }) => id as ColumnId);

/** @throws RangeError for an id that is not in the table, which the types rule out */
export const columnOf = (id: ColumnId): Column => {
  const column = (COLUMNS as readonly Column[]).find((candidate) => candidate.id === id);
  if (column === undefined) throw new RangeError(`no column ${id}`);
  return column;
};

/** What any of these columns needs. */
export const needsOf = (ids: Iterable<ColumnId>): ReadonlySet<Need> =>
  new Set([...ids].flatMap((id) => columnOf(id).needs ?? []));

/** The counters among them, in the order of `INCREASE_FIELDS`. */
export const countersIn = (needs: ReadonlySet<Need>): readonly (keyof Increase)[] =>
  INCREASE_FIELDS.filter((field) => needs.has(field));
