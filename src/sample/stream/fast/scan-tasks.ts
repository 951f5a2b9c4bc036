/**
 * Reads the tasks of a line: along the table, or in a third of that time where only the counters are new.
 *
 * A recording has the same tasks again and again. The fields that stay the same are next to each other in a line, so a known
 * task is recognised by comparing bytes instead of reading them.
 */
import type { TaskEntry, Tid } from '../../sample.ts';
import { type KeptFacts, keepFacts, putFacts } from '../task-facts.ts';
import type { Expected, LineBytes } from './line-bytes.ts';
import { type Identity, rowsFrom, scanAnyCounters, scanCounters } from './scan-counters.ts';
import { type Form, type Scanned, scanMembers } from './scan-fields.ts';

/** Remembers the tasks it has seen; one for many lines. */
export class TaskScanner {
  readonly #known = new Map<number, KnownTask>();

  /** The task whose `{"tid":` was just read. Means nothing when the line is not plain afterwards. */
  scan(line: LineBytes, form: Form): TaskEntry {
    const tid = line.integer() as Tid;
    const begin = line.at;
    // A known task whose bytes differ is read again along the table, unless its id itself was wrong.
    const known = line.isPlain ? this.#known.get(tid) : undefined;
    const task = known && scanKnown(line, tid, known, form);
    if (task !== undefined) return task;
    line.at = begin;
    const learned = this.#scanAny(line, tid, form);
    return known === undefined ? this.#scanAgain(line, learned, begin, form) : learned;
  }

  /** Reads a new task once more, now as a known one: then all tasks have one shape, which V8 reads several times as fast. */
  #scanAgain(line: LineBytes, learned: TaskEntry, begin: number, form: Form): TaskEntry {
    const known = line.isPlain ? this.#known.get(learned.tid) : undefined;
    if (known === undefined) return learned;
    const end = line.at;
    line.at = begin;
    const task = scanKnown(line, learned.tid, known, form);
    line.at = end;
    return task ?? learned;
  }

  /** Along the table. */
  #scanAny(line: LineBytes, tid: Tid, form: Form): TaskEntry {
    // Begun empty V8 keeps up to 19 fields in order; begun with one it makes a dictionary after 16, slow to read everywhere.
    const task: Scanned = {};
    task.tid = tid;
    const begin = line.at;
    scanMembers(line, IDENTITY[form], task, ',');
    const identityEnd = line.at;
    scanAnyCounters(line, task, form);
    const factsBegin = line.at;
    scanMembers(line, FACTS, task, ',');
    line.expectByte(CLOSE);
    const entry = task as object as TaskEntry;
    // A task that ended does not come again.
    if (line.isPlain && isWhole(entry) && !entry.ended) {
      const identity = line.expectedFrom(begin, identityEnd);
      const facts = line.expectedFrom(factsBegin, line.at);
      if (this.#known.size >= KNOWN_LIMIT) this.#known.clear();
      this.#known.set(tid, knownTask(entry, form, identity, facts));
    }
    return entry;
  }
}

/** What stays the same of a task, and its bytes. */
type KnownTask = Identity & {
  readonly kept: KeptFacts;
  /** Of the line: the same bytes mean another process in the other form. */
  readonly form: Form;
  /** Behind its id, up to its state. */
  readonly identity: Expected;
  /** Behind its counters, up to and with the brace. */
  readonly facts: Expected;
};

/** Not the entry itself: entries have many shapes, and reading fields of such takes V8 several times as long. */
const knownTask = (
  entry: WholeEntry,
  form: Form,
  identity: Expected,
  facts: Expected,
): KnownTask => {
  const { startedAt, tgid, comm, uid, cgroup, ioPriority } = entry;
  return {
    startedAt,
    tgid,
    comm,
    uid,
    cgroup,
    ioPriority,
    kept: keepFacts(entry),
    form,
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
const scanKnown = (
  line: LineBytes,
  tid: Tid,
  known: KnownTask,
  form: Form,
): TaskEntry | undefined => {
  if (known.form !== form || !line.take(known.identity)) return undefined;
  const task = scanCounters(line, tid, known, form);
  if (task !== undefined) {
    if (scanKnownFacts(line, task, known)) return task;
    if (form === 'plain') {
      scanMembers(line, ASKED, task, ',');
      if (scanKnownFacts(line, task, known)) return task;
    }
    scanMembers(line, FACTS, task, ',');
    if (line.isPlain && line.takeByte(CLOSE)) return task;
  }
  line.isPlain = true;
  return undefined;
};

/** The end of a known task: mostly without facts, or with those known. When the line has none, none are copied: the reader restores them. */
const scanKnownFacts = (line: LineBytes, task: TaskEntry, { kept, facts }: KnownTask): boolean => {
  if (line.takeByte(CLOSE)) return true;
  if (!line.take(facts)) return false;
  putFacts(kept, task);
  return true;
};

const IDENTITY = {
  plain: rowsFrom('startedAt', 'state'),
  sparse: rowsFrom('startedAt', 'state', 'sparse'),
};
const ASKED = rowsFrom('diskRead', 'processComm');
const FACTS = rowsFrom('processComm');
const CLOSE = 0x7d;
