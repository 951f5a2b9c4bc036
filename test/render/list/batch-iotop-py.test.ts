/** The layout of Python's iotop 0.6: the lines here are those it prints for the same figures. */
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/lib/units.ts';
import type { Gap } from '../../../src/sample/gap.ts';
import { type AskedList, batchLists } from '../../support/samples/batch-lists.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const {
  linesOf: linesAsked,
  rowOf,
  listsOf,
} = batchLists({
  format: { layout: 'iotop-py', idWidth: 5 },
  view: {},
});

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

/** Of one reader, where a test is about none in particular. */
const linesOf = (asked: AskedList = {}): readonly string[] =>
  linesAsked({ sample: { tasks: [READER] }, ...asked });

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
    const lines = linesOf({ view: { measure: 'total' }, format: { amounts: 'kilobytes' } });
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
    const idle = { tid: 5, comm: 'sleeper' };
    const samples = [NO_WAITS, []].map((gaps, index) => sampleOf({ idle: [idle], gaps, index }));
    const rows = listsOf(samples).map((lines) => lines[3]);
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
