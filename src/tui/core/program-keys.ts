/** What keys do to the program itself rather than to the table. */
import { defined } from '../../lib/defined.ts';
import { EVERYTHING } from '../../model/view/selection.ts';
import { keptIdle } from '../../sample/idle-tasks.ts';
import { withRows } from '../table/rows.ts';
import { refusalOf } from './rights.ts';
import { settingsBy } from './settings.ts';
import { type Next, type TuiState, tell } from './state.ts';

/** Frozen, the screen keeps its sample; what happens meanwhile is remembered for the totals. */
export const toggleFrozen = (state: TuiState): Next => {
  if (state.flow === 'over')
    return tell(state, 'error', 'the source has ended: nothing more comes');
  if (state.flow === 'frozen') {
    const [live] = tell({ ...state, flow: 'live' }, 'good', 'going on');
    return [live, [{ kind: 'refresh' }]];
  }
  const { sample } = state;
  const frozen: TuiState = { ...state, flow: 'frozen' };
  const words = 'frozen: s goes on';
  if (sample?.idle === undefined) return tell(withRows(frozen), 'good', words);
  // The next sample would take the idle tasks away.
  const kept = { ...sample, idle: keptIdle(sample.idle) };
  return tell(withRows({ ...frozen, sample: kept }), 'good', words);
};

export const saveChoices = (state: TuiState): Next => [
  state,
  [{ kind: 'save-settings', settings: state.settings }],
];

/**
 * Key D: goes back to the settings iotop starts with. Some stay: theme and characters suit the terminal, and no key chose the way users
 * and amounts are written.
 */
export const resetChoices = (state: TuiState): Next => {
  const settings = settingsBy((name, { atReset }) =>
    atReset === 'stays' ? state.settings[name] : state.defaults[name],
  );
  // The source was chosen with the devices: they are no setting.
  const { devices } = state.selection;
  const selection = { ...EVERYTHING, ...defined({ devices }) };
  const reset = withRows({ ...state, settings, selection, shift: 0 });
  const [told] = tell(reset, 'good', 'settings as iotop starts with');
  return [told, [{ kind: 'set-interval', milliseconds: settings.interval }]];
};

export const toggleDelayAccounting = (state: TuiState): Next => {
  const refusal = refusalOf(state.rights, 'delay-accounting');
  return refusal === undefined
    ? [state, [{ kind: 'toggle-delay-accounting' }]]
    : tell(state, 'error', refusal);
};
