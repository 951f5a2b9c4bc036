import { describe, expect, it } from 'vitest';
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { type ActivityPart, ActivityParts } from '../../../src/model/range/activity.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const span = (from: number, to: number) => ({ from: milliseconds(from), to: milliseconds(to) });
/** A part a second. */
const STRETCH = span(1_000_000, 1_480_000);

/** @param busy ms of a second */
const sampleAt = (second: number, busy: number, seconds = 1) =>
  sampleOf({
    wallTime: milliseconds(1_000_000 + second * 1000),
    startedAt: nanoseconds(0),
    endedAt: nanoseconds(seconds * 1e9),
    system: { devices: [diskOf('vda', { busy: busy * seconds * 1e6 })] },
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

  it('is of the slowest sample that was read of a part, and says whether that was all', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(10, 20));
    parts.announce(secondsOf(20, 30));
    parts.allAnnounced();
    parts.add(secondsOf(10, 20), [sampleAt(15, 400), sampleAt(20, 800)]);
    expect(partAt(parts, 15)).toEqual({ kind: 'read', most: 0.4, isWhole: true });
    expect(partAt(parts, 20)).toEqual({ kind: 'read', most: 0.8, isWhole: false });
    parts.add(secondsOf(20, 30), [sampleAt(20.5, 50), sampleAt(30, 0)]);
    expect(partAt(parts, 20)).toEqual({ kind: 'read', most: 0.8, isWhole: true });
    expect(partAt(parts, 30)).toEqual({ kind: 'read', most: 0, isWhole: true });
  });

  it('is not known where nobody knows how slow the machine was', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(10, 20));
    parts.allAnnounced();
    parts.add(secondsOf(10, 20), [{ ...sampleAt(15, 500), system: { blockRead: bytes(9e9) } }]);
    expect(partAt(parts, 15)).toEqual({ kind: 'unrecorded' });
  });

  it('fills each part that an interval covers, as a rate', () => {
    const parts = new ActivityParts(STRETCH);
    parts.announce(secondsOf(60, 60));
    parts.allAnnounced();
    parts.add(secondsOf(60, 60), [sampleAt(60, 1000, 40)]);
    const filled = parts.result().parts.map(({ kind }) => kind);
    expect(filled.indexOf('read')).toBe(20);
    expect(filled.lastIndexOf('read')).toBe(60);
    expect(partAt(parts, 40)).toEqual({ kind: 'read', most: 1, isWhole: true });
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
