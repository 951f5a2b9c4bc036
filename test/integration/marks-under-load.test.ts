/** The pass that asks only those that ran, against the pass that asks every task, on this kernel under load. Minutes of it: test/long. */
import { expect, it } from 'vitest';
import { buildChurn, compareUnderLoad } from '../support/load/marks-under-load.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

describeWith(
  ['root', 'marks', 'init-pid-namespace', 'compiler', 'util-linux', 'e2fsprogs'],
  'a pass that asks those that ran',
  () => {
    it('knows of every task what a pass over all knows, whatever the tasks do', async () => {
      const result = await compareUnderLoad({ seconds: 8, many: 6000, folder: temporaryFolder() });
      expect(result.differences).toEqual([]);
      expect(result.rounds).toBeGreaterThan(10);
      expect(result.mostRan).toBeGreaterThan(4096);
      expect(result.slept).toBeGreaterThan(10_000);
      expect(result.waiting).toBeGreaterThan(0);
      expect(result.zombies).toBeGreaterThan(0);
      expect(result.changed.comm).toBeGreaterThan(0);
      expect(result.changed.ioPriority).toBeGreaterThan(0);
      expect(result.resting).toBeGreaterThan(2 * 6000);
    });
  },
);
