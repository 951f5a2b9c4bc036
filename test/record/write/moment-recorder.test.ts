/** What is recorded around a moment: all samples before it and after it, each once, and no others. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { type Around, MomentRecorder } from '../../../src/record/write/moment-recorder.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const seconds = (count: number) => nanoseconds(count * 1e9);

/** Samples of a second each, by their places. */
const recorder = (around: Partial<Around> = {}, tasksInEach = 1) => {
  const written: Sample[] = [];
  let flushed = 0;
  const writer = {
    append: (sample: Sample) => void written.push(sample),
    flush: async () => {
      flushed += 1;
    },
  };
  const moments = new MomentRecorder(writer, {
    ...{ before: seconds(3), after: seconds(2) },
    ...around,
  });
  const tasks = Array.from({ length: tasksInEach }, (_, tid) => ({ tid: tid + 1 }));
  let next = 0;
  /** @param begun the place of the sample with which something began */
  const take = (count: number, begun?: number): void => {
    const since = begun === undefined ? undefined : seconds(100 + begun);
    for (const end = next + count; next < end; next++)
      moments.take(sampleOf({ index: next, tasks, idle: [{ tid: 99 }] }), since);
  };
  /** What began with the last sample, or with an earlier one, is noticed. */
  const mark = (place = next - 1) => moments.mark(seconds(100 + place));
  const places = () => written.map(({ startedAt }) => startedAt / 1e9 - 100);
  return { moments, mark, take, places, written, flushes: () => flushed };
};

describe('around a moment', () => {
  it('samples before and after it are written, and no others', () => {
    const { moments, mark, take, places, flushes } = recorder();
    take(6);
    expect(places()).toEqual([]);
    expect(mark()).toBe(0);
    expect(places()).toEqual([2, 3, 4, 5]);
    expect(moments.isRecording).toBe(true);
    take(1);
    expect(flushes()).toBe(0);
    take(1);
    expect(moments.isRecording).toBe(false);
    expect(flushes()).toBe(1);
    take(9);
    expect(places()).toEqual([2, 3, 4, 5, 6, 7]);
  });

  it('the time before is that before it began, however long ago that is', () => {
    const { mark, take, places } = recorder();
    take(6);
    take(9, 5);
    expect(mark(5)).toBe(0);
    expect(places()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it('what waited for something that began sooner, and was none, is not written', () => {
    const { mark, take, places } = recorder();
    take(6);
    take(6, 5);
    expect(mark(10)).toBe(0);
    expect(places()).toEqual([7, 8, 9, 10, 11]);
    take(9);
    take(9);
    mark();
    expect(places().slice(7)).toEqual([26, 27, 28, 29]);
  });

  it('what there is of the time before is written', () => {
    const { mark, take, places } = recorder();
    take(1);
    expect(mark()).toBe(0);
    expect(places()).toEqual([0]);
  });

  it('another one while it is written makes it longer, and writes nothing twice', () => {
    const { mark, take, places } = recorder();
    take(4);
    mark();
    take(1);
    mark();
    take(4);
    expect(places()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('another one soon after begins where the one before ended', () => {
    const { mark, take, places } = recorder();
    take(4);
    mark();
    take(3);
    mark();
    take(9);
    expect(places()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('no idle tasks are kept, whose tables the source fills anew', () => {
    const { mark, take, written } = recorder();
    take(3);
    mark();
    take(1);
    expect(written.filter(({ idle }) => idle !== undefined)).toEqual([]);
    expect(written).toHaveLength(4);
  });
});

describe('with too many tasks', () => {
  it('the oldest samples go first, and how much is lacking is said', () => {
    const { mark, take, places } = recorder({ mostTasks: 20 }, 10);
    take(6);
    expect(mark()).toBe(2e9);
    expect(places()).toEqual([4, 5]);
  });

  it('the last sample stays, whatever its size', () => {
    const { mark, take, places } = recorder({ mostTasks: 5 }, 10);
    take(6);
    expect(mark()).toBe(3e9);
    expect(places()).toEqual([5]);
  });

  it('what was lost long ago is lacking no more', () => {
    const { mark, take } = recorder({ mostTasks: 20 }, 10);
    take(6);
    mark();
    take(2);
    // Two are waiting now: as many as may.
    take(2);
    expect(mark()).toBe(0);
  });
});
