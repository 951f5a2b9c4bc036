/** What waits in memory to be written: the disks will have to. */
import type { Bytes } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';

/** Less is usual: a disk writes it in a moment. Not measured by the disks' speed, which nobody knows while they are quiet. */
const MUCH = 64 * 2 ** 20;

/** @returns undefined: unknown, or not worth a word */
export const backlogIn = ({ system: { dirty } }: Pick<Sample, 'system'>): Bytes | undefined =>
  dirty !== undefined && dirty >= MUCH ? dirty : undefined;
