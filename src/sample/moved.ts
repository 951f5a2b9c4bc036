/**
 * How much went on in an interval: what its tasks were charged for or what the whole disks moved, whichever is more, each way by itself.
 *
 * Neither alone is it. A write is charged when a page is dirtied and moved when that is written back, perhaps a minute later: then the disk is
 * slow, and nobody is charged. A file system in memory, or on the network, is charged and moves no disk.
 */
import { type Bytes, bytes } from '../lib/units.ts';
import type { SystemEntry } from './sample.ts';

type MovedByWay = { readonly read: Bytes; readonly write: Bytes };

/** @param charged bytes of all tasks @param disks unknown counts as nothing */
export const movedWith = (
  charged: { readonly read?: Bytes | undefined; readonly write?: Bytes | undefined },
  { blockRead = bytes(0), blockWrite = bytes(0) }: SystemEntry,
): MovedByWay => ({
  read: bytes(Math.max(charged.read ?? 0, blockRead)),
  write: bytes(Math.max(charged.write ?? 0, blockWrite)),
});
