import { expect, it } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { fixedZone } from '../../../src/lib/zone.ts';
import { peakText } from '../../../src/render/text/peak-text.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const textOf = (...tasks: readonly TaskFields[]): string =>
  peakText(sampleOf({ tasks, wallTime: milliseconds(Date.UTC(2026, 10, 26, 2, 12, 7)) }), {
    scale: DEFAULT_SETTINGS,
    glyphs: 'unicode',
    zone: fixedZone(60),
  });

it('a peak is told by when it was, who moved most one way, and how much', () => {
  expect(textOf({ tid: 1, comm: 'dd', write: 5e8 }, { tid: 2, comm: 'cat', read: 4e8 })).toBe(
    '03:12:07, dd wrote 477 M/s',
  );
  expect(textOf({ tid: 1, comm: 'dd', write: 3e8 }, { tid: 2, comm: 'cat', read: 4e8 })).toMatch(
    /cat read +381 M/,
  );
  expect(textOf({ tid: 1, comm: 'dd', write: 3e8 }, { tid: 2, comm: 'dd', write: 4e8 })).toMatch(
    /dd ×2 wrote +668 M/,
  );
  expect(textOf({ tid: 1 })).toBe('03:12:07');
});
