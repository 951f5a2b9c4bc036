/** The layout of batch, to the character: the lines here are those iotop-c 1.33 prints for the same figures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { quantity } from '../../../src/render/list/batch-iotop-c.ts';
import { type AskedList, batchLists } from '../../support/samples/batch-lists.ts';

const { linesOf: linesAsked, rowOf } = batchLists({
  format: { layout: 'iotop-c', decimals: 'fitting' },
  view: { context: { commandStyle: 'short' } },
});

const MIB = 2 ** 20;
const DD = {
  tid: 5029,
  comm: 'dd',
  read: 46.91 * MIB,
  write: 0,
  readChars: 46.91 * MIB,
  writeChars: 0,
};

/** Of dd, where a test is about none in particular. */
const linesOf = (asked: AskedList): readonly string[] =>
  linesAsked({ sample: { tasks: [DD] }, ...asked });

describe('a list', () => {
  it('is two summary lines, a title line and a line a task, each ended by a newline', () => {
    const system = { blockRead: bytes(46.91 * MIB), blockWrite: bytes(2.99 * MIB) };
    expect(linesOf({ sample: { tasks: [DD], system } })).toEqual([
      '  Total DISK READ:   46.91 M/s |   Total DISK WRITE:    0.00 B/s',
      'Current DISK READ:   46.91 M/s | Current DISK WRITE:    2.99 M/s',
      '   TID PRIO USER         DISK READ  DISK WRITE SWAPIN     IO COMMAND',
      '  5029 be/4 root         46.91 M/s    0.00 B/s 0.00 % 0.00 % dd',
      '',
    ]);
  });

  it('has PID over its first column where a row is a process', () => {
    expect(linesOf({ view: { unit: 'processes' } })[2]).toBe(
      '   PID PRIO USER         DISK READ  DISK WRITE SWAPIN     IO COMMAND',
    );
  });

  it('has a first column as wide as the largest task id', () => {
    const lines = linesOf({ format: { idWidth: 7 } });
    expect(lines[2]).toMatch(/^ {4}TID PRIO/);
    expect(lines[3]).toMatch(/^ {3}5029 be\/4/);
  });

  it('shows the columns of characters beside those of the disk', () => {
    const lines = linesOf({ format: { vfs: ['vfs-read', 'vfs-write'] } });
    expect(lines.slice(2, 4)).toEqual([
      '   TID PRIO USER         DISK READ    VFS READ  DISK WRITE   VFS WRITE SWAPIN     IO COMMAND',
      '  5029 be/4 root         46.91 M/s   46.91 M/s    0.00 B/s    0.00 B/s 0.00 % 0.00 % dd',
    ]);
    expect(linesOf({ format: { vfs: ['vfs-write'] } })[2]).toBe(
      '   TID PRIO USER         DISK READ  DISK WRITE   VFS WRITE SWAPIN     IO COMMAND',
    );
  });

  it('of amounts has two blanks for the rate, at the end of the first line too', () => {
    expect(linesOf({ view: { measure: 'total' } })).toEqual([
      '  Total DISK READ:   46.91 M   |   Total DISK WRITE:    0.00 B  ',
      'Current DISK READ:       - B/s | Current DISK WRITE:       - B/s',
      '   TID PRIO USER         DISK READ  DISK WRITE SWAPIN     IO COMMAND',
      '  5029 be/4 root         46.91 M      0.00 B   0.00 % 0.00 % dd',
      '',
    ]);
  });

  it('begins every line by the time where that is asked for, and the title by TIME', () => {
    const lines = linesOf({ time: '04:39:25' });
    expect(lines[0]).toMatch(/^04:39:25 {3}Total DISK READ: /);
    expect(lines[1]).toMatch(/^04:39:25 Current DISK READ: /);
    expect(lines[2]).toMatch(/^ {4}TIME {4}TID PRIO /);
    expect(lines[3]).toMatch(/^04:39:25 {3}5029 be\/4 /);
  });

  it.each([
    { quiet: 0, first: 4, later: 4 },
    { quiet: 1, first: 4, later: 3 },
    { quiet: 2, first: 3, later: 3 },
    { quiet: 3, first: 1, later: 1 },
  ])('quieter by $quiet has $first lines at first and $later later', ({ quiet, first, later }) => {
    const count = (iteration: number) => linesOf({ format: { quiet }, iteration }).length - 1;
    expect([count(1), count(2)]).toEqual([first, later]);
  });

  it('without titles and without rows is nothing at all, not an empty line', () => {
    expect(linesOf({ sample: {}, format: { quiet: 3 } })).toEqual(['']);
  });

  it('shows with its sign what was charged to nobody, where that is asked for', () => {
    const sample = {
      tasks: [DD],
      system: { blockRead: bytes(50 * MIB), blockWrite: bytes(0) },
    };
    expect(linesOf({ sample, format: { unattributed: 'shown' } })[2]).toBe(
      'Unattrib. DISK READ:    3.09 M/s | Unattrib. DISK WRITE:    0.00 B/s',
    );
  });

  it('names below that each device that is no disk', () => {
    const times = { busy: nanoseconds(1), queued: nanoseconds(1) };
    const moved = { reads: 1, readBytes: bytes(MIB), writes: 0, writeBytes: bytes(0), ...times };
    const devices = [{ id: '253:0', name: 'zram0\x1b', kind: 'memory' as const, ...moved }];
    const sample = { tasks: [DD], system: { devices } };
    expect(linesOf({ sample, format: { unattributed: 'shown' } })[3]).toBe(
      'Beside, zram0\\x1b READ: 1024.00 K/s | Beside, zram0\\x1b WRITE:    0.00 B/s',
    );
    expect(linesOf({ sample })[2]).toContain('TID');
  });
});

describe('a quantity', () => {
  const KIB = 1024;
  const scaled = { base: 1024, threshold: 2, amounts: 'scaled', decimals: 'fitting' } as const;
  const cases = [
    { value: 0, text: '   0.00 B/s' },
    { value: 2048 * KIB, text: '2048.00 K/s' },
    { value: 2049 * KIB, text: '   2.00 M/s' },
    { value: 1024, with: { threshold: 1 }, text: '1024.00 B/s' },
    { value: 900 * KIB, with: { threshold: 1 }, text: ' 900.00 K/s' },
    { value: 1999 * KIB, with: { threshold: 1 }, text: '   1.95 M/s' },
    { value: 10240 * KIB, with: { threshold: 10 }, text: '10240.0 K/s' },
    { value: 10241 * KIB, with: { threshold: 10 }, text: '  10.00 M/s' },
    { value: 2000 * 1000, with: { base: 1000 }, text: '2000.00 K/s' },
    { value: 2001 * 1000, with: { base: 1000 }, text: '   2.00 M/s' },
    { value: 0, with: { amounts: 'kilobytes' }, text: '   0.00 K/s' },
    { value: 9999 * KIB, with: { amounts: 'kilobytes' }, text: '9999.00 K/s' },
    { value: 9999.998976 * KIB, with: { amounts: 'kilobytes' }, text: '10000.0 K/s' },
    { value: 99_999 * KIB, with: { amounts: 'kilobytes' }, text: '99999.0 K/s' },
    { value: 100_000 * KIB, with: { amounts: 'kilobytes' }, text: ' 100000 K/s' },
    { value: 9_999_999 * KIB, with: { amounts: 'kilobytes' }, text: '9999999 K/s' },
    { value: 10_000_000 * KIB, with: { amounts: 'kilobytes' }, text: '10000000 K/s' },
    { value: 5000, with: { amounts: 'kilobytes', base: 1000 }, text: '   5.00 K/s' },
    {
      value: 100_000 * KIB,
      with: { amounts: 'kilobytes', decimals: 'two' },
      text: '100000.00 K/s',
    },
    { value: -3 * MIB, text: '  -3.00 M/s' },
  ] as const;
  it.each(cases)('of $value is "$text" ($with)', ({ value, text, ...rest }) => {
    expect(quantity(value, '/s', { ...scaled, ...('with' in rest ? rest.with : {}) })).toBe(text);
  });

  it('is eleven characters wide unless its number alone is longer than seven', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2 ** 63, noNaN: true }),
        fc.integer({ min: 1, max: 10 }),
        (value, threshold) => {
          expect(quantity(value, '  ', { ...scaled, threshold })).toHaveLength(11);
        },
      ),
    );
  });
});

describe('a row', () => {
  it('has a dash for what is unknown, never a zero', () => {
    const unknown = {
      read: undefined,
      write: undefined,
      cancelledWrite: undefined,
      ioWait: undefined,
      swapWait: undefined,
      ioPriority: undefined,
      user: undefined,
      uid: undefined,
    };
    expect(rowOf(unknown)).toBe('     1 -    -                - B/s       - B/s    - %    - % x');
  });

  it.each([
    { share: 0, text: '0.00 %' },
    { share: 0.0999, text: '9.99 %' },
    { share: 0.3091, text: '30.91 %' },
    { share: 1, text: '100.00 %' },
  ])('has $text unaligned, as iotop-c has', ({ share, text }) => {
    expect(rowOf({ ioWait: share * 1e9 })).toContain(` 0.00 % ${text} x`);
  });

  it.each([
    { ioPriority: (1 << 13) | 2, text: 'rt/2' },
    { ioPriority: (2 << 13) | 0, text: 'be/0' },
    { ioPriority: (3 << 13) | 7, text: 'id/7' },
    { ioPriority: undefined, text: '-   ' },
  ])('has the I/O priority $text', ({ ioPriority, text }) => {
    expect(rowOf({ ioPriority }).slice(7, 12)).toBe(`${text} `);
  });

  it.each([
    { uid: 0, text: '   0      ' },
    { uid: 33, text: '  33      ' },
    { uid: 1000, text: '1000      ' },
    { uid: 65_534, text: '65534     ' },
    { uid: 4_294_967_294, text: '4294967294' },
  ])(
    'has the number $uid where numbers are asked for, set out as iotop-c does',
    ({ uid, text }) => {
      const row = rowOf({ uid, user: undefined }, { format: { users: 'numbers' } });
      expect(row.slice(12, 23)).toBe(`${text} `);
    },
  );

  it('has the number of a user without a name', () => {
    expect(rowOf({ uid: 4242, user: undefined }).slice(12, 23)).toBe('4242       ');
  });

  it('cuts a long name of a user at its column, so that figures stay in theirs, but not within a character', () => {
    const cut = (user: string) => rowOf({ user }).slice(12, 23);
    expect(cut('systemd-network')).toBe('systemd-ne ');
    expect(cut('123456789\u{1f600}')).toBe('123456789  ');
  });

  it('has as many fields whatever of it is unknown, rates or amounts, living or ended', () => {
    const known = rowOf({}).trim().split(/ +/).length;
    for (const name of ['read', 'write', 'ioWait', 'swapWait', 'ioPriority', 'user']) {
      for (const measure of ['rate', 'total'] as const) {
        const row = rowOf(
          { [name]: undefined, uid: undefined, ended: true },
          { view: { measure } },
        );
        expect(row.trim().split(/ +/)).toHaveLength(known);
      }
    }
  });

  it('shows no control character that a user chose, in a name or a command', () => {
    const row = rowOf({ comm: 'a\n\u001b[2J\u202e', user: 'e\u009bvil\r' });
    expect(row).toContain('a\\n\\x1b[2J\\u202e');
    expect(row).toContain('e\\u009bvil ');
  });

  it('ends at the command limit, but not within a character', () => {
    const view = { context: { commandStyle: 'full' } } as const;
    const command = (text: string, commandLimit: number) =>
      rowOf({ command: text }, { view, format: { commandLimit } }).slice(61);
    expect(command('abcdef', 4)).toBe('abcd');
    expect(command('abc\u{1f600}', 4)).toBe('abc');
    expect(command('ab\u{1f600}', 4)).toBe('ab\u{1f600}');
  });

  it('says that its task ended, where marks are wanted', () => {
    const ended = { ended: true };
    expect(rowOf(ended, { format: { ended: 'marked' } })).toMatch(/ x <ended>$/);
    expect(rowOf(ended)).toMatch(/ x$/);
  });
});
