/**
 * Finds the taskstats struct in each datagram of an arena, fast.
 *
 * All replies of one kernel have one shape. The first is decoded with every check. A later datagram of the same length with the same
 * headers (but for its ids) needs no checks; any other is checked like the first.
 */

import { readMessage } from '../../kernel/abi/netlink/netlink.ts';
import {
  type TaskstatsLayout,
  taskstatsLayout,
} from '../../kernel/abi/netlink/taskstats-layout.ts';
import { decodeReply } from '../../kernel/abi/netlink/taskstats-message.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import { DecodeError } from '../../lib/errors.ts';

/** What a datagram is. */
type ReplyKind = 'stats' | 'error' | 'other' | 'broken';

/** The form of all kernels so far: header 16, generic header 4, then headers of AGGR_PID, PID, its id, header of STATS. */
const SEQUENCE = 8;
const TID_AT = 28;
const STATS_AT = 36;
/** Offsets of the 32-bit words that must equal the first reply's: length, command, and the attribute headers before the struct. */
const SHAPE_WORDS = [0, 16, 20, 24, 32];

/** What all replies of this kernel have in common. */
type Shape = {
  readonly length: number;
  /** The values of SHAPE_WORDS. */
  readonly words: readonly number[];
  readonly version: number;
  readonly layout: TaskstatsLayout;
};

export class ReplyReader {
  /** These fields are of the datagram last read, until the next `read`. */
  sequence = 0;
  errno = 0;
  tid = 0;
  /** Offset of the struct in the arena. */
  statsAt = 0;
  layout: TaskstatsLayout = taskstatsLayout(4);
  /** Why the datagram last read was `broken`. */
  problem = '';

  readonly #arena: Uint8Array;
  readonly #view: DataView;
  readonly #family: number;
  #shape: Shape | undefined;

  constructor(arena: Uint8Array, family: number) {
    this.#arena = arena;
    this.#view = new DataView(arena.buffer, arena.byteOffset, arena.byteLength);
    this.#family = family;
  }

  /** Reads the datagram of `length` bytes at `start` and says what it is; the fields above then hold it. */
  read(start: number, length: number): ReplyKind {
    const shape = this.#shape;
    if (shape !== undefined && length === shape.length && this.#hasShape(start, shape)) {
      this.sequence = this.#view.getUint32(start + SEQUENCE, true);
      this.tid = this.#view.getUint32(start + TID_AT, true);
      this.statsAt = start + STATS_AT;
      this.layout = shape.layout;
      this.errno = 0;
      return 'stats';
    }
    try {
      return this.#readChecked(start, length);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.problem = error.message;
      return 'broken';
    }
  }

  #hasShape(start: number, shape: Shape): boolean {
    for (let i = 0; i < SHAPE_WORDS.length; i++) {
      if (this.#view.getUint32(start + (SHAPE_WORDS[i] as number), true) !== shape.words[i])
        return false;
    }
    return (
      this.#view.getUint16(start + 4, true) === this.#family &&
      this.#view.getUint16(start + STATS_AT, true) === shape.version
    );
  }

  #readChecked(start: number, length: number): ReplyKind {
    const reader = new ByteReader(this.#arena.subarray(start, start + length), 'taskstats reply');
    const message = readMessage(reader, 0);
    if (message.end < length) {
      throw new DecodeError(reader.format, message.end, 'more than one message in a reply');
    }
    const reply = decodeReply(reader, message, this.#family);
    if (reply.kind === 'other') return 'other';
    this.sequence = reply.sequence;
    if (reply.kind === 'error') {
      this.errno = reply.errno;
      return 'error';
    }
    const { stats, tid } = reply;
    const version = reader.u16(stats.start);
    const layout = taskstatsLayout(version);
    if (stats.end - stats.start < layout.size) {
      throw new DecodeError(
        'taskstats',
        stats.end,
        `version ${version} has ${layout.size} bytes, not ${stats.end - stats.start}`,
      );
    }
    this.tid = tid.value;
    this.layout = layout;
    this.statsAt = start + stats.start;
    this.errno = 0;
    // Kept where all stands where kernels have always put it.
    if (tid.start === TID_AT && stats.start === STATS_AT) {
      const words = SHAPE_WORDS.map((offset) => reader.u32(offset));
      this.#shape = { length, words, version, layout };
    }
    return 'stats';
  }
}
