/** One task's stat file. A pass over all tasks uses TaskFiles instead. */
import { readFileSync } from 'node:fs';
import { decodeTaskStat, type TaskStat } from '../../abi/proc/task-stat.ts';

/** @returns undefined when it is gone, or hidden from us @throws DecodeError when the kernel writes it in another form */
export const readTaskStat = (tid: number): TaskStat | undefined => {
  const bytes = bytesOf(`/proc/${tid}/stat`);
  return bytes && decodeTaskStat(bytes);
};

const bytesOf = (path: string): Uint8Array | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // gone meanwhile, or hidden from us
  }
};
