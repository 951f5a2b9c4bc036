/** What those need of our rights who work on recordings, which may come from anywhere. Reasons: docs/privileges.md. */
import { closeSync, constants, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CAP } from '../../../kernel/abi/proc/process-status.ts';
import type { KeptRights } from '../../../kernel/sys/process/privileges.ts';
import { timeOfSegment } from '../../../record/format/segment-name.ts';
import { isRefusal } from '../../../record/read/segment-file.ts';
import { toWrite } from './needed-rights.ts';
import { placeAt, statIfAny } from './rights-facts.ts';

/**
 * The least first: nothing, where everybody may read it; to read whatever there is; and to do that as root, for a file system that another host or
 * program guards knows no capabilities.
 *
 * @param path of a recording; `-` is standard input, which is open
 */
export const rightsToRead = (path: string): readonly [KeptRights, ...KeptRights[]] => {
  if (path === '-') return [NOTHING];
  const found = statIfAny(path);
  // Opened twice, a pipe would lose who writes into it.
  if (found !== undefined && !found.isFile() && !found.isDirectory()) return [READS_ALL];
  const suffice = (): boolean => canBeRead(path);
  return [
    { ...NOTHING, suffice },
    { ...READS_ALL, suffice },
    { ...READS_ALL, user: 'keep' },
  ];
};

/** Of who reads recordings and changes files: segments of a folder, or a page. @param path of the folder or file */
export const rightsToWrite = (path: string): KeptRights => ({
  ...READS_ALL,
  effective: [CAP.dacReadSearch, ...toWrite(placeAt(path))],
  user: 'keep',
});

const NOTHING: KeptRights = { effective: [], permitted: [], user: 'leave', ofCommands: 'none' };
const READS_ALL: KeptRights = { ...NOTHING, effective: [CAP.dacReadSearch] };

/** Whether nothing of it is refused. What else is wrong is said by who reads it. */
const canBeRead = (path: string): boolean => {
  try {
    const isFolder = statSync(path).isDirectory();
    const files = isFolder ? readdirSync(path).filter(isSegment) : [];
    for (const file of isFolder ? files.map((name) => join(path, name)) : [path]) tryToOpen(file);
    return true;
  } catch (error) {
    return !isRefusal(error);
  }
};

const isSegment = (name: string): boolean => timeOfSegment(name) !== undefined;

const tryToOpen = (file: string): void => {
  try {
    closeSync(openSync(file, constants.O_RDONLY | constants.O_NONBLOCK));
  } catch (error) {
    if (isRefusal(error)) throw error;
  }
};
