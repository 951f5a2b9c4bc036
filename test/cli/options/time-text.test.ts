import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRange, timeRangeOf } from '../../../src/cli/options/time-range.ts';
import { parseTime } from '../../../src/cli/options/time-text.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import { durationOf, sizeOf } from '../../../src/lib/quantities.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { BERLIN, UTC } from '../../support/samples/zones.ts';

const local = (...parts: [number, number, number, number?, number?, number?, number?]) =>
  milliseconds(new Date(...parts).getTime());
/** The recording ends at noon of the 23rd of November. */
const END = local(2026, 10, 23, 12);
const FRAME = { end: END, repeated: 'first' } as const;

describe('a time as people type it', () => {
  const documented = /^Times: (.*?)\. An option/ms.exec(
    readFileSync('docs/report.md', 'utf8'),
  )?.[1];
  const examples = [...(documented ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text as string);

  it.each(examples)('is of a form that docs/report.md names: %s', (text) => {
    expect(parseTime(text, FRAME)).toBeDefined();
  });

  it.each([
    ...['now', 'end', 'today', 'yesterday', 'yesterday 15:20', '03:00', '10m ago', '-10m'],
    ...['2026-11-23', '2026-11-23 03:00', '@1795402801'],
  ])('has its form in docs/report.md: %s', (text) => {
    expect(examples).toContain(text);
  });

  const cases: readonly (readonly [string, number | undefined])[] = [
    ['03:00', local(2026, 10, 23, 3)],
    ['3:00', local(2026, 10, 23, 3)],
    ['12:00', END],
    ['12:01', local(2026, 10, 22, 12, 1)],
    ['03:00:15', local(2026, 10, 23, 3, 0, 15)],
    ['03:00:15.250', local(2026, 10, 23, 3, 0, 15, 250)],
    ['today 15:20', local(2026, 10, 23, 15, 20)],
    ['yesterday 15:20', local(2026, 10, 22, 15, 20)],
    ['Yesterday', local(2026, 10, 22)],
    ['2026-11-01', local(2026, 10, 1)],
    ['2026-11-01 03:00', local(2026, 10, 1, 3)],
    ['2026-11-01T03:00:01', local(2026, 10, 1, 3, 0, 1)],
    ['2026-11-01T03:00:00Z', Date.UTC(2026, 10, 1, 3)],
    ['2026-11-01T03:00:00.5+01:00', Date.UTC(2026, 10, 1, 2, 0, 0, 500)],
    ['2026-11-01 03:00:00.5 +01:00', Date.UTC(2026, 10, 1, 2, 0, 0, 500)],
    ['2026-11-01 03:00-0330', Date.UTC(2026, 10, 1, 6, 30)],
    ['-10m', END - 600_000],
    ['90s ago', END - 90_000],
    ['@1795402801', 1_795_402_801_000],
    ['end', END],
    ['24:00', local(2026, 10, 23)],
    ['2026-11-01 24:00', local(2026, 10, 2)],
    ['2am', local(2026, 10, 23, 2)],
    ['2 PM', local(2026, 10, 22, 14)],
    ['12am', local(2026, 10, 23)],
    ['12:30pm', local(2026, 10, 22, 12, 30)],
    ['2:15 am', local(2026, 10, 23, 2, 15)],
    ['yesterday 2', local(2026, 10, 22, 2)],
    ['yesterday 11pm', local(2026, 10, 22, 23)],
    ['2026-11-01 3', local(2026, 10, 1, 3)],
    ['5 minutes ago', END - 300_000],
    ['1 hour ago', END - 3_600_000],
    ['-2 days', END - 2 * 86_400_000],
    ['2', undefined],
    ['13pm', undefined],
    ['0am', undefined],
    ['yesterday 25', undefined],
    ['2 pmm', undefined],
    ['5 meters ago', undefined],
    ['24:00:01', undefined],
    ['24:30', undefined],
    ['25:00', undefined],
    ['03:00:60', undefined],
    ['03:00+25:00', undefined],
    ['2026-02-30T00:00Z', undefined],
    ['03:60', undefined],
    ['2026-02-30', undefined],
    ['2026-13-01', undefined],
    ['-10 bananas', undefined],
    ['soon', undefined],
    ['', undefined],
  ];
  it.each(cases)('%j', (text, time) => {
    expect(parseTime(text, FRAME)).toBe(time);
  });

  it('is never after the end when it names no day', () => {
    for (let minute = 0; minute < 1440; minute += 7) {
      const text = `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
      const time = parseTime(text, FRAME) ?? Number.NaN;
      expect(time).toBeLessThanOrEqual(END);
      expect(time).toBeGreaterThan(END - 25 * 3_600_000);
    }
  });
});

describe('a range', () => {
  it('from an evening to a morning is a night', () => {
    expect(timeRangeOf('23:00', '03:00', END)).toEqual({
      from: local(2026, 10, 22, 23),
      to: local(2026, 10, 23, 3),
    });
  });

  const HOUR = 3_600_000;
  const hours: readonly (readonly [string, string])[] = [
    ['yesterday 02:00', 'yesterday 03:00'],
    ['2h ago', '1h ago'],
    ['-2h', '-1h'],
    ['2026-11-20 02:00', '2026-11-20 03:00'],
    ['02:00', '03:00'],
    ['02:00', 'yesterday 03:00'],
    ['02:00', '2026-11-20T03:00'],
    ['02:00Z', '2026-11-20T03:00Z'],
  ];
  it.each(hours)('from %j to %j is an hour', (from, to) => {
    const range = timeRangeOf(from, to, END, UTC);
    expect((range.to ?? 0) - (range.from ?? 0)).toBe(HOUR);
    expect(parseRange(`${from}..${to}`, '--compare', END, UTC)).toEqual(range);
  });

  describe('over the hour that clocks show twice', () => {
    const end = milliseconds(Date.UTC(2026, 9, 25, 11));
    const before = milliseconds(Date.UTC(2026, 9, 25));
    it.each([
      ['02:15', '02:45', 0.25, 1.75],
      ['yesterday 02:15', '02:45', -23.75, 1.75],
      ['2026-10-25 02:15', '2026-10-25 02:45', 0.25, 1.75],
      ['02:15+02:00', '02:45+02:00', 0.25, 0.75],
      ['today 02:15+01:00', 'today 02:45+01:00', 1.25, 1.75],
      ['01:00', '03:00', -1, 2],
    ])('from %j to %j has both, or the one whose zone is named', (from, to, begins, ends) => {
      expect(timeRangeOf(from, to, end, BERLIN)).toEqual({
        from: before + begins * HOUR,
        to: before + ends * HOUR,
      });
    });

    it('takes no clock for one after the end', () => {
      const inIt = milliseconds(Date.UTC(2026, 9, 25, 0, 50));
      expect(timeRangeOf(undefined, '02:45', inIt, BERLIN)).toEqual({ to: before + 0.75 * HOUR });
    });
  });

  it('is open where nothing is said', () => {
    expect(timeRangeOf(undefined, undefined, END)).toEqual({});
    expect(parseRange('..03:00', '--compare', END)).toEqual({ to: local(2026, 10, 23, 3) });
  });

  it('of one moment is one', () => {
    expect(timeRangeOf('@5', '@5', END)).toEqual({ from: 5000, to: 5000 });
  });

  it.each(['03:00', 'x..y', '..y', 'today 05:00..today 04:00'])('%j is refused', (text) => {
    expect(() => parseRange(text, '--compare', END)).toThrow(UsageError);
    expect(() => parseRange(text, '--compare', END)).toThrow(/--compare/);
    expect(() => parseRange(text, '--compare', END)).not.toThrow(/--from|--to/);
  });
});

describe('durations and sizes', () => {
  it.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['2m', 120_000],
    ['2min', 120_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
  ])('%j lasts %d ms', (text, length) => {
    expect(durationOf(text, '--keep')).toBe(length);
  });

  it.each([
    ['1GiB', 2 ** 30],
    ['1GB', 1e9],
    ['500m', 500 * 2 ** 20],
    ['12b', 12],
  ])('%j is %d bytes', (text, size) => {
    expect(sizeOf(text, '--max-size')).toBe(size);
  });

  it.each(['', 'd', '-1d', '0s', '1y'])('%j is no duration', (text) => {
    expect(() => durationOf(text, '--keep')).toThrow(UsageError);
  });

  it('are refused without a unit: 7 might be days, or seconds', () => {
    expect(() => durationOf('7', '--keep')).toThrow('for --keep; give a number and its unit');
    expect(() => sizeOf('10', '--max-size')).toThrow('for --max-size; give a number and its unit');
  });
});
