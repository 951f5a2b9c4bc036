import { describe, expect, it } from 'vitest';
import type { Milliseconds } from '../../src/lib/units.ts';
import { listSegments } from '../../src/record/read/folder.ts';
import { readSegments } from '../../src/record/read/reader.ts';
import { paced } from '../../src/replay/paced.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { record } from '../support/recordings/recordings.ts';
import { takeSamples } from '../support/samples/realistic-load.ts';
import { sampleAt } from '../support/samples/stream-samples.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const collect = async (source: AsyncIterable<Sample>): Promise<Sample[]> => {
  const samples: Sample[] = [];
  for await (const sample of source) samples.push(sample);
  return samples;
};

const recordingOf = async (samples: readonly Sample[]): ReturnType<typeof listSegments> => {
  const folder = temporaryFolder();
  await record(folder, samples);
  return listSegments(folder);
};

describe('a replay', () => {
  it('gives what the live session gave, and of a range what lies in it', async () => {
    const samples = takeSamples(20);
    const segments = await recordingOf(samples);
    expect(await collect(paced(readSegments(segments), undefined))).toEqual(samples);
    const [from, to] = [samples[3]?.wallTime, samples[11]?.wallTime] as [
      Milliseconds,
      Milliseconds,
    ];
    expect(await collect(readSegments(segments, { from, to }))).toEqual(samples.slice(3, 12));
  });

  it('waits as long as the recorder did, by its speed, and does not sit out what was not recorded', async () => {
    const segments = await recordingOf([0, 1, 3, 1000].map((index) => sampleAt(index)));
    const waits: number[] = [];
    const sleep = async (duration: Milliseconds): Promise<void> => {
      waits.push(duration);
    };
    await collect(paced(readSegments(segments), { speed: 2, sleep }));
    expect(waits).toEqual([500, 1000, 2500]);
  });

  it('ends when it is closed, in the middle of a wait', async () => {
    const segments = await recordingOf([sampleAt(0), sampleAt(1)]);
    const never = (_: Milliseconds, signal: AbortSignal): Promise<void> =>
      new Promise((done) => signal.addEventListener('abort', () => done()));
    const source = paced(readSegments(segments), { speed: 1, sleep: never });
    const seen: Sample[] = [];
    for await (const sample of source) {
      seen.push(sample);
      queueMicrotask(() => setImmediate(() => source.close()));
    }
    expect(seen).toEqual([sampleAt(0)]);
  });
});
