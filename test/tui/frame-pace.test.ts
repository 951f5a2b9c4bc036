/** The screen's own pace, over the live source, which fills its tables anew with each sample. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/lib/units.ts';
import { Accumulator } from '../../src/model/totals/accumulate.ts';
import { increaseOf } from '../../src/model/totals/increase.ts';
import { allIdle } from '../../src/sample/idle-tasks.ts';
import { type Sample, type TaskEntry, taskKey } from '../../src/sample/sample.ts';
import { LEAST_NEEDS } from '../../src/sample/source.ts';
import { LiveSource } from '../../src/sampler/live/live-source.ts';
import { FramePace } from '../../src/tui/frame-pace.ts';
import { sampleOf } from '../support/samples/samples.ts';
import {
  arbitraryPlan,
  type PlannedPass,
  plannedEngine,
} from '../support/snapshots/planned-engine.ts';

/** ms; of the live source and of 50 Hz. */
const SHORT = 20;

/** All samples of the plan. */
async function* samplesBy(plan: readonly PlannedPass[]): AsyncGenerator<Sample> {
  let now = 0;
  const source = new LiveSource({
    engine: plannedEngine(plan),
    clock: { wallTime: () => milliseconds(now) },
    interval: milliseconds(SHORT),
    details: { commands: 'skip', priorities: 'skip', users: undefined },
    needs: { ...LEAST_NEEDS, totals: 'with-totals' },
    pressure: 'skip',
    now: () => now,
    alarm: {
      wait: async (duration) => {
        now += duration;
      },
      ring: () => {},
    },
  });
  let left = plan.length;
  for await (const sample of source) {
    left -= 1;
    if (left <= 0) break;
    yield sample;
  }
}

/** @param isDue of each sample, over and over: whether its frame's time has come */
const framesOf = async (
  plan: readonly PlannedPass[],
  isDue: readonly boolean[],
): Promise<{ readonly samples: Accumulator; readonly frames: readonly Sample[] }> => {
  let now = 0;
  let taken = 0;
  const pace = new FramePace(() => now);
  const samples = new Accumulator();
  const frames: Sample[] = [];
  for await (const sample of samplesBy(plan)) {
    if (isDue[taken++ % isDue.length]) now += 1000;
    samples.add(sample);
    frames.push(...known(pace.add(sample, SHORT)));
  }
  return { samples, frames: [...frames, ...known(pace.rest())] };
};

const known = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

/** What somebody finds who looks at the ends of frames only. */
const foundAtEnds = async (
  plan: readonly PlannedPass[],
  frames: readonly Sample[],
): Promise<readonly unknown[]> => {
  const ends = new Set(frames.map(({ endedAt }) => endedAt as number));
  const looks: PlannedPass[] = [];
  let exits: PlannedPass['exits'] = [];
  for (const [index, pass] of plan.entries()) {
    exits = [...exits, ...pass.exits];
    if (index > 0 && !ends.has(pass.at)) continue;
    looks.push({ ...pass, exits });
    exits = [];
  }
  const found: unknown[] = [];
  for await (const sample of samplesBy(looks)) found.push(saidOf(sample));
  return found;
};

/** What a sample says of tasks. Whether a wait is older than iotop depends on when that began. */
const saidOf = (sample: Sample): unknown => {
  const order = (a: TaskEntry, b: TaskEntry): number => a.tid - b.tid || a.startedAt - b.startedAt;
  const tasks = sample.tasks.map(({ waitingLonger: _, ...task }) => task);
  const { startedAt, endedAt, taskCount } = sample;
  return { startedAt, endedAt, taskCount, tasks: tasks.sort(order), idle: allIdle(sample.idle) };
};

const arbitraryPace = fc.array(fc.boolean(), { minLength: 1, maxLength: 8 });

describe('frames of samples that come faster', () => {
  it('say what one look at the end of each would have said, whatever is sampled afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlan, arbitraryPace, async (plan, isDue) => {
        const { frames } = await framesOf(plan, isDue);
        expect(frames.map(saidOf)).toEqual(await foundAtEnds(plan, frames));
      }),
    );
  });

  it('follow each other without a hole, and add up to all that the samples say', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlan, arbitraryPace, async (plan, isDue) => {
        const { samples, frames } = await framesOf(plan, isDue);
        const added = new Accumulator();
        for (const frame of frames) added.add(frame);
        expect(sumsOf(added)).toEqual(sumsOf(samples));
        const ends = frames.map(({ endedAt }) => endedAt);
        expect(frames.map(({ startedAt }) => startedAt)).toEqual([
          plan[0]?.at,
          ...ends.slice(0, -1),
        ]);
        expect(ends.at(-1)).toBe(plan.at(-1)?.at);
      }),
    );
  });
});

/** By task, without what its calls moved: of that no sample tells all. */
const sumsOf = (accumulated: Accumulator): unknown =>
  new Map(
    [...accumulated.all()].map(({ entry, amounts }) => {
      const { readChars: _, readCalls: __, ...disk } = increaseOf(amounts);
      return [taskKey(entry.tid, entry.startedAt), { ...disk, ended: entry.ended }];
    }),
  );

describe('the pace', () => {
  /** Samples at each of these moments, ms. @returns the moments of frames */
  const shownAt = (moments: readonly number[], interval: number): readonly number[] => {
    let now = 0;
    const pace = new FramePace(() => now);
    return moments.filter((moment, index) => {
      now = moment;
      return pace.add(sampleOf({ index }), interval) !== undefined;
    });
  };
  const every = (interval: number, count: number): readonly number[] =>
    Array.from({ length: count }, (_, i) => (i + 1) * interval);

  it('is five frames a second, the first of them at once', () => {
    expect(shownAt(every(20, 500), 20)).toEqual([20, ...every(200, 49).map((at) => at + 20)]);
  });

  it('is that of the samples nearest to the frame, though they come a little early or late', () => {
    const early = every(20, 40).map((at) => at - (at % 200 === 20 ? 1 : 0));
    expect(shownAt(early, 20)).toEqual([19, 219, 419, 619]);
    expect(shownAt(every(150, 4), 150)).toEqual(every(150, 4));
  });

  it('is no other than that of samples that come as seldom as frames, or without tables', () => {
    const pace = new FramePace(() => 0);
    const seldom = Object.defineProperty(sampleOf(), 'tasks', {
      get: () => expect.fail('looked at'),
    });
    expect(pace.add(seldom, 200)).toBe(seldom);
    expect(pace.add(seldom, 200)).toBe(seldom);
    const { idle: _, ...recorded } = sampleOf();
    const replay = new FramePace(() => 0);
    expect([1, 2, 3].map(() => replay.add(recorded, SHORT))).toEqual([
      recorded,
      recorded,
      recorded,
    ]);
  });

  it('gives out what is held with the first sample of a longer interval', () => {
    const pace = new FramePace(() => 0);
    const read = (index: number): Sample => sampleOf({ index, tasks: [{ tid: 1, read: 10 }] });
    pace.add(read(0), SHORT);
    expect(pace.add(read(1), SHORT)).toBeUndefined();
    expect(pace.add(read(2), 200)).toMatchObject({ tasks: [{ tid: 1, read: 20 }] });
    const next = read(3);
    expect(pace.add(next, 200)).toBe(next);
    expect(pace.rest()).toBeUndefined();
  });
});
