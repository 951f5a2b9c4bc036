/**
 * Receives the final record of every task that exits, so that a task which lived a millisecond is counted.
 *
 * The kernel puts one message an exit into our buffer. Messages that do not fit are dropped, and the socket counts them. Needs the init user, PID and network namespaces and CAP_NET_ADMIN. Source: kernel/taskstats.c.
 */
import { encodeListenerRequest } from '../../kernel/abi/netlink/taskstats-message.ts';
import { type DatagramSocket, NetlinkSocket } from '../../kernel/sys/netlink-socket.ts';
import { possibleCpus } from '../../kernel/sys/proc/kernel-facts.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import { reserve, type Snapshot } from '../table/snapshot.ts';
import { ReplyReader } from './reply-reader.ts';
import { fillRow } from './row.ts';

/** Some 14,000 exits between two drains. */
const RECEIVE_BUFFER = 32 * 1024 * 1024;
/** One message may hold a thread's and a thread group's record: 1,180 bytes today. */
const ARENA = { slots: 64, slotSize: 4096 };
/** Calls of recvmmsg in one drain, so that the monitor goes on however many tasks end. */
const MAX_ROUNDS = 4096;

/**
 * @param family the number of taskstats' generic netlink family
 * @param receiveBuffer bytes the kernel may keep for us; what does not fit is lost, and counted
 * @throws SystemCallError when the socket cannot be had
 */
export const openExitListener = (
  family: number,
  clock: Pick<Clock, 'bootTime'>,
  receiveBuffer = RECEIVE_BUFFER,
): ExitListener =>
  new ExitListener(new NetlinkSocket(ARENA, receiveBuffer), family, possibleCpus(), clock);

export class ExitListener {
  readonly #socket: DatagramSocket;
  readonly #reader: ReplyReader;
  readonly #view: DataView;
  readonly #clock: Pick<Clock, 'bootTime'>;
  #overrun = false;
  #dropsReported = 0;
  #broken = 0;
  /** Boot clock, ns: the records that wait now are of tasks that ended after this. */
  #lastDrain: number;

  /** @param socket of generic netlink; closed with the listener @param cpus as in /sys/devices/system/cpu/possible @throws SystemCallError when it cannot send */
  constructor(
    socket: DatagramSocket,
    family: number,
    cpus: string,
    clock: Pick<Clock, 'bootTime'>,
  ) {
    this.#socket = socket;
    this.#reader = new ReplyReader(socket.arena, family);
    this.#view = new DataView(socket.arena.buffer);
    this.#clock = clock;
    this.#lastDrain = clock.bootTime();
    const request = encodeListenerRequest(family, cpus, 1);
    socket.send(request, request.length);
  }

  /**
   * Moves waiting records into rows behind `into.count`.
   * @param delaysKnownFor see `RowTime`
   * @returns 'refused' with the errno when the kernel turned the registration down
   */
  drain(
    into: Snapshot,
    delaysKnownFor: number,
  ): { readonly kind: 'drained' } | { readonly kind: 'refused'; readonly errno: number } {
    const began = this.#clock.bootTime();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const received = this.#socket.receive();
      if (received.kind === 'empty') break;
      if (received.kind === 'overrun') {
        this.#overrun = true;
        continue;
      }
      const errno = this.#take(received.count, into, delaysKnownFor);
      if (errno !== 0) return { kind: 'refused', errno };
      if (received.count < this.#socket.slots) break;
    }
    // Records that arrived during this drain may be left for the next one.
    this.#lastDrain = began;
    return { kind: 'drained' };
  }

  /** Losses since the last call. */
  takeGaps(): readonly Gap[] {
    const gaps: Gap[] = [];
    if (this.#overrun) {
      this.#overrun = false;
      const drops = this.#socket.drops();
      // Where drops are not counted, at least one was lost.
      const lost = drops === undefined ? 1 : drops - this.#dropsReported;
      this.#dropsReported += lost;
      if (lost > 0) gaps.push({ kind: 'exits-lost', count: lost });
    }
    if (this.#broken > 0) gaps.push({ kind: 'exits-lost', count: this.#broken });
    this.#broken = 0;
    return gaps;
  }

  close(): void {
    this.#socket.close();
  }

  /** @returns the errno of an error reply, or 0 */
  #take(count: number, into: Snapshot, delaysKnownFor: number): number {
    const now = this.#clock.bootTime();
    const time = { after: this.#lastDrain, before: now, delaysKnownFor };
    reserve(into, into.count + count);
    for (let slot = 0; slot < count; slot++) {
      const length = this.#socket.lengthOf(slot);
      const kind =
        length === 0 ? 'broken' : this.#reader.read(slot * this.#socket.slotSize, length);
      if (kind === 'error') return this.#reader.errno;
      if (kind === 'broken') this.#broken += 1;
      if (kind === 'stats') this.#append(into, time);
    }
    return 0;
  }

  #append(into: Snapshot, time: { after: number; before: number; delaysKnownFor: number }): void {
    const { columns } = into;
    const row = into.count;
    const { statsAt, layout, tid } = this.#reader;
    fillRow(this.#view, statsAt, layout, columns, row, time);
    columns.tid[row] = tid;
    columns.tgid[row] =
      layout.acTgid === undefined ? 0 : this.#view.getUint32(statsAt + layout.acTgid, true);
    into.count += 1;
  }
}
