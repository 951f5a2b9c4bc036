/** How much a sample's tasks moved. */
import { type Bytes, type BytesPerSecond, bytesPerSecond, nanoseconds } from '../lib/units.ts';
import type { Sample } from './sample.ts';

/** Read and written by all its tasks together. */
export const movedIn = ({ tasks, startedAt, endedAt }: Sample): BytesPerSecond => {
  let moved = 0;
  for (const { read = 0, write = 0 } of tasks) moved += read + write;
  return bytesPerSecond(moved as Bytes, nanoseconds(Math.max(1, endedAt - startedAt)));
};
