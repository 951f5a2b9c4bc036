/** Colour means size: nothing is dim, much is warm and bold, stuck is an alarm. */
import { describe, expect, it } from 'vitest';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import type { Settings } from '../../../src/tui/core/settings.ts';
import { LOOK_NAMES, LOOKS } from '../../../src/tui/terminal/theme.ts';
import { toneIn, toneOfCell, toneOfRow } from '../../../src/tui/view/tone.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

const MIB = 2 ** 20;
const SECOND = 1e9;

const screenOf = (tasks: readonly TaskFields[], settings: Partial<Settings> = {}): DrivenScreen =>
  new DrivenScreen({ settings }).see(sampleOf({ tasks }));

/** Of the first task. */
const tone = (id: ColumnId, tasks: readonly TaskFields[], settings?: Partial<Settings>): string => {
  const { report } = screenOf(tasks, settings).state;
  const row = report?.rows.find(({ entry }) => entry.tid === tasks[0]?.tid);
  if (report === undefined || row === undefined) throw new RangeError('no row');
  return toneOfCell(columnOf(id), row, report);
};

describe('a cell', () => {
  it('of nothing, or of what nobody knows, is dim', () => {
    for (const id of ['read', 'write', 'moved', 'share', 'io', 'swapin', 'waiting'] as const)
      expect([id, tone(id, [{ tid: 1 }])]).toEqual([id, 'nothing']);
    expect(tone('read', [{ tid: 1, read: undefined }])).toBe('nothing');
    expect(tone('user', [{ tid: 1 }])).toBe('plain');
  });

  it('of a quarter of what all read, or wrote, is warm', () => {
    for (const way of ['read', 'write'] as const) {
      const others = { tid: 2, read: 3 * MIB, write: 3 * MIB };
      for (const measure of ['rate', 'total', 'average'] as const) {
        expect(tone(way, [{ tid: 1, [way]: MIB }, others], { measure })).toBe('warm');
        expect(tone(way, [{ tid: 1, [way]: MIB * 0.99 }, others], { measure })).toBe('plain');
      }
    }
  });

  it('of reads is measured by reads alone, of both together by both', () => {
    const tasks = [
      { tid: 1, read: MIB },
      { tid: 2, read: MIB, write: 9 * MIB },
    ];
    expect([tone('read', tasks), tone('moved', tasks), tone('share', tasks)]).toEqual([
      'warm',
      'plain',
      'plain',
    ]);
  });

  it('of so little that nobody asks is not warm, though it be all', () => {
    expect(tone('read', [{ tid: 1, read: 100 * 1024 - 1 }])).toBe('plain');
    expect(tone('read', [{ tid: 1, read: 100 * 1024 }])).toBe('warm');
  });

  it('of a long wait is warm, of one that lasts the whole interval an alarm', () => {
    const waits = (ioWait: number, waitingSince?: number) => [{ tid: 1, ioWait, waitingSince }];
    expect(tone('io', waits(0.4 * SECOND))).toBe('plain');
    expect(tone('io', waits(0.41 * SECOND))).toBe('warm');
    expect(tone('io', waits(SECOND))).toBe('warm');
    expect(tone('io', waits(0.9 * SECOND, 100.1 * SECOND))).toBe('warm');
    expect(tone('io', waits(SECOND, 100 * SECOND))).toBe('alarm');
    expect(tone('waiting', waits(SECOND, 100 * SECOND))).toBe('alarm');
  });
});

describe('a row', () => {
  it('of a task that does nothing is dim, also one that moved something before', async () => {
    const toneOf = (task: Partial<TaskFields>, settings: Partial<Settings> = {}) => {
      const screen = screenOf([{ tid: 1, ...task }], settings);
      const row = screen.state.rows[0]?.row;
      return row && toneOfRow(row);
    };
    expect(toneOf({})).toBe('nothing');
    expect(toneOf({ read: 1 })).toBe('plain');
    expect(toneOf({ waitingSince: 100 * SECOND })).toBe('plain');
    expect(toneOf({ totals: { read: 5 } }, { measure: 'total', since: 'started' })).toBe('plain');
    expect(toneOf({ ended: true, read: 5 }, { ended: 'shown' })).toBe('ended');
  });

  it('of folded ended tasks, which says so, is dim only where they did nothing', () => {
    const toneOf = (read: number) => {
      const dds = [1, 2].map((tid) => ({ tid, comm: 'dd', ended: true, read }));
      return screenOf(dds).state.rows.map(({ row }) => toneOfRow(row));
    };
    expect([toneOf(5), toneOf(0)]).toEqual([['plain'], ['nothing']]);
  });

  it('stands out less than what stands out in it; selected it has colours of its own, and is never dim', () => {
    expect(toneIn('nothing', 'plain')).toBe('nothing');
    expect(toneIn('plain', 'nothing')).toBe('nothing');
    expect(toneIn('ended', 'warm')).toBe('warm');
    expect(toneIn('selected', 'nothing')).toBe('selected');
    expect(toneIn('selected', 'warm')).toBe('selected-warm');
    expect(toneIn('selected', 'alarm')).toBe('selected-alarm');
    expect(toneIn('selected', 'graph-wait')).toBe('selected');
    expect(toneIn('nothing', 'graph-wait')).toBe('graph-wait');
  });

  it('shows it without colours', async () => {
    const screen = screenOf(
      [
        { tid: 1, read: 5 * MIB, user: 'root' },
        { tid: 2, command: 'x' },
      ],
      { theme: 'mono' },
    );
    const rows = await screen.rows();
    const [busy, idle] = [4, 5].map((row) => screen.shown.attributes(row)) as [string, string];
    expect(busy.slice(rows[4]?.indexOf('5.00 M/s')).slice(0, 9)).toBe('B'.repeat(9));
    expect(busy.slice(0, 5)).toBe('.....');
    expect(idle).toMatch(/^d+$/);
  });
});

it('in every theme much is bold, and nothing differs from the usual', () => {
  for (const name of LOOK_NAMES) {
    const { warm, alarm, nothing } = LOOKS[name];
    expect(warm).toMatch(/^1/);
    expect(alarm).toMatch(/^1/);
    expect(nothing).not.toBe('');
    expect(new Set([warm, alarm, nothing]).size).toBe(3);
  }
});
