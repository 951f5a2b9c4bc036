/**
 * Reads the tasks of a line: along the table, or at a third of that price where only the counters are new.
 *
 * A recording is the same tasks again and again. What stays the same of them stands in one run on the wire, so a task is
 * told by comparing bytes instead of reading them.
 */
import { bytes, nanoseconds } from '../../../lib/units.ts';
import { TASK_FIELDS } from '../../fields.ts';
import type { TaskEntry, Tid } from '../../sample.ts';
import { type KeptFacts, keepFacts, putFacts } from '../task-facts.ts';
import { type Expected, expectedText, type LineBytes } from './line-bytes.ts';
import { type Scanned, type ScanRow, scanMembers, scanRowsOf } from './scan-fields.ts';

/** Remembers the tasks it has seen; one for many lines. */
export class TaskScanner {
  readonly #known = new Map<number, KnownTask>();

  /** The task whose `{"tid":` was just read. Means nothing when the line is not plain afterwards. */
  scan(line: LineBytes): TaskEntry {
    const tid = line.integer() as Tid;
    const begin = line.at;
    // A known task whose line is not as expected is read again the long way: not where its id was what is wrong.
    const known = line.isPlain ? this.#known.get(tid) : undefined;
    const task = known && scanKnown(line, tid, known);
    if (task !== undefined) return task;
    line.at = begin;
    const learned = this.#scanAny(line, tid);
    return known === undefined ? this.#scanAgain(line, learned, begin) : learned;
  }

  /** A new task, now that it is known: all tasks are one kind of object then, which V8 reads several times as fast. */
  #scanAgain(line: LineBytes, learned: TaskEntry, begin: number): TaskEntry {
    const known = line.isPlain ? this.#known.get(learned.tid) : undefined;
    if (known === undefined) return learned;
    const end = line.at;
    line.at = begin;
    const task = scanKnown(line, learned.tid, known);
    line.at = end;
    return task ?? learned;
  }

  /** Along the table. */
  #scanAny(line: LineBytes, tid: Tid): TaskEntry {
    // Begun empty V8 keeps up to 19 fields in order; begun with one it makes a dictionary after 16, slow to read everywhere.
    const task: Scanned = {};
    task.tid = tid;
    const begin = line.at;
    scanMembers(line, IDENTITY, task, ',');
    const identityEnd = line.at;
    scanMembers(line, COUNTERS, task, ',');
    const factsBegin = line.at;
    scanMembers(line, FACTS, task, ',');
    line.expectByte(CLOSE);
    const entry = task as object as TaskEntry;
    // A task that ended does not come again.
    if (line.isPlain && isWhole(entry) && !entry.ended) {
      const identity = line.expectedFrom(begin, identityEnd);
      const facts = line.expectedFrom(factsBegin, line.at);
      if (this.#known.size >= KNOWN_LIMIT) this.#known.clear();
      this.#known.set(tid, knownTask(entry, identity, facts));
    }
    return entry;
  }
}

/** What stays the same of a task, and the bytes that said it. */
type KnownTask = Pick<
  WholeEntry,
  'startedAt' | 'tgid' | 'comm' | 'uid' | 'cgroup' | 'ioPriority'
> & {
  readonly kept: KeptFacts;
  /** Behind its id, up to its state. */
  readonly identity: Expected;
  /** Behind its counters, up to and with the brace. */
  readonly facts: Expected;
};

/** Not the entry itself: those come with many sets of fields, and reading one of such takes V8 several times as long. */
const knownTask = (entry: WholeEntry, identity: Expected, facts: Expected): KnownTask => {
  const { startedAt, tgid, comm, uid, cgroup, ioPriority } = entry;
  return {
    startedAt,
    tgid,
    comm,
    uid,
    cgroup,
    ioPriority,
    kept: keepFacts(entry),
    identity,
    facts,
  };
};

/** Tasks remembered; some 10 MB. Beyond that all are read along the table once more. */
const KNOWN_LIMIT = 10_000;

/** What the best engine knows of every task. */
type WholeEntry = TaskEntry & Required<Pick<TaskEntry, (typeof WHOLE)[number]>>;
const WHOLE = ['tgid', 'uid', 'cgroup', 'ioPriority'] as const;

const isWhole = (entry: TaskEntry): entry is WholeEntry =>
  WHOLE.every((name) => entry[name] !== undefined);

/** The task, when it is the known one and has the counters that most have. */
const scanKnown = (line: LineBytes, tid: Tid, known: KnownTask): TaskEntry | undefined => {
  if (!line.take(known.identity)) return undefined;
  const task = scanCounters(line, tid, known);
  return task && scanFacts(line, task, known);
};

/**
 * A known task with its counters; undefined when not all of them are there, or more. One object in one piece: adding field
 * after field costs as much as reading them.
 */
const scanCounters = (line: LineBytes, tid: Tid, known: KnownTask): TaskEntry | undefined => {
  const { startedAt, tgid, comm, uid, cgroup, ioPriority } = known;
  let state = 'S';
  let cancelledWrite = bytes(0);
  if (!line.take(ASLEEP)) {
    line.expect(STATE);
    state = line.text(TASK_FIELDS.state.limit);
    cancelledWrite = bytes(line.integerAfter(CANCELLED_WRITE));
  }
  // Where delay accounting is off, nobody knows.
  const swapWait = line.take(SWAP_WAIT) ? nanoseconds(line.integer()) : undefined;
  const read = bytes(line.integerAfter(READ));
  const write = bytes(line.integerAfter(WRITE));
  const ioWait = nanoseconds(line.integerAfter(IO_WAIT));
  const readCalls = line.integerAfter(READ_CALLS);
  const readChars = bytes(line.integerAfter(READ_CHARS));
  const writeCalls = line.integerAfter(WRITE_CALLS);
  const writeChars = bytes(line.integerAfter(WRITE_CHARS));
  if (!line.isPlain) {
    line.isPlain = true;
    return undefined;
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

/**
 * The rest of a known task: nothing mostly, or what was said before. Whoever gets an entry that came with no facts may put
 * them into it, so nothing is copied from the known one when none come.
 */
const scanFacts = (line: LineBytes, task: TaskEntry, { kept, facts }: KnownTask): TaskEntry => {
  if (line.takeByte(CLOSE)) return task;
  if (line.take(facts)) {
    putFacts(kept, task);
    return task;
  }
  scanMembers(line, FACTS, task, ',');
  line.expectByte(CLOSE);
  return task;
};

type TaskField = keyof typeof TASK_FIELDS;

const ROWS = scanRowsOf(TASK_FIELDS);
const placeOf = (name: TaskField): number => ROWS.findIndex((row) => row.name === name);
/** The table in three: in the order of the wire. */
const IDENTITY: readonly ScanRow[] = ROWS.slice(placeOf('startedAt'), placeOf('state'));
const COUNTERS: readonly ScanRow[] = ROWS.slice(placeOf('state'), placeOf('processComm'));
const FACTS: readonly ScanRow[] = ROWS.slice(placeOf('processComm'));

const keyOf = (name: TaskField): Expected => expectedText(`,"${name}":`);
const STATE = keyOf('state');
const CANCELLED_WRITE = keyOf('cancelledWrite');
const SWAP_WAIT = keyOf('swapWait');
const READ = keyOf('read');
const WRITE = keyOf('write');
const IO_WAIT = keyOf('ioWait');
const READ_CALLS = keyOf('readCalls');
const READ_CHARS = keyOf('readChars');
const WRITE_CALLS = keyOf('writeCalls');
const WRITE_CHARS = keyOf('writeChars');
/** So are most. */
const ASLEEP = expectedText(',"state":"S","cancelledWrite":0');
const CLOSE = 0x7d;
