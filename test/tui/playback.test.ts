import { describe, expect, it } from 'vitest';
import { REPLAY_KEYS, withoutFuture } from '../../src/tui/playback.ts';
import { DrivenScreen } from '../support/driven-screen.ts';
import { sampleOf } from '../support/samples.ts';

const replaying = (): DrivenScreen => new DrivenScreen({ playback: { speed: 1, isPaused: false } });

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
    expect(withoutFuture(state, earlier).past).not.toBe(state.past);
    expect(withoutFuture(state, sampleOf({ index: 10 })).past).toBe(state.past);
    const live = new DrivenScreen().send({ kind: 'sample', sample: sampleOf({ index: 9 }) }).state;
    expect(withoutFuture(live, earlier).past).toBe(live.past);
  });
});
