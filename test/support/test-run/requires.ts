/**
 * What tests need of the machine, and whether it is here. Every test that is skipped says by this why.
 *
 * Each need is judged by facts other than the thing under test, so that a machine that has the feature cannot skip: there a failure to use
 * it is a failed test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { release } from 'node:os';
import { describe, it } from 'vitest';
import { CAP, processRights } from '../../../src/kernel/abi/proc/process-status.ts';
import { canLimit, groupTree } from '../block/control-group.ts';
import type { Program } from '../iotop/compile-c.ts';
import { iotop06, iotopC133 } from '../iotop/peers.ts';
import { buildLoad } from '../load/load.ts';
import { functionsExcuse } from '../machine/bpf-functions.ts';

/** By need: why it is not met here, or undefined. */
const EXCUSES = {
  root: () => (process.getuid?.() === 0 ? undefined : 'needs root'),
  'net-admin': () =>
    has(CAP.netAdmin) && inNamespace('user', 4_026_531_837)
      ? undefined
      : 'needs CAP_NET_ADMIN in the init user namespace',
  taskstats: () =>
    existsSync('/proc/self/io') && existsSync('/proc/sys/kernel/task_delayacct')
      ? undefined
      : 'this kernel is older than 5.14 or counts no I/O of tasks',
  'init-pid-namespace': () =>
    inNamespace('pid', 4_026_531_836) ? undefined : 'not in the init PID namespace',
  'init-network-namespace': () => {
    const inits = linkOf('/proc/1/ns/net');
    // Who may not look is no excuse.
    return inits === undefined || inits === linkOf('/proc/self/ns/net')
      ? undefined
      : 'not in the network namespace of init';
  },
  btf: () => (existsSync('/sys/kernel/btf/vmlinux') ? undefined : 'this kernel has no BTF'),
  'bpf-functions': () => functionsExcuse(),
  marks: () =>
    isKernelSince(6, 4) ? undefined : 'this kernel is older than 6.4 and cannot mark who ran',
  compiler: () => reasonOf(buildLoad()),
  'iotop-c 1.33': () => reasonOf(iotopC133()),
  'iotop 0.6': () => reasonOf(iotop06()),
  delayacct: () =>
    existsSync('/proc/sys/kernel/task_delayacct')
      ? undefined
      : 'this kernel has no switch for delay accounting',
  'systemd-init': () =>
    existsSync('/lib/systemd/systemd') ? undefined : 'systemd is not installed',
  'npm-sbom': () =>
    spawnSync('npm', ['sbom', '--help']).status === 0 ? undefined : 'this npm has no command sbom',
  ext4: () => fileSystemExcuse('ext4'),
  xfs: () => fileSystemExcuse('xfs'),
  btrfs: () => fileSystemExcuse('btrfs'),
  overlay: () => fileSystemExcuse('overlay'),
  'dac-read-search': () => (has(CAP.dacReadSearch) ? undefined : 'needs CAP_DAC_READ_SEARCH'),
  groups: () => (groupTree() === undefined ? 'no control group can be made here' : undefined),
  'group-memory': () => (canLimit('memory') ? undefined : 'no control group limits memory'),
  'group-io': () => (canLimit('io') ? undefined : 'no control group limits devices'),
  zram: () => {
    const isThere = (): boolean => existsSync('/sys/class/zram-control');
    if (!isThere()) spawnSync('modprobe', ['zram'], { stdio: 'ignore' });
    return isThere() ? undefined : 'this kernel has no zram';
  },
  fuse: () =>
    fileSystemExcuse('fuse') ?? (existsSync('/dev/fuse') ? undefined : 'there is no /dev/fuse'),
} as const satisfies Readonly<Record<string, () => string | undefined>>;

/** By the package that brings them: programs. */
const PROGRAMS = {
  python: ['python3'],
  fio: ['fio'],
  jq: ['jq'],
  strace: ['strace'],
  sysstat: ['iostat'],
  mandoc: ['mandoc'],
  fish: ['fish'],
  zsh: ['zsh'],
  groff: ['groff'],
  systemd: ['systemd-analyze'],
  'util-linux': ['setpriv', 'unshare', 'losetup', 'mount', 'fsfreeze'],
  e2fsprogs: ['mkfs.ext4'],
  xfsprogs: ['mkfs.xfs'],
  'btrfs-progs': ['mkfs.btrfs'],
  fuse2fs: ['fuse2fs'],
  podman: ['podman', 'runc'],
  git: ['git'],
  dpkg: ['dpkg-deb'],
  'openssh-client': ['ssh-keygen'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Need = keyof typeof EXCUSES | keyof typeof PROGRAMS;

/** `describe`, skipped with the reason where a need is not met. */
export const describeWith = (needs: readonly Need[], name: string, body: () => void): void => {
  const excuse = excuseFor(needs);
  describe.skipIf(excuse !== undefined)(titleWith(name, excuse), body);
};

/** `it`, likewise. */
export const itWith = (
  needs: readonly Need[],
  name: string,
  body: () => void | Promise<void>,
): void => {
  const excuse = excuseFor(needs);
  it.skipIf(excuse !== undefined)(titleWith(name, excuse), body);
};

/** Which of the needs are not met here, and why; undefined: all are. */
export const excuseFor = (needs: readonly Need[]): string | undefined => {
  const reasons = needs.flatMap((need) => excuseOf(need) ?? []);
  return reasons.length === 0 ? undefined : reasons.join('; ');
};

/** As `closing-line.ts` finds it again. */
const titleWith = (name: string, excuse: string | undefined): string =>
  excuse === undefined ? name : `${name} (skipped: ${excuse})`;

const excuseOf = (need: Need): string | undefined => {
  if (!(need in PROGRAMS)) return EXCUSES[need as keyof typeof EXCUSES]();
  const missing = PROGRAMS[need as keyof typeof PROGRAMS].filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed`;
};

const isInstalled = (name: string): boolean =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(`${folder}/${name}`));

/** It may be a module that nobody has asked for yet. */
const fileSystemExcuse = (name: string): string | undefined => {
  const isKnown = (): boolean =>
    new RegExp(`\\b${name}$`, 'm').test(readFileSync('/proc/filesystems', 'latin1'));
  if (!isKnown()) spawnSync('modprobe', [name], { stdio: 'ignore' });
  return isKnown() ? undefined : `this kernel has no ${name}`;
};

const isKernelSince = (major: number, minor: number): boolean => {
  const [first = 0, second = 0] = release().split('.').map(Number);
  return first > major || (first === major && second >= minor);
};

const reasonOf = (program: Program): string | undefined =>
  program.kind === 'absent' ? program.reason : undefined;

const has = (capability: (typeof CAP)[keyof typeof CAP]): boolean =>
  processRights(readFileSync('/proc/self/status', 'utf8')).has(capability);

const inNamespace = (kind: 'pid' | 'user', number: number): boolean =>
  readlinkSync(`/proc/self/ns/${kind}`) === `${kind}:[${number}]`;

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined; // another user's
  }
};
