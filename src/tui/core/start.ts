/** The state before anything happened. */
import { defined } from '../../lib/defined.ts';
import { EVERYTHING } from '../../model/view/selection.ts';
import { filtered } from '../mode/filter-mode.ts';
import { NO_NEEDS } from '../table/column-needs.ts';
import { newMemory } from './memory.ts';
import { NOTHING_TOLD } from './notices.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { TuiState } from './state.ts';

/** `where` of the selection is replaced by the filter of the settings; absent: all tasks. `defaults`, absent: iotop's own. */
export type StartOptions = Pick<
  TuiState,
  'size' | 'abilities' | 'settings' | 'rights' | 'playback' | 'note' | 'settingsProblem'
> &
  Partial<Pick<TuiState, 'defaults' | 'selection' | 'called'>>;

export const startState = ({
  size,
  abilities,
  settings,
  defaults = DEFAULT_SETTINGS,
  rights,
  called = 'iotop',
  selection = EVERYTHING,
  note,
  settingsProblem,
  playback,
}: StartOptions): TuiState => {
  const state: TuiState = {
    size,
    abilities,
    settings,
    defaults,
    rights,
    called,
    mode: { kind: 'table' },
    flow: 'live',
    selection,
    memory: newMemory(selection.devices),
    told: NOTHING_TOLD,
    damage: [],
    rows: [],
    finalRows: 0,
    needs: NO_NEEDS,
    opened: new Set(),
    closed: new Set(),
    parents: new Map(),
    at: 0,
    top: 0,
    shift: 0,
    ...defined({ note, settingsProblem, playback }),
  };
  return settings.filter === '' ? state : filtered(state, settings.filter);
};
