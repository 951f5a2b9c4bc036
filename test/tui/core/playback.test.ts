import { describe, expect, it } from 'vitest';
import { milliseconds, type Ratio } from '../../../src/lib/units.ts';
import type { Activity, ActivityPart } from '../../../src/model/range/activity.ts';
import { REPLAY_KEYS, withoutFuture } from '../../../src/tui/core/playback.ts';
import { layoutOf } from '../../../src/tui/table/layout.ts';
import { cellOfTime } from '../../../src/tui/table/tape.ts';
import { headerLines } from '../../../src/tui/view/header.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const TAPE = { rights: 'replay', playback: { speed: 1, isPaused: false } } as const;

const replaying = (): DrivenScreen => new DrivenScreen(TAPE);

const SIZES = [
  { columns: 200, rows: 50 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
];
/** A tape, and a stream that cannot be wound back. */
const REPLAYS = [TAPE, { rights: 'replay' }] as const;

describe('the keys of a replay', () => {
  it('pause and go on', () => {
    const screen = replaying().press(' ');
    expect(screen.state.playback).toEqual({ speed: 1, isPaused: true });
    expect(screen.press(' ').state.playback).toEqual({ speed: 1, isPaused: false });
    expect(screen.effects.map(({ kind }) => kind)).toEqual(['play', 'play']);
  });

  it('change the speed within bounds', () => {
    const screen = replaying().press('+');
    expect(screen.state.playback?.speed).toBe(2);
    for (let i = 0; i < 20; i++) screen.press('-');
    expect(screen.state.playback?.speed).toBe(0.1);
  });

  it.each([
    ['[', -10],
    [']', 10],
    ['{', -60],
    ['}', 60],
    ['(', -600],
    [')', 600],
  ])('%s jumps by %d s', (key, seconds) => {
    expect(replaying().press(key).effects).toEqual([
      { kind: 'play', order: { kind: 'jump', seconds } },
    ]);
  });

  it('take a time as typed, and none where nothing was typed', () => {
    const screen = replaying().press('g', '0', '3', ':', '0', '0', 'enter');
    expect(screen.effects).toEqual([{ kind: 'play', order: { kind: 'go-to', text: '03:00' } }]);
    expect(screen.state.mode.kind).toBe('table');
    expect(replaying().press('g', 'enter').effects).toEqual([]);
    expect(replaying().press('g', '1', 'escape').effects).toEqual([]);
  });

  it('take a time that is pasted', () => {
    const screen = replaying().press('g').send({ kind: 'paste', text: '03:00' }).press('enter');
    expect(screen.effects).toEqual([{ kind: 'play', order: { kind: 'go-to', text: '03:00' } }]);
  });

  it('mean on a live screen what they mean there', () => {
    for (const { keys } of REPLAY_KEYS) {
      for (const key of keys) {
        const { effects } = new DrivenScreen().press(key);
        expect(effects.filter(({ kind }) => kind === 'play')).toEqual([]);
      }
    }
  });
});

describe('a replay', () => {
  const sample = sampleOf({ tasks: [{ tid: 7, read: 9e6 }] });

  it.each(SIZES)('of $columns×$rows says when it was: day, clock and zone', async (size) => {
    for (const options of REPLAYS) {
      const screen = new DrivenScreen({ ...options, size }).see(sample);
      const [table = ''] = await screen.rows();
      const [time = '', day, weekday, clock] =
        table.match(/^(\d{4}-\d\d-\d\d) (\w{3}) (\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d|Z))/) ?? [];
      const wall = new Date(`${day}T${clock}`);
      expect(wall.getTime()).toBe(sample.wallTime);
      const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
      expect(weekday).toBe(weekdays[new Date(`${day}`).getUTCDay()]);
      expect(table).toBe(`${time}  web1`);
      const [details] = await screen.press('down', 'enter').rows();
      expect(details).toContain(size.columns < 60 ? time.replace(/^\d+-(\S+) \w+/, '$1') : time);
      expect(details).toContain('task 7 (task7)');
    }
  });

  it('has room for as many tasks less the rows of the tape, and says the time nowhere else', async () => {
    const options = { size: { columns: 120, rows: 24 }, settings: { clock: 'shown' } } as const;
    const live = new DrivenScreen(options).see(sample);
    const replay = new DrivenScreen({ ...TAPE, ...options }).see(sample);
    const clock = (screen: DrivenScreen) =>
      screen.rows().then((rows) => rows.join('\n').match(/\d\d:\d\d:\d\d/g));
    expect(await clock(live)).toHaveLength(1);
    expect(await clock(replay)).toHaveLength(1);
    expect(layoutOf(replay.state).bodyRows).toBe(layoutOf(live.state).bodyRows - 2);
    const help = (await replay.press('?').rows())[0];
    expect(help).toMatch(/ {2}bpf {2}1 active of 1 tasks$/);
  });

  it('offers nothing that acts on a task or on this machine', async () => {
    for (const options of REPLAYS) {
      const size = { columns: 200, rows: 120 };
      const screen = new DrivenScreen({ ...options, size }).see(sample);
      const pages = [await screen.rows()];
      pages.push(await screen.press('down', 'enter').rows());
      pages.push(await screen.press('escape', '?').rows());
      expect(pages.flat().join('\n')).not.toMatch(/ionice|kill\b|turn delay accounting/);
    }
  });

  it('offers to play a tape', async () => {
    const last = async (screen: DrivenScreen) => (await screen.see(sample).rows()).at(-1);
    expect(await last(replaying())).toMatch(/Space pause {2}\[ \] 10 s {2}j next slow {2}g go to/);
    expect(await last(new DrivenScreen({ rights: 'replay' }))).not.toContain('pause');
  });

  it('says why it acts on nothing, which is not that --read-only was given', async () => {
    for (const options of REPLAYS) {
      for (const key of ['i', 'k', 'ctrl-t']) {
        const screen = new DrivenScreen(options).see(sample).press('down', key);
        expect(screen.state.mode.kind).toBe('table');
        expect(screen.effects).toEqual([]);
        expect((await screen.rows()).at(-1)).toMatch(/^a replay changes nothing/);
      }
    }
  });
});

/** Ten minutes; the sample stands at 40 %. */
const activityOf = (parts: readonly ActivityPart[]): Activity => ({
  from: milliseconds(1_795_000_000_000 - 240_000),
  to: milliseconds(1_795_000_000_000 + 360_000),
  parts,
});
const read = (most: number, isWhole = true): ActivityPart => ({
  kind: 'read',
  most: most as Ratio,
  isWhole,
});

describe('the strip of a recording', () => {
  const sample = sampleOf({ tasks: [{ tid: 7, read: 9e6 }] });
  const withStrip = (parts: readonly ActivityPart[], options: DrivenOptions = {}): DrivenScreen =>
    new DrivenScreen({ ...TAPE, ...options })
      .see(sample)
      .send({ kind: 'activity', activity: activityOf(parts) });
  const stripOf = async (screen: DrivenScreen): Promise<string> => (await screen.rows())[1] ?? '';

  it.each([40, 80, 120, 200])('fills %d columns, with the times of its ends', async (columns) => {
    const parts = Array.from({ length: 480 }, () => read(1));
    const strip = await stripOf(withStrip(parts, { size: { columns, rows: 24 } }));
    expect(strip).toMatch(/^\d\d:\d\d ⣿+ \d\d:\d\d$/);
    expect(strip.length).toBe(columns);
  });

  it('tells nothing from not read yet and from not recorded', async () => {
    const kinds: readonly ActivityPart[] = [
      read(1),
      read(0),
      { kind: 'unread' },
      { kind: 'unrecorded' },
    ];
    const parts = kinds.flatMap((part) => Array.from({ length: 120 }, () => part));
    const strip = (await stripOf(withStrip(parts))).slice(6, -6);
    expect(strip).toBe('⣿'.repeat(17) + ' '.repeat(17) + '·'.repeat(17) + '-'.repeat(17));
    const ascii = await stripOf(withStrip(parts, { settings: { glyphs: 'ascii' } }));
    expect(ascii.slice(6, -6)).toBe(
      '|'.repeat(17) + ' '.repeat(17) + '~'.repeat(17) + '-'.repeat(17),
    );
  });

  it('shows a slow time as such, whatever else was slower', async () => {
    const parts = [1, 0.93, 0.4, 0.04].flatMap((slow) =>
      Array.from({ length: 120 }, () => read(slow)),
    );
    const strip = (await stripOf(withStrip(parts))).slice(6, -6);
    const quiet = Array.from({ length: 480 }, () => read(0.4));
    expect((await stripOf(withStrip(quiet))).slice(6, -6)).toBe('⣤'.repeat(68));
    expect(strip).toBe('⣿'.repeat(34) + '⣤'.repeat(17) + '⣀'.repeat(17));
  });

  it('is dim where it was read in part', () => {
    const parts = Array.from({ length: 480 }, (_, index) => read(1, index < 240));
    const line = headerLines(withStrip(parts).state)[1];
    const whole = line?.spans.find(({ style }) => style === 'graph-write')?.text.length ?? 0;
    const dim =
      line?.spans.filter(({ style }) => style === 'nothing').map(({ text }) => text) ?? [];
    expect(dim.join('').length).toBe(34);
    expect(whole).toBeGreaterThan(0);
  });

  it('never hides a peak: a cell shows the busiest of its parts', async () => {
    for (let peak = 0; peak < 480; peak += 7) {
      const parts = Array.from({ length: 480 }, (_, index) => read(index === peak ? 1 : 0));
      expect(await stripOf(withStrip(parts, { size: { columns: 40, rows: 24 } }))).toMatch(/[⡇⢸⣿]/);
    }
  });

  it('has the cell of now reversed, and a click on a cell goes to a time that stands there', () => {
    const parts = Array.from({ length: 480 }, () => read(1));
    const screen = withStrip(parts);
    const spans = headerLines(screen.state)[1]?.spans ?? [];
    const before = spans.slice(
      0,
      spans.findIndex(({ style }) => style === 'cursor'),
    );
    const cursor = before.reduce((sum, { text }) => sum + text.length, 0);
    expect(cursor).toBe(6 + Math.floor(0.4 * 68));
    for (let column = 6; column < 74; column++) {
      screen.effects.length = 0;
      screen.send({ kind: 'mouse', action: 'press', column, row: 1 });
      const [effect] = screen.effects;
      if (effect?.kind !== 'play' || effect.order.kind !== 'go-to-time')
        throw new Error('no order');
      expect(cellOfTime(effect.order.time, activityOf(parts), 68)).toBe(column - 6);
    }
    screen.effects.length = 0;
    screen.send({ kind: 'mouse', action: 'press', column: 2, row: 1 });
    expect(screen.effects).toEqual([]);
    expect(screen.state.selected).toBeUndefined();
  });

  it('is absent before anything is known, in a window too low for it, and of a stream', async () => {
    const unknown = new DrivenScreen(TAPE).see(sample);
    expect(await stripOf(unknown)).toBe('');
    expect(layoutOf(withStrip([], { size: { columns: 80, rows: 9 } }).state).timeRows).toBe(1);
    expect(layoutOf(new DrivenScreen({ rights: 'replay' }).state).timeRows).toBe(1);
    expect(layoutOf(new DrivenScreen().state).timeRows).toBe(0);
  });
});

describe('what the player says', () => {
  const footer = async (screen: DrivenScreen): Promise<string> =>
    (await screen.rows()).at(-1)?.trimEnd() ?? '';

  it('of a slow time: for how long it is slow', async () => {
    const since = { length: milliseconds(30_000), isCut: false };
    const screen = replaying().send({ kind: 'slow', since });
    expect(await footer(screen)).toMatch(/^\[replay x1\] slow from here on, for 30 s$/);
    screen.send({ kind: 'slow', since: { length: milliseconds(3_600_000), isCut: true } });
    expect(await footer(screen)).toMatch(/ for more than 1h 00m$/);
  });

  it('where there is no slow time, and where the recording begins', async () => {
    expect(await footer(replaying().send({ kind: 'slow' }))).toMatch(/ no other slow time /);
    expect(await footer(replaying().send({ kind: 'first' }))).toMatch(
      / the recording begins here$/,
    );
    expect(await footer(replaying().send({ kind: 'last' }))).toMatch(/ the recording ends here$/);
  });
});

it('a replay gives no advice for a machine that it is not', async () => {
  const gap = {
    kind: 'unavailable',
    what: 'io-wait',
    reason: 'delay accounting is off',
    remedy: 'iotop --engine taskstats',
  } as const;
  const sample = sampleOf({ tasks: [{ tid: 7 }], gaps: [gap] });
  const screen = new DrivenScreen({ ...TAPE, size: { columns: 200, rows: 120 } }).see(sample);
  const pages = [...(await screen.rows()), ...(await screen.press('?').rows())].join('\n');
  expect(pages).toContain('delay accounting is off');
  expect(pages).not.toContain('--engine');
  const live = new DrivenScreen({ size: { columns: 200, rows: 120 } }).see(sample);
  expect((await live.rows()).join('\n')).toContain('--engine taskstats');
});

describe('the end of a replay', () => {
  it('is said, until a sample comes because the tape was wound back', async () => {
    const screen = replaying()
      .see(sampleOf({ index: 9 }))
      .send({ kind: 'over' });
    expect((await screen.rows()).at(-1)).toContain('[replay at its end]');
    expect((await screen.see(sampleOf({ index: 8 })).rows()).at(-1)).toContain('[replay x1]');
  });
});

describe('going back in a replay', () => {
  it('forgets what has not happened yet; a live clock that was set back forgets nothing', () => {
    const earlier = sampleOf({ index: 1 });
    const { state } = replaying().send({ kind: 'sample', sample: sampleOf({ index: 9 }) });
    expect(withoutFuture(state, earlier).memory).not.toBe(state.memory);
    expect(withoutFuture(state, sampleOf({ index: 10 })).memory).toBe(state.memory);
    const live = new DrivenScreen().send({ kind: 'sample', sample: sampleOf({ index: 9 }) }).state;
    expect(withoutFuture(live, earlier).memory).toBe(live.memory);
  });
});
