/** Waits for the real machine, in integration tests only. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every 10 ms. @throws Error after 20 s in vain: a machine may be busy with others */
export const until = async (holds: () => boolean): Promise<void> => {
  for (let round = 0; round < 2000; round++) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error('waited 20 s in vain');
};
