/**
 * The maps of the block programs, and what lies where in their values.
 *
 * What was asked for is noted in one of two maps, by turns: user space makes the programs go over to the other, then empties the first, to which nobody adds any more.
 */
import type { MapShape } from '../programs/maps.ts';

/** Who a task is; offsets in bytes. */
export const WHO = {
  tid: 0,
  tgid: 4,
  startedAt: 8,
  comm: 16,
  uid: 32,
  flags: 36,
  leaderStartedAt: 40,
} as const;
export const WHO_LENGTH = 48;

/** Whom something was asked for, of which device. An owner that is no task has tid 0, and its number of `OWNER` for a start. */
export const ASKED_KEY = { tid: 0, device: 4, startedAt: 8 } as const;
export const ASKED_KEY_LENGTH = 16;

/** Owners that are no task. */
export const OWNER = {
  /** Its dirtier is not known: dirtied before we looked, or long ago. */
  undirtied: 1,
  fileSystem: 2,
  swapOut: 3,
  rawDevice: 4,
  /** The device itself: its `reads` are requests that failed, its `writes` those put back into the queue. */
  device: 5,
  /** Asked by the worker of a loop device, of the device below. */
  loopDevice: 6,
} as const;

/** Powers of two of nanoseconds by which requests are counted: below 2^11, 2^12 … 2^34. */
export const LATENCY = { buckets: 24, firstPower: 11 } as const;

/**
 * The value of what was asked for; bytes, counts, nanoseconds. The key stands in it again, for user space empties the map by its values.
 *
 * What each request needs is in the first 64 bytes, and what each completion needs behind 128: to fetch a line of memory takes longer than all that is done with it.
 */
export const ASKED = {
  key: 0,
  read: 16,
  write: 24,
  /** 4 bytes each. */
  reads: 32,
  writes: 36,
  /** Sectors: where the last read and the last write ended, 0 when there was none. */
  lastRead: 40,
  lastWrite: 48,
  /** Its task's ids are in the first 64 bytes. */
  who: 56,
  /** Reads and writes that began where the one before had ended; the first ones of the map are not among them. */
  sequential: 104,
  discard: 112,
  /** Of what a limit of a group held back, how long, summed. */
  heldTime: 120,
  queueTime: 128,
  deviceTime: 136,
  /** `LATENCY.buckets` counts of 4 bytes each. */
  readsByTime: 144,
  writesByTime: 144 + LATENCY.buckets * 4,
  /** Sectors: where the first read and the first write began. */
  firstRead: 368,
  firstWrite: 376,
} as const;
/** With what the kernel puts before it, a multiple of 64. */
export const ASKED_LENGTH = 384;

/**
 * The file that was dirtied: where its address space is, and the low half of its number and its generation, for memory is used again. The number alone would not do:
 * subvolumes of btrfs have the same ones.
 */
export const INODE_KEY = { mapping: 0, inode: 8, generation: 12 } as const;
const INODE_KEY_LENGTH = 16;

/**
 * One of the two that dirtied an inode last: who; how much of what they dirtied is not written yet, in bytes of whole folios, about; and the
 * folio with which the last write that they were charged for began, whose other parts are theirs too: 0 once it is dirty again. Where devices are
 * stacked the pages are written once more by the device below: that is reckoned apart. An owner that is no task has tid 0 and its number of
 * `OWNER` for a start; a place that is free has no start either.
 */
export const DIRTIER = {
  who: 0,
  unwritten: WHO_LENGTH,
  unwrittenBelow: WHO_LENGTH + 8,
  folio: WHO_LENGTH + 16,
  folioBelow: WHO_LENGTH + 24,
} as const;
export const DIRTIER_LENGTH = WHO_LENGTH + 32;

/** A request on its way: its address, 0 in a free slot; the key of whom it is for; when the device got it, on the monotonic clock, 0 before. */
export const REQUEST = { address: 0, key: 8, issuedAt: 24 } as const;
export const REQUEST_LENGTH = 16 + ASKED_KEY_LENGTH;
/** Where a request is looked for: in a slot found by its address, or in the next one. A bio: there only. */
export const SLOT_BITS = 13;

/** A bio that was queued: its address, and the key of whom it is for. */
export const QUEUED = { bio: 0, key: 8 } as const;
export const QUEUED_LENGTH = 8 + ASKED_KEY_LENGTH;

/** Who asked for a bio that may be held back, by its address; since when, on the monotonic clock; and for which sector, since the address may be another's by then. */
export const HELD = { who: 0, since: WHO_LENGTH, sector: WHO_LENGTH + 8 } as const;

/** Which of the two maps is in use, and whether anything was noted in each. */
export const TURN = { inUse: 0, used: 4 } as const;
export const TURN_LENGTH = 12;

/** What could not be noted, and by what it is known that something was forgotten; offsets in the one value of the map. */
export const BLOCK_COUNT = {
  /** Bytes whose owner found the map full. */
  bytes: 0,
  /** Requests that found both slots taken, or whose owner found the map full: their times are in nobody's figures. */
  requests: 8,
  /** Files that were noted with their dirtier: those noted longest ago are forgotten when there are more than the map holds. */
  files: 16,
} as const;
const BLOCK_COUNT_LENGTH = 24;

const asked = (name: string): MapShape => ({
  name,
  kind: 1,
  keySize: ASKED_KEY_LENGTH,
  valueSize: ASKED_LENGTH,
  entries: 4_096,
});

/** Allocated in full: some 9 MB of kernel memory. */
export const BLOCK_MAPS = {
  askedEven: asked('iotop_asked0'),
  askedOdd: asked('iotop_asked1'),
  /** What a new entry begins with. */
  nothing: { name: 'iotop_nothing', kind: 2, keySize: 4, valueSize: ASKED_LENGTH, entries: 1 },
  dirtiers: {
    name: 'iotop_dirtiers',
    kind: 9,
    keySize: INODE_KEY_LENGTH,
    valueSize: DIRTIER_LENGTH * 2,
    entries: 16_384,
  },
  requests: {
    name: 'iotop_requests',
    kind: 2,
    keySize: 4,
    valueSize: (2 ** SLOT_BITS + 1) * REQUEST_LENGTH,
    entries: 1,
  },
  queued: {
    name: 'iotop_queued',
    kind: 2,
    keySize: 4,
    valueSize: 2 ** SLOT_BITS * QUEUED_LENGTH,
    entries: 1,
  },
  held: {
    name: 'iotop_held',
    kind: 9,
    keySize: 8,
    valueSize: WHO_LENGTH + 16,
    entries: 8_192,
  },
  turn: { name: 'iotop_turn', kind: 2, keySize: 4, valueSize: TURN_LENGTH, entries: 1 },
  lost: {
    name: 'iotop_lost',
    kind: 2,
    keySize: 4,
    valueSize: BLOCK_COUNT_LENGTH,
    entries: 1,
  },
} as const satisfies Readonly<Record<string, MapShape>>;

/** Offsets from the end of the stack frame. */
export const BLOCK_STACK = {
  key: -ASKED_KEY_LENGTH,
  who: -ASKED_KEY_LENGTH - WHO_LENGTH,
  inode: -80,
  probed: -88,
  size: -96,
  operation: -104,
  request: -112,
  now: -120,
  issued: -128,
  bio: -136,
  heldSince: -144,
  /** The first folio of a bio that is for its dirtier, and how many bytes that has. */
  folio: -152,
  folioSize: -160,
  /** Of the program that notes dirtiers alone. */
  dirtiers: -144 - 2 * DIRTIER_LENGTH,
} as const;
