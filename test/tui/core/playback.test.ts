import { describe, expect, it } from 'vitest';
import { REPLAY_KEYS, withoutFuture } from '../../../src/tui/core/playback.ts';
import { layoutOf } from '../../../src/tui/table/layout.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

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
      const [time = ''] = table.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)/) ?? [];
      expect(Date.parse(time.replace(' ', 'T'))).toBe(sample.wallTime);
      expect(table).toBe(`${time}  web1`);
      const [details] = await screen.press('down', 'enter').rows();
      expect(details).toContain(time);
    }
  });

  it('has room for as many tasks less one, and says the time nowhere else', async () => {
    const options = { size: { columns: 120, rows: 24 }, settings: { clock: 'shown' } } as const;
    const live = new DrivenScreen(options).see(sample);
    const replay = new DrivenScreen({ ...TAPE, ...options }).see(sample);
    const clock = (screen: DrivenScreen) =>
      screen.rows().then((rows) => rows.join('\n').match(/\d\d:\d\d:\d\d/g));
    expect(await clock(live)).toHaveLength(1);
    expect(await clock(replay)).toHaveLength(1);
    expect(layoutOf(replay.state).bodyRows).toBe(layoutOf(live.state).bodyRows - 1);
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
    expect(await last(replaying())).toMatch(/Space pause {2}\[ \] 10 s {2}j next peak {2}g go to/);
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
