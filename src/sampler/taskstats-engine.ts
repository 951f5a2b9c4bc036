/**
 * The classic engine: every task's counters over taskstats, the final ones of ended tasks by the exit listener.
 *
 * Needs CAP_NET_ADMIN in the init user namespace. Bytes to the KiB; waits where delay accounting is on. Its clock is the
 * monotonic one shifted to the boot clock's value when the engine opened, because the kernel tells ages on the monotonic
 * clock: a suspended machine neither ages tasks nor makes them new.
 */
import { errnoName } from '../kernel/sys/errno.ts';
import { delayAccountingOn, isInitPidNamespace, possibleCpus } from '../kernel/sys/kernel-facts.ts';
import { TaskList } from '../kernel/sys/task-list.ts';
import type { Clock } from '../lib/clock.ts';
import { SystemCallError } from '../lib/errors.ts';
import type { Gap } from '../sample/gap.ts';
import type { Engine, TaskSelection } from './engine.ts';
import { ExitListener } from './exit-listener.ts';
import { appendRows, compactRows, newSnapshot, reserve, type Snapshot } from './snapshot.ts';
import { TaskNumbers } from './task-numbers.ts';
import { TaskstatsClient } from './taskstats-client.ts';
import { fillRow } from './taskstats-row.ts';

export type TaskstatsEngineOptions = {
  /** Monotonic clock shifted to the boot clock; see above. */
  readonly clock: Pick<Clock, 'bootTime'>;
  readonly selection?: TaskSelection;
};

/** @throws UnavailableError when taskstats is missing or forbidden */
export const openTaskstatsEngine = (options: TaskstatsEngineOptions): Engine => {
  const client = new TaskstatsClient(options.clock);
  client.probe(process.pid);
  return new TaskstatsEngine(client, options);
};

class TaskstatsEngine implements Engine {
  readonly name = 'taskstats';
  readonly startTolerance = 20e6;
  readonly standingGaps: readonly Gap[];
  readonly #client: TaskstatsClient;
  readonly #clock: Pick<Clock, 'bootTime'>;
  readonly #selection: TaskSelection | undefined;
  readonly #tasks = new TaskList();
  /** The list of this pass and of the last: a task that a racing directory read left out is asked for all the same. */
  #numbers = new TaskNumbers();
  #lastNumbers = new TaskNumbers();
  /** 1 for each task of the list that answered. */
  #present = new Uint8Array(0);
  #listener: ExitListener | undefined;
  readonly #exits: Snapshot = newSnapshot(256);
  #delaysOnSince = Number.POSITIVE_INFINITY;

  constructor(client: TaskstatsClient, options: TaskstatsEngineOptions) {
    this.#client = client;
    this.#clock = options.clock;
    this.#selection = options.selection;
    this.#noteDelayAccounting();
    const gaps: Gap[] = [];
    const refusal = this.#openListener();
    if (refusal !== '') gaps.push(noExits(refusal));
    this.standingGaps = gaps;
  }

  readTasks(into: Snapshot): readonly Gap[] {
    this.#noteDelayAccounting();
    into.startedAt = this.#clock.bootTime();
    this.#listTasks();
    const numbers = this.#numbers;
    reserve(into, numbers.count);
    this.#resetPresence(numbers.count);
    const result = this.#readInto(into);
    into.count = compactRows(into.columns, this.#present, numbers.count);
    into.endedAt = this.#clock.bootTime();
    return result.unread === 0
      ? []
      : [{ kind: 'tasks-unread', count: result.unread, reason: result.reason }];
  }

  takeExits(into: Snapshot): readonly Gap[] {
    this.drain();
    appendRows(into, this.#exits);
    this.#exits.count = 0;
    return this.#listener?.takeGaps() ?? [];
  }

  drain(): void {
    this.#listener?.drain(this.#exits, this.#clock.bootTime() - this.#delaysOnSince);
  }

  close(): void {
    this.#client.close();
    this.#listener?.close();
    this.#tasks.close();
  }

  #resetPresence(count: number): void {
    if (this.#present.length < count) this.#present = new Uint8Array(Math.ceil(count * 1.5));
    else this.#present.fill(0, 0, count);
  }

  #readInto(into: Snapshot): ReturnType<TaskstatsClient['readAll']> {
    const { columns } = into;
    const numbers = this.#numbers;
    const client = this.#client;
    const time = { after: 0, before: 0, delaysKnownFor: 0 };
    return client.readAll(numbers, (index, reader, view) => {
      time.after = client.askedAt;
      time.before = client.answeredAt;
      time.delaysKnownFor = client.askedAt - this.#delaysOnSince;
      fillRow(view, reader.statsAt, reader.layout, columns, index, time);
      columns.tid[index] = numbers.tid(index);
      columns.tgid[index] = numbers.tgid(index);
      this.#present[index] = 1;
    });
  }

  /** All tasks, or those selected; and those of the last pass, gone or not. */
  #listTasks(): void {
    const last = this.#numbers;
    this.#numbers = this.#lastNumbers;
    this.#lastNumbers = last;
    const numbers = this.#numbers;
    numbers.clear();
    const add = (tid: number, tgid: number): void => numbers.add(tid, tgid);
    if (this.#selection === undefined) this.#tasks.all(add);
    else for (const id of this.#selection.ids) this.#tasks.ofProcess(id, add);
    for (let i = 0; i < last.count; i++) {
      if (this.#present[i] === 1) numbers.add(last.tid(i), last.tgid(i));
    }
    numbers.sort();
  }

  /** A zero wait is a true zero only for tasks born since delay accounting was seen to be on. */
  #noteDelayAccounting(): void {
    if (!delayAccountingOn()) this.#delaysOnSince = Number.POSITIVE_INFINITY;
    else this.#delaysOnSince = Math.min(this.#delaysOnSince, this.#clock.bootTime());
  }

  /** @returns why there is no listener, or '' */
  #openListener(): string {
    if (!isInitPidNamespace()) return 'this is not the init PID namespace';
    try {
      const listener = new ExitListener(this.#client.family, possibleCpus(), this.#clock);
      const answer = listener.drain(this.#exits, 0);
      if (answer.kind === 'drained') {
        this.#listener = listener;
        return '';
      }
      listener.close();
      return `the exit listener was refused: ${errnoName(answer.errno)}`;
    } catch (error) {
      if (error instanceof SystemCallError) return error.message;
      throw error;
    }
  }
}

const noExits = (reason: string): Gap => ({
  kind: 'unavailable',
  what: 'exits',
  reason,
  remedy: 'run on the host itself, as root',
});
