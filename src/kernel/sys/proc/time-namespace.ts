/**
 * How far this process's boot clock is ahead of the kernel's own: tasks' starts and moments as BPF tells them are on that one, and so are all our
 * times. clock_gettime(2) and /proc/PID/stat give the namespace's.
 */
import { readlinkSync } from 'node:fs';
import { bootClockOffset } from '../../abi/proc/time-namespace.ts';
import { readText } from './kernel-facts.ts';

/**
 * ns; 0 outside a time namespace, and where the kernel has none (before Linux 5.6). Undefined: we are in one whose offsets are not told, for the file tells
 * those of our children's, which is another.
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
