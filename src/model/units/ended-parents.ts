/** Whose children the ended tasks of a sample were, and who of them started most of a row. */

import { idleEntry, placeOf } from '../../sample/idle-tasks.ts';
import type { Sample, TaskEntry, Tid } from '../../sample/sample.ts';
import { commandNameOf, commandText } from '../command-name.ts';
import { movedBy } from '../totals/increase.ts';
import { parentChain } from '../view/parents.ts';
import type { Row } from '../view/row.ts';

/** The parent of a task that ended; where that ended in the sample too, its own parent, and so on. undefined: unknown, or the task lives. */
export type EndedParentOf = (entry: TaskEntry) => Tid | undefined;

/** @param tasks of one sample */
export const endedParents = (tasks: readonly TaskEntry[]): EndedParentOf => {
  // Most samples have no ended task, and most views nobody who asks.
  let parents: ReadonlyMap<number, Tid> | undefined;
  return ({ ended, ppid }) => {
    if (!ended || ppid === undefined) return undefined;
    parents ??= parentsOfEnded(tasks);
    const known = parents;
    const above = parentChain(ppid, (pid) => {
      const next = known.get(pid);
      return next === undefined ? undefined : { ppid: next };
    });
    return above.at(-1)?.ppid ?? ppid;
  };
};

const parentsOfEnded = (tasks: readonly TaskEntry[]): ReadonlyMap<number, Tid> => {
  const parents = new Map<number, Tid>();
  for (const { tid, tgid = tid, ppid, processLives } of tasks)
    if (ppid !== undefined && tid === tgid && !processLives) parents.set(tid, ppid);
  return parents;
};

/** A process that started others. `command` as COMMAND has it, of a sleeper whose command line nobody asked for its name; not yet sanitized. Absent: the sample does not know it. */
export type Starter = { readonly pid: Tid; readonly command?: string };

/** Who started most of what a row adds up, of what moved something: by bytes. undefined: unknown, or many. */
export const starterOf = (row: Row, parentOf: EndedParentOf): Tid | undefined => {
  const members = row.fold?.members ?? [];
  const isIdle = members.every(({ amounts }) => movedBy(amounts) === 0);
  const sums = new Map<Tid, number>();
  let total = 0;
  for (const { entry, amounts } of members) {
    const weight = isIdle ? 1 : movedBy(amounts);
    const parent = parentOf(entry);
    total += weight;
    if (parent !== undefined) sums.set(parent, (sums.get(parent) ?? 0) + weight);
  }
  return [...sums].find(([, sum]) => sum > total / 2)?.[0];
};

/** For rows of this sample. */
export const startersIn = (sample: Sample): ((row: Row) => Starter | undefined) => {
  const parentOf = endedParents(sample.tasks);
  return (row) => {
    const pid = starterOf(row, parentOf);
    if (pid === undefined) return undefined;
    const found = processIn(sample, pid);
    return found === undefined ? { pid } : { pid, command: commandText(found, 'full') };
  };
};

/** As the kernel keeps it, not yet sanitized. @returns undefined: the sample does not know the process */
export const nameOfProcess = (sample: Sample, pid: Tid): string | undefined => {
  const found = processIn(sample, pid);
  return found === undefined ? undefined : commandNameOf(found);
};

const processIn = ({ tasks, idle }: Sample, pid: Tid): TaskEntry | undefined => {
  const place = idle === undefined ? -1 : placeOf(idle, pid);
  return idle !== undefined && place >= 0
    ? idleEntry(idle, place)
    : tasks.find(({ tid }) => tid === pid);
};
