/** What keys do to the program itself rather than to the table. */
import { EVERYTHING } from '../model/selection.ts';
import { refusalOf } from './rights.ts';
import { withRows } from './rows.ts';
import { type Next, type TuiState, tell } from './state.ts';

/** Frozen, the screen keeps its sample; what happens meanwhile is remembered for the totals. */
export const toggleFrozen = (state: TuiState): Next => {
  if (state.flow === 'over')
    return tell(state, 'error', 'the source has ended: nothing more comes');
  if (state.flow === 'frozen') return [{ ...state, flow: 'live' }, [{ kind: 'refresh' }]];
  state.sample?.idle?.(); // the next sample would take it away
  return [{ ...state, flow: 'frozen' }, []];
};

export const saveChoices = (state: TuiState): Next => [
  state,
  [{ kind: 'save-settings', settings: state.settings }],
];

/** Everything a key can choose as it is at first; the theme and the characters stay as the terminal needs them, and what no key chooses as it is. */
export const resetChoices = (state: TuiState): Next => {
  const { theme, glyphs, userNames, amounts } = state.settings;
  const settings = { ...state.defaults, theme, glyphs, userNames, amounts };
  const reset = withRows({ ...state, settings, selection: EVERYTHING, shift: 0 });
  return [reset, [{ kind: 'set-interval', milliseconds: settings.interval }]];
};

export const toggleDelayAccounting = (state: TuiState): Next => {
  const refusal = refusalOf(state.rights, 'delay-accounting');
  return refusal === undefined
    ? [state, [{ kind: 'toggle-delay-accounting' }]]
    : tell(state, 'error', refusal);
};
