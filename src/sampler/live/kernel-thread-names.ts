/**
 * Whole names of kernel threads: engines know 15 bytes of them, which do not tell one worker's work from another's.
 *
 * A worker's name changes with its work, and to take up work it has to run: so a name is kept until its thread runs again, as
 * command lines are (docs/decisions/0011). One that ended keeps the name it was last seen by.
 */
import { readTaskName } from '../../kernel/sys/proc/command-line.ts';
import type { TaskEntry } from '../../sample/sample.ts';
import { withoutWork } from '../../sample/worker-name.ts';
import { RecentlyAsked } from './recently-asked.ts';

type Known = {
  readonly startedAt: number;
  /** When the name was read. NaN: unknown, so it is read again. */
  readonly runtime: number;
  readonly name: string;
};

export class KernelThreadNames {
  readonly #known = new RecentlyAsked<Known>();
  readonly #read: (tid: number) => string | undefined;

  constructor(read: (tid: number) => string | undefined = readTaskName) {
    this.#read = read;
  }

  /** @param at boot clock, ns */
  nextPass(at: number): void {
    this.#known.nextPass(at);
  }

  /** @param runtime of the thread in this pass; NaN where the engine does not know it @returns the short name where no other is known */
  nameOf({ tid, startedAt, comm, ended }: TaskEntry, runtime: number): string {
    const held = this.#known.get(tid);
    const known = held?.startedAt === startedAt ? held : undefined;
    if (known !== undefined && (ended || known.runtime === runtime)) return known.name;
    const name = ended ? undefined : this.#read(tid);
    // A procfs engine's 15 bytes have of a worker's work what there is room for; it may be at another by now.
    const beginning = withoutWork(comm);
    // The number may be another task's by now; the kernel cuts names at the end only.
    if (name?.startsWith(beginning) !== true) return known?.name ?? beginning;
    this.#known.set(tid, { startedAt, runtime, name });
    return name;
  }
}
