/**
 * Reads the tasks of a line: along the table, or in a third of that time where only the counters are new.
 *
 * A recording has the same tasks again and again. The fields that stay the same are next to each other in a line, so a known
 * task is recognised by comparing bytes instead of reading them.
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
    // A known task whose bytes differ is read again along the table, unless its id itself was wrong.
    const known = line.isPlain ? this.#known.get(tid) : undefined;
    const task = known && scanKnown(line, tid, known);
    if (task !== undefined) return task;
    line.at = begin;
    const learned = this.#scanAny(line, tid);
    return known === undefined ? this.#scanAgain(line, learned, begin) : learned;
  }

  /** Reads a new task once more, now as a known one: then all tasks have one shape, which V8 reads several times as fast. */
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

/** What stays the same of a task, and its bytes. */
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

/** Not the entry itself: entries have many shapes, and reading fields of such takes V8 several times as long. */
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

/** Tasks remembered; some 10 MB. Beyond that all are forgotten and read along the table once more. */
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
  if (task === undefined) return undefined;
  if (scanKnownFacts(line, task, known)) return task;
  scanMembers(line, ASKED, task, ',');
  if (scanKnownFacts(line, task, known)) return task;
  scanMembers(line, FACTS, task, ',');
  line.expectByte(CLOSE);
  return task;
};

/**
 * A known task with its counters; undefined when not exactly those are there that most tasks have. One object literal: adding
 * field after field would cost as much as reading them.
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
  // Absent where delay accounting is off.
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
  if (line.take(NOTHING_ASKED)) {
    const diskRead = bytes(0);
    const diskWrite = bytes(0);
    // biome-ignore format: one field a line would hide what this is
    return swapWait === undefined ? {
      tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite,
      read, write, ioWait, readCalls, readChars, writeCalls, writeChars, diskRead, diskWrite,
    } : {
      tid, startedAt, tgid, comm, uid, cgroup, ioPriority, state, cancelledWrite, swapWait,
      read, write, ioWait, readCalls, readChars, writeCalls, writeChars, diskRead, diskWrite,
    };
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

/** The end of a known task: mostly without facts, or with those known. When the line has none, none are copied: the reader restores them. */
const scanKnownFacts = (line: LineBytes, task: TaskEntry, { kept, facts }: KnownTask): boolean => {
  if (line.takeByte(CLOSE)) return true;
  if (!line.take(facts)) return false;
  putFacts(kept, task);
  return true;
};

type TaskField = keyof typeof TASK_FIELDS;

const ROWS = scanRowsOf(TASK_FIELDS);
const placeOf = (name: TaskField): number => ROWS.findIndex((row) => row.name === name);
/** The table in three: in the order of the wire. */
const IDENTITY: readonly ScanRow[] = ROWS.slice(placeOf('startedAt'), placeOf('state'));
const COUNTERS: readonly ScanRow[] = ROWS.slice(placeOf('state'), placeOf('processComm'));
/** The last of the counters. */
const ASKED: readonly ScanRow[] = ROWS.slice(placeOf('diskRead'), placeOf('processComm'));
const FACTS: readonly ScanRow[] = ROWS.slice(placeOf('processComm'));

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
/** Most tasks ask no device for anything. */
const NOTHING_ASKED = expectedText(',"diskRead":0,"diskWrite":0');
/** Most tasks are asleep and have cancelled nothing. */
const ASLEEP = expectedText(',"state":"S","cancelledWrite":0');
const CLOSE = 0x7d;
