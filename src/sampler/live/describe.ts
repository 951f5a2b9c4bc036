/**
 * Names for the tasks that are shown: user, command line, I/O priority, a kernel thread's whole name. Nothing here is read for
 * a task nobody looks at.
 *
 * A command line is kept until its process runs again: who has not run has not exec'd. So it is as fresh as if read every
 * time, at a fraction of the reads. A process stuck in the kernel is known by its short name until another program has read
 * its command line for us.
 */

import { CommandLineHelper } from '../../kernel/sys/proc/cmdline-helper.ts';
import { type CommandRead, CommandReader } from '../../kernel/sys/proc/command-line.ts';
import { resolvedIoPriority } from '../../kernel/sys/process/io-priority.ts';
import type { Users } from '../../kernel/sys/users/users.ts';
import type { TaskEntry, TaskNames } from '../../sample/sample.ts';
import { findRow } from '../../sample/task-row.ts';
import type { Snapshot } from '../table/snapshot.ts';
import { KernelThreadNames } from './kernel-thread-names.ts';
import { livingThreadOf } from './living-thread.ts';
import { RecentlyAsked } from './recently-asked.ts';

export type Details = {
  readonly commands: 'read' | 'skip';
  readonly priorities: 'read' | 'skip';
  /** Users' names, or their numbers only. */
  readonly users: Users | undefined;
};

type Known = {
  readonly startedAt: number;
  /** Of the process's leader when the command was read. NaN: unknown, so it is read again. */
  readonly runtime: number;
  /** The process's short name then. */
  readonly comm: string;
  /** '': there was none to be read. */
  readonly command: string;
};

type Stuck = Pick<Known, 'startedAt' | 'comm'>;

export class Describer {
  readonly #details: Details;
  readonly #reader = new CommandReader();
  readonly #later = new CommandLineHelper((tgid, command) => this.#heard(tgid, command));
  readonly #commands = new RecentlyAsked<Known>();
  readonly #kernelThreads = new KernelThreadNames();
  /** Processes stuck in the kernel, as they were when their command was asked for. */
  readonly #stuck = new Map<number, Stuck>();
  #passes = 0;

  constructor(details: Details) {
    this.#details = details;
  }

  /** Begins a new interval: forgets the names of tasks not shown for a while. @param at boot clock, ns: of its pass */
  nextPass(at: number): void {
    this.#passes += 1;
    this.#details.users?.refresh();
    this.#commands.nextPass(at);
    this.#kernelThreads.nextPass(at);
    if (this.#passes % ASK_AGAIN_EVERY === 0) this.#stuck.clear();
  }

  /** Has users looked up whose names take a while, so that the first sample has them. */
  expect({ count, columns }: Snapshot): void {
    const { users } = this.#details;
    if (users === undefined) return;
    const uids = new Set(columns.uid.subarray(0, count));
    for (const uid of uids) users.nameOf(uid);
  }

  /** What is known by name, as far as it could be read. @param living of a leader that ended: a thread its process lives on by */
  namesOf(entry: TaskEntry, now: Snapshot, living?: number): TaskNames {
    const names: Mutable<TaskNames> = {};
    if (entry.uid !== undefined) {
      const user = this.#details.users?.nameOf(entry.uid);
      if (user !== undefined) names.user = user;
    }
    if (entry.kernelThread) {
      names.comm = this.#kernelThreads.nameOf(entry, figureOf(now, 'runtime', entry.tid));
    }
    if (this.#details.commands === 'read') {
      const command = this.#commandOf(entry, now, living);
      if (command !== undefined) names.command = command;
    }
    const ioPriority = this.#priorityOf(entry, living);
    if (ioPriority !== undefined) names.ioPriority = ioPriority;
    return names;
  }

  /** Where the engine knows of no class: what the kernel makes of that. */
  #priorityOf(entry: TaskEntry, living: number | undefined): number | undefined {
    if (entry.ioPriority !== undefined) return entry.ioPriority;
    const asked = entry.ended ? living : entry.tid;
    return asked === undefined || this.#details.priorities === 'skip'
      ? undefined
      : resolvedIoPriority(asked);
  }

  #commandOf(entry: TaskEntry, now: Snapshot, living: number | undefined): string | undefined {
    if (entry.kernelThread) return '';
    const tgid = entry.tgid ?? entry.tid;
    const startedAt = figureOf(now, 'startedAt', tgid);
    const runtime = figureOf(now, 'runtime', tgid);
    const known = this.#commands.get(tgid);
    if (
      known !== undefined &&
      (entry.ended || (known.startedAt === startedAt && known.runtime === runtime))
    ) {
      return isOfProcess(known, entry) ? known.command || undefined : undefined;
    }
    if (entry.ended && living === undefined) return undefined;
    const read = this.#read(entry, tgid, now);
    const comm = entry.processComm ?? entry.comm;
    const isKnown = known?.startedAt === startedAt;
    if (read.kind === 'read') {
      // It goes with the process's memory, a moment before the process does: then it is what it was.
      const command = read.command || (isKnown ? known.command : '');
      this.#commands.set(tgid, { startedAt, runtime, comm, command });
      return command || undefined;
    }
    // A program that is another has another name, as a rule.
    if (read.kind === 'stuck' && !(isKnown && known.comm === comm)) {
      this.#askLater(tgid, { startedAt, comm });
    }
    return isKnown ? known.command || undefined : undefined;
  }

  /** A leader that ended has none any more: then it is that of a thread. */
  #read({ tid, state, ended }: TaskEntry, tgid: number, now: Snapshot): CommandRead {
    const read = this.#reader.read(tgid, tgid === tid && !ended ? state : undefined);
    if (read.kind !== 'read' || read.command !== '') return read;
    const thread = livingThreadOf(now, tgid);
    return thread === undefined ? read : this.#reader.read(thread);
  }

  /** For the next intervals; once in a while. */
  #askLater(tgid: number, stuck: Stuck): void {
    const asked = this.#stuck.get(tgid);
    if (asked?.startedAt === stuck.startedAt && asked.comm === stuck.comm) return;
    if (this.#later.ask(tgid)) this.#stuck.set(tgid, stuck);
  }

  /** Counts for a task only as long as it goes on: one that bears its number later has another start. */
  #heard(tgid: number, command: string): void {
    const asked = this.#stuck.get(tgid);
    if (asked === undefined) return;
    this.#commands.set(tgid, { ...asked, runtime: Number.NaN, command });
  }
}

/** Passes after which a process that is still stuck is asked once more. */
const ASK_AGAIN_EVERY = 60;

type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** NaN: unknown, or there is no such task. */
const figureOf = (now: Snapshot, name: 'startedAt' | 'runtime', tid: number): number => {
  const row = findRow(now, tid);
  return row < 0 ? Number.NaN : (now.columns[name][row] as number);
};

/** An ended task's number may by now be another's, and it may have become another program since: start and name must be those known. */
const isOfProcess = (known: Known, entry: TaskEntry): boolean => {
  if (!entry.ended) return true;
  const leads = entry.tgid === undefined || entry.tgid === entry.tid;
  const startedAt = leads ? entry.startedAt : entry.processStartedAt;
  const comm = leads ? entry.comm : entry.processComm;
  return startedAt === known.startedAt && (comm === undefined || comm === known.comm);
};
