/**
 * /proc/diskstats: one line a device or partition. Source: Documentation/admin-guide/iostats.rst.
 *
 * Sectors are always 512 bytes here, whatever the device's own.
 */

const SECTOR = 512;
const MILLISECOND = 1e6;

/** Cumulative since boot, except that a device that went and came back begins at 0. */
export type DiskCounters = {
  /** `major:minor`. */
  readonly id: string;
  readonly name: string;
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writeBytes: number;
  /** Absent before Linux 4.18. */
  readonly discardBytes: number | undefined;
  /** Nanoseconds. */
  readonly busy: number;
  readonly queued: number;
};

/** Lines too short for the oldest layout we read (14 fields) are left out. */
export const decodeDiskstats = (text: string): readonly DiskCounters[] => {
  const disks: DiskCounters[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 14) continue;
    const number = (index: number): number => Number(fields[index]);
    const disk: DiskCounters = {
      id: `${fields[0]}:${fields[1]}`,
      name: fields[2] as string,
      reads: number(3),
      readBytes: number(5) * SECTOR,
      writes: number(7),
      writeBytes: number(9) * SECTOR,
      discardBytes: fields.length >= 18 ? number(16) * SECTOR : undefined,
      busy: number(12) * MILLISECOND,
      queued: number(13) * MILLISECOND,
    };
    if (Number.isFinite(disk.readBytes + disk.writeBytes + disk.busy)) disks.push(disk);
  }
  return disks;
};
