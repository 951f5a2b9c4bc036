/** The own figures of the selected service or container: asked for once a sample, of it alone, and said below the table. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import type { GroupFigures } from '../../../src/tui/core/effects.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const ID = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const DB = `/docker/${ID}`;
const TASKS: readonly TaskFields[] = [
  { tid: 7, comm: 'db', write: 9e6, cgroup: 5, cgroupPath: `${DB}/inner` },
  { tid: 8, comm: 'web', write: 1e6, cgroup: 6, cgroupPath: '/system.slice/web.service' },
];
const sampleAt = (index: number): Sample => sampleOf({ index, tasks: TASKS });

const screenOf = (unit: 'services' | 'containers' | 'processes', more: DrivenOptions = {}) =>
  new DrivenScreen({ settings: { unit }, ...more }).see(sampleAt(0));

const askedBy = ({ effects }: DrivenScreen): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'read-group' ? [effect.path] : []));

const MB = 1 << 20;
const READ: GroupFigures = {
  readAt: nanoseconds(1e9),
  bytes: [{ device: '8:0', read: 0, written: 0 }],
  stalled: nanoseconds(5e9),
  limits: [],
} as unknown as GroupFigures;
const LATER = {
  readAt: nanoseconds(3e9),
  bytes: [
    { device: '8:0', read: 0, written: 20 * MB },
    { device: '8:16', read: 40 * MB, written: 0 },
  ],
  stalled: nanoseconds(6.5e9),
  limits: [
    { device: '8:0', limit: 'wbps', most: 10 * MB },
    { device: '8:0', limit: 'riops', most: 120, of: '/\u001b[2Jx' },
  ],
} as unknown as GroupFigures;

/** The row below the table. */
const lineOf = async (screen: DrivenScreen): Promise<string> => (await screen.rows()).at(-2) ?? '';

describe('the own figures of a group', () => {
  it('are asked for when a row is selected, and once with each sample after it', () => {
    const screen = screenOf('services');
    expect(askedBy(screen)).toEqual([]);
    screen.press('down');
    expect(askedBy(screen)).toEqual([DB]);
    screen.press('a', 'a', '?', 'escape');
    screen.send({ kind: 'group', path: DB, figures: READ });
    expect(askedBy(screen)).toEqual([DB]);
    screen.see(sampleAt(1), sampleAt(2));
    expect(askedBy(screen)).toEqual([DB, DB, DB]);
    screen.press('down');
    expect(askedBy(screen).slice(3)).toEqual(['/system.slice/web.service']);
  });

  it('are those of the row in which a process stands', () => {
    const screen = screenOf('containers').press('down', 'right', 'down').see(sampleAt(1));
    expect(askedBy(screen)).toEqual([DB, DB]);
  });

  it('are not asked for of tasks, of what is no group, under a page, in a replay, or of a frozen sample twice', () => {
    for (const screen of [
      screenOf('processes').press('down'),
      screenOf('containers').press('down', 'down'),
      screenOf('containers', { rights: 'replay' }).press('down'),
    ]) {
      const before = askedBy(screen).length;
      screen.see(sampleAt(1));
      expect(askedBy(screen)).toHaveLength(before);
    }
    const frozen = screenOf('containers').press('down', 's').see(sampleAt(1), sampleAt(2));
    expect(askedBy(frozen)).toHaveLength(1);
    const helped = screenOf('containers').press('down', '?').see(sampleAt(1), sampleAt(2));
    expect(askedBy(helped)).toHaveLength(1);
  });

  it('are said with limits first, those of groups around it too, as rates from the second look on', async () => {
    const screen = screenOf('containers');
    expect(await lineOf(screen)).toContain('select a row');
    const host = screenOf('containers').press('down', 'down');
    expect(await lineOf(host)).toContain('no control group of their own');
    screen.press('down');
    expect((await lineOf(screen)).trim()).toBe('');
    screen.send({ kind: 'group', path: DB, figures: { ...READ, limits: LATER.limits } });
    expect(await lineOf(screen)).toMatch(
      /^limit 8:0 write 10\.0 M\/s {2}limit 8:0 120 reads\/s \(of \/\\x1b\[2Jx\)$/,
    );
    screen.send({ kind: 'group', path: DB, figures: { ...LATER, limits: [] } });
    expect(await lineOf(screen)).toBe(
      'waits 75 %  itself 8:16 read 20.0 M/s write 0, 8:0 read 0 write 10.0 M/s',
    );
    screen.send({
      kind: 'group',
      path: DB,
      figures: { ...LATER, readAt: nanoseconds(4e9), limits: [] },
    });
    expect(await lineOf(screen)).toBe('waits 0.0 %  itself moves 0');
  });

  it('say that nobody counts them, and nothing of what is not known', async () => {
    const none = { readAt: nanoseconds(1), limits: [] };
    const screen = screenOf('containers').press('down');
    screen.send({ kind: 'group', path: DB, figures: none });
    expect(await lineOf(screen)).toMatch(/neither io\.stat nor io\.pressure/);
    const { stalled, readAt } = READ;
    screen.send({
      kind: 'group',
      path: DB,
      figures: { readAt, stalled, limits: [] } as GroupFigures,
    });
    expect((await lineOf(screen)).trim()).toBe('');
    screen.send({ kind: 'group', path: DB, figures: LATER });
    expect(await lineOf(screen)).toMatch(/waits 75 %$/);
  });

  it('are of no other group: those that come late are dropped, and another begins anew', async () => {
    const screen = screenOf('services').press('down');
    screen.send({ kind: 'group', path: DB, figures: READ });
    screen.press('down');
    screen.send({ kind: 'group', path: DB, figures: LATER });
    expect((await lineOf(screen)).trim()).toBe('');
    screen.send({ kind: 'group', path: '/system.slice/web.service', figures: LATER });
    expect(await lineOf(screen)).not.toContain('waits');
  });

  it('take a row where there is room for one, and none in a low window', async () => {
    const low = screenOf('containers', { size: { columns: 80, rows: 13 } });
    expect((await low.rows()).join('\n')).not.toContain('select a row');
    const help = await screenOf('containers').press('?').rows();
    expect(help.join('\n')).not.toContain('select a row');
  });
});
