/**
 * The vocabulary of a sample, field by field: each is named, typed, written, read and documented by its row here.
 *
 * It is also the stream: one JSON object a line, one line a sample (`iotop --json`, recordings, `iotop replay -`). Numbers are
 * raw: bytes, nanoseconds, counts. An increase that is absent is unknown; zero means zero. Readers ignore fields they do not
 * know. Fields may be added in version 1; changing or removing one makes version 2.
 *
 * The order of a task's rows is their order in a line. It matters for size only: what stays the same from line to line stands
 * first and in one run, so that a block compresses to some 9 bytes a task.
 */
import { DISK_FIELDS, OWNER_FIELDS } from './asked-fields.ts';
import {
  type Fields,
  flag,
  increase,
  increaseNames,
  integer,
  list,
  object,
  required,
  text,
  word,
} from './field.ts';
import { CAPABILITIES, GAP_KINDS } from './gap.ts';

export const STREAM_VERSION = 1;

/** The end of the year 9999, ms since 1970: later times have no date that all programs read. */
export const LATEST_TIME = 253_402_300_799_999;

/** Best first. */
export const ENGINE_NAMES = ['bpf', 'taskstats', 'procfs'] as const;

/** One task in one interval. */
export const TASK_FIELDS = {
  tid: required(
    integer(
      'task id',
      'The task. Ids are used again: tid and startedAt together are its identity.',
    ),
  ),
  startedAt: required(
    integer(
      'nanoseconds',
      'When the task started, on the boot clock; estimated to a millisecond by taskstats, to 10 ms by procfs.',
    ),
  ),
  tgid: integer(
    'task id',
    'The process (thread group) of the task.',
    'the kernel did not say, of tasks that ended before taskstats version 12',
  ),
  // A terminal obeys what is in it: `sanitize` first. See lib/text.ts for bytes that are not UTF-8.
  comm: required(
    text(
      256,
      "The task's own name, at most 15 bytes, which anybody may choose; of a kernel thread the whole name, with what a worker works on (+) or worked on last (-).",
    ),
  ),
  uid: integer('id', 'The real user id.'),
  cgroup: integer(
    'id',
    'Of its control group, in the hierarchy that the host uses: of version 2, or that of version 1 with the most groups.',
    'unknown, or all tasks of the host are in the root of it',
  ),
  ioPriority: integer(
    'id',
    'As ioprio_get(2) gives it: class in the bits above 13, hints in the middle, level in the low three bits. For class none stands what nice value and scheduler make of it.',
    'unknown, as of every task that ended',
  ),
  state: text(8, 'The letter of /proc/PID/stat: R S D T Z I …'),
  ended: flag('The task ended in this interval.', 'it lives'),
  processLives: flag(
    'It was the leader of a process that lives on: other threads go on. Only beside ended.',
  ),
  endedBefore: flag(
    'The task ended before this interval: what it dirtied is written now. Only beside ended.',
  ),
  ppid: integer(
    'task id',
    'The process that started it, or who adopted it when that ended, as it was at its end. Only beside ended: of who lives the host knows it.',
    'unknown, as of a task with endedBefore',
  ),
  cancelledWrite: increase(
    'bytes',
    "Dirtied bytes that were truncated before they were written; may exceed write, by another task's pages.",
  ),
  swapWait: increase(
    'nanoseconds',
    'Time spent waiting for pages to be swapped in; needs kernel.task_delayacct.',
  ),
  read: increase(
    'bytes',
    'Bytes the task made the storage layer fetch; taskstats cuts them to the KiB.',
  ),
  write: increase(
    'bytes',
    'Bytes the task dirtied or wrote directly; charged when dirtied, by whole folios, which may be far more than the disk writes; what was cancelled is not taken off.',
  ),
  ioWait: increase(
    'nanoseconds',
    'Time spent waiting for block I/O, a wait that still goes on included where the engine sees it; by taskstats and procfs it may exceed the interval, by a wait that ended in it.',
  ),
  waitingSince: integer(
    'nanoseconds',
    'Boot clock: since when the task has been waiting for I/O, while it still is.',
    'it does not wait, or the engine cannot tell',
  ),
  waitingLonger: flag(
    'The task waited already when iotop began to look: waitingSince is when it was first seen to, and the wait is at least that long.',
  ),
  readCalls: increase('count', 'Calls like read(2).', 'unknown, as from taskstats'),
  readChars: increase(
    'bytes',
    'Bytes through calls like read(2): page cache, pipes and sockets included.',
  ),
  writeCalls: increase('count', 'Calls like write(2).', 'unknown, as from taskstats'),
  writeChars: increase('bytes', 'Bytes through calls like write(2).'),
  diskRead: increase(
    'bytes',
    'Bytes that disks and loop devices were asked to read on behalf of the task, each counted once: what a loop device reads below is its own.',
    'the block layer was not watched',
  ),
  diskWrite: increase(
    'bytes',
    'Bytes that disks and loop devices were asked to write on behalf of the task, each counted once: what it wrote directly, and its dirty pages when they are written back.',
    'the block layer was not watched',
  ),
  disk: list(DISK_FIELDS, 1024, 'The same by device, of every layer.'),
  // From here on what seldom changes: a recording says it once a block. See record/format/task-facts.ts.
  processComm: text(
    256,
    "The name of the process's leader, for a thread that is not the leader.",
    'unknown, or the same as comm',
  ),
  processStartedAt: integer(
    'nanoseconds',
    "When the process's leader started, for a thread that is not the leader; boot clock.",
  ),
  command: text(
    32_768,
    'The command line of the process, arguments joined by spaces, which anybody may choose; empty of a kernel thread.',
    'not asked for, or the task ended before it could be read',
  ),
  kernelThread: flag('A thread of the kernel itself.'),
  user: text(256, "The user's name on that host.", 'it has none, or was not asked for'),
  cgroupPath: text(
    4096,
    'The path of its control group, as /proc/PID/cgroup has it.',
    'unknown, as from taskstats and procfs, or the group was gone before it could be looked up',
  ),
  containerName: text(
    256,
    'The name of its container, which whoever started it chose, by files of docker, podman, CRI-O or Kubernetes on that host.',
    'it is in none, no such file tells it, or the path tells it',
  ),
  podName: text(
    512,
    'Namespace and name of its pod, as Kubernetes has them: `shop/web-7d4b`.',
    'as with containerName',
  ),
} as const satisfies Fields;

/** The fields of a task that add up: each is read, merged, summed and shown through this list. */
export const INCREASE_FIELDS = increaseNames(TASK_FIELDS);

/** Those of them that the block layer tells, not the task. */
export const ASKED = ['diskRead', 'diskWrite'] as const;

export const isAsked = (name: string): name is (typeof ASKED)[number] =>
  ASKED.some((asked) => asked === name);

/** Those that the task's own counters tell. */
export const COUNTER_FIELDS = INCREASE_FIELDS.filter(
  (name): name is Exclude<typeof name, (typeof ASKED)[number]> => !isAsked(name),
);

/** One block device in one interval; the numbers are increases. Source: /proc/diskstats. */
export const DEVICE_FIELDS = {
  id: required(text(32, 'major:minor')),
  name: required(text(256, 'The name below /dev.')),
  kind: word(
    ['disk', 'partition', 'loop', 'memory', 'layer'],
    "disk; partition, whose figures are in its disk's too; loop, which reads a file; memory: zram and ram disks; layer: dm, md, bcache and others that sit on devices of this list. Only disks are in blockRead and blockWrite.",
    'in recordings made before it was known',
  ),
  partOf: text(256, 'Of a partition: the name of its disk.'),
  on: text(
    4096,
    'Names of the devices it sits on, with blanks between: of a layer, and of a loop device the one that holds its file.',
  ),
  alias: text(256, 'Of a mapped device: its name below /dev/mapper.'),
  file: text(4096, 'Of a loop device: the file it reads.'),
  fileSystem: text(64, 'The type of the file system on it.', 'none is mounted, or nobody knows'),
  mount: text(4096, 'Where that is mounted; of several places the first.'),
  reads: required(increase('count', 'Reads completed.')),
  readBytes: required(increase('bytes', 'Bytes read.')),
  writes: required(increase('count', 'Writes completed.')),
  writeBytes: required(increase('bytes', 'Bytes written.')),
  discardBytes: increase('bytes', 'Bytes discarded.'),
  busy: required(increase('nanoseconds', 'Time with at least one request in flight.')),
  queued: required(
    increase('nanoseconds', "The requests' time in queue and device, summed over requests."),
  ),
  readTime: increase('nanoseconds', 'The part of `queued` of reads completed.'),
  writeTime: increase('nanoseconds', 'The part of `queued` of writes completed.'),
  inFlight: integer('count', 'Requests that were not completed at the end.'),
  errors: increase('count', 'Requests that failed.', 'the block layer was not watched'),
  requeues: increase(
    'count',
    'Requests that went back into the queue, as when the device was busy.',
    'the block layer was not watched',
  ),
  owners: list(OWNER_FIELDS, 16, 'What it was asked for on behalf of nobody who is a task.'),
} as const satisfies Fields;

/** Time in which tasks stood still. Source: /proc/pressure. */
export const PRESSURE_FIELDS = {
  ioSome: increase('nanoseconds', 'Some tasks waited for I/O.'),
  ioFull: increase('nanoseconds', 'All tasks waited for I/O.'),
  memorySome: increase('nanoseconds', 'Some tasks waited for memory.'),
  memoryFull: increase('nanoseconds', 'All tasks waited for memory.'),
} as const satisfies Fields;

/** The machine's own counters in the interval. */
export const SYSTEM_FIELDS = {
  blockRead: increase(
    'bytes',
    'Bytes read by the disks; NFS and FUSE do not count. Where a gap says disks, and in recordings made before devices had a kind: by the whole block layer (vmstat pgpgin), loop devices and memory included.',
  ),
  blockWrite: increase('bytes', 'Bytes written by the disks; as with blockRead.'),
  swapIn: increase('bytes', 'Bytes swapped in.'),
  swapOut: increase('bytes', 'Bytes swapped out.'),
  writtenBack: increase(
    'bytes',
    'Pages of files written back, large folios counted whole. Far above what the devices wrote: tasks are charged for more than they dirtied.',
  ),
  dirty: integer(
    'bytes',
    'In pages of files that waited to be written, or were being written, at the end.',
  ),
  devices: list(DEVICE_FIELDS, 65_536, 'The block devices.'),
  pressure: object(
    PRESSURE_FIELDS,
    'Stall time (PSI), as the kernel gives it: it takes a program idle in io_uring for one that waits for a disk.',
  ),
} as const satisfies Fields;

/** Something that could not be seen; which of the fields are there depends on `kind`. See gap.ts. */
export const GAP_FIELDS = {
  kind: required(text(64, `One of ${GAP_KINDS.join(', ')}.`)),
  count: integer('count', 'How many; with every kind but doubtful and unavailable.'),
  what: text(64, `With doubtful and unavailable: one of ${CAPABILITIES.join(', ')}.`),
  reason: text(4096, 'Why; with tasks-unread, doubtful and unavailable.'),
  remedy: text(
    4096,
    'With doubtful and unavailable: what to type, or an empty text when nothing helps.',
  ),
} as const satisfies Fields;

/** One line: one interval of one host. */
export const SAMPLE_FIELDS = {
  version: required(integer('id', `The version of this form: ${STREAM_VERSION}.`)),
  sparse: flag(
    'As in recordings: in this line an increase that is absent is 0 (diskRead and diskWrite: the sum over disk), a tgid that is absent is the tid, and what is null is unknown. In a task with endedBefore what is absent is unknown, too.',
    'every increase that is known is there, as in what --json prints',
  ),
  wallTime: required({
    ...integer(
      'milliseconds',
      'The end of the interval on the wall clock, since 1970 (UTC); at most the end of the year 9999.',
    ),
    most: LATEST_TIME,
  }),
  interval: required(integer('nanoseconds', 'Its length: endedAt less startedAt.')),
  startedAt: required(integer('nanoseconds', 'Its beginning on the boot clock.')),
  endedAt: required(
    integer('nanoseconds', 'Its end on the boot clock. Unlike the wall clock it is never set.'),
  ),
  host: required(text(256, "The host's name.")),
  engine: required(word(ENGINE_NAMES, 'What read the tasks; decides how exact the figures are.')),
  taskCount: integer(
    'count',
    'How many living tasks there were, idle ones included.',
    'in recordings made before it was counted',
  ),
  tasks: required(
    list(
      TASK_FIELDS,
      4_194_304,
      'The tasks that did something, wait, or ended; each at most once. Idle ones are not listed.',
    ),
  ),
  system: required(object(SYSTEM_FIELDS, "The machine's own counters.")),
  gaps: required(
    list(GAP_FIELDS, 1024, 'What could not be seen in this interval. Empty: nothing was missed.'),
  ),
} as const satisfies Fields;
