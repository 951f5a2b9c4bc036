/**
 * Whether tasks are charged for more than reaches a disk.
 *
 * The kernel charges a write by whole folios: 4 KiB stored into one of 2 MiB are charged as 2 MiB, while only the dirty part is written. When a
 * folio is written back its pages are counted whole once more. So pages written back beside bytes that reached a device show it, in the same
 * moment and whatever is still dirty. Direct writes, swap and the journal reach devices and are no pages: they can only hide it.
 */
import type { Sample } from '../../sample/sample.ts';

/** Sums over a session, or since boot. */
export type WriteSums = {
  /** Bytes of pages written back. */
  readonly writtenBack: number;
  /** Bytes that reached disks, loop devices and memory: where file systems write to. */
  readonly reached: number;
};

export const NO_WRITES: WriteSums = { writtenBack: 0, reached: 0 };

/** @returns `sums` where the sample does not tell both */
export const addWrites = (sums: WriteSums, { system }: Sample): WriteSums => {
  const { writtenBack, devices } = system;
  if (writtenBack === undefined || devices === undefined) return sums;
  return {
    writtenBack: sums.writtenBack + writtenBack,
    reached: sums.reached + reachedBytes(devices),
  };
};

/** What layers and partitions wrote is in what lies beneath them. */
export const reachedBytes = (
  devices: readonly { readonly kind?: string; readonly writeBytes: number }[],
): number =>
  devices.reduce(
    (sum, { kind, writeBytes }) =>
      kind === 'layer' || kind === 'partition' ? sum : sum + writeBytes,
    0,
  );

/** Likely: twice as much, and more than chance. What is under way at either end is far less. */
export const areChargesTooHigh = ({ writtenBack, reached }: WriteSums): boolean =>
  writtenBack >= FACTOR * reached && writtenBack - reached >= LEAST_EXCESS;

const FACTOR = 2;
const LEAST_EXCESS = 64 * 2 ** 20;

/** Of a session. */
export const chargesText = (sums: WriteSums): string =>
  `DISK WRITE is likely too high: ${chargesReason(sums, 'since iotop began')}`;

/** @param since such as `since boot` */
export const chargesReason = ({ writtenBack, reached }: WriteSums, since: string): string =>
  `${mebibytes(writtenBack)} charged, ${mebibytes(reached)} written ${since}; large folios are charged whole (compression and network file systems look the same)`;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
