/**
 * /proc/diskstats: one line a device or partition. Source: Documentation/admin-guide/iostats.rst.
 *
 * Sectors are always 512 bytes here, whatever the device's own.
 */

const SECTOR = 512;
const MILLISECOND = 1e6;

/** Cumulative since the device appeared. A device that was removed and added again begins at 0; a loop device that got another file does not. */
export type DiskCounters = {
  /** As the kernel wrote it, without its line feed. */
  readonly line: string;
  /** `major:minor`. */
  readonly id: string;
  readonly name: string;
  /** The disk this is a partition of; absent: a whole device. */
  readonly partOf: string | undefined;
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writeBytes: number;
  /** Absent before Linux 4.18. */
  readonly discardBytes: number | undefined;
  /** Requests now in queue and device: this one falls, too. */
  readonly inFlight: number;
  /** Nanoseconds. */
  readonly busy: number;
  readonly queued: number;
  readonly readTime: number;
  readonly writeTime: number;
};

/**
 * Lines too short for the oldest layout we read (14 fields) are left out.
 *
 * @param last the result of the last call: a device whose line is unchanged is the same object again, and makes no string
 */
export const decodeDiskstats = (
  text: string,
  last: readonly DiskCounters[] = [],
): readonly DiskCounters[] => {
  const disks: DiskCounters[] = [];
  let whole = '';
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const before = last[disks.length];
    const isSame = before?.line.length === end - at && text.startsWith(before.line, at);
    const disk = isSame ? before : decodeLine(text.slice(at, end), whole);
    at = end + 1;
    if (disk === undefined) continue;
    if (disk.partOf === undefined) whole = disk.name;
    disks.push(disk);
  }
  return disks;
};

/** @param whole name of the whole device before: a disk's partitions follow it */
const decodeLine = (line: string, whole: string): DiskCounters | undefined => {
  const fields = line.trim().split(/\s+/);
  if (fields.length < 14) return undefined;
  const number = (index: number): number => Number(fields[index]);
  const name = fields[2] as string;
  const disk: DiskCounters = {
    line,
    id: `${fields[0]}:${fields[1]}`,
    name,
    partOf: isPartition(name, whole) ? whole : undefined,
    reads: number(3),
    readBytes: number(5) * SECTOR,
    writes: number(7),
    writeBytes: number(9) * SECTOR,
    discardBytes: fields.length >= 18 ? number(16) * SECTOR : undefined,
    inFlight: number(11),
    busy: number(12) * MILLISECOND,
    queued: number(13) * MILLISECOND,
    readTime: number(6) * MILLISECOND,
    writeTime: number(10) * MILLISECOND,
  };
  return Number.isFinite(disk.readBytes + disk.writeBytes + disk.busy) ? disk : undefined;
};

/** A partition's name is the disk's, then `p` if that ends in a digit, then a number. Source: block/partitions/core.c. */
const isPartition = (name: string, whole: string): boolean => {
  if (whole === '' || !name.startsWith(whole)) return false;
  return (/\d$/.test(whole) ? /^p\d+$/ : /^\d+$/).test(name.slice(whole.length));
};
