/** Dialogs: drawn over the lower rows of the table. */
import { CHOSEN_IDS, type ColumnId, columnOf } from '../../model/columns.ts';
import { formatIoPriority, ioPriorityValue } from '../../model/io-priority.ts';
import { cutToWidth, textWidth, wrap } from '../../render/text/text-width.ts';
import { nameOf } from '../core/acted-on.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { CLASSES, LEVELS } from '../mode/priority-mode.ts';
import { SIGNALS } from '../mode/signal-mode.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { sortIdsFor, titleOf } from '../table/column-layout.ts';
import { layoutOf } from '../table/layout.ts';
import { barLine, type Line, type Span, span } from '../terminal/line.ts';

/** The rows of the dialog that is open, if one is; at most `room`. */
export const dialogLines = (state: TuiState, room: number): readonly Line[] => {
  const { mode } = state;
  switch (mode.kind) {
    case 'priority':
      return priorityDialog(mode);
    case 'signal':
      return signalDialog(state, mode, room);
    case 'columns':
      return menu(COLUMNS_TITLE, optionsIn(state), mode.at, state, room);
    case 'sort':
      return menu('Sort by', optionsIn(state), mode.at, state, room);
    default:
      return [];
  }
};

/** The choice of an open menu that stands in a row of the screen; undefined: none does. */
export const choiceAt = (state: TuiState, row: number): number | undefined => {
  const { mode } = state;
  if (!('at' in mode) || ('step' in mode && mode.step === 'confirm')) return undefined;
  const room = state.size.rows - layoutOf(state).footerRows;
  const options = optionsIn(state);
  const unused = room - dialogLines(state, room).length;
  const shown = room - 1 - rowsBelow(options, state.size.columns);
  const line = row - unused - 1;
  if (line < 0 || line >= shown - unused) return undefined;
  return firstShown(mode.at, options.length, shown) + line;
};

const title = (text: string): Line => barLine('dialog-title', span(` ${text}`, 'dialog-title'));
const option = (text: string, isChosen: boolean): Line =>
  barLine(isChosen ? 'selected' : 'dialog', span(`${isChosen ? ' > ' : '   '}${text}`));
const question = (text: string): Line =>
  barLine('dialog', span(` ${text} `, 'warning'), span('y', 'key'), span(' or '), span('n', 'key'));

const CLASS_NAMES = { none: 'none', rt: 'real-time', be: 'best-effort', id: 'idle' } as const;

const priorityDialog = ({ target, chosen, step }: ModeOf<'priority'>): readonly Line[] => {
  const whom = target.unit === 'process' ? `each thread of ${nameOf(target)}` : nameOf(target);
  const result = formatIoPriority(ioPriorityValue(chosen));
  if (step === 'confirm') {
    return [title(`I/O priority of ${whom}`), question(`Set it to ${result}?`)];
  }
  const choice = (text: string, isChosen: boolean): Span =>
    isChosen ? span(`[${text}]`, 'key') : span(` ${text} `, 'dialog');
  const classes = CLASSES.map((name) => choice(CLASS_NAMES[name], name === chosen.class));
  const levels = Array.from({ length: LEVELS }, (_, level) =>
    choice(String(level), level === chosen.level),
  );
  return [
    title(`I/O priority of ${whom}`),
    barLine('dialog', span(' class ', 'label'), ...classes),
    barLine(
      'dialog',
      span(' level ', 'label'),
      ...(chosen.class === 'id' ? [span('  (idle has none)', 'label')] : levels),
    ),
  ];
};

const signalDialog = (
  state: TuiState,
  { target, at, step }: ModeOf<'signal'>,
  room: number,
): readonly Line[] => {
  const chosen = SIGNALS[at];
  if (step === 'confirm' && chosen !== undefined) {
    return [title(`Signal to ${nameOf(target)}`), question(`Send ${chosen.name}?`)];
  }
  return menu(`Signal to ${nameOf(target)}`, optionsIn(state), at, state, room);
};

const COLUMNS_TITLE = 'Columns (?: where they tell something)';

/** The texts of the menu that is open. */
const optionsIn = (state: TuiState): readonly string[] => {
  const { mode, settings } = state;
  if (mode.kind === 'signal') return SIGNALS.map(({ name, does }) => `${name.padEnd(8)} ${does}`);
  const mark = (id: ColumnId): string =>
    settings.columns.has(id) ? '[x] ' : hasColumn(settings.columns, id) ? '[?] ' : '[ ] ';
  const ids = mode.kind === 'columns' ? CHOSEN_IDS : sortIdsFor(settings.unit);
  return ids.map(
    (id) =>
      `${mode.kind === 'columns' ? mark(id) : ''}${titleOf(id, state).padEnd(11)} ${columnOf(id).help}`,
  );
};

/** As many options as there is room for, the chosen one among them; below them all that it says, where a line is too short for some. */
const menu = (
  head: string,
  options: readonly string[],
  at: number,
  { size }: TuiState,
  room: number,
): readonly Line[] => {
  const below = rowsBelow(options, size.columns);
  const shown = Math.max(0, room - 1 - below);
  const first = firstShown(at, options.length, shown);
  const whole = wrap((options[at] ?? '').replace(/ {2,}/, ' '), size.columns - 2);
  return [
    title(head),
    ...options
      .slice(first, first + shown)
      .map((text, index) => option(cutTo(text, size.columns - MARGIN), first + index === at)),
    ...Array.from({ length: below }, (_, row) =>
      barLine('dialog', span(` ${whole[row] ?? ''}`, 'label')),
    ),
  ];
};

/** Before each option. */
const MARGIN = 3;

/** Rows for what a line has no room for: as many whichever is chosen. */
const rowsBelow = (options: readonly string[], columns: number): number =>
  options
    .filter((text) => textWidth(text) + MARGIN > columns)
    .reduce((most, text) => Math.max(most, wrap(text, columns - 2).length), 0);

const cutTo = (text: string, cells: number): string =>
  textWidth(text) <= cells ? text : `${cutToWidth(text, cells - 1)}…`;

const firstShown = (at: number, count: number, room: number): number =>
  Math.max(0, Math.min(at - Math.floor(room / 2), count - room));
