/**
 * What tests on the real kernel need, and whether it is here.
 *
 * Each need is judged by facts other than the thing under test, so that a machine that has the feature cannot skip: there a failure to use
 * it is a failed test.
 */
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { describe } from 'vitest';
import { CAP, processRights } from '../../src/kernel/abi/process-status.ts';
import type { Program } from './compile-c.ts';
import { buildLoad } from './load.ts';
import { iotop06, iotopC133 } from './peers.ts';

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
  compiler: () => reasonOf(buildLoad()),
  python: () => (installed(['python3']) ? undefined : 'python3 is not installed'),
  fio: () => (installed(['fio']) ? undefined : 'fio is not installed'),
  strace: () => (installed(['strace']) ? undefined : 'strace is not installed'),
  systemd: () => (installed(['systemd-analyze']) ? undefined : 'systemd is not installed'),
  'util-linux': () =>
    installed(['setpriv', 'unshare']) ? undefined : 'setpriv and unshare are not installed',
  'iotop-c 1.33': () => reasonOf(iotopC133()),
  'iotop 0.6': () => reasonOf(iotop06()),
} as const satisfies Readonly<Record<string, () => string | undefined>>;

export type Need = keyof typeof EXCUSES;

/** `describe`, skipped with the reason where a need is not met. */
export const describeWith = (needs: readonly Need[], name: string, body: () => void): void => {
  const excuse = excuseFor(needs);
  const title = excuse === undefined ? name : `${name} (skipped: ${excuse})`;
  describe.skipIf(excuse !== undefined)(title, body);
};

/** Which of the needs are not met here, and why; undefined: all are. */
export const excuseFor = (needs: readonly Need[]): string | undefined => {
  const reasons = needs.flatMap((need) => EXCUSES[need]() ?? []);
  return reasons.length === 0 ? undefined : reasons.join('; ');
};

const reasonOf = (program: Program): string | undefined =>
  program.kind === 'absent' ? program.reason : undefined;

const installed = (names: readonly string[]): boolean =>
  names.every((name) => ['/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/${name}`)));

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
