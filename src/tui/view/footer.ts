/** The last row: the answer to the last action, what is being typed, or what is chosen and which keys help. */
import { assertNever } from '../../lib/errors.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { cutToWidth, textWidth } from '../../render/text/text-width.ts';
import type { Outcome } from '../core/effects.ts';
import { deedOf } from '../core/keys.ts';
import type { EditedLine } from '../core/line-editor.ts';
import { noticeMark } from '../core/notices.ts';
import { playbackMark } from '../core/playback.ts';
import { isOffered } from '../core/rights.ts';
import type { TuiState } from '../core/state.ts';
import { isPinned, rowsInView } from '../table/cursor.ts';
import { unitShown } from '../table/rows.ts';
import { type Line, line, type Span, span } from '../terminal/line.ts';
import { isNarrow } from './header-cells.ts';

export const footerLine = (state: TuiState): Line => {
  const { mode, note } = state;
  if ('step' in mode && mode.step === 'confirm') return hintLine(state, { y: 'do it', n: 'back' });
  switch (mode.kind) {
    case 'filter':
      return prompt(state, 'filter: /', mode, 'Enter keeps it, Esc drops it');
    case 'only-these':
      return prompt(state, 'only ids and users: ', mode, '4242 root +1000; empty: all');
    case 'go-to':
      return prompt(state, 'go to: ', mode, '03:00, yesterday 15:20, 2026-11-23 03:00');
    case 'help':
      return mode.typing === 'search'
        ? prompt(state, 'search: /', { edited: mode.search }, 'Enter, then scroll')
        : hintLine(state, { '/': 'search', 'Up Down': 'scroll', Esc: 'back' });
    case 'priority':
      return hintLine(state, PRIORITY_HINTS);
    case 'signal':
      return hintLine(state, { Enter: 'send', Esc: 'leave', 'Up Down': 'choose' });
    case 'columns':
      return hintLine(state, { Space: 'show or hide', 'Up Down': 'move', Enter: 'done' });
    case 'details':
      if (note !== undefined) return noteLine(note);
      return hintLine(state, { Esc: 'back', i: 'ionice', k: 'kill', 'Up Down': 'files' });
    case 'table':
      return tableFooter(state);
    default:
      return assertNever(mode);
  }
};

type Typed = { readonly edited: EditedLine; readonly problem?: string };

/** A text being typed, its cursor, and beside it what is wrong or what to press. What is wrong can be read, however long the text. */
const prompt = (
  { size }: TuiState,
  label: string,
  { edited, problem }: Typed,
  hint: string,
): Line => {
  const beside = problem === undefined ? span(hint, 'label') : span(sanitize(problem), 'error');
  const kept = problem === undefined ? 0 : Math.min(textWidth(beside.text), size.columns >> 1);
  const room = size.columns - textWidth(label) - GAP.length - kept;
  const { before, cursor, after } = aroundCursor(edited, room);
  return line(
    span(label, 'key'),
    span(before, 'input'),
    span(cursor, 'cursor'),
    span(after, 'input'),
    span(GAP),
    beside,
  );
};

const GAP = '  ';

/** As much of the text as there is room for, the cursor in it: a long one is cut at its beginning first. */
const aroundCursor = (
  { characters, at }: EditedLine,
  room: number,
): { readonly before: string; readonly cursor: string; readonly after: string } => {
  const shown = characters.map(sanitize);
  const cursor = shown[at] ?? ' ';
  let left = Math.max(0, room - textWidth(cursor));
  let first = at;
  while (first > 0 && textWidth(shown[first - 1] as string) <= left) {
    first -= 1;
    left -= textWidth(shown[first] as string);
  }
  const after = cutToWidth(shown.slice(at + 1).join(''), left);
  return { before: shown.slice(first, at).join(''), cursor, after };
};

/** A note, or a notice that is new, or marks and keys; at the right which rows are in view. */
const tableFooter = (state: TuiState): Line => {
  const rows = rowsText(state);
  const right = state.size.columns - textWidth(rows);
  const left = leftOfRows(state, right - GAP.length);
  const used = left.reduce((sum, { text }) => sum + textWidth(text), 0);
  // A long note may be read to its end.
  if (used > right) return line(...left);
  return line(...left, span(' '.repeat(right - used)), span(rows, 'label'));
};

const leftOfRows = (state: TuiState, room: number): readonly Span[] => {
  const { note, told, playback } = state;
  if (note !== undefined) return noteLine(note).spans;
  if (told.now !== undefined) return [span(shortened(state, told.now.text, room), 'warning')];
  const marks = marksOf(state).flatMap((mark) => [span(mark, 'warning'), span(' ')]);
  const left = room - marks.reduce((sum, { text }) => sum + textWidth(text), 0);
  return [...marks, ...fitting(state, playback === undefined ? TABLE_HINTS : TAPE_HINTS, left)];
};

const shortened = ({ settings }: TuiState, text: string, room: number): string => {
  if (textWidth(text) <= room) return text;
  return cutToWidth(text, room - 1) + (settings.glyphs === 'unicode' ? '…' : '.');
};

/** `programs 1–17 of 205`; without the word where there is little room. */
const rowsText = (state: TuiState): string => {
  const { top, rows, report, settings, playback } = state;
  if (report === undefined || rows.length === 0) return '';
  const last = top + rowsInView(state).length - (isPinned(state) ? 1 : 0);
  const dash = settings.glyphs === 'unicode' ? '–' : '-';
  const word = isNarrow(state) || playback !== undefined ? '' : `${unitShown(state)} `;
  return `${word}${top + 1}${dash}${last} of ${rows.length + report.rowsLeftOut}`;
};

/** What keys do, by their names. */
type Hints = Readonly<Record<string, string>>;

const PRIORITY_HINTS = {
  Enter: 'set',
  Esc: 'leave',
  'Left Right': 'class',
  '0-7': 'level',
  t: 'thread or process',
};
const TABLE_HINTS = {
  '?': 'help',
  q: 'quit',
  'Left Right': 'sort',
  o: 'only',
  p: 'processes',
  '/': 'filter',
  Enter: 'details',
  i: 'ionice',
  k: 'kill',
};
/** What a tape is played with; the others stand in the help. */
const TAPE_HINTS = {
  '?': 'help',
  Space: 'pause',
  '[ ]': '10 s',
  j: 'next peak',
  g: 'go to',
  q: 'quit',
};

const noteLine = ({ tone, text }: Outcome): Line => line(span(sanitize(text), tone));

const hintLine = (state: TuiState, hints: Hints): Line =>
  line(...fitting(state, hints, state.size.columns));

/** Whole hints, as many as there is room for; what may not be done is not offered. */
const fitting = ({ rights }: TuiState, hints: Hints, room: number): readonly Span[] => {
  let used = 0;
  const shown: Span[] = [];
  for (const [key, text] of Object.entries(hints)) {
    if (!isOffered(rights, deedOf(key))) continue;
    used += textWidth(`${key} ${text}  `);
    if (used - 2 > room) break;
    shown.push(span(key, 'key'), span(` ${text}  `, 'label'));
  }
  return shown;
};

/** What is not as it comes: so that nobody takes a part for the whole. */
const marksOf = (state: TuiState): readonly string[] => {
  const { settings, flow, selection } = state;
  const { filter } = settings;
  const chosen: readonly (readonly [boolean, string])[] = [
    [isNarrow(state) && noticeMark(state) !== '', noticeMark(state)],
    [state.playback !== undefined, playbackMark(state)],
    [flow === 'frozen', '[frozen]'],
    [flow === 'over' && state.playback === undefined, '[no more samples]'],
    [settings.show === 'active', '[only]'],
    [settings.measure === 'total', '[totals]'],
    [settings.measure === 'average', '[averages]'],
    [settings.measure !== 'rate' && settings.since === 'started', '[since task start]'],
    [filter !== '', `[filter ${sanitize(filter)}]`],
    [selection.ids.size + selection.uids.size > 0, '[only these]'],
    [state.shift > 0, `[command +${state.shift}]`],
  ];
  return chosen.filter(([holds]) => holds).map(([, mark]) => mark);
};
