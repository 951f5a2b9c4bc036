/** The time from one list to the next: alone on the machine, for it is measured. */
import { describe, expect, it } from 'vitest';
import { CLEAN, Running, stretchesOf } from '../../support/iotop/places.ts';
import { buildLoad, startLoad } from '../../support/load/load.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const program = buildLoad();
const load = program.kind === 'built' ? program.path : '';

describe('time', () => {
  it('between lists is the delay, and each list is out at once', async () => {
    const running = new Running(['-b', '-o', '-qq', '-d', '0.1', '-n', '20']);
    expect(await running.end()).toBe(0);
    // We may be late ourselves and take two at once, but not all.
    expect(running.times.length).toBeGreaterThan(10);
    const { shortest, longest } = stretchesOf(running.times, 5);
    expect(longest).toBeGreaterThan(475);
    expect(shortest).toBeLessThan(525);
  });
});

describeWith(['compiler'], 'beside 2,000 sleeping threads', () => {
  it('a period is the delay, not the delay and the work', async () => {
    const crowd = await startLoad(load, ['sleep', 2000], temporaryFolder());
    const running = new Running(['-b', '-o', '-qq', '-d', '0.1', '-n', '20'], CLEAN);
    const code = await running.end();
    await crowd.end();
    expect(code).toBe(0);
    expect(stretchesOf(running.times, 5).shortest).toBeLessThan(525);
  });
});
