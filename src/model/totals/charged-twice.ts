/**
 * What is written to a loop device is charged to who writes it, and once more to the thread of the kernel that writes the file beneath. Reads likewise.
 * Rows have it twice, for so the kernel charges; sums over all tasks count it once.
 */
import { type Bytes, bytes } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import { isHidden } from '../answer/seen.ts';
import { netWrite } from './increase.ts';

/** Whether it is a thread of the kernel that does what others asked for; nfsd and its like serve somebody of whom nothing else is known. */
export const isWorker = ({ kernelThread, comm }: TaskEntry): boolean =>
  kernelThread === true && /^(kworker\/|loop\d)/.test(comm);

export type Charged = { readonly read: Bytes; readonly write: Bytes };

/** In one interval: of what workers were charged as much as loop devices moved. Nothing where only some tasks are known: perhaps the others are not among them. */
export const chargedTwice = (sample: Sample): Charged => workersIn(sample)?.twice ?? NOTHING;

/** The same over a time, sample by sample. */
export class ChargedTwice {
  readonly #workers = { read: 0, write: 0 };
  readonly #twice = { read: 0, write: 0 };

  /** @returns what is charged twice in this sample alone */
  add(sample: Sample): Charged {
    const found = workersIn(sample);
    if (found === undefined) return NOTHING;
    for (const way of ['read', 'write'] as const) {
      this.#workers[way] += found.workers[way];
      this.#twice[way] += found.twice[way];
    }
    return found.twice;
  }

  /** Counted once. No less than workers were charged: what others were charged before that time is in it once only. @param sum what all tasks were charged */
  once(way: 'read' | 'write', sum: number): Bytes {
    return bytes(Math.min(sum, Math.max(sum - this.#twice[way], this.#workers[way])));
  }

  /** The same of both ways, in amounts of all tasks. */
  onceIn<Amounts extends Known>(amounts: Amounts): Amounts {
    const { read, write } = amounts;
    return {
      ...amounts,
      ...(read === undefined ? {} : { read: this.once('read', read) }),
      ...(write === undefined ? {} : { write: this.once('write', write) }),
    };
  }
}

type Known = { readonly read?: Bytes | undefined; readonly write?: Bytes | undefined };

/** What of the charges of an interval is left when what was charged twice counts once. */
export const less = ({ read, write }: Known, twice: Charged): Known => ({
  read: read && bytes(read - twice.read),
  write: write && bytes(write - twice.write),
});

const NOTHING: Charged = { read: bytes(0), write: bytes(0) };

/** @returns undefined: nothing is charged twice */
const workersIn = ({
  tasks,
  system: { devices = [] },
  gaps,
  keptTo,
}: Sample): { readonly workers: Charged; readonly twice: Charged } | undefined => {
  const loops = devices.filter(({ kind }) => kind === 'loop');
  // What devices were asked for is counted once as it is.
  if (loops.length === 0 || keptTo !== undefined) return undefined;
  if (isHidden(gaps, 'unchosen-tasks', 'other-users')) return undefined;
  const workers = { read: 0, write: 0 };
  for (const entry of tasks) {
    if (!isWorker(entry)) continue;
    workers.read += entry.read ?? 0;
    workers.write += netWrite(entry) ?? 0;
  }
  const moved = (name: 'readBytes' | 'writeBytes'): number =>
    loops.reduce((sum, loop) => sum + loop[name], 0);
  return {
    workers: { read: bytes(workers.read), write: bytes(workers.write) },
    twice: {
      read: bytes(Math.min(workers.read, moved('readBytes'))),
      write: bytes(Math.min(workers.write, moved('writeBytes'))),
    },
  };
};
