import { describe, expect, it } from 'vitest';
import {
  resetChoices,
  saveChoices,
  toggleDelayAccounting,
  toggleFrozen,
} from '../../../src/tui/core/program-keys.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const stateOf = (options: DrivenOptions = {}) =>
  new DrivenScreen(options).see(sampleOf({ tasks: [{ tid: 7, read: 5 }], idle: [{ tid: 8 }] }))
    .state;

describe('freezing the screen', () => {
  it('keeps the idle tasks of its sample, which the next one takes away', () => {
    const before = stateOf();
    const [frozen, effects] = toggleFrozen(before);
    expect([frozen.flow, effects]).toEqual(['frozen', []]);
    expect(frozen.sample?.idle).not.toBe(before.sample?.idle);
    expect(frozen.sample?.idle?.now.columns.tid).not.toBe(before.sample?.idle?.now.columns.tid);
    expect(frozen.rows.map(({ row }) => row.entry.tid)).toEqual(
      before.rows.map(({ row }) => row.entry.tid),
    );
  });

  it('ends with a sample at once', () => {
    const [live, effects] = toggleFrozen({ ...stateOf(), flow: 'frozen' });
    expect([live.flow, effects]).toEqual(['live', [{ kind: 'refresh' }]]);
  });

  it('is refused once the source has ended', () => {
    const [state, effects] = toggleFrozen({ ...stateOf(), flow: 'over' });
    expect([state.flow, effects]).toEqual(['over', []]);
    expect(state.note).toMatchObject({ tone: 'error' });
  });
});

describe('settings', () => {
  it('are saved as they are', () => {
    const state = stateOf({ settings: { sortColumn: 'io' } });
    expect(saveChoices(state)[1]).toEqual([{ kind: 'save-settings', settings: state.settings }]);
  });

  it('go back to those of the start, but for what suits the terminal, with the interval told', () => {
    const state = stateOf({ settings: { interval: 500, sortColumn: 'io', theme: 'light' } });
    const defaults = { ...state.defaults, interval: 3000 };
    const [reset, effects] = resetChoices({ ...state, defaults, shift: 2 });
    expect(reset.settings).toEqual({ ...defaults, theme: 'light' });
    expect(reset.shift).toBe(0);
    expect(effects).toEqual([{ kind: 'set-interval', milliseconds: 3000 }]);
  });
});

describe('delay accounting', () => {
  it('is turned by who may, and refused to others', () => {
    expect(toggleDelayAccounting(stateOf())[1]).toEqual([{ kind: 'toggle-delay-accounting' }]);
    const [state, effects] = toggleDelayAccounting(stateOf({ rights: 'replay' }));
    expect(effects).toEqual([]);
    expect(state.note).toMatchObject({ tone: 'error' });
  });
});
