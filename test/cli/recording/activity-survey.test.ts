import { describe, expect, it } from 'vitest';
import {
  ActivitySurvey,
  spreadOut,
  stretchAround,
} from '../../../src/cli/recording/activity-survey.ts';
import { spanOf } from '../../../src/cli/recording/recording-input.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import type { Activity } from '../../../src/model/range/activity.ts';
import type { Span } from '../../../src/model/range/unrecorded.ts';
import { listSegments } from '../../../src/record/read/folder.ts';
import { RecordedBlocks } from '../../../src/record/read/recorded-blocks.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { slowIn } from '../../../src/sample/slow.ts';
import { record } from '../../support/recordings/recordings.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const SAMPLES = takeSamples(120);

const surveyOf = async () => {
  const folder = temporaryFolder();
  await record(folder, SAMPLES);
  const segments = await listSegments(folder);
  const blocks = new RecordedBlocks(segments);
  return { blocks, survey: new ActivitySurvey(blocks, spanOf(segments) as Span) };
};

describe('the survey of a recording', () => {
  it('reads nothing before it is asked, one block a step, and in the end each once', async () => {
    const { blocks, survey } = await surveyOf();
    expect(survey.step()).toBe(false);
    expect(survey.activity()).toBeUndefined();
    survey.lookAt(SAMPLES[0]?.wallTime ?? milliseconds(0));
    expect(blocks.blocksRead).toBe(0);
    for (let read = 0; survey.step(); read = blocks.blocksRead) {
      expect(blocks.blocksRead - read).toBeLessThanOrEqual(1);
    }
    expect(blocks.blocksRead).toBe(blocks.blocksOf(0).length);
    const parts = survey.activity()?.parts ?? [];
    const most = Math.max(...parts.map((part) => (part.kind === 'read' ? part.most : 0)));
    expect(most).toBe(Math.max(...SAMPLES.map((sample) => slowIn(sample) ?? 0)));
    expect(parts.filter((part) => part.kind !== 'read' || !part.isWhole)).toEqual([]);
  });

  it('knows something of every quarter when a third was read', async () => {
    const { blocks, survey } = await surveyOf();
    survey.lookAt(SAMPLES[0]?.wallTime ?? milliseconds(0));
    while (blocks.blocksRead < 7) survey.step();
    const kinds = survey.activity()?.parts.map(({ kind }) => kind) ?? [];
    for (const quarter of [0, 120, 240, 360]) {
      expect(kinds.slice(quarter, quarter + 120)).toContain('read');
      expect(kinds.slice(quarter, quarter + 120)).toContain('unread');
    }
  });

  it('tells what is known while it goes on, and at its end', async () => {
    const { survey } = await surveyOf();
    survey.lookAt(SAMPLES[0]?.wallTime ?? milliseconds(0));
    const told: number[] = [];
    await survey.run(new AbortController().signal, ({ activity }) => {
      told.push(activity.parts.filter(({ kind }) => kind === 'read').length);
    });
    expect(told.at(-1)).toBe(480);
  });

  it('goes on with another day where that is looked at, and not twice with the same', async () => {
    const [first, last] = [takeSamples(10), takeSamples(10)].map((samples, day) =>
      samples.map((sample) => ({
        ...sample,
        wallTime: milliseconds(sample.wallTime + day * 30 * 3_600_000),
      })),
    );
    const folder = temporaryFolder();
    await record(folder, [...(first ?? []), ...(last ?? [])]);
    const segments = await listSegments(folder);
    const survey = new ActivitySurvey(new RecordedBlocks(segments), spanOf(segments) as Span);
    const told: Activity[] = [];
    const look = async (sample: Sample | undefined): Promise<boolean> => {
      const isNew = survey.lookAt(sample?.wallTime ?? milliseconds(0));
      await survey.run(new AbortController().signal, ({ activity }) => told.push(activity));
      return isNew;
    };
    const readIn = (activity: Activity | undefined): boolean =>
      activity?.parts.some(({ kind }) => kind === 'read') ?? false;
    expect(await look(first?.[0])).toBe(true);
    const day = told.at(-1);
    expect(await look(first?.[9])).toBe(false);
    expect(await look(last?.[0])).toBe(true);
    expect([readIn(day), readIn(told.at(-1))]).toEqual([true, true]);
    expect(told.at(-1)?.from).toBe((day?.from ?? 0) + 24 * 3_600_000);
  });

  it('ends when it is called off', async () => {
    const { blocks, survey } = await surveyOf();
    survey.lookAt(SAMPLES[0]?.wallTime ?? milliseconds(0));
    await survey.run(AbortSignal.abort(), () => {});
    expect(blocks.blocksRead).toBe(0);
  });
});

describe('the stretch that is shown', () => {
  const HOUR = 3_600_000;
  const recorded = (hours: number) => ({ from: milliseconds(0), to: milliseconds(hours * HOUR) });

  it('is all of a recording of a day, and a day of a longer one, which stands still while time goes on', () => {
    expect(stretchAround(milliseconds(5), recorded(25))).toEqual(recorded(25));
    const days = [30 * HOUR, 47 * HOUR].map((time) =>
      stretchAround(milliseconds(time), recorded(60)),
    );
    expect(days).toEqual([
      { from: 24 * HOUR, to: 48 * HOUR },
      { from: 24 * HOUR, to: 48 * HOUR },
    ]);
    expect(stretchAround(milliseconds(59 * HOUR), recorded(60)).to).toBe(60 * HOUR);
  });
});

it('numbers spread out come each once, the first few far apart', () => {
  for (const count of [0, 1, 2, 3, 7, 8, 100]) {
    const all = [...spreadOut(count)];
    expect(all.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
  }
  expect([...spreadOut(100)].slice(0, 4)).toEqual([0, 64, 32, 96]);
});
