/** Waiting that can be called off, for whoever keeps a pace. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Milliseconds } from '../../lib/units.ts';

/** Resolves after so long, or at once when the signal is raised. */
export const sleep = (duration: Milliseconds, signal: AbortSignal): Promise<void> =>
  wait(duration, undefined, { signal }).catch(() => undefined); // it was raised

/** A wait of one who waits all his life: it can be called off too, but no signal is made for it each time. */
export interface Alarm {
  /** One wait at a time. Resolves after so long, or when it rings. */
  wait(duration: Milliseconds): Promise<void>;
  /** Ends the wait there is, if any. */
  ring(): void;
}

/** By the machine's own timers. */
export class TimerAlarm implements Alarm {
  #timer: NodeJS.Timeout | undefined;
  #end = (): void => undefined;

  wait(duration: Milliseconds): Promise<void> {
    return new Promise((resolve) => {
      this.#end = resolve;
      this.#timer = setTimeout(resolve, duration);
    });
  }

  ring(): void {
    clearTimeout(this.#timer);
    this.#end();
  }
}

/**
 * The next multiple of the interval that is still to come; what was missed is left out. After a stop (SIGSTOP, a machine that slept) that may be
 * a moment away: a sample of so little is no sample, and the moment goes to the next.
 */
export const nextDue = (last: number, now: number, interval: number): number => {
  if (interval <= 0) return now;
  const due = last + interval;
  if (due > now) return due;
  const next = due + Math.floor((now - due) / interval + 1) * interval;
  return next - now < interval / 2 ? next + interval : next;
};
