/**
 * A netlink socket that sends one datagram and receives many at a time. Bytes in and out, nothing interpreted.
 *
 * Source: netlink(7), recvmmsg(2). Datagrams land in slots of one arena that lives as long as the socket; the kernel holds
 * addresses into it.
 */
import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { NETLINK_GENERIC } from '../abi/netlink/genetlink.ts';
import { netlinkDrops } from '../abi/netlink/netlink-drops.ts';
import { ERRNO, systemCallError } from './errno.ts';
import * as libc from './libc.ts';

const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const MSG_TRUNC = 0x20;
const MSG_DONTWAIT = 0x40;

/** struct mmsghdr, struct iovec and struct sockaddr_nl on 64-bit machines. */
const MMSGHDR = {
  size: 64,
  name: 0,
  nameLength: 8,
  iovec: 16,
  iovecCount: 24,
  flags: 48,
  length: 56,
};
const IOVEC = { size: 16, length: 8 };
const SOCKADDR_NL = { size: 12, pid: 4 };

/** What one `receive` brought. */
export type Received =
  | { readonly kind: 'datagrams'; readonly count: number }
  /** Nothing is waiting. */
  | { readonly kind: 'empty' }
  /** The kernel dropped messages because the buffer was full; what it holds can still be received. */
  | { readonly kind: 'overrun' };

const EMPTY: Received = { kind: 'empty' };
const OVERRUN: Received = { kind: 'overrun' };

/** What the clients of netlink need of a socket; tests have one of their own. */
export interface DatagramSocket {
  /** All slots, back to back: datagram i begins at `i * slotSize`. */
  readonly arena: Uint8Array;
  readonly slotSize: number;
  readonly slots: number;

  /** Sends the first `length` bytes as one datagram to the kernel. @throws SystemCallError */
  send(bytes: Uint8Array, length: number): void;

  /** Takes what is waiting, as many as there are slots, without blocking. @throws SystemCallError on a broken socket */
  receive(): Received;

  /** Length of the datagram in `slot`; 0: it must not be read, because it was cut to the slot or another process sent it. */
  lengthOf(slot: number): number;

  /** How many datagrams the kernel has dropped so far because the buffer was full; undefined: unknown. */
  drops(): number | undefined;

  close(): void;
}

export class NetlinkSocket implements DatagramSocket {
  readonly arena: Uint8Array;
  readonly slotSize: number;
  readonly slots: number;
  readonly fd: number;
  readonly #headers: Uint8Array;
  readonly #headerView: DataView;
  readonly #iovecs: Uint8Array;
  readonly #senders: Uint8Array;
  readonly #senderView: DataView;
  #open = true;

  /**
   * @param receiveBuffer bytes the kernel may keep for us, beyond the system's limit where we may; absent: as many as it does by default
   * @throws SystemCallError when the kernel has no generic netlink or forbids it
   */
  constructor(
    { slots, slotSize }: { readonly slots: number; readonly slotSize: number },
    receiveBuffer?: number,
  ) {
    this.fd = libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_GENERIC);
    if (this.fd < 0) throw systemCallError('socket(AF_NETLINK)', libc.errno());
    this.slots = slots;
    this.slotSize = slotSize;
    this.arena = new Uint8Array(slots * slotSize);
    this.#headers = new Uint8Array(slots * MMSGHDR.size);
    this.#headerView = new DataView(this.#headers.buffer);
    this.#iovecs = new Uint8Array(slots * IOVEC.size);
    this.#senders = new Uint8Array(slots * SOCKADDR_NL.size);
    this.#senderView = new DataView(this.#senders.buffer);
    this.#layOut();
    const address = new Uint8Array(SOCKADDR_NL.size);
    address[0] = AF_NETLINK;
    if (libc.bind(this.fd, address, address.length) < 0) {
      const error = libc.errno();
      this.close();
      throw systemCallError('bind(AF_NETLINK)', error);
    }
    if (receiveBuffer === undefined) return;
    const size = new Uint8Array(new Uint32Array([receiveBuffer]).buffer);
    const setBuffer = (option: number): number =>
      libc.setsockopt(this.fd, SOL_SOCKET, option, size, size.length);
    if (setBuffer(SO_RCVBUFFORCE) < 0) setBuffer(SO_RCVBUF);
  }

  send(bytes: Uint8Array, length: number): void {
    if (libc.send(this.fd, bytes, length) < 0) {
      throw systemCallError('sendto(AF_NETLINK)', libc.errno());
    }
  }

  receive(): Received {
    const count = libc.recvmmsg(this.fd, this.#headers, this.slots, MSG_DONTWAIT, null);
    if (count >= 0) return { kind: 'datagrams', count };
    const error = libc.errno();
    if (error === ERRNO.EAGAIN || error === ERRNO.EINTR) return EMPTY;
    if (error === ERRNO.ENOBUFS) return OVERRUN;
    throw systemCallError('recvmmsg(AF_NETLINK)', error);
  }

  lengthOf(slot: number): number {
    const flags = this.#headerView.getUint32(slot * MMSGHDR.size + MMSGHDR.flags, true);
    const sender = this.#senderView.getUint32(slot * SOCKADDR_NL.size + SOCKADDR_NL.pid, true);
    if ((flags & MSG_TRUNC) !== 0 || sender !== 0) return 0;
    return this.#headerView.getUint32(slot * MMSGHDR.size + MMSGHDR.length, true);
  }

  drops(): number | undefined {
    try {
      return netlinkDrops(readFileSync('/proc/net/netlink', 'utf8'), fstatSync(this.fd).ino);
    } catch {
      return undefined; // the file is absent in some sandboxes
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.fd);
  }

  #layOut(): void {
    const arena = libc.addressOf(this.arena);
    const iovecs = libc.addressOf(this.#iovecs);
    const senders = libc.addressOf(this.#senders);
    const iovecView = new DataView(this.#iovecs.buffer);
    for (let slot = 0; slot < this.slots; slot++) {
      iovecView.setBigUint64(slot * IOVEC.size, arena + BigInt(slot * this.slotSize), true);
      iovecView.setBigUint64(slot * IOVEC.size + IOVEC.length, BigInt(this.slotSize), true);
      const header = slot * MMSGHDR.size;
      const view = this.#headerView;
      view.setBigUint64(header + MMSGHDR.name, senders + BigInt(slot * SOCKADDR_NL.size), true);
      view.setUint32(header + MMSGHDR.nameLength, SOCKADDR_NL.size, true);
      view.setBigUint64(header + MMSGHDR.iovec, iovecs + BigInt(slot * IOVEC.size), true);
      view.setBigUint64(header + MMSGHDR.iovecCount, 1n, true);
    }
  }
}
