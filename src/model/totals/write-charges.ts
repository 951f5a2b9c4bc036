/**
 * Whether tasks are charged for more than reaches a disk.
 *
 * The kernel charges a write by whole folios: 4 KiB stored into one of 2 MiB are charged as 2 MiB, while only the dirty part is
 * written. The pages of a folio that is written back are counted whole, too. So the kernel's count of pages written back, compared
 * with the bytes that reached devices, shows it. Direct writes, swap and the journal reach devices and are no such pages: they can
 * only hide it.
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

/** @returns `sums` unchanged where the sample lacks either figure */
export const addWrites = (sums: WriteSums, { system }: Sample): WriteSums => {
  const { writtenBack, devices } = system;
  if (writtenBack === undefined || devices === undefined) return sums;
  return {
    writtenBack: sums.writtenBack + writtenBack,
    reached: sums.reached + reachedBytes(devices),
  };
};

/** Layers and partitions are left out: the devices beneath them count the same bytes. */
export const reachedBytes = (
  devices: readonly { readonly kind?: string; readonly writeBytes: number }[],
): number =>
  devices.reduce(
    (sum, { kind, writeBytes }) =>
      kind === 'layer' || kind === 'partition' ? sum : sum + writeBytes,
    0,
  );

/** Twice as much, and by more than what is on its way to the disk at either end. */
export const areChargesTooHigh = ({ writtenBack, reached }: WriteSums): boolean =>
  writtenBack >= FACTOR * reached && writtenBack - reached >= LEAST_EXCESS;

const FACTOR = 2;
const LEAST_EXCESS = 64 * 2 ** 20;

/** The note for a session. */
export const chargesText = (sums: WriteSums): string =>
  `DISK WRITE is likely too high: ${chargesReason(sums, 'since iotop began')}`;

/** @param since such as `since boot` */
export const chargesReason = ({ writtenBack, reached }: WriteSums, since: string): string =>
  `${mebibytes(writtenBack)} charged, ${mebibytes(reached)} written ${since}; large folios are charged whole (compression and network file systems look the same)`;

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
