import { describe, expect, it } from 'vitest';
import { bytes, milliseconds } from '../../src/lib/units.ts';
import { segmentsToDrop } from '../../src/record/retention.ts';
import { HOUR, segmentName, timeOfSegment } from '../../src/record/segment-name.ts';

const now = milliseconds(100 * HOUR);
const segments = [90, 95, 98, 99, 100].map((hour) => ({
  name: `${hour}`,
  time: milliseconds(hour * HOUR),
  size: bytes(10),
}));
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
