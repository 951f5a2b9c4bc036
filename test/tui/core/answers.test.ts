/** What a key says in the last row. */
import { describe, expect, it } from 'vitest';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const tasks = Array.from({ length: 60 }, (_, index) => ({
  tid: 100 + index,
  comm: `task${index}`,
  read: index * 1024,
}));
const USUAL = { columns: 80, rows: 24 };
const LARGE = { columns: 200, rows: 50 };
const SMALL = { columns: 40, rows: 10 };

const screenOf = (options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size: USUAL, ...options }).see(sampleOf({ tasks }));

const answerTo = (key: string, options: DrivenOptions = {}): string | undefined =>
  screenOf(options).press(key).state.note?.text;

const lastRow = async (screen: DrivenScreen): Promise<string> => (await screen.rows()).at(-1) ?? '';

describe('the answer', () => {
  /** Keys that do something else in htop, among others. */
  it.each([
    [' ', 'order reversed: ascending'],
    ['home', undefined],
    ['left', 'sorted by DISK WRITE, descending'],
    ['t', 'next unit from 3 of it on (tree: F5)'],
    ['u', 'characters: ASCII (f: one user)'],
    ['f5', 'threads under their process'],
    ['l', 'colours: none'],
    ['c', 'program names only'],
    ['e', 'ended tasks: each in its own row'],
    ['x', 'ended tasks: marked with an x'],
    ['s', 'frozen: s goes on'],
    ['a', 'totals; Ctrl-A chooses since when'],
    ['4', 'DISK READ: hidden, 4 shows it again'],
    ['T', 'time of day: shown'],
    ['+', 'every 2 s'],
    ['D', 'settings as iotop starts with'],
    ['ctrl-l', 'redrawn'],
    ['f7', 'F7: no CPU priorities; i: I/O priority'],
    ['*', '*: no such key; F5: tree'],
    ['z', 'z: no such key; ? lists all'],
    ['escape', 'Esc does nothing; ? lists all'],
    ['<', '< does nothing; ? lists all'],
    ['ctrl-t', undefined],
  ])('to %s', (key, text) => {
    expect(answerTo(key)).toBe(text);
  });

  it('to a key that acts on a task says of an owner that is none what it is', () => {
    const owned = sampleOf({
      system: { devices: [diskOf('vda', { owners: [{ owner: 'file-system', write: 2 ** 20 }] })] },
    });
    for (const key of ['enter', 'k', 'i']) {
      const screen = new DrivenScreen({ size: USUAL }).see(owned).press('down', key);
      expect(screen.state.note?.text).toBe(
        'the file system itself: no task; its journal and metadata',
      );
      expect(screen.state.mode.kind).toBe('table');
    }
  });

  it('to a key that turns what is not on the screen says so, and what shows it', () => {
    expect(answerTo('g')).toBe('graph: read (not shown: 8 shows it)');
    expect(answerTo('g', { size: LARGE })).toBe('graph: read');
    expect(answerTo('ctrl-a')).toBe('since each task started (in totals: a)');
    expect(screenOf().press('a', 'ctrl-a').state.note?.text).toBe('since each task started');
    expect(answerTo('8')).toBe('GRAPH: shown');
    expect(answerTo('2', { size: SMALL })).toBe('PRIO: shown, no room');
    expect(answerTo('0', { size: SMALL })).toBe('columns 1 to 9: shown, no room for 4');
    expect(answerTo('T', { size: SMALL })).toBe('time of day: shown (no room)');
    const none = { abilities: { colours: 'none', unicode: false } } as const;
    expect(answerTo('n', none)).toBe('colours: light (none here)');
    expect(answerTo('u', none)).toMatch(/\(no UTF-8 here\?\)$/);
  });

  it('where a key leads no further says that it is the end', () => {
    expect(screenOf().press('down', 'up').state.note?.text).toBe('the first row');
    expect(screenOf().press('ctrl-end', 'page-down').state.note?.text).toBe('the last row');
    expect(new DrivenScreen().press('up').state.note?.text).toBe('no task to select');
    const told = (key: string) => screenOf().press(...Array<string>(20).fill(key)).state.note?.text;
    expect(told('-')).toBe('every 0.1 s, the shortest');
    expect(told('+')).toBe('every 60 s, the longest');
  });

  it('stands beside the marks of what is not as it comes, as far as there is room', async () => {
    const screen = screenOf().press('o', 'c');
    expect(await lastRow(screen)).toMatch(/^\[only\] program names only +threads 1–19 of 59$/);
    screen.press('s', 'a', 'ctrl-a');
    expect(await lastRow(screen)).toMatch(/^since each task started +threads 1–19 of 59$/);
  });

  it('in a dialog or beside a text names the way out', async () => {
    expect(await lastRow(screenOf().press('m', 'x'))).toMatch(/^x does nothing; Esc goes back/);
    expect(await lastRow(screenOf().press('down', 'k', 'enter', 'x'))).toMatch(/; y does it, n /);
    expect(await lastRow(screenOf().type('/dd').press('f5'))).toMatch(
      /^filter: \/dd {3}F5 does nothing; Esc goes back/,
    );
  });

  it('goes when it was read, but not for an older one', () => {
    const screen = screenOf().press('c');
    const first = screen.state.note;
    if (first === undefined) throw new RangeError('no answer');
    screen.press('c');
    const second = screen.state.note;
    expect(screen.send({ kind: 'note-read', note: first }).state.note).toBe(second);
    if (second === undefined) throw new RangeError('no answer');
    expect(screen.send({ kind: 'note-read', note: second }).state.note).toBeUndefined();
  });
});

describe('the sort menu', () => {
  const sortedBy = (...keys: readonly string[]) =>
    screenOf().press('f6', ...keys).state.settings.sortColumn;

  it('begins at the column sorted by, and Enter sorts by the one chosen', async () => {
    const screen = screenOf({ settings: { sortColumn: 'io' } }).press('f6');
    const rows = await screen.rows();
    expect(rows.find((row) => row.startsWith(' > '))).toMatch(/^ > IO /);
    screen.press('down', 'down', 'enter');
    expect(screen.state).toMatchObject({
      mode: { kind: 'table' },
      settings: { sortColumn: 'request-size', sortDirection: 'descending' },
      note: { text: 'sorted by AVG-RQ, descending' },
    });
  });

  it('goes to the next title with a word of that first letter, around the end', () => {
    expect(sortedBy('home', 'u', 'enter')).toBe('user');
    expect(sortedBy('home', 'w', 'enter')).toBe('write');
    expect(sortedBy('home', 'w', 'w', 'enter')).toBe('vfs-write');
    expect(sortedBy('end', 't', 'enter')).toBe('tid');
  });

  it('is left as it was by Escape', () => {
    expect(sortedBy('up', 'escape')).toBe('moved');
  });

  it('sorts by the line that is clicked on', async () => {
    for (const size of [USUAL, SMALL]) {
      const screen = screenOf({ size }).press('f6');
      const row = (await screen.rows()).findIndex((text) => text.startsWith('   SHARE'));
      screen.send({ kind: 'mouse', action: 'press', column: 5, row });
      expect(screen.state).toMatchObject({
        mode: { kind: 'table' },
        settings: { sortColumn: 'share' },
      });
    }
  });

  it('stays where the click is on its title or above', async () => {
    const screen = screenOf().press('f6');
    const title = (await screen.rows()).findIndex((text) => text.startsWith(' Sort by'));
    for (const row of [0, title]) {
      screen.send({ kind: 'mouse', action: 'press', column: 5, row });
      expect(screen.state.mode.kind).toBe('sort');
    }
  });

  it('moves by the wheel', () => {
    const wheel = { kind: 'mouse', action: 'wheel-down', column: 3, row: 9 } as const;
    const screen = screenOf().press('f6', 'home', 'down').send(wheel).press('enter');
    expect(screen.state.settings.sortColumn).toBe('priority');
  });
});

describe('the list of columns', () => {
  it('turns a column that comes and goes from by need to shown, to hidden, and back', async () => {
    const screen = screenOf().press('m', 'down', 'down');
    const mark = async () =>
      (await screen.rows()).find((row) => row.startsWith(' > '))?.slice(3, 6);
    const marks = [await mark()];
    for (let press = 0; press < 3; press++) {
      screen.press(' ');
      marks.push(await mark());
    }
    expect(marks).toEqual(['[?]', '[x]', '[ ]', '[?]']);
    expect(screen.state.settings.columns).toEqual(screenOf().state.settings.columns);
    expect(screen.state.note?.text).toBe('PRIO: shown where it tells something');
  });

  it('turns any other from shown to hidden and back', () => {
    const screen = screenOf().press('m', ' ');
    expect(screen.state.settings.columns.has('tid')).toBe(false);
    expect(screen.press(' ').state.settings.columns.has('tid')).toBe(true);
  });
});

describe('letters of another layout', () => {
  it('are the keys at their places', () => {
    expect(screenOf().press('й').effects).toEqual([{ kind: 'quit' }]);
    expect(screenOf().press('щ').state.settings.show).toBe('active');
    expect(screenOf().press('π').state.settings.unit).toBe('processes');
    expect(screenOf().press('down', 'л').state.mode.kind).toBe('signal');
    expect(screenOf().press('down', 'л', 'й').state.mode.kind).toBe('table');
  });

  it('are themselves in a text', () => {
    expect(screenOf().type('/йcp\r').state.settings.filter).toBe('йcp');
    expect(screenOf().press('?', '/', 'й').state.mode).toMatchObject({
      search: { characters: ['й'] },
    });
  });
});
