/**
 * Rights that are given up when all is open: capabilities of every thread, the bounding set, and where nothing needs it, the user root.
 *
 * capset(2) is about one thread, and Node 20 has seven before our first line runs: who runs code in one of them can write in the memory of all.
 * But libc changes the user in all threads (setuid(3), nptl(7)), and the kernel takes the capabilities of a thread that leaves root
 * (capabilities(7), "Effect of user ID changes"). So all threads leave root, for a user that nobody is, and the main thread alone keeps what
 * it was told to (PR_SET_KEEPCAPS). It may then come back, by the system call of one thread; threads started later are as it is.
 * docs/decisions/0035-rights-given-up.md says why so.
 */
import { CAP, type CapabilityBit } from '../../abi/proc/process-status.ts';
import * as libc from '../libc.ts';
import { readText } from '../proc/kernel-facts.ts';

export type KeptRights = {
  /** In force all the time. */
  readonly effective: readonly CapabilityBit[];
  /** At rest, until `withRaised` asks for them. */
  readonly permitted: readonly CapabilityBit[];
  /** `leave`: nothing is needed that root's files need. */
  readonly user: 'keep' | 'leave';
  /** `all`: a command that is started has all rights that we were started with, inheritable and ambient ones too, as whoever called us expects. */
  readonly ofCommands: 'all' | 'none';
  /** Asked while just these are in force: whether they will do. Absent: they do. */
  readonly suffice?: () => boolean;
};

/** In a range that no system gives to users or containers (systemd, UIDS-GIDS.md). Not 65534: other programs run as that user, and could send us signals. */
export const NO_USER = 1_999_999_999;

/** Keeps the first of these that suffice, or else the last, and gives up all others; what the kernel refuses to take stays. */
export const keepOnly = (...choices: readonly [KeptRights, ...KeptRights[]]): void => {
  if (areNone() || libc.systemCallRefusal() !== undefined) return;
  const before = readSets();
  if (before === undefined || before.permitted === 0n) return;
  const ambient = bitsIn(before.inheritable).filter(isAmbient);
  const comeBack = leaveRoot(before);
  const kept = firstSufficient(choices, before.permitted);
  if (kept.user === 'keep') comeBack();
  const inheritable = kept.ofCommands === 'all' ? before.inheritable : 0n;
  const permitted =
    before.permitted & (bitsOf([...kept.effective, ...kept.permitted]) | inheritable);
  if (kept.ofCommands === 'none') {
    dropBounds(permitted);
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1);
  }
  const effective = permitted & (bitsOf(kept.effective) | inheritable);
  writeSets({ permitted, effective, inheritable });
  // Whoever leaves root loses these, even with PR_SET_KEEPCAPS.
  if (kept.ofCommands === 'all') for (const bit of ambient) raiseAmbient(bit);
};

/** Has the capabilities that are at rest in force for one act. */
export const withRaised = <Result>(
  capabilities: readonly CapabilityBit[],
  act: () => Result,
): Result => {
  const sets = libc.systemCallRefusal() === undefined ? readSets() : undefined;
  const wanted = sets && (sets.effective | bitsOf(capabilities)) & sets.permitted;
  if (sets === undefined || wanted === undefined || wanted === sets.effective) return act();
  writeSets({ ...sets, effective: wanted });
  try {
    return act();
  } finally {
    writeSets(sets);
  }
};

/** An ordinary user's, told without a foreign call, which a report needs for nothing else. */
const areNone = (): boolean =>
  process.geteuid?.() !== 0 && /^CapPrm:\s*0+$/m.test(readText('/proc/self/status') ?? '');

/** All threads; the main one has its capabilities still. @returns has it come back to root, from where it left */
const leaveRoot = ({ permitted, effective }: CapabilitySets): (() => void) => {
  const mayLeave = bitsOf([CAP.setuid, CAP.setgid]);
  const stays = (): void => undefined;
  // Other threads keep what they have then.
  if (process.getuid?.() !== 0 || process.geteuid?.() !== 0) return stays;
  if ((effective & mayLeave) !== mayLeave) return stays;
  const groups = libc.supplementaryGroups();
  const gid = process.getgid?.() ?? 0;
  // Where securebits lock it, leaving root would cost the main thread its capabilities: we stay root.
  if (libc.prctl(PR_SET_KEEPCAPS, 1) === -1) return stays;
  const comeBack = (): void => {
    writeSets({ permitted, effective: permitted, inheritable: 0n });
    libc.setThreadGroups(groups);
    libc.setThreadGroup(gid);
    libc.setThreadUser(0);
  };
  const isNobody = becomeNobody();
  if (!isNobody) comeBack();
  writeSets({ permitted, effective: permitted, inheritable: 0n });
  libc.prctl(PR_SET_KEEPCAPS, 0);
  return isNobody ? comeBack : stays;
};

const firstSufficient = (
  choices: readonly [KeptRights, ...KeptRights[]],
  permitted: bigint,
): KeptRights => {
  const isEnough = ({ effective, suffice }: KeptRights): boolean => {
    if (suffice === undefined) return true;
    writeSets({ permitted, effective: permitted & bitsOf(effective), inheritable: 0n });
    const isSo = suffice();
    writeSets({ permitted, effective: permitted, inheritable: 0n });
    return isSo;
  };
  return choices.find(isEnough) ?? choices.at(-1) ?? choices[0];
};

/** All threads. @returns false: there is no such user in our user namespace */
const becomeNobody = (): boolean =>
  libc.setAllGroups(0, null) === 0 &&
  libc.setAllGroup(NO_USER, NO_USER, NO_USER) === 0 &&
  libc.setAllUser(NO_USER, NO_USER, NO_USER) === 0;

const dropBounds = (kept: bigint): void => {
  for (const bit of bitsIn(~kept)) {
    // The kernel has no more of them, or we may not.
    if (libc.prctl(PR_CAPBSET_DROP, bit) === -1) return;
  }
};

const isAmbient = (bit: number): boolean => libc.prctl(PR_CAP_AMBIENT, AMBIENT_IS_SET, bit) === 1;

const raiseAmbient = (bit: number): void => {
  libc.prctl(PR_CAP_AMBIENT, AMBIENT_RAISE, bit);
};

/** Source: include/uapi/linux/prctl.h */
const PR_SET_KEEPCAPS = 8;
const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const AMBIENT_IS_SET = 1;
const AMBIENT_RAISE = 2;

type CapabilitySets = {
  readonly effective: bigint;
  readonly permitted: bigint;
  readonly inheritable: bigint;
};

/** Source: include/uapi/linux/capability.h. In the data the lower 32 bits of each set come first, then the upper ones. */
const VERSION_3 = 0x2008_0522;
const SETS = ['effective', 'permitted', 'inheritable'] as const;

const header = (): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, VERSION_3, true);
  return bytes;
};

const readSets = (): CapabilitySets | undefined => {
  const bytes = new Uint8Array(24);
  if (libc.capget(header(), bytes) === -1) return undefined;
  const view = new DataView(bytes.buffer);
  const [effective = 0n, permitted = 0n, inheritable = 0n] = SETS.map(
    (_, i) =>
      BigInt(view.getUint32(4 * i, true)) | (BigInt(view.getUint32(12 + 4 * i, true)) << 32n),
  );
  return { effective, permitted, inheritable };
};

const writeSets = (sets: CapabilitySets): void => {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  for (const [i, name] of SETS.entries()) {
    view.setUint32(4 * i, Number(sets[name] & 0xffff_ffffn), true);
    view.setUint32(12 + 4 * i, Number(sets[name] >> 32n), true);
  }
  libc.capset(header(), bytes);
};

const bitsOf = (capabilities: readonly CapabilityBit[]): bigint =>
  capabilities.reduce((bits, bit) => bits | (1n << BigInt(bit)), 0n);

/** The bits of a set that are 1, the lowest first. */
const bitsIn = (set: bigint): readonly number[] =>
  Array.from({ length: 64 }, (_, bit) => bit).filter((bit) => ((set >> BigInt(bit)) & 1n) === 1n);
