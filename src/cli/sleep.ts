/** The machine's own way to wait, for sources that keep a pace. */
import type { Sleep } from '../source/replay.ts';

/** Ends at once when the signal is raised. */
export const sleep: Sleep = (duration, signal) =>
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
