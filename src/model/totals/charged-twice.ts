/**
 * What is written to a loop device is charged to who writes it, and once more to the thread of the kernel that writes the file beneath. Reads likewise.
 */
import { type Bytes, bytes } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import { netWrite } from './increase.ts';

/** Whether it is a thread of the kernel that does what others asked for; nfsd and its like serve somebody of whom nothing else is known. */
export const isWorker = ({ kernelThread, comm }: TaskEntry): boolean =>
  kernelThread === true && /^(kworker\/|loop\d)/.test(comm);

/** Of what workers were charged as much as loop devices moved. */
export const chargedTwice = ({
  tasks,
  system: { devices = [] },
}: Sample): { readonly read: Bytes; readonly write: Bytes } => {
  const sum = { read: 0, write: 0 };
  const loops = { read: 0, write: 0 };
  for (const entry of tasks.filter(isWorker)) {
    sum.read += entry.read ?? 0;
    sum.write += netWrite(entry) ?? 0;
  }
  for (const { kind, readBytes, writeBytes } of devices) {
    if (kind !== 'loop') continue;
    loops.read += readBytes;
    loops.write += writeBytes;
  }
  return {
    read: bytes(Math.min(sum.read, loops.read)),
    write: bytes(Math.min(sum.write, loops.write)),
  };
};
