/**
 * Reads the lines that our own encoder writes, several times as fast as the general decoder: straight from the bytes.
 *
 * The law (test/sample/stream/fast/scan-line.test.ts): it gives what `decodeSample` gives, or nothing. So what a line means is
 * defined by the decoder alone.
 */
import { SAMPLE_FIELDS, STREAM_VERSION } from '../../fields.ts';
import type { Gap } from '../../gap.ts';
import type { Sample, SampleLine, TaskEntry } from '../../sample.ts';
import { gapOf } from '../gap-line.ts';
import { expectedText, LineBytes } from './line-bytes.ts';
import { type Form, type Scanned, type ScanRow, scanMembers, scanRowsOf } from './scan-fields.ts';
import { TaskScanner } from './scan-tasks.ts';

/** One for many lines: it keeps the names and tasks it has seen. Undefined: all lines are left to the decoder. */
export const newLineScanner = (): LineScanner | undefined => new LineScanner();

export class LineScanner {
  readonly #line = new LineBytes();
  readonly #tasks = new TaskScanner();

  /**
   * The sample of the line from `start` to `end`, without its newline; undefined when the line is not in the form our
   * encoder gives it, whether right or wrong.
   */
  scan(bytes: Uint8Array, start: number, end: number): Sample | undefined {
    const line = this.#line;
    line.begin(bytes, start, end);
    const rest: Scanned = {};
    scanMembers(line, HEAD, rest, '{');
    line.expect(TASKS);
    const form = rest.sparse === true ? 'sparse' : 'plain';
    const tasks = line.isPlain ? this.#scanTasks(form) : undefined;
    if (tasks === undefined || !line.isPlain) return undefined;
    scanMembers(line, TAIL[form], rest, ',');
    line.expectByte(CLOSE);
    if (!line.isPlain || line.at !== end) return undefined;
    return sampleOf(rest as Omit<SampleLine, 'tasks'>, tasks);
  }

  /** The list from its opening bracket on; undefined when a task id comes twice. */
  #scanTasks(form: Form): readonly TaskEntry[] | undefined {
    const line = this.#line;
    const tasks: TaskEntry[] = [];
    for (let key = FIRST_TASK; line.isPlain && line.take(key); key = NEXT_TASK) {
      const task = this.#tasks.scan(line, form);
      if (tasks.length === SAMPLE_FIELDS.tasks.limit) return undefined;
      tasks.push(task);
    }
    if (tasks.length === 0) line.expectByte(OPEN_LIST);
    line.expectByte(CLOSE_LIST);
    return hasDuplicates(tasks) ? undefined : tasks;
  }
}

/** Undefined when something is wrong: the decoder reports what. */
const sampleOf = (
  rest: Omit<SampleLine, 'tasks'>,
  tasks: readonly TaskEntry[],
): Sample | undefined => {
  const { version, wallTime, startedAt, endedAt, host, engine, taskCount, system } = rest;
  const gaps: Gap[] = [];
  for (const line of rest.gaps) {
    const gap = gapOf(line);
    if (gap === undefined) return undefined;
    gaps.push(gap);
  }
  if (version !== STREAM_VERSION || endedAt < startedAt) return undefined;
  const counted = taskCount === undefined ? {} : { taskCount };
  return { wallTime, startedAt, endedAt, host, engine, ...counted, tasks, system, gaps };
};

/** Whether an id comes twice. Ids mostly ascend: a set of them is made only where one does not. */
const hasDuplicates = (tasks: readonly TaskEntry[]): boolean => {
  let last = -1;
  for (const { tid } of tasks) {
    if (tid <= last) return new Set(tasks.map((task) => task.tid)).size < tasks.length;
    last = tid;
  }
  return false;
};

const { tasks: _, system, gaps, ...beforeTasks } = SAMPLE_FIELDS;
const HEAD = scanRowsOf(beforeTasks);
const TAIL: Readonly<Record<Form, readonly ScanRow[]>> = {
  plain: scanRowsOf({ system, gaps }),
  sparse: scanRowsOf({ system, gaps }, 'sparse'),
};
const TASKS = expectedText(',"tasks":');
const FIRST_TASK = expectedText('[{"tid":');
const NEXT_TASK = expectedText(',{"tid":');
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const CLOSE = 0x7d;
