/** How slow a machine was for want of its disks: the question of whoever looks back. Bytes are no answer: a disk may be busy, and all may wait, for little. */
import {
  type Milliseconds,
  milliseconds,
  nanoseconds,
  type Ratio,
  waitRatio,
} from '../lib/units.ts';
import type { Sample } from './sample.ts';

/**
 * For what part of the interval its busiest disk was busy, or tasks stalled for I/O (PSI; of a kernel without, the longest wait of one
 * task but the kernel's own), whichever is more; undefined: nobody knows either.
 */
export const slowIn = ({ system, tasks, startedAt, endedAt }: Sample): Ratio | undefined => {
  const interval = nanoseconds(endedAt - startedAt);
  let most = system.pressure?.ioSome;
  if (most === undefined) {
    for (const { ioWait, kernelThread } of tasks)
      if (ioWait !== undefined && !kernelThread && ioWait > (most ?? -1)) most = ioWait;
  }
  for (const { kind, busy } of system.devices ?? [])
    if (kind === 'disk' && busy > (most ?? -1)) most = busy;
  return most === undefined ? undefined : waitRatio(most, interval);
};

/** A machine as slow as this is called slow. */
const SLOW = 0.5;
/** Slow once more after less than this, it is the same slow time. */
export const SLOW_APART = milliseconds(10_000);

/** Tells slow times apart, sample by sample, in the order they were recorded. */
export class SlowTimes {
  #slowUntil: Milliseconds | undefined;

  /** @returns undefined: it was not slow */
  see(sample: Sample): 'begins' | 'goes on' | undefined {
    const { wallTime, startedAt, endedAt } = sample;
    if ((slowIn(sample) ?? 0) < SLOW) return undefined;
    const began = wallTime - (endedAt - startedAt) / 1e6;
    const isSame = this.#slowUntil !== undefined && began - this.#slowUntil < SLOW_APART;
    this.#slowUntil = wallTime;
    return isSame ? 'goes on' : 'begins';
  }

  /** Whether a sample that was not slow, or none, ends the slow time. */
  isOverAt(time: Milliseconds): boolean {
    return this.#slowUntil === undefined || time - this.#slowUntil >= SLOW_APART;
  }
}
