import { expect, it } from 'vitest';
import { bytes, milliseconds } from '../../../src/lib/units.ts';
import { fixedZone } from '../../../src/lib/zone.ts';
import { peakText } from '../../../src/render/text/peak-text.ts';
import type { SystemEntry } from '../../../src/sample/sample.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const textOf = (...tasks: readonly TaskFields[]): string => textWith({}, ...tasks);

const textWith = (system: SystemEntry, ...tasks: readonly TaskFields[]): string =>
  peakText(sampleOf({ tasks, system, wallTime: milliseconds(Date.UTC(2026, 10, 26, 2, 12, 7)) }), {
    scale: DEFAULT_SETTINGS,
    glyphs: 'unicode',
    zone: fixedZone(60),
  });

const M = 2 ** 20;

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

it('a peak is of who makes it, not of who asks the disks for little beside', () => {
  const perl = { tid: 1, comm: 'perl', write: 554 * M, diskRead: 0, diskWrite: 0 };
  const server = { tid: 2, comm: 'pgserver', read: 5 * M, diskRead: 5 * M, diskWrite: 0 };
  expect(textWith({ blockRead: bytes(5 * M), blockWrite: bytes(0) }, perl, server)).toBe(
    '03:12:07, perl wrote 554 M/s',
  );
  expect(textOf({ ...perl, cancelledWrite: 554 * M }, server)).toMatch(/perl wrote/);
});

it('a peak of what was written back is of who the disks did it for; of nobody in particular, it is theirs', () => {
  const system = { blockRead: bytes(0), blockWrite: bytes(734 * M) };
  const cp = { tid: 1, comm: 'cp', write: 27 * M };
  expect(textWith(system, cp)).toBe('03:12:07, the disks wrote 734 M/s');
  expect(
    textWith(system, { ...cp, diskWrite: 0 }, { tid: 2, comm: 'dd', diskWrite: 700 * M }),
  ).toBe('03:12:07, dd wrote 700 M/s');
  expect(textWith({ blockWrite: bytes(28 * M) }, cp)).toBe('03:12:07, cp wrote 27.0 M/s');
});
