/** Waits for the real machine, in integration tests only. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every 10 ms. @throws Error after 5 s in vain */
export const until = async (holds: () => boolean): Promise<void> => {
  for (let round = 0; round < 500; round++) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error('waited 5 s in vain');
};
