/** What each use of iotop needs of its rights once everything is open. Figures and reasons: docs/privileges.md. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CAP, type CapabilityBit } from '../../kernel/abi/proc/process-status.ts';
import type { KeptRights } from '../../kernel/sys/process/privileges.ts';
import type { EngineName } from '../../sample/sample.ts';
import { readProcRights } from '../../sampler/procfs/rights.ts';
import type { Rights } from '../../tui/core/rights.ts';

export type Work =
  /** Text on standard output. */
  | { readonly kind: 'print' }
  | { readonly kind: 'screen'; readonly rights: Rights }
  /** Into a folder. */
  | { readonly kind: 'record'; readonly folder: string }
  /** A command of the user's runs, or may; and samples may go into a folder. */
  | { readonly kind: 'command'; readonly folder: string | undefined };

/** @param delayAccounting whether it must be switched back in the end */
export const neededRights = (
  work: Work,
  engine: EngineName,
  delayAccounting: 'held' | 'as-it-was' = 'as-it-was',
): KeptRights => {
  const atRest = work.kind === 'screen' ? ofScreen(work.rights) : [];
  const folder = 'folder' in work ? work.folder : undefined;
  const isSwitched = delayAccounting === 'held';
  return {
    effective: [
      ...ofEngine(engine),
      ...(work.kind === 'screen' ? [CAP.sysPtrace] : []),
      ...(folder === undefined ? [] : ofFolder(folder)),
    ],
    permitted: isSwitched ? [...atRest, CAP.sysAdmin] : atRest,
    user: work.kind === 'print' && !isSwitched ? 'leave' : 'keep',
    ofCommands: work.kind === 'command' ? 'all' : 'none',
  };
};

/** DAC_READ_SEARCH finds the paths of control groups by their numbers and the names of containers. */
const ofEngine = (engine: EngineName): readonly CapabilityBit[] => {
  const needed: CapabilityBit[] = [CAP.dacReadSearch];
  if (engine === 'taskstats') needed.push(CAP.netAdmin);
  if (engine === 'bpf' && asksForBpfAgain()) needed.push(CAP.bpf);
  if (engine === 'procfs' || readProcRights().hidePid !== undefined) needed.push(CAP.sysPtrace);
  return needed;
};

/** Before Linux 5.19 each bpf(2) needs it where kernel.unprivileged_bpf_disabled is set; since then making maps and programs does. */
const asksForBpfAgain = (): boolean => {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major < 5 || (major === 5 && minor < 19);
};

/** Keys change tasks of others, and delay accounting. */
const ofScreen = (rights: Rights): readonly CapabilityBit[] => {
  if (rights === 'all') return [CAP.kill, CAP.sysNice, CAP.sysAdmin];
  return rights === 'no-renice' ? [CAP.kill, CAP.sysAdmin] : [];
};

/**
 * Root needs no capability in its own folder among its own files; another's, as with `sudo iotop record ~/recording`, it may not even enter.
 * @param folder or a file that is written; it need not be there
 */
export const ofFolder = (folder: string): readonly CapabilityBit[] => {
  let path = resolve(folder);
  while (!existsSync(path)) path = dirname(path);
  const areOurs =
    isOurs(path, statSync(path).isDirectory() ? 0o300 : 0o200) &&
    filesIn(path).every((file) => isOurs(file, 0o200));
  return areOurs && canBeEntered(path) ? [] : [CAP.dacOverride, CAP.fowner, CAP.chown];
};

/** @param rights that its owner has of it, as in st_mode */
const isOurs = (path: string, rights: number): boolean => {
  const { uid, gid, mode } = statSync(path);
  const areGiven = (mode & rights) === rights;
  return areGiven && uid === process.geteuid?.() && gid === process.getegid?.();
};

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

const canBeEntered = (path: string): boolean => {
  if (path === '/') return true;
  const { uid, mode } = statSync(path);
  return (uid === process.geteuid?.() || (mode & 0o001) !== 0) && canBeEntered(dirname(path));
};
