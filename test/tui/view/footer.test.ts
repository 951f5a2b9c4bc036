/** The last row: which keys it offers, and what a click on it does. */
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const tasks = Array.from({ length: 205 }, (_, index) => ({ tid: 100 + index, read: index }));
const screenOf = (columns: number, options: DrivenOptions = {}): DrivenScreen =>
  new DrivenScreen({ size: { columns, rows: 24 }, ...options }).see(sampleOf({ tasks }));

const footer = async (screen: DrivenScreen): Promise<string> =>
  (await screen.rows())[23]?.trimEnd() ?? '';

const clickOn = async (screen: DrivenScreen, text: string): Promise<DrivenScreen> => {
  const column = (await footer(screen)).indexOf(text);
  if (column < 0) throw new RangeError(`${text} is not in the footer`);
  return screen.send({ kind: 'mouse', action: 'press', column, row: 23 });
};

describe('the keys in the last row', () => {
  it('are as many as fit, the most useful first', async () => {
    expect(await footer(screenOf(40))).toBe('? help  q quit               1–19 of 205');
    expect(await footer(screenOf(80))).toBe(
      '? help  q quit  Enter details  / filter  p processes         threads 1–19 of 205',
    );
    expect(await footer(screenOf(120))).toMatch(
      /p processes {2}F6 sort {2}o only {2}i ionice {2}k kill {2}F5 tree/,
    );
    expect(await footer(screenOf(200))).toMatch(/m columns {2}W save +threads 1–19 of 205$/);
  });

  it('name what p shows next', async () => {
    expect(await footer(screenOf(80, { settings: { unit: 'devices' } }))).toContain('p threads');
  });
});

describe('how many rows there are', () => {
  const inService = { cgroup: 7, cgroupPath: '/system.slice/backup.service' };
  const of = (settings: DrivenOptions['settings']): DrivenScreen =>
    new DrivenScreen({ settings: { ...settings } }).see(
      sampleOf({
        tasks: [1, 2, 3].flatMap((tid) => [
          { tid, tgid: tid, comm: 'dd', write: 9, ...inService },
          { tid: tid + 10, tgid: tid, processStartedAt: 5e9, comm: 'dd', write: 9, ...inService },
        ]),
      }),
    );

  it('is said of the unit, and with an open row of rows, for its tasks are among them', async () => {
    const screen = of({ unit: 'services' });
    expect(await footer(screen)).toMatch(/ services 1–1 of 1$/);
    expect(await footer(screen.press('down', 'right'))).toMatch(/ services: rows 1–4 of 4$/);
    expect(await footer(screen.press('left'))).toMatch(/ services 1–1 of 1$/);
  });

  it('counts processes beside their threads as rows too, and processes under their parents as what they are', async () => {
    expect(await footer(of({ unit: 'threads', threads: 'grouped' }))).toMatch(
      / threads: rows 1–9 of 9$/,
    );
    const tree = of({ unit: 'processes', threads: 'parents' });
    tree.send({ kind: 'parents', parents: new Map([2, 3].map((pid) => [pid, 1])) });
    expect(await footer(tree)).toMatch(/ processes 1–3 of 3$/);
  });
});

describe('a click on the last row', () => {
  it('presses the key, on its name or on its word', async () => {
    const kind = async (text: string, way: readonly string[] = []) =>
      (await clickOn(screenOf(160).press(...way), text)).state.mode.kind;
    expect(await kind('? help')).toBe('help');
    expect(await kind('help')).toBe('help');
    expect(await kind('filter')).toBe('filter');
    expect(await kind('F6')).toBe('sort');
    expect(await kind('Enter', ['down'])).toBe('details');
    expect((await clickOn(screenOf(160), 'quit')).effects).toEqual([{ kind: 'quit' }]);
  });

  it('presses keys of dialogs and pages too, each of a pair', async () => {
    const screen = screenOf(80).press('f6', 'home', 'down');
    const at = () => 'at' in screen.state.mode && screen.state.mode.at;
    await clickOn(screen, 'Down');
    expect(at()).toBe(2);
    await clickOn(screen, 'Up');
    expect(at()).toBe(1);
    await clickOn(screen, 'Esc');
    expect(screen.state.mode.kind).toBe('table');
    expect((await clickOn(screen.press('?'), 'back')).state.mode.kind).toBe('table');
  });

  it('on an answer, on the blanks or on the rows does nothing', async () => {
    for (const text of ['program', '   ', 'threads 1']) {
      const screen = screenOf(80).press('c');
      expect((await clickOn(screen, text)).state.mode.kind).toBe('table');
      expect(screen.effects).toEqual([]);
    }
  });

  it('of a window too small for keys selects the row', () => {
    const screen = new DrivenScreen({ size: { columns: 80, rows: 5 } }).see(sampleOf({ tasks }));
    screen.send({ kind: 'mouse', action: 'press', column: 0, row: 4 });
    expect(screen.state.mode.kind).toBe('table');
    expect(screen.state.selected).toBeDefined();
  });
});
