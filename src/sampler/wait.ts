/** Waiting that can be called off, for whoever keeps a pace. */
import type { Milliseconds } from '../lib/units.ts';

/** Resolves after so long, or at once when the signal is raised. */
export type Wait = (duration: Milliseconds, signal: AbortSignal) => Promise<void>;

/** The machine's own way to wait. */
export const sleep: Wait = (duration, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, duration);
    signal.addEventListener('abort', done, { once: true });
  });
