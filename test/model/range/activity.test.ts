import { describe, expect, it } from 'vitest';
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { type ActivityPart, ActivityParts } from '../../../src/model/range/activity.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const span = (from: number, to: number) => ({ from: milliseconds(from), to: milliseconds(to) });
/** A part a second. */
const STRETCH = span(1_000_000, 1_480_000);

const sampleAt = (second: number, read: number, seconds = 1) =>
  sampleOf({
    wallTime: milliseconds(1_000_000 + second * 1000),
    startedAt: nanoseconds(0),
    endedAt: nanoseconds(seconds * 1e9),
    tasks: [{ tid: 7, read: read * seconds }],
  });
const secondsOf = (first: number, last: number) =>
  span(1_000_000 + first * 1000, 1_000_000 + last * 1000);
const partAt = (parts: ActivityParts, second: number): ActivityPart | undefined =>
  parts.result().parts[second];

describe('the activity of a stretch of a recording', () => {
  it('is unknown where nobody has read, and where nobody knows yet what there is', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(10, 20));
    expect(partAt(parts, 15)).toEqual({ kind: 'unread' });
    expect(partAt(parts, 30)).toEqual({ kind: 'unread' });
    parts.allAnnounced();
    expect(partAt(parts, 15)).toEqual({ kind: 'unread' });
    expect(partAt(parts, 30)).toEqual({ kind: 'unrecorded' });
  });

  it('is the most that was read of a part, and says whether that was all', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(10, 20));
    parts.announce(secondsOf(20, 30));
    parts.allAnnounced();
    parts.add(secondsOf(10, 20), [sampleAt(15, 4096), sampleAt(20, 8192)]);
    expect(partAt(parts, 15)).toEqual({ kind: 'read', most: 4096, isWhole: true });
    expect(partAt(parts, 20)).toEqual({ kind: 'read', most: 8192, isWhole: false });
    parts.add(secondsOf(20, 30), [sampleAt(20.5, 512), sampleAt(30, 0)]);
    expect(partAt(parts, 20)).toEqual({ kind: 'read', most: 8192, isWhole: true });
    expect(partAt(parts, 30)).toEqual({ kind: 'read', most: 0, isWhole: true });
  });

  it('is what the disks did where that is more than tasks were charged for, each way', () => {
    const parts = new ActivityParts(STRETCH);
    const flush = { blockRead: bytes(1000), blockWrite: bytes(734_000) };
    parts.add(secondsOf(10, 20), [{ ...sampleAt(15, 27_000), system: flush }]);
    expect(partAt(parts, 15)).toMatchObject({ most: 761_000 });
  });

  it('fills each part that an interval covers, as a rate', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(60, 60));
    parts.allAnnounced();
    parts.add(secondsOf(60, 60), [sampleAt(60, 1000, 40)]);
    const filled = parts.result().parts.map(({ kind }) => kind);
    expect(filled.indexOf('read')).toBe(20);
    expect(filled.lastIndexOf('read')).toBe(60);
    expect(partAt(parts, 40)).toEqual({ kind: 'read', most: 1000, isWhole: true });
  });

  it('leaves out what lies outside, and stands a recording of one moment', () => {
    const parts = new ActivityParts(STRETCH);
    parts.allAnnounced();
    parts.add(secondsOf(-9, -5), [sampleAt(-5, 9), sampleAt(600, 9)]);
    expect(parts.result().parts.every(({ kind }) => kind === 'unrecorded')).toBe(true);
    const moment = new ActivityParts(span(5, 5));
    moment.announce(span(5, 5));
    moment.allAnnounced();
    moment.add(span(5, 5), [sampleOf({ wallTime: milliseconds(5), tasks: [{ tid: 1, read: 9 }] })]);
    expect(moment.result().parts[0]).toMatchObject({ kind: 'read' });
  });
});
