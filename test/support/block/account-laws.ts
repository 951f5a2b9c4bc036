/** The law of the block layer: what tasks and owners asked a device for is what the device did, but for what is in flight. */
import { expect } from 'vitest';
import type { Sample } from '../../../src/sample/sample.ts';
import { accountsOf, askedLost } from './asked.ts';

/**
 * After every sample, and exactly in the end, when nothing is in flight any more.
 *
 * @param inFlight bytes that may be asked for and not done at any moment, those between the reading of one count and of the other included
 */
export const expectLaw = (samples: readonly Sample[], device: string, inFlight: number): void => {
  const accounts = accountsOf(samples, device);
  const beyond = accounts.filter(
    ({ asked, done }) =>
      Math.abs(asked.read - done.read) > inFlight || Math.abs(asked.write - done.write) > inFlight,
  );
  expect(beyond).toEqual([]);
  const last = accounts.at(-1);
  expect(last?.asked).toEqual(last?.done);
  expect(askedLost(samples)).toBe(0);
};
