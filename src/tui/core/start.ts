/** The state before anything happened. */
import { defined } from '../../lib/defined.ts';
import { EVERYTHING, type Selection } from '../../model/view/selection.ts';
import { filtered } from '../mode/filter-mode.ts';
import type { TerminalAbilities } from '../terminal/abilities.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Outcome } from './effects.ts';
import { newMemory } from './memory.ts';
import type { Rights } from './rights.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import type { Playback, TuiState } from './state.ts';

export type StartOptions = {
  readonly size: Size;
  readonly abilities: TerminalAbilities;
  readonly settings: Settings;
  /** What the key D goes back to; absent: to iotop's own. */
  readonly defaults?: Settings;
  readonly rights: Rights;
  /** Ids and users to keep to; a pattern in it is replaced by the filter of the settings. */
  readonly selection?: Selection;
  /** The source is a recording that is played. */
  readonly playback?: Playback;
  /** Said at the bottom until the first key. */
  readonly note?: Outcome;
};

const LEAST_ID_WIDTH = 5;

export const startState = (options: StartOptions): TuiState => {
  const {
    size,
    abilities,
    settings,
    defaults = DEFAULT_SETTINGS,
    rights,
    selection = EVERYTHING,
    note,
    playback,
  } = options;
  const glyphs = abilities.unicode ? settings.glyphs : 'ascii';
  const state: TuiState = {
    size,
    abilities,
    settings: { ...settings, glyphs },
    defaults,
    rights,
    mode: { kind: 'table' },
    flow: 'live',
    selection,
    memory: newMemory(),
    damage: [],
    cgroups: new Map(),
    rows: [],
    finalRows: 0,
    idWidth: LEAST_ID_WIDTH,
    at: 0,
    top: 0,
    shift: 0,
    ...defined({ note, playback }),
  };
  return settings.filter === '' ? state : filtered(state, settings.filter);
};
