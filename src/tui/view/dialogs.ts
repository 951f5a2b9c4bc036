/** Dialogs: drawn over the lower rows of the table. */
import { COLUMNS, type ColumnId } from '../../model/columns.ts';
import { formatIoPriority, ioPriorityValue } from '../../model/io-priority.ts';
import { nameOf } from '../core/acted-on.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { CLASSES, LEVELS } from '../mode/priority-mode.ts';
import { SIGNALS } from '../mode/signal-mode.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { layoutOf } from '../table/layout.ts';
import { barLine, type Line, type Span, span } from '../terminal/line.ts';

/** The rows of the dialog that is open, if one is; at most `room`. */
export const dialogLines = (state: TuiState, room: number): readonly Line[] => {
  const { mode } = state;
  switch (mode.kind) {
    case 'priority':
      return priorityDialog(mode);
    case 'signal':
      return signalDialog(mode, room);
    case 'columns':
      return columnsDialog(state, mode.at, room);
    case 'sort':
      return [title('Sort by'), ...menu(COLUMNS.map(columnText), mode.at, room - 1)];
    default:
      return [];
  }
};

/** The choice of an open menu that stands in a row of the screen; undefined: none does. */
export const choiceAt = (state: TuiState, row: number): number | undefined => {
  const { mode } = state;
  if (!('at' in mode) || ('step' in mode && mode.step === 'confirm')) return undefined;
  const room = state.size.rows - layoutOf(state).footerRows;
  const { length } = dialogLines(state, room);
  const below = row - (room - length) - 1;
  if (below < 0 || below >= length - 1) return undefined;
  const count = mode.kind === 'signal' ? SIGNALS.length : COLUMNS.length;
  return firstShown(mode.at, count, room - 1) + below;
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

const signalDialog = ({ target, at, step }: ModeOf<'signal'>, room: number): readonly Line[] => {
  const chosen = SIGNALS[at];
  if (step === 'confirm' && chosen !== undefined) {
    return [title(`Signal to ${nameOf(target)}`), question(`Send ${chosen.name}?`)];
  }
  const options = SIGNALS.map(({ name, does }) => `${name.padEnd(8)} ${does}`);
  return [title(`Signal to ${nameOf(target)}`), ...menu(options, at, room - 1)];
};

const columnsDialog = (state: TuiState, at: number, room: number): readonly Line[] => {
  const { columns } = state.settings;
  const mark = (id: ColumnId): string =>
    columns.has(id) ? 'x' : hasColumn(columns, id) ? '?' : ' ';
  const options = COLUMNS.map((column) => `[${mark(column.id)}] ${columnText(column)}`);
  return [title('Columns (?: where they tell something)'), ...menu(options, at, room - 1)];
};

const columnText = ({ title: name, help }: (typeof COLUMNS)[number]): string =>
  `${name.padEnd(11)} ${help}`;

/** As many options as there is room for, the chosen one among them. */
const menu = (options: readonly string[], at: number, room: number): readonly Line[] => {
  const first = firstShown(at, options.length, room);
  return options
    .slice(first, first + Math.max(0, room))
    .map((text, index) => option(text, first + index === at));
};

const firstShown = (at: number, count: number, room: number): number =>
  Math.max(0, Math.min(at - Math.floor(room / 2), count - room));
