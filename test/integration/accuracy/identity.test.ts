/** A task is its id and its start: an id used again is another task, and a program run anew is the same one under a new command line. */

import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineName } from '../../../src/sample/sample.ts';
import { loadIn, MIB, watchWith } from '../../support/accuracy.ts';
import { makeDiskFolder } from '../../support/load.ts';
import { chargedTo, entriesOf, tasksIn } from '../../support/monitored.ts';
import { describeWith, type Need } from '../../support/requires.ts';

/** All tasks here live on, so the engine that sees no exits must pass too. */
const ENGINES: Readonly<Record<EngineName, readonly Need[]>> = {
  bpf: ['root', 'btf', 'init-pid-namespace', 'c-compiler'],
  taskstats: ['root', 'taskstats', 'init-pid-namespace', 'c-compiler'],
  procfs: ['root', 'c-compiler'],
};

for (const [engine, needs] of Object.entries(ENGINES) as [EngineName, readonly Need[]][]) {
  describeWith(needs, `identity, ${engine}`, () => {
    const folder = makeDiskFolder();
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    describe('a task id used again', () => reuse(engine, folder));
    describe('the same program run again by the same task', () => execAgain(engine, folder));
  });
}

const reuse = (engine: EngineName, folder: string): void => {
  const moments = [
    { when: 'in another interval', seconds: 0.3 },
    { when: 'in the same interval', seconds: 4 },
  ] as const;
  it.each(moments)('is another task with its own bytes, $when', async ({ when, seconds }) => {
    const monitor = await watchWith(engine, seconds);
    const running = await loadIn(folder, ['reuse', 3 * MIB, MIB]);
    running.step();
    await running.ready();
    if (seconds < 1) await monitor.caughtUp();
    running.step();
    const [first, second] = await running.moved();
    const samples = await monitor.caughtUp();
    const of = (comm: string) =>
      entriesOf(samples, (entry) => entry.tid === second?.tid && entry.comm === comm);

    expect(first?.tid).toBe(second?.tid);
    expect(chargedTo(of('reuse-second')).write).toBe(MIB);
    // Without exits nobody sees a task that began and ended between two looks.
    const visible = engine !== 'procfs' || when === 'in another interval';
    if (visible) expect(chargedTo(of('reuse-first')).write).toBe(3 * MIB);
    if (visible) expect(tasksIn([...of('reuse-first'), ...of('reuse-second')]).size).toBe(2);
  });
};

const execAgain = (engine: EngineName, folder: string): void => {
  it('shows its new command line at once, and its bytes once', async () => {
    const monitor = await watchWith(engine, 0.3);
    const labels = ['first', 'second', 'third'];
    const running = await loadIn(folder, ['exec-self', MIB, ...labels]);
    await monitor.caughtUp();
    for (const [index, label] of labels.entries()) {
      if (index === 0) continue;
      const before = monitor.samples.length;
      running.step();
      if (index < labels.length - 1) await running.ready();
      else await running.moved();
      await monitor.caughtUp();
      const commands = monitor.samples
        .slice(before)
        .flatMap(({ tasks }) => tasks)
        .filter(({ tid, write }) => tid === running.pid && (write ?? 0) > 0)
        .map(({ command }) => command?.split(' ')[3]);
      expect(commands.length).toBeGreaterThan(0);
      expect(new Set(commands)).toEqual(new Set([label]));
    }
    const entries = entriesOf(monitor.samples, ({ tid }) => tid === running.pid);
    expect(tasksIn(entries).size).toBe(1);
    expect(chargedTo(entries).write).toBe(3 * MIB);
  });
};
