/** Reads the counters of a task: along the table, or, where exactly those are there that most tasks have, into an object made at once. */
import { bytes, nanoseconds } from '../../../lib/units.ts';
import { TASK_FIELDS } from '../../fields.ts';
import type { TaskEntry, Tid } from '../../sample.ts';
import { isUnsaidOfEnded, unsaid } from '../sparse.ts';
import { type Expected, expectedText, type LineBytes } from './line-bytes.ts';
import {
  type Form,
  NULL,
  type Scanned,
  type ScanRow,
  scanMembers,
  scanRowsOf,
} from './scan-fields.ts';

type TaskField = keyof typeof TASK_FIELDS;

/** The rows of a task from one field up to another, in the order of the wire. @param to not among them; absent: to the end */
export const rowsFrom = (
  from: TaskField,
  to?: TaskField,
  form: Form = 'plain',
): readonly ScanRow[] => {
  const rows = scanRowsOf(TASK_FIELDS, form);
  const placeOf = (name?: TaskField): number => rows.findIndex((row) => row.name === name);
  return rows.slice(placeOf(from), to === undefined ? rows.length : placeOf(to));
};

/** What is the same of a task from line to line. */
export type Identity = Required<
  Pick<TaskEntry, 'startedAt' | 'tgid' | 'comm' | 'uid' | 'cgroup' | 'ioPriority'>
>;

/** All that stands behind a task's identity but its facts, whatever it is. */
export const scanAnyCounters = (line: LineBytes, task: Scanned, form: Form): void => {
  if (form === 'plain') {
    scanMembers(line, COUNTERS, task, ',');
    return;
  }
  scanMembers(line, STATES, task, ',');
  scanMembers(line, task.endedBefore ? OWN_OF_ENDED : OWN, task, ',');
  const read = scanAsked(line, DISK_READ);
  const write = scanAsked(line, DISK_WRITE);
  scanMembers(line, DISK, task, ',');
  if (read !== 'unknown') task.diskRead = read ?? unsaid('diskRead', task);
  if (write !== 'unknown') task.diskWrite = write ?? unsaid('diskWrite', task);
};

/** @returns undefined: not said */
const scanAsked = (line: LineBytes, key: Expected): number | 'unknown' | undefined => {
  if (!line.take(key)) return undefined;
  return line.take(NULL) ? 'unknown' : line.integer();
};

/**
 * A known task with its counters; undefined when not exactly those are there that most tasks have. Of a plain line without what devices were
 * asked for, unless that is nothing. One object literal: adding field after field would cost as much as reading them.
 */
export const scanCounters = (
  line: LineBytes,
  tid: Tid,
  known: Identity,
  form: Form,
): TaskEntry | undefined => {
  const { startedAt, tgid, comm, uid, cgroup, ioPriority } = known;
  let state = 'S';
  if (!line.take(ASLEEP)) {
    line.expect(STATE);
    state = line.text(TASK_FIELDS.state.limit);
  }
  const cancelledWrite = bytes(counter(line, CANCELLED_WRITE, form));
  const swapWait = scanSwapWait(line, form);
  const read = bytes(counter(line, READ, form));
  const write = bytes(counter(line, WRITE, form));
  const ioWait = nanoseconds(counter(line, IO_WAIT, form));
  const readCalls = counter(line, READ_CALLS, form);
  const readChars = bytes(counter(line, READ_CHARS, form));
  const writeCalls = counter(line, WRITE_CALLS, form);
  const writeChars = bytes(counter(line, WRITE_CHARS, form));
  const isWatched = form === 'plain' ? line.take(NOTHING_ASKED) : !line.take(NOT_WATCHED);
  if (!line.isPlain) return undefined;
  if (isWatched) {
    const diskRead = bytes(0);
    const diskWrite = bytes(0);
    // biome-ignore format: one field a line would hide what this is
    const task = swapWait === undefined ? {
      tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite,
      read, write, ioWait, readCalls, readChars, writeCalls, writeChars, diskRead, diskWrite,
    } : {
      tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite, swapWait,
      read, write, ioWait, readCalls, readChars, writeCalls, writeChars, diskRead, diskWrite,
    };
    if (form === 'sparse') scanDisk(line, task);
    return task;
  }
  // biome-ignore format: one field a line would hide what this is
  return swapWait === undefined ? {
    tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite,
    read, write, ioWait, readCalls, readChars, writeCalls, writeChars,
  } : {
    tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite, swapWait,
    read, write, ioWait, readCalls, readChars, writeCalls, writeChars,
  };
};

const counter = (line: LineBytes, key: Expected, form: Form): number => {
  if (line.take(key)) return line.integer();
  if (form === 'plain') line.isPlain = false;
  return 0;
};

/** Unknown where delay accounting is off. */
const scanSwapWait = (line: LineBytes, form: Form): TaskEntry['swapWait'] => {
  if (!line.take(SWAP_WAIT)) return form === 'plain' ? undefined : nanoseconds(0);
  return form === 'sparse' && line.take(NULL) ? undefined : nanoseconds(line.integer());
};

/** What devices were asked for, of a sparse line. */
const scanDisk = (line: LineBytes, task: TaskEntry): void => {
  const diskRead = line.take(DISK_READ) ? line.integer() : undefined;
  const diskWrite = line.take(DISK_WRITE) ? line.integer() : undefined;
  scanMembers(line, DISK, task, ',');
  const asked = task as { diskRead: number; diskWrite: number };
  asked.diskRead = diskRead ?? unsaid('diskRead', task);
  asked.diskWrite = diskWrite ?? unsaid('diskWrite', task);
};

const COUNTERS = rowsFrom('state', 'processComm');
const STATES = rowsFrom('state', 'cancelledWrite', 'sparse');
const OWN = rowsFrom('cancelledWrite', 'diskRead', 'sparse');
const OWN_OF_ENDED = OWN.map((row) =>
  isUnsaidOfEnded(row.name) ? { ...row, isSparse: false } : row,
);
const DISK = rowsFrom('disk', 'processComm', 'sparse');

const memberKey = (name: TaskField): Expected => expectedText(`,"${name}":`);
const STATE = memberKey('state');
const CANCELLED_WRITE = memberKey('cancelledWrite');
const SWAP_WAIT = memberKey('swapWait');
const READ = memberKey('read');
const WRITE = memberKey('write');
const IO_WAIT = memberKey('ioWait');
const READ_CALLS = memberKey('readCalls');
const READ_CHARS = memberKey('readChars');
const WRITE_CALLS = memberKey('writeCalls');
const WRITE_CHARS = memberKey('writeChars');
const DISK_READ = memberKey('diskRead');
const DISK_WRITE = memberKey('diskWrite');
/** Most tasks ask no device for anything. */
const NOTHING_ASKED = expectedText(',"diskRead":0,"diskWrite":0');
const NOT_WATCHED = expectedText(',"diskRead":null,"diskWrite":null');
/** Most tasks are asleep. */
const ASLEEP = expectedText(',"state":"S"');
