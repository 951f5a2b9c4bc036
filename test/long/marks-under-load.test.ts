/** The pass that asks only those that ran, against the pass that asks every task, for minutes. */
import { expect, it } from 'vitest';
import { compareUnderLoad } from '../support/load/marks-under-load.ts';
import { describeWith } from '../support/test-run/requires.ts';

/** A minute, or five. */
const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 60 : 300;

describeWith(
  ['root', 'marks', 'btf', 'init-pid-namespace', 'compiler', 'util-linux', 'e2fsprogs'],
  'a pass that asks those that ran',
  () => {
    it(
      `knows of every task what a pass over all knows, for ${SECONDS} s`,
      async () => {
        const result = await compareUnderLoad(6000, { seconds: SECONDS });
        expect(result.differences).toEqual([]);
        expect(result.rounds).toBeGreaterThan(SECONDS / 2);
        expect(result.mostRan).toBeGreaterThan(4096);
        expect(result.slept).toBeGreaterThan(500 * SECONDS);
        // `state` counts those seen woken and not yet on a CPU: that is chance.
        const { state: _, ...changed } = result.changed;
        expect(Object.entries(changed).filter(([, count]) => count === 0)).toEqual([]);
      },
      (SECONDS + 120) * 1000,
    );
  },
);
