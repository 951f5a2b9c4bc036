/**
 * How far this process's boot clock is ahead of the kernel's own. BPF programs see the kernel's clock, and so do all our times;
 * clock_gettime(2) and /proc/PID/stat give the namespace's.
 */
import { readlinkSync } from 'node:fs';
import { bootClockOffset } from '../../abi/proc/time-namespace.ts';
import { readText } from './kernel-facts.ts';

/**
 * ns; 0 outside a time namespace, and where the kernel has none (before Linux 5.6). Undefined: unknown, because our children will be
 * in another namespace than we are, and the kernel gives the offsets of theirs.
 */
export const ownBootClockOffset = (): number | undefined => {
  const own = namespaceOf('time');
  if (own === undefined) return 0;
  if (own !== namespaceOf('time_for_children')) return own === INIT_TIME_NAMESPACE ? 0 : undefined;
  return bootClockOffset(readText('/proc/self/timens_offsets') ?? '') ?? 0;
};

/** Source: PROC_TIME_INIT_INO, include/linux/proc_ns.h */
const INIT_TIME_NAMESPACE = 'time:[4026531834]';

const namespaceOf = (name: string): string | undefined => {
  try {
    return readlinkSync(`/proc/self/ns/${name}`);
  } catch {
    return undefined; // no such namespaces, or no /proc
  }
};
