/** The keys that the last row offers, the most useful first: it has as many as there is room for. */
import type { Mode, TuiState } from '../core/state.ts';
import { SETTINGS } from '../settings/settings-table.ts';
import { doesDetailsScroll } from './details/page.ts';

/** Keys that do the same in two directions, or one, and what they do. */
export type Hint = { readonly keys: readonly string[]; readonly word: string };

export const hintsOf = (state: TuiState): readonly Hint[] => {
  const { mode } = state;
  if ('step' in mode && mode.step === 'confirm') return QUESTION;
  if (mode.kind === 'details' && doesDetailsScroll(state, mode)) return SCROLLED_DETAILS;
  if (mode.kind !== 'table') return HINTS[mode.kind] ?? [];
  return state.playback === undefined ? tableHints(state) : tapeHints(state.playback.isPaused);
};

/** The keys that stand beside a notice: how to learn more, and how to go on. */
export const firstHints = ({ playback }: TuiState): readonly Hint[] =>
  playback === undefined ? [HELP, QUIT] : tapeHints(playback.isPaused).slice(0, 2);

const hint = (word: string, ...keys: readonly string[]): Hint => ({ keys, word });

const QUESTION = [hint('do it', 'y'), hint('back', 'n')];

const HINTS: Partial<Record<Mode['kind'], readonly Hint[]>> = {
  help: [hint('search', '/'), hint('scroll', 'up', 'down'), hint('back', 'escape')],
  priority: [
    hint('set', 'enter'),
    hint('leave', 'escape'),
    hint('class', 'left', 'right'),
    hint('level', 'up', 'down'),
    hint('thread or process', 't'),
  ],
  signal: [hint('send', 'enter'), hint('leave', 'escape'), hint('choose', 'up', 'down')],
  columns: [hint('change', ' '), hint('move', 'up', 'down'), hint('done', 'enter')],
  sort: [hint('sort', 'enter'), hint('leave', 'escape'), hint('choose', 'up', 'down')],
  details: [hint('back', 'escape'), hint('ionice', 'i'), hint('kill', 'k')],
};

/** What is out of sight is offered first. */
const SCROLLED_DETAILS = [
  hint('back', 'escape'),
  hint('scroll', 'up', 'down'),
  hint('ionice', 'i'),
  hint('kill', 'k'),
];

const HELP = hint('help', '?');
const QUIT = hint('quit', 'q');

/** What a tape is played with; the others stand in the help. */
const tapeHints = (isPaused: boolean): readonly Hint[] => [
  HELP,
  hint(isPaused ? 'go on' : 'pause', ' '),
  hint('10 s', '[', ']'),
  hint('next slow', 'j'),
  hint('go to', 'g'),
  QUIT,
  hint('step', 'left', 'right'),
  hint('1 min', '{', '}'),
];

/** Quit stays in its place beside a notice: a click must not meet another key than was aimed at. */
const tableHints = (state: TuiState): readonly Hint[] => [
  HELP,
  QUIT,
  hint('details', 'enter'),
  hint('filter', '/'),
  hint(nextUnit(state), 'p'),
  hint('sort', 'f6'),
  hint('only', 'o'),
  hint('ionice', 'i'),
  hint('kill', 'k'),
  hint('tree', 'f5'),
  hint('totals', 'a'),
  hint('ended', 'e'),
  hint('freeze', 's'),
  hint('columns', 'm'),
  hint('save', 'W'),
];

/** What the key p shows next. */
const nextUnit = ({ settings }: TuiState): string => {
  const turns = SETTINGS.unit.keys[0]?.turns ?? [];
  return turns[(turns.indexOf(settings.unit) + 1) % turns.length] ?? '';
};
