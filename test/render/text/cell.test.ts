import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Nanoseconds } from '../../../src/lib/units.ts';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { Measure, Row } from '../../../src/model/view/row.ts';
import {
  formatBytes,
  formatCell,
  formatDuration,
  formatShare,
} from '../../../src/render/text/cell.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW_BY_ID } from '../../support/samples/usual-view.ts';

const BINARY = { base: 1024, threshold: 2 } as const;

describe('formatBytes', () => {
  const cases = [
    [0, '0 B'],
    [0.3, '<1 B'],
    [278.82, '279 B'],
    [2047, '2047 B'],
    [2049, '2.00 K'],
    [2047 * 1024, '2047.00 K'],
    [2048 * 1024 + 1, '2.00 M'],
    [1.5 * 1024 ** 4, '1536.00 G'],
    [5 * 1024 ** 6, '5.00 E'],
    [-3 * 1024 ** 2, '-3.00 M'],
  ] as const;
  for (const [value, text] of cases) {
    it(`${value} is ${text}`, () => expect(formatBytes(value, '', BINARY, 11)).toBe(text));
  }

  it('is kilobytes always where that is asked for', () => {
    const kilobytes = { ...BINARY, amounts: 'kilobytes' } as const;
    expect(formatBytes(512, '', kilobytes, 11)).toBe('0.50 K');
    expect(formatBytes(5 * 1024 ** 2, '/s', kilobytes, 11)).toBe('5120.00 K/s');
  });

  it('has decimals of bytes too where cells are those of other iotops', () => {
    expect(formatBytes(278.82, '/s', BINARY, 11, 'decimal')).toBe('278.82 B/s');
  });

  it('loses decimals before it takes more room', () => {
    expect(formatBytes(1999 * 1024, '/s', BINARY, 9)).toBe('1999 K/s');
    expect(formatBytes(12.5 * 1024, '/s', BINARY, 8)).toBe('12.5 K/s');
  });

  it('fits eleven cells whatever the rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2 ** 63, noNaN: true }), (value) => {
        expect(formatBytes(value, '/s', BINARY, 11).length).toBeLessThanOrEqual(11);
      }),
    );
  });

  it('with base 1000 changes unit above 2000', () => {
    expect(formatBytes(2001, '', { base: 1000, threshold: 2 }, 11)).toBe('2.00 K');
  });
});

describe('a latency', () => {
  const shown = (mean: number, most: number | undefined): string =>
    formatCell(
      { ...columnOf('latency'), value: () => mean, most: () => most as Nanoseconds | undefined },
      {} as Row,
      {
        measure: 'rate',
        scale: BINARY,
        width: 11,
        cells: 'tight',
        context: { commandStyle: 'full' },
      },
    );

  it.each([
    [400, 24_400, '<1us/24us'],
    [131_072, 999_400, '131us/999us'],
    [999_500, 2_097_152, '1.0ms/2.1ms'],
    [9.94e6, 134e6, '9.9ms/134ms'],
    [9.96e6, 999.4e6, '10ms/999ms'],
    [999.5e6, 17.2e9, '1.0s/17s'],
  ])('of %d and %d ns is %s', (mean, most, text) => {
    expect(shown(mean, most)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(11);
  });

  it('has no second figure where none is known', () => expect(shown(2e6, undefined)).toBe('2.0ms'));
});

it('counts what is less than one, but not none', () => {
  const shown = (count: number): string =>
    formatCell({ ...columnOf('iops'), value: () => count }, {} as Row, {
      measure: 'rate',
      scale: BINARY,
      width: 6,
      cells: 'tight',
      context: { commandStyle: 'full' },
    });
  expect([shown(0), shown(0.3), shown(0.5), shown(25_000)]).toEqual(['0', '<1', '1', '25000']);
});

it('formatShare is a percentage that never needs a third digit', () => {
  expect(formatShare(0.5112, 7)).toBe('51.12 %');
  expect(formatShare(1, 7)).toBe('99.99 %');
  expect(formatShare(0.5112, 5)).toBe('51 %');
});

describe('formatDuration', () => {
  const cases = [
    [0, '0.00 s'],
    [0.354, '0.35 s'],
    [12.9, '12 s'],
    [200, '3m 20s'],
    [5 * 3600 + 61, '5h 01m'],
    [12 * 86_400 + 4 * 3600, '12d 04h'],
  ] as const;
  for (const [seconds, text] of cases) {
    it(`${seconds} s is ${text}`, () =>
      expect(formatDuration((seconds * 1e9) as Nanoseconds)).toBe(text));
  }
});

describe('formatCell', () => {
  const context = { commandStyle: 'full', now: 65e9 as Nanoseconds } as const;
  const rowOf = (task: Partial<TaskFields>): Row =>
    buildReport(sampleOf({ tasks: [{ tid: 7, ...task }] }), {
      ...VIEW_BY_ID,
      context,
    }).rows[0] as Row;
  const formatted = (id: ColumnId, row: Row, measure: Measure): string =>
    formatCell(columnOf(id), row, { measure, scale: BINARY, width: 11, cells: 'wide', context });
  const cell = (id: ColumnId, task: Partial<TaskFields>): string =>
    formatted(id, rowOf(task), 'rate');

  it('divides bytes by the time but for totals', () => {
    const row = { ...rowOf({ read: 5000 }), elapsed: 5e9 as Nanoseconds };
    expect(formatted('read', row, 'rate')).toBe('1000.00 B/s');
    expect(formatted('read', row, 'average')).toBe('1000.00 B/s');
    expect(formatted('read', row, 'total')).toBe('4.88 K');
  });

  it('shows a dash for what is unknown and a zero for nothing', () => {
    expect(cell('io', { ioWait: undefined })).toBe('-');
    expect(cell('io', { ioWait: 0 })).toBe('0.00 %');
    expect(cell('read', { read: undefined })).toBe('-');
    expect(cell('waiting', {})).toBe('-');
  });

  it('in tight cells gives a rate three digits, and nothing one', () => {
    const tight = (id: ColumnId, task: Partial<TaskFields>, measure: Measure = 'rate') =>
      formatCell(columnOf(id), rowOf(task), {
        ...{ measure, scale: BINARY, width: 11, context },
        cells: 'tight',
      });
    expect(tight('read', { read: 12.5 * 2 ** 20 })).toBe('12.5 M/s');
    expect(tight('read', { read: 135 * 2 ** 20 })).toBe('135 M/s');
    expect(tight('read', { read: 1.5 * 2 ** 21 })).toBe('3.00 M/s');
    expect(tight('read', { read: 135 * 2 ** 20 }, 'total')).toBe('135.00 M');
    expect([tight('read', { read: 0 }), tight('io', { ioWait: 0 })]).toEqual(['0', '0']);
    expect([tight('read', { read: undefined }), tight('tid', {})]).toEqual(['-', '7']);
  });

  it('shows each kind of column as people write it', () => {
    expect(cell('tid', {})).toBe('7');
    expect(cell('priority', { ioPriority: (2 << 13) | 4 })).toBe('be/4');
    expect(cell('read', { read: 4096 })).toBe('4.00 K/s');
    expect(cell('io', { ioWait: 5e8 })).toBe('50.00 %');
    expect(cell('age', {})).toBe('1m 00s');
    expect(cell('waiting', { waitingSince: 60e9 })).toBe('5.00 s');
    expect(cell('waiting', { waitingSince: 60e9, waitingLonger: true })).toBe('>5.00 s');
    expect(cell('read-calls', { readCalls: 12 })).toBe('12');
    expect(cell('user', { user: 'root' })).toBe('root');
  });

  it('lets no control character of a name through', () => {
    expect(cell('command', { command: 'a\x1b[2J' })).toBe('a\\x1b[2J');
    expect(cell('user', { user: 'a\n' })).toBe('a\\n');
  });
});
