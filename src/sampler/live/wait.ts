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
