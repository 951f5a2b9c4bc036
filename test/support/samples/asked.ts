/** What devices were asked for, for tests: plain numbers, as `DiskEntry` names them. */
import type { DiskEntry } from '../../../src/sample/sample.ts';

type AskedFields = {
  readonly [Field in Exclude<keyof DiskEntry, 'device' | 'latency'>]?: number;
} & {
  /** Reads and writes by the bound below which they took. */
  readonly latency?: readonly (readonly [below: number, reads: number, writes?: number])[];
};

export const diskEntry = (device: string, { latency, ...figures }: AskedFields = {}): DiskEntry =>
  ({
    device,
    ...figures,
    ...(latency && {
      latency: latency.map(([below, reads, writes = 0]) => ({ below, reads, writes })),
    }),
  }) as object as DiskEntry;
