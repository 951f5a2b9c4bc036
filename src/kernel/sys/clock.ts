/** The machine's clocks. The boot clock is the kernel's own, whatever time namespace we are in. */
import type { Clock } from '../../lib/clock.ts';
import { milliseconds, nanoseconds } from '../../lib/units.ts';
import { bootClockOffset } from '../abi/proc/small-files.ts';
import { clockNanoseconds } from './libc.ts';
import { linkOf, readText } from './proc/kernel-facts.ts';

/** Source: PROC_TIME_INIT_INO, include/linux/proc_ns.h */
const INIT_TIME_NAMESPACE = 'time:[4026531834]';

/**
 * How far this process's boot clock is ahead of the kernel's own, ns. BPF programs see the kernel's clock, and so do all our times;
 * clock_gettime(2) and /proc/PID/stat give the namespace's.
 *
 * 0 outside a time namespace, and where the kernel has none (before Linux 5.6). Undefined: unknown, because our children will be
 * in another namespace than we are, and the kernel gives the offsets of theirs.
 */
export const ownBootClockOffset = (): number | undefined => {
  const own = linkOf('/proc/self/ns/time');
  if (own === undefined) return 0;
  if (own !== linkOf('/proc/self/ns/time_for_children'))
    return own === INIT_TIME_NAMESPACE ? 0 : undefined;
  return bootClockOffset(readText('/proc/self/timens_offsets') ?? '') ?? 0;
};

const CLOCK_MONOTONIC = 1;
const CLOCK_BOOTTIME = 7;

/** ns. It cannot change: a namespace's offsets are fixed before the first process is in it. */
const OFFSET = ownBootClockOffset() ?? 0;

/** What /proc says on the namespace's boot clock, on the kernel's own. */
export const kernelBootTime = (time: number): number => time - OFFSET;

const bootClock = (): number => kernelBootTime(clockNanoseconds(CLOCK_BOOTTIME));

export const systemClock: Clock = {
  bootTime: () => nanoseconds(bootClock()),
  wallTime: () => milliseconds(Date.now()),
};

/**
 * A clock that shows the boot clock's time now and then goes as the monotonic one: it stands still while the machine is
 * suspended. For the engines whose kernel interfaces tell ages on the monotonic clock.
 */
export const steadyBootClock = (): Clock => {
  const shift = suspendedSoFar();
  return {
    bootTime: () => nanoseconds(clockNanoseconds(CLOCK_MONOTONIC) + shift),
    wallTime: systemClock.wallTime,
  };
};

const ATTEMPTS = 5;

/** How far the boot clock is ahead, ns: they are read one after the other, and the quickest of some readings is the nearest. */
const suspendedSoFar = (): number => {
  let narrowest = Number.POSITIVE_INFINITY;
  let shift = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = clockNanoseconds(CLOCK_MONOTONIC);
    const boot = bootClock();
    const after = clockNanoseconds(CLOCK_MONOTONIC);
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    shift = Math.round(boot - (before + after) / 2);
  }
  return shift;
};
