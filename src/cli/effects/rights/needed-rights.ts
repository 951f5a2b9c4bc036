/** What each use of iotop needs of its rights once everything is open, by facts that ./rights-facts.ts reads. Figures and reasons: docs/privileges.md. */
import { CAP, type CapabilityBit } from '../../../kernel/abi/proc/process-status.ts';
import type { KeptRights } from '../../../kernel/sys/process/privileges.ts';
import type { EngineName } from '../../../sample/sample.ts';
import type { Rights } from '../../../tui/core/rights.ts';

export type Work =
  /** Text on standard output. */
  | { readonly kind: 'print' }
  | { readonly kind: 'screen'; readonly rights: Rights }
  | { readonly kind: 'record'; readonly into: Place }
  /** A command of the user's runs, or may; and something may be written besides. */
  | { readonly kind: 'command'; readonly into: Place | undefined };

export type KernelFacts = {
  /** As `uname -r` says. */
  readonly release: string;
  /** /proc is mounted so that it hides tasks of others (`hidepid`). */
  readonly hidesTasks: boolean;
};

/** A folder or a file that is to be written, which need not be there. */
export type Place = {
  /** Effective ones of ours. */
  readonly us: Pick<FileFacts, 'uid' | 'gid'>;
  /** Itself first, then each folder above it, up to `/`; undefined: it is not there. */
  readonly path: readonly (FileFacts | undefined)[];
  /** The regular files in it. */
  readonly files: readonly FileFacts[];
};

/** As stat(2) has them: `mode` with the type of the file. */
export type FileFacts = { readonly uid: number; readonly gid: number; readonly mode: number };

/** @param delayAccounting whether it must be switched back in the end */
export const neededRights = (
  work: Work,
  engine: EngineName,
  kernel: KernelFacts,
  delayAccounting: 'held' | 'as-it-was' = 'as-it-was',
): KeptRights => {
  const atRest = work.kind === 'screen' ? ofScreen(work.rights) : [];
  const into = 'into' in work ? work.into : undefined;
  const isSwitched = delayAccounting === 'held';
  return {
    effective: [
      ...ofEngine(engine, kernel),
      ...(work.kind === 'screen' ? [CAP.sysPtrace] : []),
      ...(into === undefined ? [] : toWrite(into)),
    ],
    permitted: isSwitched ? [...atRest, CAP.sysAdmin] : atRest,
    user: work.kind === 'print' && !isSwitched ? 'leave' : 'keep',
    ofCommands: work.kind === 'command' ? 'all' : 'none',
  };
};

/** DAC_READ_SEARCH finds the paths of control groups by their numbers and the names of containers. */
const ofEngine = (engine: EngineName, kernel: KernelFacts): readonly CapabilityBit[] => {
  const needed: CapabilityBit[] = [CAP.dacReadSearch];
  if (engine === 'taskstats') needed.push(CAP.netAdmin);
  if (engine === 'bpf' && asksForBpfAgain(kernel.release)) needed.push(CAP.bpf);
  if (engine === 'procfs' || kernel.hidesTasks) needed.push(CAP.sysPtrace);
  return needed;
};

/** Before Linux 5.19 each bpf(2) needs it where kernel.unprivileged_bpf_disabled is set; since then making maps and programs does. */
const asksForBpfAgain = (release: string): boolean => {
  const [major = 0, minor = 0] = release.split('.').map(Number.parseFloat);
  return major < 5 || (major === 5 && minor < 19);
};

/** Keys change tasks of others, and delay accounting. */
const ofScreen = (rights: Rights): readonly CapabilityBit[] => {
  if (rights === 'all') return [CAP.kill, CAP.sysNice, CAP.sysAdmin];
  return rights === 'no-renice' ? [CAP.kill, CAP.sysAdmin] : [];
};

/**
 * Root needs no capability in its own folder among its own files. Without CAP_DAC_OVERRIDE it cannot write into another's folder, nor, without
 * CAP_DAC_READ_SEARCH, enter it; without CAP_CHOWN and CAP_FOWNER what it writes there does not become that user's.
 */
export const toWrite = ({ us, path, files }: Place): readonly CapabilityBit[] => {
  const [nearest, ...above] = path.slice(path.findIndex((file) => file !== undefined));
  const isOurs = (file: FileFacts, rights: number): boolean =>
    file.uid === us.uid && file.gid === us.gid && (file.mode & rights) === rights;
  const canBeEntered = (folder: FileFacts | undefined): boolean =>
    folder !== undefined && (folder.mode & (folder.uid === us.uid ? 0o100 : 0o001)) !== 0;
  const areOurs =
    nearest !== undefined &&
    isOurs(nearest, isFolder(nearest) ? 0o300 : 0o200) &&
    files.every((file) => isOurs(file, 0o200));
  return areOurs && above.every(canBeEntered) ? [] : [CAP.dacOverride, CAP.fowner, CAP.chown];
};

/** Source: include/uapi/linux/stat.h, S_IFMT and S_IFDIR. */
const isFolder = ({ mode }: FileFacts): boolean => (mode & 0o170000) === 0o040000;
