/** Columns earn their cells: which of them stand, and how wide they are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personalityNamed } from '../../../src/cli/personality.ts';
import { DEFAULT_SETTINGS } from '../../../src/tui/core/settings.ts';
import { withColumns } from '../../../src/tui/settings/column-setting.ts';
import { columnLayoutOf } from '../../../src/tui/table/column-layout.ts';
import { diskEntry } from '../../support/samples/asked.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const BE_0 = 2 << 13;
const USUAL = { columns: 80, rows: 24 };

const screenOf = (task: Partial<TaskFields> = {}, options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size: USUAL, ...options }).see(
    sampleOf({ tasks: [{ tid: 7, read: 5e6, ...task }] }),
  );

const widthsOf = ({ state }: DrivenScreen): Readonly<Record<string, number>> =>
  Object.fromEntries(columnLayoutOf(state).map(({ id, width }) => [id, width]));

const shownBy = (screen: DrivenScreen): readonly string[] => Object.keys(widthsOf(screen));

const USUALLY = ['tid', 'user', 'read', 'write', 'io', 'command'];
const then = (screen: DrivenScreen, task: Partial<TaskFields>): DrivenScreen =>
  screen.see(sampleOf({ index: 1, tasks: [{ tid: 7, read: 1, ...task }] }));

describe('at 80 columns', () => {
  it('a command has 40 cells, however long ids and users are', () => {
    for (const tid of [7, 4_194_303])
      for (const user of ['root', 'systemd-network'])
        expect(widthsOf(screenOf({ tid, user })).command).toBeGreaterThanOrEqual(40);
  });

  it('a column in which no row has a figure takes no cells', () => {
    expect(shownBy(screenOf())).toEqual(USUALLY);
    expect(shownBy(new DrivenScreen({ size: USUAL }))).toEqual(USUALLY);
  });

  it('a chosen graph stands', () => {
    expect(shownBy(screenOf().press('8'))).toContain('graph');
    expect(shownBy(screenOf().press('8', '8'))).not.toContain('graph');
    expect(shownBy(screenOf({}, { settings: { sortColumn: 'graph' } }))).toContain('graph');
  });
});

it('the graph stands from 100 columns on', () => {
  const at = (columns: number) => shownBy(screenOf().resize({ columns, rows: 24 }));
  expect(at(99)).not.toContain('graph');
  expect(at(100)).toContain('graph');
});

describe('PRIO', () => {
  it('stands once a task that does something has an unusual one, and a minute after the last', () => {
    const screen = screenOf({ ioPriority: BE_0 });
    expect(shownBy(screen)).toContain('priority');
    expect(shownBy(then(screen, {}))).toContain('priority');
    const at = (index: number) => screen.see(sampleOf({ index, tasks: [{ tid: 7, read: 1 }] }));
    expect(shownBy(at(59))).toContain('priority');
    expect(shownBy(at(60))).toEqual(USUALLY);
  });

  it('does not stand for hints, which are not shown', () => {
    const hinted = (2 << 13) | (1 << 3) | 4;
    expect(shownBy(screenOf({ ioPriority: hinted }))).toEqual(USUALLY);
  });

  it('does not stand for idle tasks or for threads of the kernel, which have theirs from it', () => {
    expect(shownBy(screenOf({ ioPriority: BE_0, read: 0 }))).toEqual(USUALLY);
    expect(shownBy(screenOf({ ioPriority: BE_0, kernelThread: true }))).toEqual(USUALLY);
    expect(shownBy(screenOf({ ioPriority: undefined }))).toEqual(USUALLY);
  });

  it('is shown and hidden by its key, whether it stands or not', () => {
    expect(shownBy(screenOf().press('2'))).toContain('priority');
    expect(shownBy(screenOf({ ioPriority: BE_0 }).press('2'))).not.toContain('priority');
  });

  it('stands while rows are sorted by it', () => {
    expect(shownBy(screenOf({}, { settings: { sortColumn: 'priority' } }))).toContain('priority');
  });
});

it('SWAPIN stands once a task has waited for swap', () => {
  expect(shownBy(screenOf({ swapWait: undefined }))).toEqual(USUALLY);
  expect(shownBy(then(screenOf({ swapWait: 1e6 }), {}))).toContain('swapin');
});

describe('what the disks were asked for', () => {
  const ASKED = [diskEntry('vda', { write: 5e6, writes: 9 })];
  const quiet = { diskRead: 5e6, diskWrite: 0, disk: ASKED };
  const wide = (columns: number, task: Partial<TaskFields>): readonly string[] =>
    shownBy(screenOf(task, { size: { columns, rows: 24 } }));

  it('has at 80 columns TO DISK from the first sample on, so that no column moves with what tasks do', () => {
    const some = { user: 'root', ...quiet };
    for (const columns of [80, 99]) {
      const screen = screenOf(some, { size: { columns, rows: 24 } });
      const before = columnLayoutOf(screen.state);
      expect(before.map(({ id }) => id)).toContain('to-disk');
      for (const next of [
        { ...some, write: 5e6 },
        { ...some, diskWrite: 5e6 },
        { ...some, user: 'nobody', diskRead: 0 },
        { ...some, read: 0, diskRead: 0, disk: undefined },
        { user: 'root' },
      ])
        expect(columnLayoutOf(then(screen, next).state)).toEqual(before);
    }
    expect(shownBy(screenOf({}))).toEqual(USUALLY);
  });

  it('has TO DISK in a narrower window once it differs much from what a row was charged, and then stays', () => {
    const written = narrow({ ...quiet, diskWrite: 5e6 });
    expect(shownBy(narrow(quiet))).toEqual(USUALLY);
    expect(shownBy(written)).toContain('to-disk');
    expect(shownBy(then(written, quiet))).toContain('to-disk');
    expect(shownBy(narrow({ ...quiet, write: 5e6 }))).toContain('to-disk');
  });

  it('has there no TO DISK for a difference that nobody asks about', () => {
    expect(shownBy(narrow({ ...quiet, diskWrite: 100 * 1024 - 1 }))).toEqual(USUALLY);
    expect(shownBy(narrow({ ...quiet, write: 4.1e6, diskWrite: 5e6 }))).toEqual(USUALLY);
    expect(shownBy(narrow({ ...quiet, write: 3.7e6, diskWrite: 5e6 }))).toContain('to-disk');
  });
  const narrow = (task: Partial<TaskFields>): DrivenScreen =>
    screenOf(task, { size: { columns: 79, rows: 24 } });

  it('has FROM DISK where reads differ', () => {
    expect(wide(100, { ...quiet, diskRead: 0 })).toContain('from-disk');
    expect(wide(99, { ...quiet, diskRead: 0 })).not.toContain('from-disk');
    expect(wide(100, quiet)).not.toContain('from-disk');
  });

  it('has latency and device where there is room, and in still more room the requests', () => {
    expect(wide(117, quiet)).not.toContain('latency');
    expect(wide(118, quiet)).toEqual(expect.arrayContaining(['latency', 'device']));
    expect(wide(141, quiet)).not.toContain('iops');
    expect(wide(142, quiet)).toEqual(expect.arrayContaining(['iops', 'request-size', 'in-flight']));
    expect(wide(200, {})).not.toContain('latency');
  });

  it('leaves a command 40 cells from 100 columns on, in a narrow window 34', () => {
    const all = { ...quiet, diskWrite: 5e6 };
    for (const columns of [100, 117, 118, 120, 141, 142, 200])
      expect([columns, widthsAt(columns, all).command]).toEqual([columns, atLeast(40)]);
    expect(widthsAt(80, all).command).toBeGreaterThanOrEqual(34);
  });
  const widthsAt = (columns: number, task: Partial<TaskFields>) =>
    widthsOf(screenOf(task, { size: { columns, rows: 24 } }));
  const atLeast = (cells: number) => expect.toSatisfy((width: number) => width >= cells);

  it('has the sort mark where the sum has it, in place of what was charged', async () => {
    const title = async (task: Partial<TaskFields>) => (await screenOf(task).rows())[3] ?? '';
    expect(await title({})).toMatch(/ READ> +WRITE> +IO /);
    expect(await title(quiet)).toMatch(/ READ> +WRITE +TO DISK> +IO /);
  });

  it('is hidden and shown by an option, whatever there is to tell', () => {
    const by = (standing: 'hidden' | 'shown', task: Partial<TaskFields>) =>
      shownBy(
        screenOf(task, {
          settings: { columns: withColumns(DEFAULT_SETTINGS.columns, ['to-disk'], standing) },
        }),
      );
    expect(by('hidden', { ...quiet, diskWrite: 5e6 })).toEqual(USUALLY);
    expect(by('shown', {})).toContain('to-disk');
  });
});

it('USER is as wide as its names, six cells at least and nine at most, and never gets narrower', () => {
  const width = (screen: DrivenScreen) => widthsOf(screen).user;
  expect(width(screenOf({ user: 'ab' }))).toBe(6);
  expect(width(screenOf({ user: '利用者達' }))).toBe(8);
  expect(width(screenOf({ user: 'systemd-network' }))).toBe(9);
  expect(width(screenOf({ user: undefined, uid: 231_072 }))).toBe(6);
  expect(width(then(screenOf({ user: 'www-data' }), { user: 'root' }))).toBe(8);
});

it('the last column that is to be seen cannot be hidden', async () => {
  const screen = screenOf().press('1', '3', '4', '5', '7', '9');
  expect(shownBy(screen)).toEqual(['command']);
  expect((await screen.rows()).at(-1)).toContain('one column has to stay');
});

it('no rate is cut, whatever its unit', async () => {
  const units = fc.record({
    amounts: fc.constantFrom('scaled' as const, 'kilobytes' as const),
    base: fc.constantFrom(1000 as const, 1024 as const),
    threshold: fc.integer({ min: 1, max: 10 }),
    cells: fc.constantFrom('tight' as const, 'wide' as const),
  });
  const columns = fc.constantFrom(80, 120);
  await fc.assert(
    fc.asyncProperty(units, columns, fc.nat(2 ** 32), async (settings, cells, read) => {
      const screen = screenOf({ read: read + 1 }, { settings });
      const row = (await screen.resize({ columns: cells, rows: 24 }).rows())[4];
      expect(row).toMatch(/ root +\d+(\.\d+)? [BKMG]\/s /);
    }),
    { numRuns: 50 },
  );
});

it('titles stand apart from each other, at any width', async () => {
  const all = ['tid', 'priority', 'swapin', 'io', 'graph', 'command'] as const;
  for (const columns of [60, 70, 80, 90, 100, 120])
    for (const chosen of [
      all,
      all.filter((id) => id !== 'io'),
      all.filter((id) => !/io|graph/.test(id)),
    ]) {
      const settings = { columns: new Set(chosen), sortColumn: 'tid' } as const;
      const screen = screenOf({}, { size: { columns, rows: 24 }, settings });
      expect((await screen.rows())[3]).toMatch(/ SWAPIN( |$)/);
    }
});

it('called as another iotop it has all columns as wide as ever', async () => {
  for (const name of ['iotop-c', 'iotop-py'] as const) {
    const screen = screenOf({}, { settings: personalityNamed(name).defaults });
    const rows = await screen.rows();
    expect(rows[3]?.trimEnd()).toBe(
      '  TID PRIO USER        DISK READ  DISK WRITE  SWAPIN     IO> GRAPH COMMAND',
    );
    expect(rows[4]).toMatch(/^ {4}7 be\/4 root {9}4\.77 M\/s {4}0\.00 B\/s {2}0\.00 % {2}0\.00 % /);
  }
});

it('a command scrolls no further than to its end, and one that fits stays where it is', async () => {
  const long = `tar --directory=/srv/a/very/long/path ${'x'.repeat(40)} end`;
  const screen = new DrivenScreen({ size: USUAL }).see(
    sampleOf({
      tasks: [
        { tid: 1, command: long, comm: 'tar', read: 9 },
        { tid: 2, comm: 'dd', command: 'dd if=a', read: 8 },
      ],
    }),
  );
  const commands = async (): Promise<readonly string[]> => {
    const [title = '', ...rows] = (await screen.rows()).slice(3, 6);
    return rows.map((row) => row.slice(title.indexOf('COMMAND')).trimEnd());
  };
  expect(await commands()).toEqual([expect.stringMatching(/^tar /), 'dd if=a']);
  for (let press = 0; press < 12; press++) screen.press('>');
  const [moved, fits] = await commands();
  expect(moved).toMatch(/^x+ end$/);
  expect(moved).toHaveLength(widthsOf(screen).command ?? 0);
  expect(fits).toBe('dd if=a');
});
