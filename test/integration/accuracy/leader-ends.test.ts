/** A process lives on after its first thread, as long as another of its threads does; in every list it bears that thread's name. */
import { expect, it } from 'vitest';
import { commandText } from '../../../src/model/command-name.ts';
import { groupIntoProcesses } from '../../../src/model/view/processes.ts';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';
import { chargedTo } from '../../support/iotop/monitored.ts';
import { describeAccuracy, MIB } from '../../support/load/accuracy.ts';

/** What a list of processes shows of it, in each sample that has it. */
const processIn = (samples: readonly Sample[], pid: number): readonly TaskEntry[] =>
  samples.flatMap(({ tasks }) =>
    groupIntoProcesses(tasks.filter(({ tid, tgid }) => (tgid ?? tid) === pid)),
  );

describeAccuracy(
  'a process whose leader ends',
  ({ watch, load }) => {
    it('goes on under its own name, is not marked as ended, and is charged by both', async () => {
      const running = await load('leader-ends', MIB);
      const watching = await watch(0.3);
      for (let step = 0; step < 3; step++) {
        running.step();
        await running.ready();
        await watching.caughtUp();
      }
      for (const { engine, samples } of await watching.caughtUp()) {
        const seen = processIn(samples, running.pid);
        // Without exits, what the leader did after it was last read is lost.
        if (engine !== 'procfs') expect(chargedTo(seen).write, engine).toBe(3 * MIB);
        expect(seen.length, engine).toBeGreaterThanOrEqual(2);
        for (const entry of seen) {
          expect(entry, engine).not.toHaveProperty('ended');
          expect(entry, engine).toHaveProperty('ioPriority');
          expect(commandText(entry, 'full'), engine).toMatch(/^load\S* leader-ends/);
        }
      }
    });
  },
  ['bpf', 'taskstats', 'procfs'],
);

describeAccuracy('a process that ends with its threads', ({ watch, load }) => {
  it('bears the name of its leader, which did nothing itself, and is marked as ended', async () => {
    const running = await load('short-pool', MIB);
    const watching = await watch(0.3);
    running.step();
    const [thread] = await running.moved();
    for (const { engine, samples } of await watching.caughtUp()) {
      const worker = samples.flatMap(({ tasks }) => tasks).find(({ comm }) => comm === 'pool-0');
      const seen = processIn(samples, worker?.tgid ?? 0);
      // In two samples where one ends between the end of the thread and that of the leader.
      expect(seen.length, engine).toBeLessThanOrEqual(2);
      expect(chargedTo(seen).write, engine).toBe(thread?.writeBytes);
      expect(
        seen.map(({ ended = false }) => ended),
        engine,
      ).toEqual(seen.length === 1 ? [true] : [false, true]);
      for (const entry of seen) expect(commandText(entry, 'full'), engine).toMatch(/^short-pool/);
    }
  });
});
