/** A netlink socket with a kernel behind it that answers as the test says. */
import type { DatagramSocket, Received } from '../../../src/kernel/sys/netlink-socket.ts';
import { attribute, concat, errorReply, message, taskstatsReply, u16 } from './netlink-builder.ts';
import { taskstatsOf } from './taskstats-builder.ts';

/** What lies in the buffer: a datagram of the kernel, one that is not to be read, or the news that the buffer was full. */
export type Waiting = Uint8Array | 'unreadable' | 'overrun';

export const FAMILY = 27;
const REQUEST_LENGTH = 28;

/** @param answer what the kernel does with each datagram that is sent */
export class FakeNetlinkSocket implements DatagramSocket {
  readonly slots = 128;
  readonly slotSize = 2048;
  readonly arena = new Uint8Array(this.slots * this.slotSize);
  readonly sent: Uint8Array[] = [];
  /** Datagrams that one `receive` brings at most. */
  most = this.slots;
  dropped: number | undefined = 0;
  isClosed = false;
  /** How often it was looked at for datagrams. */
  looks = 0;
  readonly waiting: Waiting[] = [];
  readonly #lengths = new Int32Array(this.slots);
  readonly #answer: (datagram: Uint8Array) => readonly Waiting[];

  constructor(answer: (datagram: Uint8Array) => readonly Waiting[]) {
    this.#answer = answer;
  }

  send(bytes: Uint8Array, length: number): void {
    const datagram = bytes.slice(0, length);
    this.sent.push(datagram);
    this.waiting.push(...this.#answer(datagram));
  }

  receive(limit = this.slots): Received {
    this.looks += 1;
    const most = Math.min(limit, this.slots, this.most);
    let count = 0;
    while (count < most) {
      const next = this.waiting[0];
      if (next === undefined || (next === 'overrun' && count > 0)) break;
      this.waiting.shift();
      if (next === 'overrun') return { kind: 'overrun' };
      const bytes = next === 'unreadable' ? new Uint8Array(0) : next;
      this.arena.set(bytes, count * this.slotSize);
      this.#lengths[count] = bytes.length;
      count += 1;
    }
    return count === 0 ? { kind: 'empty' } : { kind: 'datagrams', count };
  }

  lengthOf(slot: number): number {
    return this.#lengths[slot] as number;
  }

  drops(): number | undefined {
    return this.dropped;
  }

  close(): void {
    this.isClosed = true;
  }
}

export type Request = { readonly tid: number; readonly sequence: number };

/** The requests for tasks in one datagram. */
export const requestsIn = (datagram: Uint8Array): readonly Request[] => {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  return Array.from({ length: datagram.length / REQUEST_LENGTH }, (_, i) => ({
    tid: view.getUint32(i * REQUEST_LENGTH + 24, true),
    sequence: view.getUint32(i * REQUEST_LENGTH + 8, true),
  }));
};

/** The reply to a request: the task has read as many bytes as its id. */
export const replyTo = ({ tid, sequence }: Request): Uint8Array => {
  const made =
    replies.get(tid) ?? taskstatsReply(FAMILY, tid, taskstatsOf(17, { read_bytes: tid }));
  replies.set(tid, made);
  const reply = made.slice();
  new DataView(reply.buffer).setUint32(8, sequence, true);
  return reply;
};

/** By task: putting one together takes much longer than copying it. */
const replies = new Map<number, Uint8Array>();

export const refusalOf = ({ sequence }: Request, errno: number): Uint8Array =>
  errorReply(errno, sequence);

const FAMILY_REPLY = message(16, concat(new Uint8Array(4), attribute(1, u16(FAMILY))));

/** A kernel that knows taskstats: the first datagram asks for its family, the others for tasks. */
export const taskstatsKernel = (
  answer: (requests: readonly Request[]) => readonly Waiting[],
): FakeNetlinkSocket => {
  let isAskedFor = false;
  return new FakeNetlinkSocket((datagram) => {
    if (isAskedFor) return answer(requestsIn(datagram));
    isAskedFor = true;
    return [FAMILY_REPLY];
  });
};
