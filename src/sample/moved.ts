/**
 * How much went on in an interval: what its tasks were charged for or what the whole disks moved, whichever is more, each way by itself.
 *
 * Neither alone is it. A write is charged when a page is dirtied and moved when that is written back, perhaps a minute later: then the disk is
 * slow, and nobody is charged. A file system in memory, or on the network, is charged and moves no disk.
 */
import {
  type Bytes,
  type BytesPerSecond,
  bytes,
  bytesPerSecond,
  nanoseconds,
} from '../lib/units.ts';
import type { Sample, SystemEntry } from './sample.ts';

type MovedByWay = { readonly read: Bytes; readonly write: Bytes };

/** @param charged bytes of all tasks @param disks unknown counts as nothing */
export const movedWith = (
  charged: { readonly read?: Bytes | undefined; readonly write?: Bytes | undefined },
  { blockRead = bytes(0), blockWrite = bytes(0) }: SystemEntry,
): MovedByWay => ({
  read: bytes(Math.max(charged.read ?? 0, blockRead)),
  write: bytes(Math.max(charged.write ?? 0, blockWrite)),
});

/** What all tasks were charged for. */
export const chargedIn = ({ tasks }: Sample): MovedByWay => {
  const sum = { read: 0, write: 0 };
  for (const { read = 0, write = 0 } of tasks) {
    sum.read += read;
    sum.write += write;
  }
  return { read: bytes(sum.read), write: bytes(sum.write) };
};

/** Both ways together. */
export const movedIn = (sample: Sample): BytesPerSecond => {
  const { read, write } = movedWith(chargedIn(sample), sample.system);
  const { startedAt, endedAt } = sample;
  return bytesPerSecond(bytes(read + write), nanoseconds(Math.max(1, endedAt - startedAt)));
};
