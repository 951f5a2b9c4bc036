/** The layout of Python's iotop 0.6: the lines here are those it prints for the same figures. */
import { describe, expect, it } from 'vitest';
import { bytes } from '../../src/lib/units.ts';
import { Accumulator } from '../../src/model/accumulate.ts';
import { columnOf } from '../../src/model/columns.ts';
import { buildLongReport, type View } from '../../src/model/report.ts';
import { EVERYTHING } from '../../src/model/selection.ts';
import { batchFormatter } from '../../src/render/batch.ts';
import type { BatchFormat } from '../../src/render/batch-layout.ts';
import type { Gap } from '../../src/sample/gap.ts';
import { type SampleFields, sampleOf } from '../support/samples.ts';

const FORMAT: BatchFormat = {
  layout: 'iotop-py',
  decimals: 'two',
  longUsers: 'cut',
  base: 1024,
  threshold: 2,
  unit: 'scaled',
  users: 'names',
  idWidth: 5,
  vfs: [],
  quiet: 0,
  ended: 'unmarked',
  commandLimit: 4096,
  unattributed: 'hidden',
};

const VIEW: View = {
  unit: 'threads',
  measure: 'rate',
  since: 'seen',
  show: 'all',
  selection: EVERYTHING,
  sort: { column: columnOf('io'), direction: 'descending' },
  context: { commandStyle: 'full' },
};

const MIB = 2 ** 20;
const READER = {
  tid: 16_732,
  comm: 'python3',
  command: 'python3 load.py 40',
  read: 199.74 * MIB,
  ioWait: 0.5112e9,
};
const NO_WAITS: readonly Gap[] = (['io-wait', 'swap-wait'] as const).map((what) => ({
  kind: 'unavailable',
  what,
  reason: 'delay accounting is off',
  remedy: '',
}));

type Asked = {
  readonly sample?: SampleFields;
  readonly format?: Partial<BatchFormat>;
  readonly view?: Partial<View>;
  readonly time?: string;
};

const linesOf = ({ sample, format, view, time }: Asked = {}): readonly string[] => {
  const shown = sampleOf(sample ?? { tasks: [READER] });
  const accumulated = new Accumulator();
  accumulated.add(shown);
  const report = buildLongReport(shown, { ...VIEW, ...view }, accumulated);
  return [...batchFormatter({ ...FORMAT, ...format })(report, 1, time)].join('').split('\n');
};

const rowOf = (fields: object, asked: Asked = {}): string =>
  linesOf({ ...asked, sample: { tasks: [{ tid: 1, comm: 'x', ...fields }] } })[2 + 1] as string;

describe('a list as 0.6 prints it', () => {
  it('is two summary lines, a title line and a line a task', () => {
    const system = { blockRead: bytes(199.74 * MIB), blockWrite: bytes(124.84 * MIB) };
    expect(linesOf({ sample: { tasks: [READER], system } })).toEqual([
      'Total DISK READ:       199.74 M/s | Total DISK WRITE:         0.00 B/s',
      'Current DISK READ:     199.74 M/s | Current DISK WRITE:     124.84 M/s',
      '  TID  PRIO  USER     DISK READ  DISK WRITE  SWAPIN      IO    COMMAND',
      '16732 be/4 root      199.74 M/s    0.00 B/s  0.00 % 51.12 % python3 load.py 40',
      '',
    ]);
  });

  it('of amounts has rates in its summary and amounts in its rows', () => {
    const lines = linesOf({ view: { measure: 'total' }, format: { unit: 'kilobytes' } });
    expect(lines[0]).toBe('Total DISK READ:    204533.76 K/s | Total DISK WRITE:         0.00 K/s');
    expect(lines[3]).toBe(
      '16732 be/4 root     204533.76 K      0.00 K  0.00 % 51.12 % python3 load.py 40',
    );
  });

  it('has the time before each line, and the titles one cell to the left of it', () => {
    const lines = linesOf({ time: '02:35:22' });
    expect(lines[0]).toMatch(/^02:35:22 Total DISK READ: /);
    expect(lines[2]).toMatch(/^ {4}TIME {2}TID {2}PRIO {2}USER /);
    expect(lines[3]).toMatch(/^02:35:22 16732 be\/4 root /);
  });

  it('of processes has PID in its titles, as wide as the largest id', () => {
    expect(linesOf({ view: { unit: 'processes' }, format: { idWidth: 7 } })[2]).toMatch(
      /^ {4}PID {2}PRIO/,
    );
  });

  it('has one word for SWAPIN and IO where its engine knows no waits, and two shares where it knows one', () => {
    const row = (gaps: readonly Gap[]) =>
      linesOf({ sample: { gaps, tasks: [{ ...READER, swapWait: undefined }] } })[3];
    expect(row(NO_WAITS)).toBe(
      '16732 be/4 root      199.74 M/s    0.00 B/s ?unavailable?  python3 load.py 40',
    );
    expect(row(NO_WAITS.slice(1))).toBe(
      '16732 be/4 root      199.74 M/s    0.00 B/s     - % 51.12 % python3 load.py 40',
    );
  });

  it('has the same columns in all rows when delay accounting is switched on meanwhile', () => {
    const format = batchFormatter(FORMAT);
    const idle = { tid: 5, comm: 'sleeper' };
    const rows = [NO_WAITS, []].map((gaps, index) => {
      const sample = sampleOf({ idle: [idle], gaps, index });
      return [...format(buildLongReport(sample, VIEW), 1)].join('').split('\n')[3];
    });
    expect(rows.map((row) => row?.includes('?unavailable?'))).toEqual([true, false]);
  });
});

describe('a row as 0.6 prints it', () => {
  it.each([
    { read: 2047 * 1024, text: '2047.00 K/s' },
    { read: 2048 * 1024, text: '   2.00 M/s' },
    { read: 1, text: '   1.00 B/s' },
    { read: undefined, text: '      - B/s' },
  ])('has for $read bytes in a second "$text"', ({ read, text }) => {
    expect(rowOf({ read })).toContain(` root     ${text}    0.00 B/s `);
  });

  it('has shares below 100 %, users of eight letters, and idle for that class', () => {
    expect(rowOf({ ioWait: 2e9, user: 'systemd-network', ioPriority: (3 << 13) | 7 })).toBe(
      '    1 idle systemd-    0.00 B/s    0.00 B/s  0.00 % 99.99 % x',
    );
  });

  it('keeps its fields where a task has ended', () => {
    expect(rowOf({ ended: true, ioPriority: undefined })).toBe(
      '    1    - root        0.00 B/s    0.00 B/s  0.00 %  0.00 % x',
    );
  });
});
