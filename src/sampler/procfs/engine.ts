/**
 * The engine that needs no privilege: it reads the files of each task under /proc.
 *
 * The kernel lets us read the I/O of our own tasks only: those of other users are listed with unknown counters and counted as
 * denied. Bytes are exact, waits known to 10 ms and only where delay accounting is on; tasks that end between two passes are not seen.
 */
import { existsSync } from 'node:fs';
import type { DelayAccounting } from '../../kernel/abi/proc/delay-accounting.ts';
import { decodeTaskIo, type TaskIo } from '../../kernel/abi/proc/task-io.ts';
import { decodeTaskStat, type TaskStat, TICK } from '../../kernel/abi/proc/task-stat.ts';
import { kernelBootTime } from '../../kernel/sys/clock.ts';
import {
  delayAccounting,
  isProcMounted,
  waitsAreTooLong,
} from '../../kernel/sys/proc/kernel-facts.ts';
import { TaskFiles } from '../../kernel/sys/proc/task-files.ts';
import { procNotMounted } from '../../kernel/sys/proc/task-list.ts';
import type { Clock } from '../../lib/clock.ts';
import { DecodeError, UnavailableError } from '../../lib/errors.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Engine, TaskSelection } from '../engine.ts';
import { COMM_LENGTH, clearRow, type Snapshot, type SnapshotColumns } from '../table/snapshot.ts';
import { DelaysKnown } from '../taskstats/delays-known.ts';
import { TasksToRead } from '../taskstats/tasks-to-read.ts';
import { type ProcRights, procfsGaps } from './gaps.ts';
import { readProcRights } from './rights.ts';

type ProcfsEngineOptions = {
  readonly clock: Pick<Clock, 'bootTime'>;
  readonly selection?: TaskSelection;
  /** Where proc is mounted; /proc by default. */
  readonly root?: string;
  /** Asks whether delays are kept, before each pass; absent: this kernel. */
  readonly delays?: () => DelayAccounting | undefined;
};

/** @throws UnavailableError when proc is not mounted or the kernel does not count tasks' I/O */
export const openProcfsEngine = (options: ProcfsEngineOptions): Engine => {
  const { root = '/proc' } = options;
  if (!isProcMounted(root)) throw procNotMounted(root);
  if (!existsSync(`${root}/self/io`)) {
    throw new UnavailableError(
      `${root}/self/io is missing: this kernel does not count tasks' I/O`,
      'it needs CONFIG_TASK_IO_ACCOUNTING',
    );
  }
  return new ProcfsEngine(options);
};

class ProcfsEngine implements Engine {
  readonly name = 'procfs';
  /** Starts are exact to the tick, always rounded the same way: a task born just after a pass may seem a tick older. */
  readonly startTolerance = TICK;
  readonly waitsWithin = waitsAreTooLong() ? 'interval' : 'life';
  readonly drainEvery = Number.POSITIVE_INFINITY;
  readonly #facts: ProcRights;
  readonly #clock: Pick<Clock, 'bootTime'>;
  readonly #tasks: TasksToRead;
  readonly #files: TaskFiles;
  readonly #delays: DelaysKnown;
  #denied = 0;
  #unread = 0;
  #reason = '';

  constructor({ clock, selection, root = '/proc', delays = delayAccounting }: ProcfsEngineOptions) {
    this.#clock = clock;
    this.#tasks = new TasksToRead(selection, root);
    this.#files = new TaskFiles(root);
    this.#delays = new DelaysKnown(clock, delays, waitsAreTooLong());
    this.#facts = readProcRights(root);
  }

  get standingGaps(): readonly Gap[] {
    const noWaits = this.#delays.gap('io-wait') ?? this.#delays.doubt();
    return procfsGaps({ ...this.#facts, noWaits });
  }

  readTasks(into: Snapshot): readonly Gap[] {
    this.#delays.look();
    this.#denied = 0;
    this.#unread = 0;
    this.#tasks.pass(into, this.#clock, (tasks, present) => {
      for (let row = 0; row < tasks.count; row++) {
        const isThere = this.#readTask(into.columns, row, tasks.tgid(row), tasks.tid(row));
        present[row] = isThere ? 1 : 0;
      }
    });
    return this.#losses();
  }

  /** /proc keeps nothing of ended tasks. */
  takeExits(): readonly Gap[] {
    return [];
  }

  drain(): void {}

  close(): void {
    this.#tasks.close();
    this.#files.close();
  }

  /** @returns whether the task is there; its counters stay unknown when they may not or cannot be read */
  #readTask(columns: SnapshotColumns, row: number, tgid: number, tid: number): boolean {
    const files = this.#files;
    const readAfter = this.#clock.bootTime();
    if (files.read(tgid, tid, 'stat') !== 'read') return false;
    clearRow(columns, row);
    columns.tid[row] = tid;
    columns.tgid[row] = tgid;
    columns.readAfter[row] = readAfter;
    try {
      const stat = decodeTaskStat(files.bytes);
      fillStat(columns, row, stat, files.bytes);
      columns.ioWait[row] = ioWait(stat, columns.startedAt[row] as number, this.#delays.since);
      const io = files.read(tgid, tid, 'io');
      if (io === 'gone') return false;
      if (io === 'denied') this.#denied += 1;
      else fillIo(columns, row, decodeTaskIo(files.bytes));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#unread += 1;
      this.#reason = error.message;
      return false;
    }
    columns.readBefore[row] = this.#clock.bootTime();
    columns.uid[row] = files.ownerOf(tgid, tid) ?? Number.NaN;
    return true;
  }

  #losses(): readonly Gap[] {
    const gaps: Gap[] = [];
    if (this.#denied > 0) gaps.push({ kind: 'tasks-denied', count: this.#denied });
    if (this.#unread > 0) {
      gaps.push({ kind: 'tasks-unread', count: this.#unread, reason: this.#reason });
    }
    return gaps;
  }
}

/** Run time is left unknown: in ticks of 10 ms it stands still for tasks that did run, and the column promises the contrary. @param bytes `stat` was decoded from */
const fillStat = (
  columns: SnapshotColumns,
  row: number,
  stat: TaskStat,
  bytes: Uint8Array,
): void => {
  columns.startedAt[row] = kernelBootTime(stat.starttime);
  columns.state[row] = stat.state;
  columns.kernelThread[row] = stat.kernelThread ? 1 : 0;
  const length = Math.min(stat.commEnd - stat.commStart, COMM_LENGTH - 1);
  for (let i = 0; i < length; i++) {
    columns.comm[row * COMM_LENGTH + i] = bytes[stat.commStart + i] as number;
  }
};

const fillIo = (columns: SnapshotColumns, row: number, io: TaskIo): void => {
  columns.read[row] = io.readBytes;
  columns.write[row] = io.writeBytes;
  columns.cancelledWrite[row] = io.cancelledWriteBytes;
  columns.readChars[row] = io.rchar;
  columns.writeChars[row] = io.wchar;
  columns.readCalls[row] = io.syscr;
  columns.writeCalls[row] = io.syscw;
};

/** A zero is one only for a task born while delay accounting was on: others are never watched. */
const ioWait = ({ delayacctBlkio }: TaskStat, startedAt: number, delaysOnSince: number): number => {
  if (delaysOnSince === Number.POSITIVE_INFINITY) return Number.NaN;
  return delayacctBlkio > 0 || startedAt > delaysOnSince ? delayacctBlkio : Number.NaN;
};
