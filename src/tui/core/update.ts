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
import { wishForCgroups, withCgroups } from '../table/cgroups.ts';
import { onMouseInTable, WHEEL_ROWS } from '../table/mouse.ts';
import { wishForNames, withNames } from '../table/names.ts';
import { wishForParents } from '../table/parents.ts';
import { withRows } from '../table/rows.ts';
import type { MouseEvent } from '../terminal/mouse-sequence.ts';
import { pressInTable } from './keys.ts';
import { insertText } from './line-editor.ts';
import { toldBy } from './notices.ts';
import { sourceNeeds } from './settings.ts';
import { inMode, type Message, type MessageOf, type Next, stay, type TuiState } from './state.ts';

export const update = (state: TuiState, message: Message): Next =>
  wishForParents(wishForNames(withNeeds(state, after(state, message))));

const after = (state: TuiState, message: Message): Next => {
  switch (message.kind) {
    case 'key':
      return onKey(withoutNote(state), message.key);
    case 'mouse':
      return onMouse(withoutNote(state), message);
    case 'paste':
      return onPaste(state, message.text);
    case 'resize':
      return stay(withRows({ ...state, size: message.size }));
    case 'sample':
      return onSample(state, message);
    case 'over':
      return stay({ ...state, flow: 'over' });
    case 'details':
      return stay(onDetails(state, message));
    case 'names':
      return stay(refreshedEntry(withNames(state, message)));
    case 'cgroups':
      return stay(withRows({ ...state, cgroups: withCgroups(state.cgroups, message.paths) }));
    case 'parents':
      return stay(withRows({ ...state, parents: new Map([...state.parents, ...message.parents]) }));
    case 'damage':
      return stay(withTold({ ...state, damage: message.places }));
    case 'outcome':
      return stay({ ...state, note: message.outcome });
    default:
      return assertNever(message);
  }
};

/** The source is told what is needed when that has changed. */
const withNeeds = ({ settings: before }: TuiState, [state, effects]: Next): Next => {
  if (state.settings === before) return [state, effects];
  const needs = sourceNeeds(state.settings);
  const isSame = JSON.stringify(needs) === JSON.stringify(sourceNeeds(before));
  return [state, isSame ? effects : [...effects, { kind: 'set-needs', needs }]];
};

const withoutNote = ({ note: _, ...state }: TuiState): TuiState => state;

/** Keys that mean the same wherever one is. */
const EVERYWHERE: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-\\', 'ctrl-z', 'ctrl-l']);

const onKey = (state: TuiState, key: string): Next => {
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

const onMouse = (state: TuiState, event: MouseEvent): Next => {
  const { mode } = state;
  if (mode.kind === 'table') return onMouseInTable(state, event);
  if (event.action === 'press' || (mode.kind !== 'help' && mode.kind !== 'details'))
    return stay(state);
  return scrollPage(state, mode, event.action === 'wheel-up' ? -WHEEL_ROWS : WHEEL_ROWS);
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
  return wishForCgroups(
    refreshDetails(withRows(withTold({ ...state, ...news, flow: 'live', parents: new Map() }))),
  );
};

const withTold = (state: TuiState): TuiState => ({ ...state, told: toldBy(state) });
