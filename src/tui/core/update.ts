/** The whole behaviour of the screen, without a terminal. Pure: (state, message) → (new state, effects). */
import { assertNever } from '../../lib/errors.ts';
import { onColumnsKey } from '../mode/columns-mode.ts';
import { onDetails, onDetailsKey, refreshDetails, refreshedEntry } from '../mode/details-mode.ts';
import { onFilterEdit, onFilterKey } from '../mode/filter-mode.ts';
import { onGoToKey } from '../mode/go-to-mode.ts';
import { onHelpKey } from '../mode/help-mode.ts';
import { onOnlyTheseKey } from '../mode/only-these-mode.ts';
import { scrollPage, stepOf } from '../mode/page.ts';
import { onPriorityKey } from '../mode/priority-mode.ts';
import { onSignalKey } from '../mode/signal-mode.ts';
import { onSortKey } from '../mode/sort-mode.ts';
import { onMouseInTable, WHEEL_ROWS } from '../table/mouse.ts';
import { wishForNames, withNames } from '../table/names.ts';
import { wishForGroup, withGroup } from '../table/own-figures.ts';
import { wishForParents } from '../table/parents.ts';
import { withRows } from '../table/rows.ts';
import { latinKey } from '../terminal/key-layouts.ts';
import { keyName } from '../terminal/key-names.ts';
import type { MouseEvent } from '../terminal/mouse-sequence.ts';
import { isOnFooter, keyUnder } from '../view/click.ts';
import { choiceAt } from '../view/dialogs.ts';
import { pressInTable } from './keys.ts';
import { insertText } from './line-editor.ts';
import { toldBy, withoutNotice } from './notices.ts';
import { onTapeNews } from './playback.ts';
import { sourceNeeds } from './settings.ts';
import {
  inMode,
  type Message,
  type MessageOf,
  type Next,
  stay,
  type TuiState,
  tell,
} from './state.ts';

export const update = (state: TuiState, message: Message): Next =>
  wishForGroup(wishForParents(wishForNames(withNeeds(state, after(state, message)))));

const after = (state: TuiState, message: Message): Next => {
  switch (message.kind) {
    case 'key':
      return onKey(withoutNote(state), message.key);
    case 'mouse':
      return onMouse(state, message);
    case 'paste':
      return onPaste(state, message.text);
    case 'resize':
      return stay(withRows({ ...state, size: message.size }));
    case 'background':
      return stay({ ...state, abilities: { ...state.abilities, background: message.background } });
    case 'sample':
      return onSample(state, message);
    case 'over':
    case 'first':
    case 'last':
    case 'slow':
    case 'activity':
      return onTapeNews(state, message);
    case 'details':
      return stay(onDetails(state, message));
    case 'group':
      return stay(withGroup(state, message));
    case 'names':
      return stay(refreshedEntry(withNames(state, message)));
    case 'parents':
      return stay(withRows({ ...state, parents: new Map([...state.parents, ...message.parents]) }));
    case 'damage':
      return stay(withTold({ ...state, damage: message.places }));
    case 'outcome':
      return stay({ ...state, note: message.outcome });
    case 'note-read':
      return stay(state.note === message.note ? withoutNote(state) : state);
    default:
      return assertNever(message);
  }
};

/** The source is told what is needed when that has changed. */
const withNeeds = (before: TuiState, [state, effects]: Next): Next => {
  if (state.settings === before.settings) return [state, effects];
  const needs = sourceNeeds(state.settings, state.selection);
  const needed = sourceNeeds(before.settings, before.selection);
  const isSame = JSON.stringify(needs) === JSON.stringify(needed);
  return [state, isSame ? effects : [...effects, { kind: 'set-needs', needs }]];
};

const withoutNote = ({ note: _, ...state }: TuiState): TuiState => state;

/** Keys that mean the same wherever one is. */
const EVERYWHERE: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-\\', 'ctrl-z', 'ctrl-l']);

/** Whether keys are characters of a text. */
const isTyping = ({ mode }: TuiState): boolean =>
  'edited' in mode || (mode.kind === 'help' && mode.typing === 'search');

const onKey = (state: TuiState, typed: string): Next => {
  const key = isTyping(state) ? typed : latinKey(typed);
  const next = press(state, key);
  return next[1].length === 0 && looksSame(state, next[0]) ? nothingDone(state, key) : next;
};

/** Whether nothing on the screen differs. */
const looksSame = (before: TuiState, after: TuiState): boolean =>
  changed(before, after).every((part) => FOLLOWING.has(part)) &&
  changed(before.mode, after.mode).every(
    (part) => JSON.stringify(before.mode[part]) === JSON.stringify(after.mode[part]),
  );

/** The parts that were made anew. */
const changed = <Whole extends object>(before: Whole, after: Whole): readonly (keyof Whole)[] =>
  (Object.keys({ ...before, ...after }) as (keyof Whole)[]).filter(
    (part) => before[part] !== after[part],
  );

/** What is made anew though it may be the same; it follows from the rest. */
const FOLLOWING: ReadonlySet<string> = new Set<keyof TuiState>([
  ...(['mode', 'rows', 'report', 'finalRows', 'needs', 'at', 'followed'] as const),
]);

const nothingDone = (state: TuiState, key: string): Next => {
  const { mode } = state;
  const help =
    mode.kind === 'table'
      ? '? lists all'
      : 'step' in mode && mode.step === 'confirm'
        ? 'y does it, n goes back'
        : 'Esc goes back';
  return tell(state, 'good', `${keyName(key)} does nothing; ${help}`);
};

const press = (state: TuiState, key: string): Next => {
  const { mode } = state;
  if (EVERYWHERE.has(key)) return pressInTable(state, key);
  switch (mode.kind) {
    case 'table':
      return pressInTable(state, key);
    case 'filter':
      return onFilterKey(state, mode, key);
    case 'only-these':
      return onOnlyTheseKey(state, mode, key);
    case 'go-to':
      return onGoToKey(state, mode, key);
    case 'help':
      return onHelpKey(state, mode, key) ?? scrollPage(state, mode, stepOf(key, state.size.rows));
    case 'columns':
      return onColumnsKey(state, mode, key);
    case 'sort':
      return onSortKey(state, mode, key);
    case 'details':
      return onDetailsKey(state, key) ?? scrollPage(state, mode, stepOf(key, state.size.rows));
    case 'priority':
      return onPriorityKey(state, mode, key);
    case 'signal':
      return onSignalKey(state, mode, key);
    default:
      return assertNever(mode);
  }
};

const onMouse = (before: TuiState, event: MouseEvent): Next => {
  const state = withoutNote(before);
  const { mode } = state;
  if (event.action === 'press') {
    const key = keyUnder(before, event);
    if (key !== undefined) return onKey(state, key);
    // A click sends away what stands there: an answer, else a notice.
    if (isOnFooter(before, event))
      return stay(before.note === undefined ? withoutNotice(state) : state);
    return mode.kind === 'table' ? onMouseInTable(state, event) : choose(state, event.row);
  }
  if (mode.kind === 'table') return onMouseInTable(state, event);
  const by = event.action === 'wheel-up' ? -1 : 1;
  if (mode.kind === 'help' || mode.kind === 'details')
    return scrollPage(state, mode, by * WHEEL_ROWS);
  return 'at' in mode ? press(state, by < 0 ? 'up' : 'down') : stay(state);
};

/** A click on a line of a menu chooses it at once. */
const choose = (state: TuiState, row: number): Next => {
  const { mode } = state;
  const at = choiceAt(state, row);
  if (at === undefined || !('at' in mode)) return stay(state);
  return press(inMode(state, { ...mode, at }), mode.kind === 'columns' ? ' ' : 'enter');
};

/** Pasted text is text: it is typed where something is being typed, and no key anywhere. */
const onPaste = (state: TuiState, text: string): Next => {
  const { mode } = state;
  if (mode.kind === 'filter') return onFilterEdit(state, mode, insertText(mode.edited, text));
  if (mode.kind === 'only-these' || mode.kind === 'go-to') {
    return stay(inMode(state, { ...mode, edited: insertText(mode.edited, text) }));
  }
  return stay(state);
};

const onSample = (state: TuiState, message: MessageOf<'sample'>): Next => {
  if (state.flow === 'frozen') return stay(state);
  const { kind: _, ...news } = message;
  return refreshDetails(
    withRows(withTold({ ...state, ...news, flow: 'live', parents: new Map() })),
  );
};

const withTold = (state: TuiState): TuiState => ({ ...state, told: toldBy(state) });
