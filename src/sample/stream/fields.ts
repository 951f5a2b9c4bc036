/**
 * The stream, field by field: one JSON object a line, one line a sample (`iotop --json`, recordings, `iotop replay -`).
 *
 * Numbers are raw: bytes, nanoseconds, counts. An increase that is absent is unknown; zero means zero. Readers ignore
 * fields they do not know. Fields may be added in version 1; changing or removing one makes version 2.
 *
 * The order of a task's fields is the order on the wire, and matters for size only: what stays the same from line to
 * line stands first and in one run, so that a block compresses to some 9 bytes a task.
 */
import { DEVICE_KINDS, ENGINE_NAMES } from '../sample.ts';
import type { Fields, LineOf } from './field.ts';

export const STREAM_VERSION = 1;

/** The end of the year 9999, ms since 1970: later times have no date that all programs read. */
export const LATEST_TIME = 253_402_300_799_999;

/** One task in one interval. */
export const TASK_FIELDS = {
  tid: {
    kind: 'integer',
    unit: 'id',
    required: true,
    about: 'The task. Ids are used again: tid and startedAt together are its identity.',
  },
  startedAt: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: 'When the task started, on the boot clock.',
  },
  tgid: { kind: 'integer', unit: 'id', about: 'The process (thread group) of the task.' },
  comm: {
    kind: 'text',
    limit: 256,
    required: true,
    about:
      "The task's own name, at most 15 bytes, which anybody may choose; of a kernel thread the whole name, with what a worker works on (+) or worked on last (-).",
  },
  uid: { kind: 'integer', unit: 'id', about: 'The real user id.' },
  cgroup: {
    kind: 'integer',
    unit: 'id',
    about: 'The cgroup v2 id; absent also where all tasks are in the root of that tree.',
  },
  ioPriority: {
    kind: 'integer',
    unit: 'id',
    about:
      'As ioprio_get(2) gives it: class in the bits above 13, level in the low three bits. Class none stands as what nice value and scheduler make of it; of a task that ended nobody can tell, so it is absent.',
  },
  state: { kind: 'text', limit: 8, about: 'The letter of /proc/PID/stat: R S D T Z I …' },
  ended: { kind: 'flag', about: 'The task ended in this interval.' },
  processLives: {
    kind: 'flag',
    about: 'It was the leader of a process that lives on: other threads go on. Only beside ended.',
  },
  cancelledWrite: {
    kind: 'integer',
    unit: 'bytes',
    about: 'Dirtied bytes that were truncated before they were written; may exceed write.',
  },
  swapWait: {
    kind: 'integer',
    unit: 'nanoseconds',
    about: 'Time spent waiting for pages to be swapped in; needs kernel.task_delayacct.',
  },
  read: {
    kind: 'integer',
    unit: 'bytes',
    about: 'Bytes the task made the storage layer fetch.',
  },
  write: {
    kind: 'integer',
    unit: 'bytes',
    about:
      'Bytes the task dirtied or wrote directly; charged when dirtied, by whole folios, which may be far more than the disk writes; what was cancelled is not taken off.',
  },
  ioWait: {
    kind: 'integer',
    unit: 'nanoseconds',
    about:
      'Time spent waiting for block I/O; by taskstats and procfs it may exceed the interval, by a wait that ended in it.',
  },
  waitingSince: {
    kind: 'integer',
    unit: 'nanoseconds',
    about: 'Boot clock: since when the task has been waiting for I/O, while it still is.',
  },
  waitingLonger: {
    kind: 'flag',
    about:
      'The task waited already when iotop began to look: waitingSince is when it was first seen to, and the wait is at least that long.',
  },
  readCalls: { kind: 'integer', unit: 'count', about: 'Calls like read(2).' },
  readChars: {
    kind: 'integer',
    unit: 'bytes',
    about: 'Bytes through calls like read(2): page cache, pipes and sockets included.',
  },
  writeCalls: { kind: 'integer', unit: 'count', about: 'Calls like write(2).' },
  writeChars: { kind: 'integer', unit: 'bytes', about: 'Bytes through calls like write(2).' },
  processComm: {
    kind: 'text',
    limit: 256,
    about:
      "The name of the process's leader, for a thread that is not the leader; absent also when it is the same.",
  },
  processStartedAt: {
    kind: 'integer',
    unit: 'nanoseconds',
    about: "When the process's leader started, for a thread that is not the leader; boot clock.",
  },
  command: {
    kind: 'text',
    limit: 32_768,
    about: 'The command line of the process, arguments joined by spaces; empty of a kernel thread.',
  },
  kernelThread: { kind: 'flag', about: 'A thread of the kernel itself.' },
  user: {
    kind: 'text',
    limit: 256,
    about: "The user's name on that host; absent when it has none.",
  },
} as const satisfies Fields;

/** One block device in one interval; all are increases. Source: /proc/diskstats. */
export const DEVICE_FIELDS = {
  id: { kind: 'text', limit: 32, required: true, about: 'major:minor' },
  name: { kind: 'text', limit: 256, required: true, about: 'The name below /dev.' },
  kind: {
    kind: 'word',
    words: DEVICE_KINDS,
    about:
      "disk; partition, whose figures are in its disk's too; loop; memory: zram and ram disks; layer: dm, md and others that sit on devices of this list. Only disks are in blockRead and blockWrite.",
  },
  partOf: { kind: 'text', limit: 256, about: 'Of a partition: the name of its disk.' },
  reads: { kind: 'integer', unit: 'count', required: true, about: 'Reads completed.' },
  readBytes: { kind: 'integer', unit: 'bytes', required: true, about: 'Bytes read.' },
  writes: { kind: 'integer', unit: 'count', required: true, about: 'Writes completed.' },
  writeBytes: { kind: 'integer', unit: 'bytes', required: true, about: 'Bytes written.' },
  discardBytes: { kind: 'integer', unit: 'bytes', about: 'Bytes discarded.' },
  busy: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: 'Time with at least one request in flight.',
  },
  queued: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: "The requests' time in queue and device, summed over requests.",
  },
} as const satisfies Fields;

/** Time in which tasks stood still. Source: /proc/pressure. */
export const PRESSURE_FIELDS = {
  ioSome: { kind: 'integer', unit: 'nanoseconds', about: 'Some tasks waited for I/O.' },
  ioFull: { kind: 'integer', unit: 'nanoseconds', about: 'All tasks waited for I/O.' },
  memorySome: { kind: 'integer', unit: 'nanoseconds', about: 'Some tasks waited for memory.' },
  memoryFull: { kind: 'integer', unit: 'nanoseconds', about: 'All tasks waited for memory.' },
} as const satisfies Fields;

/** The machine's own counters in the interval. */
export const SYSTEM_FIELDS = {
  blockRead: {
    kind: 'integer',
    unit: 'bytes',
    about:
      'Bytes read by the disks. With a gap of what disks, and in recordings made before devices had a kind: by the whole block layer (vmstat pgpgin).',
  },
  blockWrite: {
    kind: 'integer',
    unit: 'bytes',
    about: 'Bytes written by the disks; as with blockRead.',
  },
  swapIn: { kind: 'integer', unit: 'bytes', about: 'Bytes swapped in.' },
  swapOut: { kind: 'integer', unit: 'bytes', about: 'Bytes swapped out.' },
  writtenBack: {
    kind: 'integer',
    unit: 'bytes',
    about:
      'Pages of files written back, large folios counted whole. Far above what the devices wrote: tasks are charged for more than they dirtied.',
  },
  devices: { kind: 'list', fields: DEVICE_FIELDS, limit: 65_536, about: 'The block devices.' },
  pressure: {
    kind: 'object',
    fields: PRESSURE_FIELDS,
    about:
      'Stall time (PSI), as the kernel gives it: it takes a program idle in io_uring for one that waits for a disk.',
  },
} as const satisfies Fields;

/** Something that could not be seen; which of the fields are there depends on `kind`. */
export const GAP_FIELDS = {
  kind: {
    kind: 'text',
    limit: 64,
    required: true,
    about: 'exits-lost, tasks-denied, tasks-unread, figures-discarded, doubtful or unavailable.',
  },
  count: {
    kind: 'integer',
    unit: 'count',
    about: 'How many; with every kind but doubtful and unavailable.',
  },
  what: {
    kind: 'text',
    limit: 64,
    about:
      'With doubtful and unavailable: exits, io-wait, swap-wait, other-users, hidden-tasks, process-1, cgroup, disks or system.',
  },
  reason: { kind: 'text', limit: 4096, about: 'Why; with tasks-unread, doubtful and unavailable.' },
  remedy: {
    kind: 'text',
    limit: 4096,
    about: 'With doubtful and unavailable: what to type, or an empty text when nothing helps.',
  },
} as const satisfies Fields;

/** One line: one interval of one host. */
export const SAMPLE_FIELDS = {
  version: { kind: 'integer', unit: 'id', required: true, about: 'The version of this form: 1.' },
  wallTime: {
    kind: 'integer',
    unit: 'milliseconds',
    required: true,
    most: LATEST_TIME,
    about:
      'The end of the interval on the wall clock, since 1970 (UTC); at most the end of the year 9999.',
  },
  interval: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: 'Its length: endedAt less startedAt.',
  },
  startedAt: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: 'Its beginning on the boot clock.',
  },
  endedAt: {
    kind: 'integer',
    unit: 'nanoseconds',
    required: true,
    about: 'Its end on the boot clock. Unlike the wall clock it is never set.',
  },
  host: { kind: 'text', limit: 256, required: true, about: "The host's name." },
  engine: {
    kind: 'word',
    words: ENGINE_NAMES,
    required: true,
    about: 'What read the tasks; decides how exact the figures are.',
  },
  taskCount: {
    kind: 'integer',
    unit: 'count',
    about: 'How many living tasks there were, idle ones included.',
  },
  tasks: {
    kind: 'list',
    fields: TASK_FIELDS,
    limit: 4_194_304,
    required: true,
    about:
      'The tasks that did something, wait, or ended; each at most once. Idle ones are not listed.',
  },
  system: {
    kind: 'object',
    fields: SYSTEM_FIELDS,
    required: true,
    about: "The machine's own counters.",
  },
  gaps: {
    kind: 'list',
    fields: GAP_FIELDS,
    limit: 1024,
    required: true,
    about: 'What could not be seen in this interval. Empty: nothing was missed.',
  },
} as const satisfies Fields;

/** One line of the stream, parsed. */
export type SampleLine = LineOf<typeof SAMPLE_FIELDS>;
export type TaskLine = LineOf<typeof TASK_FIELDS>;
export type GapLine = LineOf<typeof GAP_FIELDS>;
