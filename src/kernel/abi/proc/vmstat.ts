/** /proc/vmstat: `name value` lines. Source: Documentation/filesystems/proc.rst, mm/vmstat.c. */
import { type Bytes, bytes } from '../../../lib/units.ts';

/** Cumulative since boot; a line that is missing is absent. */
export type Vmstat = {
  /** Submitted at the block layer (pgpgin, in KiB): a loop device counts twice; NFS and FUSE do not count. */
  readonly blockRead?: Bytes;
  readonly blockWrite?: Bytes;
  /** pswpin, pswpout, which the kernel counts in pages. */
  readonly swapIn?: Bytes;
  readonly swapOut?: Bytes;
  /** Pages written back (nr_written): a large folio counts whole, though a part of it was dirty and written. */
  readonly writtenBack?: Bytes;
};

/** @param pageSize bytes */
export const decodeVmstat = (text: string, pageSize: number): Vmstat => {
  const found: { -readonly [Field in keyof Vmstat]: Bytes } = {};
  for (const { field, line, unit } of LINES) {
    const value = valueAfter(text, line);
    if (value !== undefined) found[field] = bytes(value * (unit === 'page' ? pageSize : unit));
  }
  return found;
};

const LINES = [
  { field: 'blockRead', line: 'pgpgin ', unit: 1024 },
  { field: 'blockWrite', line: 'pgpgout ', unit: 1024 },
  { field: 'swapIn', line: 'pswpin ', unit: 'page' },
  { field: 'swapOut', line: 'pswpout ', unit: 'page' },
  { field: 'writtenBack', line: 'nr_written ', unit: 'page' },
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
