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
  ...scaled(text, 'pgpgin', 1024, 'blockRead'),
  ...scaled(text, 'pgpgout', 1024, 'blockWrite'),
  ...scaled(text, 'pswpin', pageSize, 'swapIn'),
  ...scaled(text, 'pswpout', pageSize, 'swapOut'),
});

const scaled = (text: string, line: string, unit: number, field: keyof Vmstat): Vmstat => {
  const value = new RegExp(`^${line} (\\d+)$`, 'm').exec(text)?.[1];
  return value === undefined ? {} : { [field]: bytes(Number(value) * unit) };
};
