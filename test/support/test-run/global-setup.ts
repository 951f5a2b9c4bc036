/** Before all tests: their place is made. After all: nothing may be left of them, there or elsewhere. */
import { setTimeout as sleep } from 'node:timers/promises';
import { leftBehind, type Snapshot, takeSnapshot } from './left-behind.ts';
import { openPlace, removePlace } from './place.ts';

let before: Snapshot | undefined;

export const setup = (): void => {
  if (!openPlace()) return;
  before = takeSnapshot();
  // Who interrupts the tests has no use for it either.
  process.once('exit', removePlace);
};

export const teardown = async (): Promise<void> => {
  if (before === undefined) return;
  let left = leftBehind(before, takeSnapshot());
  // The last workers may be ending still.
  for (let round = 0; left.length > 0 && round < 20; round++) {
    await sleep(100);
    left = leftBehind(before, takeSnapshot());
  }
  removePlace();
  if (left.length === 0) return;
  for (const thing of left) process.stderr.write(`left behind by the tests: ${thing}\n`);
  process.exitCode = 1;
};
