/** Facts that say which rights are needed: of this kernel, and of the place that is written. */
import { readdirSync, type Stats, statSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readProcRights } from '../../../sampler/procfs/rights.ts';
import type { KernelFacts, Place } from './needed-rights.ts';

export const kernelFacts = (): KernelFacts => ({
  release: release(),
  hidesTasks: readProcRights().hidePid !== undefined,
});

/** @param path of a folder or file that is written; it need not be there */
export const placeAt = (path: string): Place => ({
  us: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
  path: upwards(resolve(path)).map(statIfAny),
  files: filesIn(path).flatMap((file) => statIfAny(file) ?? []),
});

/** Of what a symbolic link leads to. Undefined: there is nothing, or we may not look. */
export const statIfAny = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
};

/** Itself, its folder, and so on up to `/`. */
const upwards = (path: string): readonly string[] =>
  path === '/' ? [path] : [path, ...upwards(dirname(path))];

/** Of the folder itself; it need not be one. */
const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
};
