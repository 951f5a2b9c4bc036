import { describe, expect, it } from 'vitest';
import { milliseconds } from '../../src/lib/units.ts';
import {
  localZone,
  offsetsBetween,
  offsetText,
  timesOf,
  wallClockAt,
  type Zone,
} from '../../src/lib/zone.ts';
import { BERLIN, NEW_YORK, NEWFOUNDLAND, UTC } from '../support/samples/zones.ts';

const at = (...parts: [number, number, number, number, number]) => milliseconds(Date.UTC(...parts));
const clock = (month: number, day: number, hours: number, minutes: number) => ({
  year: 2026,
  month,
  day,
  hours,
  minutes,
  seconds: 0,
});

/** Of the days about the changes in Berlin and in New York, and of one between. */
const HALF_HOURS = [
  at(2026, 2, 7, 0, 0),
  at(2026, 2, 28, 0, 0),
  at(2026, 5, 1, 0, 0),
  at(2026, 9, 24, 0, 0),
  at(2026, 9, 31, 0, 0),
].flatMap((start) => Array.from({ length: 96 }, (_, i) => milliseconds(start + i * 1_800_000)));

describe('the times at which clocks show something', () => {
  it('are two in the hour that is shown twice', () => {
    expect(timesOf(clock(10, 25, 2, 30), BERLIN)).toEqual([
      at(2026, 9, 25, 0, 30),
      at(2026, 9, 25, 1, 30),
    ]);
  });

  it('are as far behind the change in the hour that is left out', () => {
    expect(timesOf(clock(3, 29, 2, 30), BERLIN)).toEqual([at(2026, 2, 29, 1, 30)]);
  });

  const zones: readonly (readonly [string, Zone])[] = [
    ['Berlin', BERLIN],
    ['New York', NEW_YORK],
    ['Newfoundland', NEWFOUNDLAND],
    ['UTC', UTC],
    ['this machine', localZone],
  ];
  it.each(zones)('have the time among them that shows it: %s', (_, zone) => {
    for (const time of HALF_HOURS) {
      const shown = wallClockAt(time, zone);
      const times = timesOf(shown, zone);
      expect(times).toContain(time);
      expect(times.map((each) => wallClockAt(each, zone))).toEqual(times.map(() => shown));
    }
  });
});

it('the changes of a year are two, to the millisecond', () => {
  const from = at(2026, 0, 1, 0, 0);
  expect(offsetsBetween(from, at(2027, 0, 1, 0, 0), BERLIN)).toEqual([
    [from, 60],
    [at(2026, 2, 29, 1, 0), 120],
    [at(2026, 9, 25, 1, 0), 60],
  ]);
  expect(offsetsBetween(from, from, BERLIN)).toEqual([[from, 60]]);
  expect(offsetsBetween(from, at(2026, 2, 29, 0, 59), BERLIN)).toEqual([[from, 60]]);
});

it('a range of centuries costs no more than one of thirty years, and its search ends', () => {
  let looks = 0;
  const day = 86_400_000;
  const zone: Zone = (time) => {
    looks += 1;
    if (looks > 100_000) throw new Error('it does not end');
    return time < day ? 60 : 120;
  };
  const from = milliseconds(0);
  expect(offsetsBetween(from, milliseconds(10_000 * day + 5000), zone)).toEqual([
    [from, 60],
    [day, 120],
  ]);
  expect(offsetsBetween(from, milliseconds(1_000_000 * day), zone)).toHaveLength(2);
  expect(looks).toBeLessThan(50_000);
});

it.each([
  [0, 'Z'],
  [60, '+01:00'],
  [-210, '-03:30'],
  [345, '+05:45'],
])('an offset of %d minutes is %s', (minutes, text) => {
  expect(offsetText(minutes)).toBe(text);
});
