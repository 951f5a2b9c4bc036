import { describe, expect, it } from 'vitest';
import { bytes, milliseconds } from '../../../src/lib/units.ts';
import { HOUR, segmentName, timeOfSegment } from '../../../src/record/format/segment-name.ts';
import { segmentsToDrop, segmentToSpare } from '../../../src/record/write/retention.ts';

const now = milliseconds(100 * HOUR);
const begunAt = (hours: readonly number[]) =>
  hours.map((hour) => ({
    name: `${hour}`,
    begun: milliseconds(hour * HOUR),
    size: bytes(10),
  }));
const segments = begunAt([90, 95, 98, 99, 100]);
const dropped = (policy: Parameters<typeof segmentsToDrop>[1]): string[] =>
  segmentsToDrop(segments, policy, now).map(({ segment, why }) => `${segment.name} ${why}`);

describe('what a recording has no room for', () => {
  it.each([
    ['nothing without a policy', {}, []],
    ['what ended before the time kept', { keep: milliseconds(4 * HOUR) }, ['90 age']],
    ['the oldest, until the rest fits', { maxSize: bytes(35) }, ['90 size', '95 size']],
    [
      'what is too old first, and then for size',
      { keep: milliseconds(7 * HOUR), maxSize: bytes(35) },
      ['90 age', '95 size'],
    ],
    [
      'never the segment being written',
      { maxSize: bytes(1) },
      ['90 size', '95 size', '98 size', '99 size'],
    ],
  ])('is %s', (_, policy, expected) => {
    expect(dropped(policy)).toEqual(expected);
  });
});

describe('the age of a segment', () => {
  const YEAR = 365 * 24;
  const week = Array.from({ length: 168 }, (_, i) => i);
  const tooOld = (hours: readonly number[], at: number): string[] =>
    segmentsToDrop(begunAt(hours), { keep: milliseconds(72 * HOUR) }, milliseconds(at * HOUR)).map(
      ({ segment }) => segment.name,
    );
  const first = (count: number): string[] => week.slice(0, count).map(String);

  it.each([
    ['a clock years ahead makes nothing older', [...week, 168 + 12 * YEAR], 168 + 12 * YEAR],
    ['nor one years behind', [...week, -50 * YEAR], -50 * YEAR],
    ['nor a week in which nobody recorded', [...week, 336], 336],
  ])('%s', (_, hours, at) => {
    expect(tooOld(hours, at)).toEqual(first(94));
  });

  it('is right again when such a clock was put right, and goes on by what is recorded', () => {
    const hours = [...week, 168 + 12 * YEAR, -50 * YEAR, 168, 169, 170];
    expect(tooOld(hours, 171)).toEqual(first(97));
  });

  it('counts the nights in which a machine is off, and the days, up to a whole one', () => {
    expect(tooOld([0, 20, 40, 60, 80, 100], 101)).toEqual(['0', '20']);
    expect(tooOld([0, 24, 48, 72, 96], 97)).toEqual(['0']);
  });

  it('is that of its end: where the next begins within the hour, its end is there', () => {
    expect(tooOld([0, 0.25, 20, 40, 60], 72.5)).toEqual(['0']);
  });
});

describe('what a full disk may cost', () => {
  const day = Array.from({ length: 48 }, (_, i) => i);
  const spared = (hours: readonly number[], policy = {}): string | undefined =>
    segmentToSpare(begunAt(hours), policy, milliseconds(47.5 * HOUR))?.name;

  it('is the oldest, as long as a day is left', () => {
    expect(spared(day)).toBe('0');
    expect(spared(day.slice(22))).toBe('22');
    expect(spared(day.slice(23))).toBeUndefined();
    expect(spared(day, { keep: milliseconds(72 * HOUR) })).toBe('0');
  });

  it('is what the user says, and nothing that is to be kept anyway', () => {
    expect(spared(day.slice(24), { keepLeast: milliseconds(2 * HOUR) })).toBe('24');
    expect(spared(day, { keepLeast: milliseconds(46.5 * HOUR) })).toBeUndefined();
    expect(spared(day.slice(44), { keep: milliseconds(2 * HOUR) })).toBe('44');
    expect(spared(day.slice(45), { keep: milliseconds(2 * HOUR) })).toBeUndefined();
  });

  it('is never the segment being written, nor anything because a clock jumped', () => {
    expect(spared([0])).toBeUndefined();
    const later = milliseconds(10_000 * HOUR);
    expect(segmentToSpare(begunAt(day.slice(30)), {}, later)).toBeUndefined();
  });
});

describe('the name of a segment', () => {
  it('says when it was begun, and sorts by that', () => {
    const times = [0, 1, 999, 1000, Date.UTC(2026, 10, 23, 3, 4, 5, 678)].map(milliseconds);
    expect(times.map(segmentName).map(timeOfSegment)).toEqual(times);
    expect(times.map(segmentName).sort()).toEqual(times.map(segmentName));
  });

  it('is not that of any other file', () => {
    for (const name of [
      'notes.gz',
      'iotop-2026.ndjson.gz',
      '../iotop-20260101T000000.000Z.ndjson.gz',
    ]) {
      expect(timeOfSegment(name)).toBeUndefined();
    }
  });
});
