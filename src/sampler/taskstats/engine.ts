/**
 * The classic engine: every task's counters over taskstats, the final ones of ended tasks by the exit listener.
 *
 * Needs CAP_NET_ADMIN in the init user namespace. Bytes to the KiB; waits where delay accounting is on. Its clock is the
 * monotonic one shifted to the boot clock's value when the engine opened, because the kernel reports ages on the monotonic
 * clock, which stops while the machine is suspended.
 */
import { errnoName } from '../../kernel/sys/errno.ts';
import {
  delayAccounting,
  isInitNetworkNamespace,
  isInitPidNamespace,
  waitsAreTooLong,
} from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import { SystemCallError } from '../../lib/errors.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Engine, TaskSelection } from '../engine.ts';
import { hiddenTasks } from '../procfs/gaps.ts';
import { readProcRights } from '../procfs/rights.ts';
import { appendRows, newSnapshot, type Snapshot } from '../table/snapshot.ts';
import { openTaskstatsClient, type PassResult, type TaskstatsClient } from './client.ts';
import { DelaysKnown } from './delays-known.ts';
import { type ExitListener, openExitListener } from './exit-listener.ts';
import { fillRow } from './row.ts';
import { type TaskNumbers, TasksToRead } from './tasks-to-read.ts';

/** @param clock the monotonic one shifted to the boot clock; see above @throws UnavailableError when taskstats is missing or forbidden */
export const openTaskstatsEngine = (
  clock: Pick<Clock, 'bootTime'>,
  selection?: TaskSelection,
): Engine => {
  const client = openTaskstatsClient(clock);
  client.probe(process.pid);
  return new TaskstatsEngine(client, clock, selection);
};

class TaskstatsEngine implements Engine {
  readonly name = 'taskstats';
  readonly startTolerance = 20e6;
  readonly waitsWithin = waitsAreTooLong() ? 'interval' : 'life';
  /** 140,000 exits a second fit. When a task ended is known to this precision, too. */
  readonly drainEvery = 100;
  /** Why ended tasks are unknown; empty: they are known. */
  readonly #noExits: readonly Gap[];
  /** Asked for are the tasks that /proc lists. */
  readonly #hidden = hiddenTasks(readProcRights());
  readonly #client: TaskstatsClient;
  readonly #clock: Pick<Clock, 'bootTime'>;
  readonly #tasks: TasksToRead;
  #listener: ExitListener | undefined;
  readonly #exits: Snapshot = newSnapshot(256);
  readonly #delays: DelaysKnown;

  constructor(
    client: TaskstatsClient,
    clock: Pick<Clock, 'bootTime'>,
    selection: TaskSelection | undefined,
  ) {
    this.#client = client;
    this.#clock = clock;
    this.#tasks = new TasksToRead(selection);
    this.#delays = new DelaysKnown(this.#clock, delayAccounting, waitsAreTooLong());
    const refusal = this.#openListener();
    this.#noExits = refusal === '' ? [] : [noExits(refusal)];
  }

  get standingGaps(): readonly Gap[] {
    const delays = this.#delays;
    const gaps = [this.#hidden, delays.gap('io-wait'), delays.gap('swap-wait'), delays.doubt()];
    return [...this.#noExits, ...gaps.filter((gap) => gap !== undefined)];
  }

  readTasks(into: Snapshot): readonly Gap[] {
    this.#delays.look();
    const { unread, reason } = this.#tasks.pass(into, this.#clock, (tasks, present) =>
      this.#readInto(into, tasks, present),
    );
    return unread === 0 ? [] : [{ kind: 'tasks-unread', count: unread, reason }];
  }

  takeExits(into: Snapshot): readonly Gap[] {
    this.drain();
    appendRows(into, this.#exits);
    this.#exits.count = 0;
    return this.#listener?.takeGaps() ?? [];
  }

  drain(): void {
    this.#listener?.drain(this.#exits, this.#clock.bootTime() - this.#delays.since);
  }

  close(): void {
    this.#client.close();
    this.#listener?.close();
    this.#tasks.close();
  }

  #readInto({ columns }: Snapshot, tasks: TaskNumbers, present: Uint8Array): PassResult {
    const client = this.#client;
    const time = { after: 0, before: 0, delaysKnownFor: 0 };
    return client.readAll(tasks, (index, reader, view) => {
      time.after = client.askedAt;
      time.before = client.answeredAt;
      time.delaysKnownFor = client.askedAt - this.#delays.since;
      const { statsAt, layout } = reader;
      fillRow(view, statsAt, layout, columns, index, time);
      columns.tid[index] = tasks.tid(index);
      columns.tgid[index] =
        layout.acTgid === undefined
          ? tasks.tgid(index)
          : view.getUint32(statsAt + layout.acTgid, true);
      present[index] = 1;
    });
  }

  /** @returns why there is no listener, or '' */
  #openListener(): string {
    if (!isInitPidNamespace()) return 'this is not the init PID namespace';
    if (isInitNetworkNamespace() === false) {
      return 'the kernel sends records of ended tasks to the first network namespace only, and this is another';
    }
    try {
      const listener = openExitListener(this.#client.family, this.#clock);
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
