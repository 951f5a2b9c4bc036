import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { spawnerOf } from '../support/iotop/bundle.ts';
import { readFolder } from '../support/recordings/recordings.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';
import { until } from '../support/test-run/until.ts';

const KILLS = 50;
/** Five seconds at one sample a second. */
const FLUSH_WINDOW = 5;

const startRecorder = spawnerOf('test/support/programs/recorder-process.ts');

/** Runs the recorder until it is killed, a moment after it has taken so many samples; the number of the last sample it took. */
const recordAndKill = async (folder: string, first: number, samples: number): Promise<number> => {
  const child = startRecorder(folder, `${first}`);
  if (child.stdout === null) throw new Error('no pipe to the recorder');
  let said = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    said += text;
  });
  const closed = once(child, 'close');
  await until(() => said.split('\n').length > samples);
  setTimeout(() => child.kill('SIGKILL'), Math.random() * 10);
  const [, signal] = await closed;
  expect(signal).toBe('SIGKILL');
  return Number(said.trimEnd().split('\n').at(-1));
};

describe('a recorder that is killed', () => {
  it(`loses nothing older than the flush window, and the next goes on (${KILLS} times)`, async () => {
    const folder = temporaryFolder();
    const mustHave: number[] = [];
    let first = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const last = await recordAndKill(folder, first, 1 + Math.random() * 60);
      for (let n = first; n < last - FLUSH_WINDOW; n++) mustHave.push(n);
      first = last + 1;
    }
    const { samples, damage } = await readFolder(folder);
    const recorded = new Set(samples.map(({ taskCount }) => taskCount as number));
    expect(mustHave.filter((n) => !recorded.has(n))).toEqual([]);
    expect(recorded.size).toBe(samples.length);
    // The last one was killed and nobody has cut its tail.
    expect(damage.filter(({ kind }) => kind !== 'torn')).toEqual([]);
    expect(damage.length).toBeLessThanOrEqual(1);
    expect(mustHave.length).toBeGreaterThan(KILLS);
  });
});
