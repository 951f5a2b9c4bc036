import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rights } from '../../../src/tui/core/rights.ts';
import type { TuiState } from '../../../src/tui/core/state.ts';
import { rowsInView } from '../../../src/tui/table/cursor.ts';
import { idleTasksOf } from '../../support/samples/idle-tasks.ts';
import { sampleOf, type TaskFields, taskEntry } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const task = (index: number, fields: Partial<TaskFields> = {}): TaskFields => ({
  tid: 100 + index,
  comm: `task${index}`,
  command: `/usr/bin/task${index}`,
  read: index * 1024,
  ...fields,
});
const many = Array.from({ length: 60 }, (_, index) => task(index));

const screenOf = (options: DrivenOptions = {}, tasks: readonly TaskFields[] = many): DrivenScreen =>
  new DrivenScreen({ size: { columns: 80, rows: 24 }, ...options }).see(sampleOf({ tasks }));

const selectedTid = ({ rows, at, selected }: TuiState): number | undefined =>
  selected === undefined ? undefined : rows[at]?.row.entry.tid;

const click = (screen: DrivenScreen, column: number, row: number): DrivenScreen =>
  screen.send({ kind: 'mouse', action: 'press', column, row });

describe('columns of what is no disk', () => {
  const ordered = (screen: DrivenScreen) =>
    screen.effects.flatMap((effect) =>
      effect.kind === 'set-needs' ? [effect.needs.counters] : [],
    );

  it('have the source take their counters for activity while they are shown or sorted by', () => {
    const screen = screenOf({ settings: { sortColumn: 'io' } }).press('v');
    expect(ordered(screen)).toEqual([['readChars', 'writeChars']]);
    screen.press('left', 'left', 'down').see(sampleOf({ index: 1 }));
    expect(ordered(screen)).toHaveLength(1);
    expect(ordered(screen.press('v')).at(-1)).toEqual([]);
    const sorted = screenOf({ settings: { sortColumn: 'read-calls' } }).press('v');
    expect(ordered(sorted)).toEqual([['readCalls', 'readChars', 'writeChars']]);
  });

  it('put the busiest first at once, though the sample was taken when they were not looked at', () => {
    const idle = [...many.map(({ tid }) => ({ tid })), { tid: 900, readChars: 5e6 }];
    const screen = new DrivenScreen({ size: { columns: 120, rows: 24 } });
    screen.see(sampleOf({ tasks: [{ tid: 7, write: 5 }], idle })).press('v');
    while (screen.state.settings.sortColumn !== 'vfs-read') screen.press('left');
    expect(screen.state.rows[0]?.row.entry.tid).toBe(900);
  });
});

describe('selection', () => {
  /** A selected row is coloured over the whole width. */
  const BAR = /^c{80}$/;
  /** Task 158, second from the top, with all but nothing: its row is the last but two. */
  const fallen = (options: DrivenOptions = {}): DrivenScreen =>
    screenOf({ ...options, settings: { sortColumn: 'read' } })
      .press('down', 'down')
      .see(sampleOf({ index: 1, tasks: [...many.slice(0, 58), task(58, { read: 1 }), task(59)] }));

  it('stays with its task when the order changes', () => {
    const screen = fallen();
    expect(selectedTid(screen.state)).toBe(158);
    expect(screen.state.at).toBeGreaterThan(50);
  });

  it('never drags the view away: out of it, the row is pinned in the last line', async () => {
    const screen = fallen();
    expect(screen.state.top).toBe(0);
    const rows = await screen.rows();
    expect(rows[4]).toContain(' 159 ');
    expect(rows[21]).toContain(' 141 ');
    expect(rows[22]).toMatch(/^ +158 .* 1 B\/s/);
    expect(rows[23]).toMatch(/ threads 1–18 of 60$/);
    expect(screen.shown.attributes(22)).toMatch(BAR);
    screen.see(sampleOf({ index: 2, tasks: many }));
    expect([screen.state.at, screen.state.top]).toEqual([1, 0]);
    expect((await screen.rows())[22]).toContain(' 141 ');
  });

  it('of a task that ended stays with it, then with a line that says when it ended, and the view stays', async () => {
    const screen = screenOf().press('down');
    const [ended, others] = [task(59, { ended: true }), many.slice(0, 59)];
    screen.see(sampleOf({ index: 1, tasks: [...others, ended] }));
    screen.see(sampleOf({ index: 2, tasks: others }));
    expect([selectedTid(screen.state), screen.state.top]).toEqual([159, 0]);
    expect((await screen.rows())[22]).toContain(' 159 ');
    expect((await screen.press('k').rows()).at(-1)).toContain('159 (task59) has ended');
    for (let index = 3; index < 9; index++) screen.see(sampleOf({ index, tasks: others }));
    const rows = await screen.rows();
    expect([rows[4]?.trim(), rows[22]?.trim()]).toEqual([
      expect.stringMatching(/^158 /),
      'task59 159, ended 7 s ago',
    ]);
    expect(screen.shown.attributes(22)).toMatch(BAR);
    expect((await screen.press('enter').rows()).at(-1)).toContain('159 (task59) has ended');
    expect(selectedTid(screen.press('up').state)).toBe(141);
  });

  it.each([
    [24, 30],
    [14, 10],
  ])(
    'of a task that ended goes by itself in a window of %d rows after %d s, and says so',
    async (rows, seconds) => {
      const screen = screenOf({ size: { columns: 80, rows } }).press('down');
      const others = many.slice(0, 59);
      screen.see(sampleOf({ index: 1, tasks: [...others, task(59, { ended: true })] }));
      screen.see(sampleOf({ index: seconds, tasks: others }));
      expect(screen.state.selected).toBeDefined();
      expect((await screen.rows()).join('\n')).toContain(`task59 159, ended ${seconds - 1} s ago`);
      screen.see(sampleOf({ index: 1 + seconds, tasks: others }));
      const after = (await screen.rows()).join('\n');
      expect(after).not.toContain(' ago');
      expect(after).toContain('task59 159 has ended; no row is selected');
      expect(screen.state.selected).toBeUndefined();
    },
  );

  it('of a task that ended with a thousand others of its name stays with the line, not with their row', async () => {
    const tasks = [1, 2].map((index) => task(index, { comm: 'cp', command: 'cp' }));
    const screen = screenOf({}, tasks).press('down');
    screen.see(sampleOf({ index: 1, tasks: tasks.map((one) => ({ ...one, ended: true })) }));
    expect(screen.state.rows).toHaveLength(1);
    const rows = await screen.rows();
    expect(rows[5]).toMatch(/^ cp 102, ended 0 s ago *$/);
    expect(rows[23]).toMatch(/ threads 1–1 of 1$/);
    expect(screen.press('escape').state.selected).toBeUndefined();
  });

  it('of a task that is idle, where only active ones are shown, is let go: it has not ended', () => {
    const screen = screenOf({ settings: { show: 'active' } }).press('down');
    screen.see(sampleOf({ index: 1, tasks: many.slice(0, 59), idle: [{ tid: 159 }] }));
    expect(screen.state.selected).toBeUndefined();
  });

  it('of a task that a filter hides is let go: it has not ended', () => {
    const screen = screenOf().press('down').type('/task1\r');
    expect(screen.state.rows.length).toBeGreaterThan(1);
    expect(screen.state.selected).toBeUndefined();
  });

  it('of a task that left because it ended takes no other for it', async () => {
    const screen = screenOf({ settings: { ended: 'hidden' } }).press('down', 'down');
    screen.see(sampleOf({ index: 1, tasks: many.filter(({ tid }) => tid !== 158) }));
    expect((await screen.rows())[22]).toContain('task58 158, ended 0 s ago');
    expect((await screen.press('k').rows()).at(-1)).toContain('158 (task58) has ended');
  });

  it('goes from the pinned line to the rows beside it', () => {
    expect(selectedTid(fallen().press('up').state)).toBe(141);
    const down = fallen().press('down').state;
    expect([selectedTid(down), down.top]).toEqual([140, 0]);
  });

  it('is let go by the wheel that leaves it behind', () => {
    const screen = screenOf().press('down');
    screen.send({ kind: 'mouse', action: 'wheel-down', column: 1, row: 9 });
    expect([screen.state.selected, screen.state.top]).toEqual([undefined, 3]);
  });

  it('is on the screen whatever happens, and the view moves for keys alone', async () => {
    const keys = ['down', 'up', 'page-down', 'ctrl-end', 'r', 'right', 'p'] as const;
    const action = fc.oneof(fc.constantFrom(...keys), fc.array(fc.nat(99), { minLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 8 }), async (actions) => {
        const screen = screenOf().press('down');
        for (const [index, what] of actions.entries()) {
          const { top } = screen.state;
          if (typeof what === 'string') screen.press(what);
          else {
            const tasks = many.map((one, at) => ({ ...one, read: (what[at] as number) * 1024 }));
            screen.see(sampleOf({ index: index + 1, tasks }));
            expect(screen.state.top).toBe(top);
          }
          const shown = await screen.rows();
          const bars = shown.filter((_, row) => BAR.test(screen.shown.attributes(row)));
          const { settings } = screen.state;
          // A user moves so much that figures stand out of the bar; no device stands for a task.
          if (!['threads', 'processes', 'programs'].includes(settings.unit)) continue;
          expect(bars.at(-1)).toMatch(new RegExp(`^ +(${selectedTid(screen.state)}|-) `));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is in view after any key, at any size', () => {
    const screen = screenOf();
    for (const key of [
      'ctrl-end',
      'page-up',
      'up',
      'r',
      'home',
      'page-down',
      'ctrl-home',
      'down',
    ]) {
      for (const rows of [24, 10, 5, 3, 50]) {
        screen.resize({ columns: 80, rows }).press(key);
        expect(rowsInView(screen.state)).toContain(screen.state.at);
      }
    }
  });

  it('of a process is not that of its first thread', () => {
    const threads = [task(0), task(1, { tgid: 100, processStartedAt: 5e9 })];
    const screen = screenOf({ settings: { threads: 'grouped' } }, threads).press('down');
    expect(screen.state.selected).toMatch(/^process /);
    screen.press('down', 'down');
    expect(screen.state.at).toBe(2);
    expect(screen.state.selected).not.toMatch(/^process /);
  });

  it('of nothing is no reason to fail', () => {
    const screen = new DrivenScreen();
    screen.press('down', 'up', 'page-down', 'ctrl-end', 'enter', 'i', 'k', 'r', 'right', 'o');
    expect(screen.state.rows).toEqual([]);
  });
});

describe('the mouse', () => {
  it('wheel scrolls three rows and stops at both ends', () => {
    const screen = screenOf();
    const wheel = (action: 'wheel-up' | 'wheel-down') =>
      screen.send({ kind: 'mouse', action, column: 1, row: 9 }).state.top;
    expect(wheel('wheel-down')).toBe(3);
    expect(wheel('wheel-up')).toBe(0);
    expect(wheel('wheel-up')).toBe(0);
    for (let turns = 0; turns < 40; turns++) wheel('wheel-down');
    expect(screen.state.top).toBe(60 - 19);
  });

  it('click on a title sorts by it, a second one reverses', async () => {
    const screen = screenOf();
    const titles = (await screen.rows())[3] as string;
    click(screen, titles.indexOf('USER'), 3);
    expect(screen.state.settings).toMatchObject({ sortColumn: 'user', sortDirection: 'ascending' });
    click(screen, titles.indexOf('USER'), 3);
    expect(screen.state.settings).toMatchObject({
      sortColumn: 'user',
      sortDirection: 'descending',
    });
  });

  it('click on any cell of a title sorts by its column', async () => {
    const screen = screenOf({ size: { columns: 200, rows: 50 } });
    const titles = (await screen.rows())[4] as string;
    for (const [title, id] of [
      ['TID', 'tid'],
      ['DISK READ', 'read'],
      ['DISK WRITE', 'write'],
      ['COMMAND', 'command'],
    ] as const) {
      click(screen, titles.indexOf(title) + title.length - 1, 4);
      expect(screen.state.settings.sortColumn).toBe(id);
    }
  });

  it('click on a row selects it, a second one opens it', () => {
    const screen = click(screenOf(), 30, 6);
    expect(selectedTid(screen.state)).toBe(157);
    expect(click(screen, 30, 6).state.mode.kind).toBe('details');
  });

  it('click on a pinned row opens it, on the one above it selects that', () => {
    const pinned = () =>
      screenOf()
        .press('down')
        .see(sampleOf({ index: 1, tasks: [...many.slice(0, 59), task(59, { read: 0 })] }));
    expect(click(pinned(), 30, 22).state.mode).toMatchObject({ target: { tid: 159 } });
    expect(selectedTid(click(pinned(), 30, 21).state)).toBe(141);
  });

  it('click beside everything does nothing', () => {
    const screen = screenOf({}, many.slice(0, 3));
    for (const row of [0, 1, 20, 99]) click(screen, 5, row);
    click(screen, 62, 23);
    expect(screen.state.selected).toBeUndefined();
    expect(screen.state.mode.kind).toBe('table');
  });
});

describe('the filter', () => {
  it('shows with every key what it leaves', () => {
    const screen = screenOf().type('/task5');
    expect(screen.state.rows).toHaveLength(11);
    screen.type('9');
    expect(screen.state.rows).toHaveLength(1);
  });

  it('that is no pattern keeps the last good one and says what is wrong', async () => {
    const screen = screenOf().type('/task59(');
    expect(screen.state.rows).toHaveLength(1);
    expect((await screen.rows()).at(-1)).toContain('unterminated group');
  });

  it('that is no pattern is not kept: Enter leaves it to be mended, with what is wrong, and Esc drops it', async () => {
    const screen = screenOf({ settings: { filter: 'task5' } }).type('/9(\r');
    expect((await screen.rows()).at(-1)).toMatch(/^filter: \/task59\( {3}unterminated group/);
    expect(screen.type('\x7f\r').state).toMatchObject({
      mode: { kind: 'table' },
      settings: { filter: 'task59' },
    });
    screen.type('/(\r').press('escape');
    expect(screen.state.settings.filter).toBe('task59');
  });

  it('is cleared by Esc in the table, which says so, after a selection was; while it is typed the prompt says what Esc does', async () => {
    const last = async () => (await screen.rows()).at(-1) as string;
    const screen = screenOf({ settings: { filter: 'task5' } });
    screen.press('down', 'escape');
    expect(screen.state.selected).toBeUndefined();
    expect(screen.state.settings.filter).toBe('task5');
    screen.type('/x');
    expect(await last()).toContain('Esc: back to /task5');
    screen.press('escape', 'escape');
    expect(screen.state.settings.filter).toBe('');
    expect(screen.state.selection.where).toBeUndefined();
    expect(await last()).toContain('no filter any more; it was /task5');
    expect(screen.press('escape').state.note?.text).toMatch(/^Esc does nothing/);
    screen.type('/');
    expect(await last()).toContain('Esc: no filter');
  });

  it('however long, can be read around the cursor, and what is wrong with it from its start', async () => {
    const text = `${'0123456789'.repeat(9)}[[:nonsense:]]end`;
    const screen = screenOf().type(`/${text}`);
    const last = async () => (await screen.rows()).at(-1) as string;
    expect(await last()).toContain('[[:nonsense:]]end   there is no class [:nonsense:], only aln');
    screen.press('home');
    expect(await last()).toMatch(/^filter: \/0123456789.*there is no class \[:nonsense:\]/);
    screen.press('end').type('\x15').type('x'.repeat(100));
    expect(await last()).toMatch(/^filter: \/x{68} *$/);
  });

  it('Enter keeps it and shows it, Esc brings the former back', async () => {
    const screen = screenOf().type('/task5\r');
    expect(screen.state.mode.kind).toBe('table');
    expect((await screen.rows()).at(-1)).toContain('[filter task5]');
    screen.type('/9');
    expect(screen.state.settings.filter).toBe('task59');
    screen.press('escape');
    expect(screen.state.settings.filter).toBe('task5');
    expect(screen.state.rows).toHaveLength(11);
  });

  it('takes a paste as text, not as keys', () => {
    const screen = screenOf().press('/').send({ kind: 'paste', text: 'task1\rq\n' });
    expect(screen.state.settings.filter).toBe('task1q');
    expect(screen.effects.map(({ kind }) => kind)).toEqual(['set-needs']);
  });

  it('a paste where nothing is typed does nothing', () => {
    const screen = screenOf().press('down').send({ kind: 'paste', text: 'k\ry' });
    expect(screen.state.mode.kind).toBe('table');
    expect(screen.effects).toEqual([]);
  });
});

describe('only these', () => {
  it('keeps to ids and to users, by name or number', () => {
    const tasks = [task(0), task(1, { user: 'www', uid: 33 }), task(2, { uid: 44, user: 'x' })];
    const tids = (typed: string) =>
      screenOf({}, tasks)
        .type(`f${typed}\r`)
        .state.rows.map(({ row }) => row.entry.tid)
        .sort();
    expect(tids('101')).toEqual([101]);
    expect(tids('www')).toEqual([101]);
    expect(tids('+44 100')).toEqual([100, 102]);
  });

  it('says which user nobody is', async () => {
    const screen = screenOf().type('fnobody-here\r');
    expect((await screen.rows()).at(-1)).toContain('no task of a user nobody-here');
  });
});

describe('acting', () => {
  it('ionice asks before it does anything', () => {
    const screen = screenOf().press('down', 'i', 'right', 'enter');
    expect(screen.effects).toEqual([]);
    screen.press('y');
    expect(screen.effects).toMatchObject([
      { kind: 'set-io-priority', target: { unit: 'thread', tid: 159 }, priority: 3 << 13 },
    ]);
    expect(screen.state.mode.kind).toBe('table');
  });

  it('ionice takes class by arrows and level by digit, and the process by t', () => {
    const screen = screenOf({}, [task(0), task(1, { tgid: 100, read: 5e6 })]);
    screen.press('down', 'i', 'left', '2', 't', 'enter', 'y');
    expect(screen.effects).toMatchObject([
      {
        kind: 'set-io-priority',
        target: { unit: 'process', tid: 101, tgid: 100 },
        priority: (1 << 13) | 2,
      },
    ]);
  });

  it('ionice starts from what the task has', () => {
    const screen = screenOf({}, [task(0, { ioPriority: (2 << 13) | 7 })]).press('down', 'i');
    expect(screen.state.mode).toMatchObject({ chosen: { class: 'be', level: 7 } });
  });

  it('n and Esc lead back without having done anything', () => {
    for (const no of ['n', 'escape']) {
      const screen = screenOf().press('down', 'i', 'enter', no);
      expect(screen.state.mode).toMatchObject({ kind: 'priority', step: 'choose' });
      expect(screen.press('escape').state.mode.kind).toBe('table');
      expect(screen.effects).toEqual([]);
    }
  });

  it('lead back to the details they were opened from, as they were left', async () => {
    for (const key of ['i', 'k']) {
      const screen = screenOf().press('down', 'enter', 'down');
      const { mode } = screen.state;
      expect(screen.press(key, 'escape').state.mode).toBe(mode);
      expect(screen.press(key, 'enter', 'y').state.mode).toBe(mode);
      screen.send({ kind: 'outcome', outcome: { tone: 'good', text: 'done' } });
      expect((await screen.rows()).at(-1)).toBe('done');
    }
  });

  it('kill sends the signal chosen to the process, once asked', () => {
    const screen = screenOf({}, [task(1, { tgid: 100 })]).press(
      'down',
      'k',
      'down',
      'down',
      'enter',
    );
    expect(screen.effects).toEqual([]);
    screen.press('y');
    expect(screen.effects).toMatchObject([
      { kind: 'send-signal', signal: 'SIGHUP', target: { unit: 'process', tgid: 100 } },
    ]);
  });

  it('shows what the kernel answered, until the next key', async () => {
    const screen = screenOf();
    screen.send({ kind: 'outcome', outcome: { tone: 'error', text: 'kill: EPERM' } });
    expect((await screen.rows()).at(-1)).toMatch(/^kill: EPERM {3,}threads 1–19 of 60$/);
    expect((await screen.press('down').rows()).at(-1)).not.toContain('EPERM');
  });

  it('shows what was wrong at the start in the same place', async () => {
    const note = { tone: 'error', text: 'config.toml: line 2: no' } as const;
    expect((await screenOf({ note }).rows()).at(-1)).toContain(note.text);
    expect((await screenOf({ note }).press('down').rows()).at(-1)).not.toContain('line 2');
  });

  it('is off with --read-only, and says so', async () => {
    for (const key of ['i', 'k', 'ctrl-t']) {
      const screen = screenOf({ rights: 'read-only' }).press('down', key);
      expect(screen.state.mode.kind).toBe('table');
      expect(screen.effects).toEqual([]);
      expect((await screen.rows()).at(-1)).toContain('--read-only');
    }
    const fromDetails = screenOf({ rights: 'read-only' }).press('down', 'enter', 'k');
    expect(fromDetails.state.mode.kind).toBe('details');
  });

  it('is offered only where it may be done', async () => {
    const offered = async (rights: Rights) => {
      const screen = screenOf({ rights, size: { columns: 160, rows: 24 } });
      const table = (await screen.rows()).at(-1) ?? '';
      const details = (await screen.press('down', 'enter').rows()).at(-1) ?? '';
      return [table, details].map((footer) => footer.match(/ionice|kill/g)?.join(' '));
    };
    expect(await offered('all')).toEqual(['ionice kill', 'ionice kill']);
    expect(await offered('no-renice')).toEqual(['kill', 'kill']);
    expect(await offered('read-only')).toEqual([undefined, undefined]);
  });

  it('sets no priority with IOTOP_NO_RENICE, and says why; signals are another matter', async () => {
    const screen = screenOf({ rights: 'no-renice' }).press('down', 'i');
    expect(screen.state.mode.kind).toBe('table');
    expect((await screen.rows()).at(-1)).toContain('IOTOP_NO_RENICE is set');
    expect(screen.press('k').state.mode.kind).toBe('signal');
    const fromDetails = screenOf({ rights: 'no-renice' }).press('down', 'enter', 'i');
    expect(fromDetails.state.mode.kind).toBe('details');
  });

  it('needs a task to act on', async () => {
    const screen = screenOf().press('k');
    expect((await screen.rows()).at(-1)).toContain('select a task first');
  });

  it('does not act on a task that has ended', async () => {
    const screen = screenOf({}, [task(1, { ended: true })]).press('down', 'k');
    expect((await screen.rows()).at(-1)).toContain('has ended');
    const later = Array.from({ length: 20 }, (_, index) =>
      sampleOf({ index: index + 1, tasks: [task(2)] }),
    );
    const details = screen.press('enter').see(...later);
    expect(details.state.rows.map(({ row }) => row.entry.tid)).toEqual([102]);
    expect((await details.press('i').rows()).at(-1)).toContain('has ended');
  });
});

describe('a sample', () => {
  it('that comes while the screen is frozen is remembered, not shown', () => {
    const screen = screenOf().press('s');
    const frozen = screen.state.sample;
    screen.see(sampleOf({ index: 1, tasks: [task(0, { read: 7 })] }));
    expect(screen.state.sample).toBe(frozen);
    expect(screen.press('s').effects.at(-1)).toEqual({ kind: 'refresh' });
    screen.see(sampleOf({ index: 2, tasks: [task(0, { read: 5 })] })).press('a');
    const row = screen.state.rows.find((placed) => placed.row.entry.tid === 100)?.row;
    expect(row?.amounts.read).toBe(12);
  });

  it('frozen can still be sorted and filtered, idle tasks too', () => {
    const screen = new DrivenScreen();
    const idle = idleTasksOf([taskEntry(task(2, { comm: 'sleeper' }))]);
    screen.see({ ...sampleOf({ tasks: [task(1)] }), idle }).press('o', 's');
    // The source takes its tables back.
    idle.now.columns.comm.fill(0);
    idle.now.columns.tid.fill(0);
    screen
      .see(sampleOf({ index: 1 }))
      .press('o')
      .type('/sleeper\r');
    expect(screen.state.rows).toHaveLength(1);
  });

  it('leaves a task that ended dimmed for a while, without figures', async () => {
    const screen = screenOf({}, [task(0), task(9, { ended: true })]);
    const rowOf = () => screen.state.rows.find(({ row }) => row.entry.tid === 109)?.row;
    expect(rowOf()?.amounts.read).toBe(9216);
    screen.see(sampleOf({ index: 1, tasks: [task(0)] }));
    expect(rowOf()).toMatchObject({ entry: { ended: true }, amounts: { read: 0 } });
    const rows = await screen.rows();
    const at = rows.findIndex((row) => row.includes('109'));
    expect(screen.shown.attributes(at)).toMatch(/^c+/);
    for (let index = 2; index < 8; index++) screen.see(sampleOf({ index, tasks: [task(0)] }));
    expect(rowOf()).toBeUndefined();
  });

  it('of ended tasks folded into a row does nothing to process 0, and Enter shows each', async () => {
    const gone = [1, 2].map((index) => task(index, { comm: 'cp', ended: true }));
    const screen = screenOf({}, gone).press('down');
    expect((await screen.rows())[4]).toMatch(/^ +- .* ▸ cp \(2 ended\) *$/);
    for (const key of ['k', 'i']) {
      screen.press(key);
      expect(screen.state.mode.kind).toBe('table');
      expect(screen.state.note?.text).toBe('these tasks have ended');
    }
    screen.press('enter');
    expect(screen.state.rows.map(({ row }) => row.entry.tid)).toEqual([0, 102, 101]);
    expect(screen.press('enter').state.rows).toHaveLength(1);
  });

  it('says in the details how long a task waits, or that it is at least so long', async () => {
    const waiting = { tid: 7, waitingSince: 100.5e9 };
    const textOf = async (task: TaskFields): Promise<string> =>
      (
        await new DrivenScreen()
          .see(sampleOf({ tasks: [task] }))
          .press('down', 'enter')
          .rows()
      ).join();
    expect(await textOf(waiting)).toContain('Waits      0.50 s for I/O');
    expect(await textOf({ ...waiting, waitingLonger: true })).toContain(
      'Waits      at least 0.50 s for I/O',
    );
  });

  it('refreshes the details that are looked at', () => {
    const screen = screenOf().press('down', 'enter');
    screen.effects.length = 0;
    screen.see(sampleOf({ index: 1, tasks: [task(59, { read: 77 })] }));
    expect(screen.effects).toMatchObject([{ kind: 'read-details', target: { tid: 159 } }]);
    expect(screen.state.mode).toMatchObject({ entry: { read: 77 } });
  });

  it('without the task looked at says that it ended', async () => {
    const screen = screenOf()
      .press('down', 'enter')
      .see(sampleOf({ index: 1 }));
    expect((await screen.rows())[0]).toContain('ended');
  });
});

describe('what the engine cannot see', () => {
  const without = (what: 'io-wait' | 'swap-wait', options: DrivenOptions = {}) =>
    new DrivenScreen(options).see(
      sampleOf({
        tasks: [task(1)],
        gaps: [{ kind: 'unavailable', what, reason: 'delay accounting is off', remedy: 'sysctl' }],
      }),
    );

  it('is said in the help, in words, with the remedy', async () => {
    const help = await without('io-wait').press('?').rows();
    expect(help[1]).toMatch(/^Not visible/);
    expect(help[2]).toContain('IO is not visible: delay accounting is off (sysctl)');
  });

  it('SWAPIN: takes no room, also in cells as wide as those of iotop-c', async () => {
    const titles = async (what: 'io-wait' | 'swap-wait') =>
      (await without(what, { settings: { cells: 'wide' } }).rows())[3];
    expect(await titles('swap-wait')).not.toContain('SWAPIN');
    expect(await titles('io-wait')).toContain('SWAPIN');
  });

  it('IO: the graph shows bytes instead', async () => {
    const screen = without('io-wait').resize({ columns: 200, rows: 24 });
    expect((await screen.rows())[3]).toContain('GRAPH[RW]');
  });
});

describe('a search in the help without a hit', () => {
  const LOW = { size: { columns: 80, rows: 24 } };
  const pageOf = async (screen: DrivenScreen) => (await screen.rows()).slice(0, -1);
  const last = async (screen: DrivenScreen) => (await screen.rows()).at(-1) as string;

  it('says so and keeps the page as it stands, also scrolled', async () => {
    const screen = screenOf(LOW).press('?', 'page-down', '/');
    const before = await pageOf(screen);
    expect(await pageOf(screen.type('€€'))).toEqual(before);
    expect(await last(screen)).toContain('nothing found');
    const narrowed = screenOf(LOW).press('?').type('/sort');
    const hits = await pageOf(narrowed);
    expect(await last(narrowed)).not.toContain('nothing found');
    expect(await pageOf(narrowed.type('qq'))).toEqual(hits);
  });

  it('is dropped by Enter, with what was not found, and the page can be scrolled', async () => {
    const screen = screenOf(LOW).press('?').type('/€€');
    const before = await pageOf(screen);
    expect(await last(screen.press('enter'))).toContain('nothing found: €€');
    expect(await pageOf(screen)).toEqual(before);
    expect(await pageOf(screen.press('page-down'))).not.toEqual(before);
  });
});
