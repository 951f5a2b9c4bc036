/** What the screen may ask of the world: it says what it wants as data, whoever started it does it and answers with a `Message`. */
import { type Bytes, type Milliseconds, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Where } from '../../model/filter/filter.ts';
import type { IdleTasks, TaskNames, Tid } from '../../sample/sample.ts';
import type { SourceNeeds } from '../../sample/source.ts';
import type { Settings } from './settings.ts';

/** A task or a process to act on; `startedAt` guards against an id that was given to another meanwhile. */
export type Target = {
  readonly unit: 'thread' | 'process';
  readonly tid: Tid;
  readonly tgid: Tid;
  /** Boot clock; of the task `tid`. */
  readonly startedAt: Nanoseconds;
  /** Its parent; only of one that has ended. */
  readonly ppid?: Tid;
  /** Names for people, already fit for a terminal: the task's, and its process's. */
  readonly name: string;
  readonly processName: string;
};

/** What the player of a recording is asked for. */
export type PlayOrder =
  | { readonly kind: 'pace'; readonly speed: number; readonly isPaused: boolean }
  | { readonly kind: 'step'; readonly to: 'next' | 'previous' }
  | { readonly kind: 'jump'; readonly seconds: number }
  /** As typed; an answer says when it is no time. */
  | { readonly kind: 'go-to'; readonly text: string }
  | { readonly kind: 'go-to-time'; readonly time: Milliseconds }
  | { readonly kind: 'next-slow' };

export type Effect =
  | { readonly kind: 'quit' }
  | { readonly kind: 'suspend' }
  /** The terminal is drawn from nothing. */
  | { readonly kind: 'redraw' }
  /** A sample now, not at the end of the interval. */
  | { readonly kind: 'refresh' }
  | { readonly kind: 'set-interval'; readonly milliseconds: number }
  /** What the source has to say from the next sample on. */
  | { readonly kind: 'set-needs'; readonly needs: SourceNeeds }
  /** Of idle tasks of the sample shown, at once: the answer is in the next frame. */
  | { readonly kind: 'read-names'; readonly idle: IdleTasks; readonly places: Int32Array }
  /** @see io-priority.ts for the number; of a process: each of its threads, never its process group */
  | { readonly kind: 'set-io-priority'; readonly target: Target; readonly priority: number }
  | { readonly kind: 'send-signal'; readonly target: Target; readonly signal: string }
  /** `waiting`: the task of it to ask what it waits for. */
  | { readonly kind: 'read-details'; readonly target: Target; readonly waiting: Tid }
  /** Of the control group with this path. */
  | { readonly kind: 'read-group'; readonly path: string }
  /** At once, as names are. */
  | { readonly kind: 'read-parents'; readonly pids: readonly number[] }
  | { readonly kind: 'toggle-delay-accounting' }
  | { readonly kind: 'save-settings'; readonly settings: Settings }
  /** Whether there is what a filter compares with. */
  | { readonly kind: 'look-for-values'; readonly where: Where }
  /** In a replay only. */
  | { readonly kind: 'play'; readonly order: PlayOrder };

/** How an action went, in words for the bottom row. */
export type Outcome = { readonly tone: 'good' | 'error'; readonly text: string };

/** What is read of one task when somebody looks at it alone. Every text is as the kernel gave it. */
export type TaskDetails = {
  /** It has ended: there is nothing to read any more. */
  readonly isGone?: true;
  /** On a clock that only goes on: files move between two looks. */
  readonly readAt: Nanoseconds;
  readonly commandLine: readonly string[];
  readonly cgroup?: string;
  /** The figures of that group. */
  readonly group?: GroupFigures;
  readonly workingDirectory?: string;
  /** At the task that was asked for, since the last reading; the latest last. None: nobody may know. */
  readonly looks: readonly Look[];
  /** From its parent on to process 1, as far as they can be seen. */
  readonly parents: readonly { readonly pid: number; readonly name: string }[];
  readonly threads: readonly { readonly tid: number; readonly comm: string }[];
  readonly openFiles: readonly OpenFile[];
  /** What could not be read, and why, in words. */
  readonly problems: readonly string[];
};

/** One look at what a task sleeps in. */
export type Look = {
  /** The function of the kernel; absent: it ran, or was about to. */
  readonly sleepsIn?: string;
  /** It could not be interrupted (state D): a wait for I/O or for a lock, not for a request or for time. */
  readonly isStuck: boolean;
};

/** What the kernel counts of a control group, all groups in it too, and what limits it. */
export type GroupFigures = {
  /** On a clock that only goes on. */
  readonly readAt: Nanoseconds;
  /** Since the group was made, by device (`major:minor`); absent: the kernel does not count it here. */
  readonly bytes?: readonly {
    readonly device: string;
    readonly read: Bytes;
    readonly written: Bytes;
  }[];
  /** Since the group was made, the time in which some of its tasks stood still for I/O; absent: as bytes. */
  readonly stalled?: Nanoseconds;
  readonly limits: readonly {
    readonly device: string;
    /** Bytes or requests a second, of reads or of writes. */
    readonly limit: 'rbps' | 'wbps' | 'riops' | 'wiops';
    readonly most: number;
    /** The path of a group around it, whose limit it is. */
    readonly of?: string;
  }[];
};

/** Nothing was read, or nothing could be. */
export const NO_DETAILS: TaskDetails = {
  readAt: nanoseconds(0),
  commandLine: [],
  looks: [],
  parents: [],
  threads: [],
  openFiles: [],
  problems: [],
};

export type OpenFile = {
  readonly descriptor: number;
  readonly path: string;
  /** Bytes from the start; absent for what has none (sockets, pipes) or could not be read. */
  readonly position?: number;
  /** It was opened as a directory: it has no position in bytes. */
  readonly isDirectory?: true;
  /** Where its file system is mounted: the device as `major:minor`, the type, and what was mounted. */
  readonly mount?: {
    readonly point: string;
    readonly device: string;
    readonly type: string;
    readonly source: string;
  };
};

/** What the program around does for the screen. Refusals are outcomes; what it throws is shown as one. */
export interface ScreenEffects {
  refresh(): void;
  setInterval(milliseconds: number): void;
  setNeeds(needs: SourceNeeds): void;
  /** @param places ascending @returns the names of each, as far as they could be had */
  readNames(idle: IdleTasks, places: Int32Array): readonly TaskNames[];
  setIoPriority(target: Target, priority: number): Outcome | Promise<Outcome>;
  sendSignal(target: Target, signal: string): Outcome | Promise<Outcome>;
  readDetails(target: Target, waiting: Tid): TaskDetails | Promise<TaskDetails>;
  readGroup(path: string): GroupFigures | Promise<GroupFigures>;
  /** @returns the parents of these processes and of theirs, by process id; 0: none, or unknown */
  readParents(pids: readonly number[]): ReadonlyMap<number, number>;
  toggleDelayAccounting(): Outcome | Promise<Outcome>;
  saveSettings(settings: Settings): Outcome | Promise<Outcome>;
  /** Absent where nobody knows what may come. @returns what is not there */
  lookForValues?(where: Where): Outcome | undefined;
  /** Absent where nothing is played. @returns what went wrong */
  play?(order: PlayOrder): Outcome | undefined;
}
