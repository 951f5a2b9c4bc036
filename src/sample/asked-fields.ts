/**
 * The vocabulary of what a block device was asked for, and by whom. Source: the block layer's tracepoints.
 *
 * A device is asked when a request is made; merging neighbours, completing and failing come later.
 */
import { type Fields, increase, integer, list, required, text, word } from './field.ts';

/** Owners of a device's bytes that are no task; see docs/block.md. */
export const OWNER_NAMES = [
  'before-iotop',
  'file-system',
  'swap-out',
  'raw-device',
  'loop-device',
  'unknown',
] as const;

/**
 * Kinds of devices of which a byte is asked once only: those that `diskRead` and `diskWrite` count. What a loop device does below is an owner's of its
 * own, while device mapper and RAID pass on what they are asked in the task itself; memory is no disk.
 */
export const COUNTED_KINDS: readonly string[] = ['disk', 'loop'];

/** Requests that took about the same time. */
export const LATENCY_FIELDS = {
  below: required(
    integer(
      'nanoseconds',
      'A power of two: the requests took less than this, and at least half of it. The largest, 2^34 (17 s), stands for all longer times too, the smallest, 2^11, for all shorter ones.',
    ),
  ),
  reads: increase('count', 'Reads that took so long.'),
  writes: increase('count', 'Writes that took so long.'),
} as const satisfies Fields;

/** What one device was asked for on behalf of one owner. */
const ASKED_FIELDS = {
  read: increase('bytes', 'Bytes it was asked to read.'),
  write: increase('bytes', 'Bytes it was asked to write.'),
  discard: increase('bytes', 'Bytes it was asked to discard.'),
  reads: increase(
    'count',
    'How often it was asked to read, before the block layer merges neighbours.',
  ),
  writes: increase(
    'count',
    'How often it was asked to write, before the block layer merges neighbours.',
  ),
  sequential: increase(
    'count',
    'How many reads and writes together began at the sector at which the last one of this owner on this device, in the same direction, had ended, even if that was in an earlier interval.',
  ),
  queueTime: increase(
    'nanoseconds',
    'Time in the queue before the device got them, summed over the requests that were completed.',
  ),
  deviceTime: increase('nanoseconds', 'Time in the device, summed over the requests completed.'),
  heldTime: increase(
    'nanoseconds',
    'Time for which limits of control groups held back what it read or asked directly, before that reached a queue. Summed over reads and writes: while several are held back at once, the time counts for each.',
  ),
  latency: list(
    LATENCY_FIELDS,
    64,
    'Requests completed, by their time in queue and device together.',
  ),
} as const satisfies Fields;

/** What one device was asked for on behalf of one task. */
export const DISK_FIELDS = {
  device: required(text(256, 'The name below /dev; of a partition its disk.')),
  ...ASKED_FIELDS,
} as const satisfies Fields;

/** What one device was asked for on behalf of nobody who is a task. */
export const OWNER_FIELDS = {
  owner: required(
    word(
      OWNER_NAMES,
      'before-iotop: dirtied before iotop looked; file-system: its journal and metadata; swap-out: memory moved to swap; raw-device: written through the device file by a task no longer known; loop-device: what loop devices read and write below, for those who asked them; unknown: any other.',
    ),
  ),
  ...ASKED_FIELDS,
} as const satisfies Fields;
