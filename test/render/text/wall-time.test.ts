import { expect, it } from 'vitest';
import { parseTime } from '../../../src/cli/options/time-text.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { spanText, wallTimeText } from '../../../src/render/text/wall-time.ts';
import { BERLIN, UTC } from '../../support/samples/zones.ts';

const utc = (...parts: [number, number, number, number, number]) =>
  milliseconds(Date.UTC(...parts));

it('a time carries its zone, so that no two are alike', () => {
  const times = [utc(2026, 9, 25, 0, 30), utc(2026, 9, 25, 1, 30)];
  const texts = times.map((time) => wallTimeText(time, BERLIN));
  expect(texts).toEqual(['2026-10-25 02:30:00+02:00', '2026-10-25 02:30:00+01:00']);
  expect(wallTimeText(times[0] ?? milliseconds(0), UTC)).toBe('2026-10-25 00:30:00Z');
});

it('a time that was printed can be typed', () => {
  const end = utc(2027, 0, 1, 0, 0);
  for (let hour = 0; hour < 24 * 365; hour += 11) {
    const time = milliseconds(Date.UTC(2026, 0, 1) + hour * 3_600_000);
    for (const zone of [BERLIN, UTC]) {
      const text = wallTimeText(time, zone);
      expect(parseTime(text, { end, repeated: 'first' })).toBe(time);
    }
  }
});

it('a span names a day once, a zone at each end', () => {
  const span = { from: utc(2026, 9, 25, 0, 30), to: utc(2026, 9, 25, 1, 15) };
  expect(spanText(span, BERLIN)).toBe('2026-10-25 02:30:00+02:00 to 02:15:00+01:00');
  const night = { from: utc(2026, 9, 25, 22, 0), to: utc(2026, 9, 26, 1, 0) };
  expect(spanText(night, BERLIN)).toBe('2026-10-25 23:00:00+01:00 to 2026-10-26 02:00:00+01:00');
});
