/** The pass that asks only those that ran, against the pass that asks every task, for minutes. */
import { expect, it } from 'vitest';
import { compareUnderLoad } from '../support/load/marks-under-load.ts';
import { describeWith } from '../support/test-run/requires.ts';

describeWith(
  ['root', 'marks', 'btf', 'init-pid-namespace', 'compiler', 'util-linux', 'e2fsprogs'],
  'a pass that asks those that ran',
  () => {
    it('knows of every task what a pass over all knows, for two minutes', async () => {
      const result = await compareUnderLoad(6000, { seconds: 120 });
      expect(result.differences).toEqual([]);
      expect(result.rounds).toBeGreaterThan(60);
      expect(result.mostRan).toBeGreaterThan(4096);
      expect(result.slept).toBeGreaterThan(60_000);
      // `state` counts those seen woken and not yet on a CPU: that is chance.
      const { state: _, ...changed } = result.changed;
      expect(Object.entries(changed).filter(([, count]) => count === 0)).toEqual([]);
    }, 240_000);
  },
);
