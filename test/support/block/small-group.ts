/** A control group whose tasks may have little memory: what they have more goes to swap. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../test-run/until.ts';

/** By version of control groups: where they are, and what the limit is called there. */
const TREES = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
] as const;

export type SmallGroup = {
  /** For the shell: makes itself a task of the group. */
  readonly enter: string;
  readonly remove: () => Promise<void>;
};

/** @returns undefined where there is no control of memory that we may use */
export const smallGroup = (bytes: number): SmallGroup | undefined => {
  for (const { root, limit } of TREES) {
    const folder = join(root, `iotop-test-${process.pid}`);
    if (!existsSync(root)) continue;
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const remove = (): Promise<void> => until(() => isRemoved(folder));
    if (!existsSync(join(folder, limit))) {
      rmdirSync(folder);
      continue;
    }
    writeFileSync(join(folder, limit), `${bytes}`);
    return { enter: `echo $$ >${folder}/cgroup.procs`, remove };
  }
  return undefined;
};

/** The kernel lets go of a group's last task a moment after it has ended. */
const isRemoved = (folder: string): boolean => {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
};
