/** The maps the programs share with each other and with us, and what lies where on their stacks. */
import { RECORD_LENGTH } from './task-record.ts';

/** Sizes in bytes; `kind` as enum bpf_map_type numbers it (1: hash, 2: array, 6: array with a value for each CPU, 9: hash that drops what was used least recently). */
export type MapShape = {
  readonly name: string;
  readonly kind: 1 | 2 | 6 | 9;
  readonly keySize: number;
  readonly valueSize: number;
  readonly entries: number;
};

/** The wait of one task: see wait-balance.ts. Offsets in the value. */
export const WAIT = { balance: 0, since: 8, startedAt: 16 } as const;

/**
 * The ring of tids that were marked, see ran-tasks.ts: offsets in the one value. `head` is the number of the next slot to be filled, `tail` of the next to be
 * visited. Both only ever rise; slot N is at N modulo `RING_SLOTS`, 4 bytes wide, 0 while empty. `leftOut` is 1 when a tid is marked
 * that no pass will find there.
 */
export const RING = { head: 0, tail: 8, leftOut: 16, slots: 24 } as const;
/** In a slot that a pass went by before its tid was written. No tid is so high. */
export const PASSED_BY = 1 << 30;
/** How many tasks may run between two passes; a power of two. */
export const RING_SLOTS = 131_072;
/** Words of 64 marks: one for each tid there can be, 4,194,304 of them (PID_MAX_LIMIT); a power of two. */
export const MARK_WORDS = 65_536;

/**
 * The key of an exit record: address and moment. Not tid and start: after exec by a thread, the old leader and that thread end with the same ones.
 * Offsets in the key.
 */
export const EXIT = { task: 0, moment: 8 } as const;

/** What the programs count; offsets in the one value of the map. */
export const COUNT = {
  /** Exits put into the map of exits. */
  exits: 0,
  /** Exits with I/O that found that map full. */
  exitsLost: 8,
  /** Waits that could not be noted because the map of waits was full. */
  waitsLost: 16,
} as const;

/**
 * Hash maps are allocated in full when they are made: a program that runs inside the scheduler may not allocate (before Linux 6.1 the
 * allocator could come back to the scheduler and deadlock). 32,768 waits take 3.1 MB of kernel memory, 8,192 exits 2.0 MB.
 */
export const MAPS = {
  waits: { name: 'iotop_waits', kind: 1, keySize: 8, valueSize: 24, entries: 32_768 },
  exits: {
    name: 'iotop_exits',
    kind: 1,
    keySize: 16,
    valueSize: RECORD_LENGTH,
    entries: 8_192,
  },
  counts: { name: 'iotop_counts', kind: 2, keySize: 4, valueSize: 24, entries: 1 },
} as const satisfies Readonly<Record<string, MapShape>>;

/** What marking tasks takes besides, see ran-tasks.ts: arrays of 1.7 MB. */
export const MARK_MAPS = {
  marks: { name: 'iotop_marks', kind: 2, keySize: 4, valueSize: MARK_WORDS * 8, entries: 1 },
  ring: {
    name: 'iotop_ring',
    kind: 2,
    keySize: 4,
    valueSize: RING.slots + RING_SLOTS * 4,
    entries: 1,
  },
  /** The records of one run of a pass. */
  ran: { name: 'iotop_ran', kind: 2, keySize: 4, valueSize: RECORD_LENGTH, entries: 4_096 },
} as const satisfies Readonly<Record<string, MapShape>>;

/** A record's room on the stack, where the kernel wants numbers of 8 bytes at multiples of 8. */
const RECORD_ROOM = Math.ceil(RECORD_LENGTH / 8) * 8;

const WAIT_VALUE = -RECORD_ROOM - 8 - MAPS.waits.valueSize;

/** Offsets from the end of the stack frame. */
export const STACK = {
  record: -RECORD_ROOM,
  waitKey: -RECORD_ROOM - 8,
  waitValue: WAIT_VALUE,
  /** The same place as `waitValue`: a task that ends begins no wait. */
  exitKey: WAIT_VALUE,
  /** Of the loop over the marked: a struct bpf_iter_num, 8 bytes. */
  iterator: WAIT_VALUE - 8,
  countKey: WAIT_VALUE - 12,
  ranKey: WAIT_VALUE - 16,
} as const;
