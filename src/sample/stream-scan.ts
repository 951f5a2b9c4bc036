/**
 * Reads the lines that our own encoder writes, several times as fast as the general decoder: the tasks straight from the
 * bytes, the little that is left by `decodeSample`.
 *
 * The law (test/sample/stream-scan.test.ts): what this gives equals what `decodeSample` gives, or it gives nothing. So no
 * form of a line has a meaning here only.
 */

import { type Expected, expectedText, LineBytes } from './line-bytes.ts';
import type { Sample, TaskEntry } from './sample.ts';
import { decodeSample } from './stream-decode.ts';
import { SAMPLE_FIELDS, TASK_FIELDS } from './stream-fields.ts';

/** Keeps the names it has seen; one for many lines. */
export class LineScanner {
  readonly #line = new LineBytes();

  /**
   * The sample of the line from `start` to `end`, without its newline; undefined when the line is not in the form our
   * encoder gives it, whether right or wrong.
   */
  scan(bytes: Uint8Array, start: number, end: number): Sample | undefined {
    const line = this.#line;
    line.begin(bytes, start, end);
    readHead(line);
    const headEnd = line.at;
    const tasks = line.isPlain ? readTasks(line) : undefined;
    const tailStart = line.at;
    // Anything but the list's end here is a task that is not in our form.
    if (tasks === undefined || !line.isPlain || !line.takeByte(CLOSE_LIST)) return undefined;
    const tail = line.slice(tailStart, end);
    // A second list of tasks would count instead of the first.
    if (!line.isPlain || tail.includes('"tasks"')) return undefined;
    const rest = restOf(`${line.slice(start, headEnd)}${tail}`);
    // The same object as the decoder's, in the same order of fields.
    return rest === undefined ? undefined : { ...rest, tasks };
  }
}

/** The line without its tasks. A line that is wrong is left to the decoder, which says what is wrong with the whole. */
const restOf = (text: string): Sample | undefined => {
  try {
    return decodeSample(text);
  } catch {
    return undefined;
  }
};

/** `,"name":` of a field that others come before. */
const keyOf = (name: keyof typeof TASK_FIELDS | keyof typeof SAMPLE_FIELDS): Expected =>
  expectedText(`,"${name}":`);

const HEAD = expectedText('{"version":1,"wallTime":');
const INTERVAL = keyOf('interval');
const STARTED_AT = keyOf('startedAt');
const ENDED_AT = keyOf('endedAt');
const HOST = keyOf('host');
const ENGINE = keyOf('engine');
const TASK_COUNT = keyOf('taskCount');
const TASKS = expectedText(',"tasks":[');

/** Up to the list of tasks. Values are decoded elsewhere; what counts is that nothing else is there. */
const readHead = (line: LineBytes): void => {
  line.expect(HEAD);
  line.integer();
  for (const key of [INTERVAL, STARTED_AT, ENDED_AT]) {
    line.expect(key);
    line.integer();
  }
  line.expect(HOST);
  line.text(SAMPLE_FIELDS.host.limit);
  line.expect(ENGINE);
  line.text(16);
  if (line.take(TASK_COUNT)) line.integer();
  line.expect(TASKS);
};

const TID = expectedText('{"tid":');
const NEXT_TID = expectedText(',{"tid":');

/** The list up to its closing bracket; undefined when a task id comes twice. */
const readTasks = (line: LineBytes): readonly TaskEntry[] | undefined => {
  const tasks: TaskEntry[] = [];
  const ids = new AscendingIds();
  for (let key = TID; line.take(key) && line.isPlain; key = NEXT_TID) {
    const task = readTask(line);
    if (!ids.add(task.tid) || tasks.length === SAMPLE_FIELDS.tasks.limit) return undefined;
    tasks.push(task);
  }
  return tasks;
};

/** Ids mostly come in order: only when one does not, all are remembered. */
class AscendingIds {
  readonly #inOrder: number[] = [];
  #all: Set<number> | undefined;
  #last = -1;

  /** @returns false when it was there before */
  add(id: number): boolean {
    if (this.#all === undefined) {
      if (id > this.#last) {
        this.#last = id;
        this.#inOrder.push(id);
        return true;
      }
      this.#all = new Set(this.#inOrder);
    }
    if (this.#all.has(id)) return false;
    this.#all.add(id);
    return true;
  }
}

const TGID = keyOf('tgid');
const COMM = keyOf('comm');
const UID = keyOf('uid');
const CGROUP = keyOf('cgroup');
const IO_PRIORITY = keyOf('ioPriority');
const STATE = keyOf('state');
const ENDED = expectedText(',"ended":true');
const CANCELLED_WRITE = keyOf('cancelledWrite');
const SWAP_WAIT = keyOf('swapWait');
const READ = keyOf('read');
const WRITE = keyOf('write');
const IO_WAIT = keyOf('ioWait');
const WAITING_SINCE = keyOf('waitingSince');
const READ_CALLS = keyOf('readCalls');
const READ_CHARS = keyOf('readChars');
const WRITE_CALLS = keyOf('writeCalls');
const WRITE_CHARS = keyOf('writeChars');
const PROCESS_COMM = keyOf('processComm');
const PROCESS_STARTED_AT = keyOf('processStartedAt');
const COMMAND = keyOf('command');
const KERNEL_THREAD = expectedText(',"kernelThread":true');
const USER = keyOf('user');
const CLOSE = 0x7d;
const CLOSE_LIST = 0x5d;

/** As the line has it; the brands are put on at the end. */
type PlainTask = { -readonly [Name in keyof TaskEntry]: Plain<TaskEntry[Name]> };
type Plain<Value> = Value extends number ? number : Value;

/**
 * One task behind its `{"tid":`, field by field in the order of TASK_FIELDS; a loop over the table took three times as long.
 */
const readTask = (line: LineBytes): TaskEntry => {
  const tid = line.integer();
  line.expect(STARTED_AT);
  const startedAt = line.integer();
  const tgid = integerAfter(line, TGID);
  line.expect(COMM);
  const comm = line.text(TASK_FIELDS.comm.limit);
  const uid = integerAfter(line, UID);
  const cgroup = integerAfter(line, CGROUP);
  const ioPriority = integerAfter(line, IO_PRIORITY);
  const state = line.take(STATE) ? line.text(TASK_FIELDS.state.limit) : undefined;
  const ended = line.take(ENDED);
  const cancelledWrite = integerAfter(line, CANCELLED_WRITE);
  const swapWait = integerAfter(line, SWAP_WAIT);
  const read = integerAfter(line, READ);
  const write = integerAfter(line, WRITE);
  const ioWait = integerAfter(line, IO_WAIT);
  const waitingSince = integerAfter(line, WAITING_SINCE);
  const readCalls = integerAfter(line, READ_CALLS);
  const readChars = integerAfter(line, READ_CHARS);
  const writeCalls = integerAfter(line, WRITE_CALLS);
  const writeChars = integerAfter(line, WRITE_CHARS);
  const task =
    tgid !== undefined &&
    uid !== undefined &&
    cancelledWrite !== undefined &&
    read !== undefined &&
    write !== undefined &&
    ioWait !== undefined &&
    readCalls !== undefined &&
    readChars !== undefined &&
    writeCalls !== undefined &&
    writeChars !== undefined
      ? // What the best engine knows of every task, in one piece: adding field after field costs as much as reading them.
        {
          tid,
          startedAt,
          tgid,
          comm,
          uid,
          cancelledWrite,
          read,
          write,
          ioWait,
          readCalls,
          readChars,
          writeCalls,
          writeChars,
        }
      : withKnown({ tid, startedAt, comm } as PlainTask, {
          tgid,
          uid,
          cancelledWrite,
          read,
          write,
          ioWait,
          readCalls,
          readChars,
          writeCalls,
          writeChars,
        });
  const rest = task as PlainTask;
  if (cgroup !== undefined) rest.cgroup = cgroup;
  if (ioPriority !== undefined) rest.ioPriority = ioPriority;
  if (state !== undefined) rest.state = state;
  if (ended) rest.ended = true;
  if (swapWait !== undefined) rest.swapWait = swapWait;
  if (waitingSince !== undefined) rest.waitingSince = waitingSince;
  readFacts(line, rest);
  if (!line.takeByte(CLOSE)) line.isPlain = false;
  return rest as TaskEntry;
};

const integerAfter = (line: LineBytes, key: Expected): number | undefined =>
  line.take(key) ? line.integer() : undefined;

const withKnown = (
  task: PlainTask,
  fields: { readonly [Name in keyof PlainTask]?: number | undefined },
): PlainTask => {
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) (task as unknown as Record<string, number>)[name] = value;
  }
  return task;
};

/** These stand in the first line that has the task, seldom again. */
const readFacts = (line: LineBytes, task: PlainTask): void => {
  if (line.take(PROCESS_COMM)) task.processComm = line.text(TASK_FIELDS.processComm.limit);
  if (line.take(PROCESS_STARTED_AT)) task.processStartedAt = line.integer();
  if (line.take(COMMAND)) task.command = line.text(TASK_FIELDS.command.limit);
  if (line.take(KERNEL_THREAD)) task.kernelThread = true;
  if (line.take(USER)) task.user = line.text(TASK_FIELDS.user.limit);
};
