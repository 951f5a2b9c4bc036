/** /proc/vmstat: `name value` lines. Source: Documentation/filesystems/proc.rst, mm/vmstat.c. */
import { type Bytes, bytes } from '../../lib/units.ts';

/** Cumulative since boot; a line that is missing is absent. */
export type Vmstat = {
  /** Submitted at the block layer (pgpgin, in KiB): a loop device counts twice; NFS and FUSE do not count. */
  readonly blockRead?: Bytes;
  readonly blockWrite?: Bytes;
  /** pswpin, pswpout, in pages of 4 KiB where the page size is not told otherwise. */
  readonly swapIn?: Bytes;
  readonly swapOut?: Bytes;
};

/** @param pageSize bytes */
export const decodeVmstat = (text: string, pageSize: number): Vmstat => ({
  ...scaled(text, LINES.pgpgin, 1024, 'blockRead'),
  ...scaled(text, LINES.pgpgout, 1024, 'blockWrite'),
  ...scaled(text, LINES.pswpin, pageSize, 'swapIn'),
  ...scaled(text, LINES.pswpout, pageSize, 'swapOut'),
});

const LINES = {
  pgpgin: /^pgpgin (\d+)$/m,
  pgpgout: /^pgpgout (\d+)$/m,
  pswpin: /^pswpin (\d+)$/m,
  pswpout: /^pswpout (\d+)$/m,
} as const;

const scaled = (text: string, line: RegExp, unit: number, field: keyof Vmstat): Vmstat => {
  const value = line.exec(text)?.[1];
  return value === undefined ? {} : { [field]: bytes(Number(value) * unit) };
};
