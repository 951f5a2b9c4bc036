import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { isSameSample, RecordedBlocks } from '../../../src/record/read/recorded-blocks.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { record } from '../../support/recordings/recordings.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

/** A sample in ten seconds, from ten minutes before a full hour of UTC on. */
const SAMPLES = Array.from({ length: 120 }, (_, index) => ({
  ...sampleAt(index * 10),
  wallTime: milliseconds(Date.UTC(2026, 10, 23, 2, 50) + index * 10_000),
}));

const recorded = async (samples: readonly Sample[]): Promise<string> => {
  const folder = temporaryFolder();
  // A block in 30 seconds.
  await record(folder, samples, { flushEvery: milliseconds(30_000) });
  return folder;
};

const blocksIn = async (folder: string): Promise<RecordedBlocks> =>
  new RecordedBlocks(await listSegments(folder));

/** Steps back from the last sample to the first: the places of the samples on the way. */
const wayBack = (blocks: RecordedBlocks, samples: readonly Sample[]): readonly number[] => {
  const way: number[] = [];
  let at = samples.at(-1);
  for (let steps = 0; at !== undefined && steps < samples.length; steps++) {
    const sample = at;
    way.push(samples.findIndex((each) => isSameSample(each, sample)));
    at = blocks.before(sample);
  }
  return way;
};

const down = (from: number): readonly number[] =>
  Array.from({ length: from + 1 }, (_, index) => from - index);

describe('stepping back in a recording', () => {
  it('comes by every sample, over the border of an hour too', async () => {
    const folder = await recorded(SAMPLES);
    expect((await listSegments(folder)).length).toBe(2);
    const blocks = await blocksIn(folder);
    expect(wayBack(blocks, SAMPLES)).toEqual(down(119));
    expect(blocks.before(SAMPLES[0] as Sample)).toBeUndefined();
  });

  it('looks only into segments of the hour', async () => {
    const blocks = await blocksIn(await recorded(SAMPLES));
    const [early, late] = [SAMPLES[3], SAMPLES[110]].map((sample) => sample?.wallTime);
    if (early === undefined || late === undefined) throw new RangeError('too few samples');
    expect(blocks.segmentsWithin(early, early)).toEqual([0]);
    expect(blocks.segmentsWithin(late, late)).toEqual([1]);
    expect(blocks.segmentsWithin(early, late)).toEqual([0, 1]);
    expect(
      blocks.segmentsWithin(milliseconds(early - 3_600_000), milliseconds(early - 3_500_000)),
    ).toEqual([]);
    expect(blocks.blocksRead).toBe(0);
  });

  it('reads one block, or two where one begins, wherever in the recording and however long nothing was recorded', async () => {
    const later = SAMPLES.map((sample, index) =>
      index < 60 ? sample : { ...sample, wallTime: milliseconds(sample.wallTime + 8 * 3_600_000) },
    );
    const blocks = await blocksIn(await recorded(later));
    let read = 0;
    for (const [index, sample] of later.entries()) {
      expect(blocks.before(sample)?.wallTime).toBe(later[index - 1]?.wallTime);
      expect(blocks.blocksRead - read).toBeLessThanOrEqual(2);
      read = blocks.blocksRead;
    }
    expect(read).toBeLessThan(later.length * 1.4);
  });

  it('goes by the sample and not its time where the clock was set back', async () => {
    const set = SAMPLES.map((sample, index) =>
      index < 60 ? sample : { ...sample, wallTime: milliseconds(sample.wallTime - 300_000) },
    );
    expect(wayBack(await blocksIn(await recorded(set)), set)).toEqual(down(119));
  });

  it('passes over a damaged block, a copy, and what was torn', async () => {
    const folder = await recorded(SAMPLES);
    const [first, last] = (await listSegments(folder)).map(({ path }) => path);
    const [place] = (await blocksIn(folder)).blocksOf(1).slice(4);
    const bytes = readFileSync(last as string);
    bytes.fill(0, (place?.offset as number) + 60, (place?.offset as number) + 90);
    writeFileSync(last as string, bytes);
    copyFileSync(first as string, join(folder, 'iotop-20261123T040000.000Z.ndjson.gz'));
    appendFileSync(last as string, bytes.subarray(0, 70));
    const way = wayBack(await blocksIn(folder), SAMPLES);
    const lost = [...Array(120).keys()].filter((index) => !way.includes(index));
    expect(way).toEqual(down(119).filter((index) => !lost.includes(index)));
    expect(lost.length).toBe(place?.header.samples);
    rmSync(last as string);
    expect((await blocksIn(folder)).before(SAMPLES[30] as Sample)?.wallTime).toBe(
      SAMPLES[29]?.wallTime,
    );
  });
});
