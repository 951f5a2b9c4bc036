/** The machine's own counters beside those of its disks: /proc/vmstat and /proc/pressure. */
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../../../lib/units.ts';

/** Cumulative since boot, but for the last two; a line that is missing is absent. Source: Documentation/filesystems/proc.rst, mm/vmstat.c. */
export type Vmstat = {
  /** Submitted at the block layer (pgpgin, in KiB): a loop device counts twice; NFS and FUSE do not count. */
  readonly blockRead?: Bytes;
  readonly blockWrite?: Bytes;
  /** pswpin, pswpout, which the kernel counts in pages. */
  readonly swapIn?: Bytes;
  readonly swapOut?: Bytes;
  /** Pages written back (nr_written): a large folio counts whole, though a part of it was dirty and written. */
  readonly writtenBack?: Bytes;
  /** Pages that wait to be written (nr_dirty), and those that are being written (nr_writeback), now. */
  readonly dirty?: Bytes;
  readonly underWay?: Bytes;
};

/** /proc/vmstat: `name value` lines. @param pageSize bytes */
export const decodeVmstat = (text: string, pageSize: number): Vmstat => {
  const found: { -readonly [Field in keyof Vmstat]: Bytes } = {};
  for (const { field, line, unit } of VMSTAT_LINES) {
    const value = valueAfter(text, line);
    if (value !== undefined) found[field] = bytes(value * (unit === 'page' ? pageSize : unit));
  }
  return found;
};

const VMSTAT_LINES = [
  { field: 'blockRead', line: 'pgpgin ', unit: 1024 },
  { field: 'blockWrite', line: 'pgpgout ', unit: 1024 },
  { field: 'swapIn', line: 'pswpin ', unit: 'page' },
  { field: 'swapOut', line: 'pswpout ', unit: 'page' },
  { field: 'writtenBack', line: 'nr_written ', unit: 'page' },
  { field: 'dirty', line: 'nr_dirty ', unit: 'page' },
  { field: 'underWay', line: 'nr_writeback ', unit: 'page' },
] as const;

/** The number that ends the line which begins so. */
const valueAfter = (text: string, line: string): number | undefined => {
  const at = text.startsWith(line) ? 0 : text.indexOf(`\n${line}`) + 1;
  if (!text.startsWith(line, at)) return undefined;
  const start = at + line.length;
  const end = text.indexOf('\n', start);
  const digits = text.slice(start, end < 0 ? text.length : end);
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
};

/**
 * Cumulative stall times; absent where the kernel has no such line.
 *
 * Lines are `some avg10=… avg60=… avg300=… total=µs` and, but for cpu before 5.13, `full …`. Source: Documentation/accounting/psi.rst.
 */
type Pressure = { readonly some?: Nanoseconds; readonly full?: Nanoseconds };

/** A file of /proc/pressure. */
export const decodePressure = (text: string): Pressure => ({
  ...totalOf(text, 'some'),
  ...totalOf(text, 'full'),
});

const STALL_LINES = { some: /^some .*total=(\d+)$/m, full: /^full .*total=(\d+)$/m } as const;

const totalOf = (text: string, line: keyof typeof STALL_LINES): Pressure => {
  const total = STALL_LINES[line].exec(text)?.[1];
  return total === undefined ? {} : { [line]: nanoseconds(Number(total) * 1000) };
};
