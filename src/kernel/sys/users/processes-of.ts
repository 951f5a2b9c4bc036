/** Whether anybody here has a user id that has no name: some process runs by it. */
import { readdirSync } from 'node:fs';
import { realUserOf } from '../../abi/proc/process-status.ts';
import { readText } from '../proc/kernel-facts.ts';

/** Reads a file of each process: called when somebody asks for such an id. @param root where proc is mounted */
export const hasProcessesOf = (uid: number, root = '/proc'): boolean =>
  readdirSync(root).some(
    (name) => /^\d+$/.test(name) && realUserOf(readText(`${root}/${name}/status`) ?? '') === uid,
  );
