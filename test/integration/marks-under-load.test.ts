/** The pass that asks only those that ran, against the pass that asks every task, on this kernel under load; minutes of it: test/long/marks-under-load.test.ts. */
import { expect, it } from 'vitest';
import { compareUnderLoad } from '../support/load/marks-under-load.ts';
import { describeWith } from '../support/test-run/requires.ts';

const MANY = 6000;

describeWith(
  ['root', 'marks', 'btf', 'init-pid-namespace', 'compiler', 'util-linux', 'e2fsprogs'],
  'a pass that asks those that ran',
  () => {
    it('knows of every task what a pass over all knows, whatever the tasks do', async () => {
      const result = await compareUnderLoad(MANY, { seconds: 8 });
      expect(result.differences).toEqual([]);
      // One may be where a hypervisor stopped a CPU that marked a task.
      expect(result.overflows).toBeLessThan(2);
      // More than one run of the program has room for.
      expect(result.mostRan).toBeGreaterThan(4096);
      expect(result.slept).toBeGreaterThan(MANY);
      expect(result.waiting).toBeGreaterThan(0);
      expect(result.zombies).toBeGreaterThan(0);
      expect(result.changed.comm).toBeGreaterThan(0);
      expect(result.changed.ioPriority).toBeGreaterThan(0);
      expect(result.resting).toBeGreaterThan(2 * MANY);
    });

    it('knows it also where more ran than the ring of those that ran holds', async () => {
      const result = await compareUnderLoad(MANY, { seconds: 3, ringSlots: 1024 });
      expect(result.differences).toEqual([]);
      expect(result.overflows).toBeGreaterThan(0);
      expect(result.resting).toBeGreaterThan(2 * MANY);
    });
  },
);
