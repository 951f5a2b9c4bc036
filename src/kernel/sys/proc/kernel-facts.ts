/** Small facts about this machine, each read from a file. */
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import {
  countsWaitsTooLong,
  type DelayAccounting,
  delayAccountingOf,
} from '../../abi/proc/delay-accounting.ts';

/** A small file; undefined when it cannot be read: absent, denied or gone, which are all "unknown" to callers. */
export const readBytes = (path: string | Buffer): Buffer | undefined =>
  attempt(() => readFileSync(path));

/** As text. */
export const readText = (path: string | Buffer): string | undefined => readBytes(path)?.toString();

/** Where a symbolic link points, such as a namespace's; undefined when there is none, or it is not ours to see. */
export const linkOf = (path: string): string | undefined => attempt(() => readlinkSync(path));

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Whether a proc file system is mounted at `root`: only there is a process called self. */
export const isProcMounted = (root = '/proc'): boolean => existsSync(`${root}/self`);

/** Namespace numbers the kernel fixes. Source: include/linux/proc_ns.h. */
const INIT_PID_NAMESPACE = 'pid:[4026531836]';
const INIT_USER_NAMESPACE = 'user:[4026531837]';

export const isInitPidNamespace = (): boolean => linkOf('/proc/self/ns/pid') === INIT_PID_NAMESPACE;
export const isInitUserNamespace = (): boolean =>
  linkOf('/proc/self/ns/user') === INIT_USER_NAMESPACE;

/** Fixed since Linux 6.18; before, it was given out at run time, and higher. */
const INIT_NETWORK_NAMESPACE = 'net:[4026531833]';

/**
 * Exit records reach only the first network namespace, in which kernel threads are, such as task 2. Undefined (unknown) when we may
 * not read that task's namespace, or are in a PID namespace where 2 is another task.
 */
export const isInitNetworkNamespace = (): boolean | undefined => {
  const ours = linkOf('/proc/self/ns/net');
  if (ours === INIT_NETWORK_NAMESPACE) return true;
  const kernels = isInitPidNamespace() ? linkOf('/proc/2/ns/net') : undefined;
  return ours === undefined || kernels === undefined ? undefined : ours === kernels;
};

/** See `delayAccountingOf`: of this machine. */
export const delayAccounting = (): DelayAccounting | undefined =>
  delayAccountingOf({
    setting: readText('/proc/sys/kernel/task_delayacct'),
    release: readText('/proc/sys/kernel/osrelease') ?? '',
    commandLine: readText('/proc/cmdline') ?? '',
    symbols: () => readText('/proc/kallsyms') ?? '',
  });

/** See `countsWaitsTooLong`: of this kernel. */
export const waitsAreTooLong = (): boolean =>
  countsWaitsTooLong(readText('/proc/sys/kernel/osrelease') ?? '');

/** CPUs the kernel may ever bring up, such as `0-7`. */
export const possibleCpus = (): string =>
  (readText('/sys/devices/system/cpu/possible') ?? '0').trim();

export const hostName = (): string =>
  (readText('/proc/sys/kernel/hostname') ?? 'localhost').trim() || 'localhost';

/** Living tasks, of every namespace; undefined when /proc/loadavg cannot be read. Source: fs/proc/loadavg.c. */
export const taskCount = (): number | undefined => {
  const count = /^\S+ \S+ \S+ \d+\/(\d+) /.exec(readText('/proc/loadavg') ?? '')?.[1];
  return count === undefined ? undefined : Number(count);
};
