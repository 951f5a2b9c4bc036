/** The last row: the answer to the last action, what is being typed, or what is chosen and which keys help. A click presses them. */
import { isFold } from '../../model/units/unit.ts';
import type { PlacedRow } from '../../model/view/tree.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { cutToWidth, textWidth } from '../../render/text/text-width.ts';
import type { Outcome } from '../core/effects.ts';
import { hasHit } from '../core/help-text.ts';
import { deedOf } from '../core/keys.ts';
import type { EditedLine } from '../core/line-editor.ts';
import { noticeMark } from '../core/notices.ts';
import { playbackMark } from '../core/playback.ts';
import { isOffered } from '../core/rights.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { isPinned, rowsInView } from '../table/cursor.ts';
import { unitShown } from '../table/rows.ts';
import { keyName } from '../terminal/key-names.ts';
import { type Line, line, pressing, type Span, span } from '../terminal/line.ts';
import { isNarrow } from './header-cells.ts';
import { firstHints, type Hint, hintsOf } from './hints.ts';

export const footerLine = (state: TuiState): Line => {
  const { mode, note } = state;
  if (note !== undefined && mode.kind !== 'table' && !('edited' in mode)) return noteLine(note);
  switch (mode.kind) {
    case 'filter':
      return prompt(state, 'filter: /', mode, filterKeys(mode));
    case 'only-these':
      return prompt(state, 'only ids and users: ', mode, '4242 root +1000; empty: all');
    case 'go-to':
      return prompt(state, 'go to: ', mode, '03:00, yesterday 15:20, 2026-11-23 03:00');
    case 'table':
      return tableFooter(state);
    case 'help':
      if (mode.typing === 'search')
        return prompt(state, 'search: /', searchOf(state, mode), 'Enter, then scroll');
  }
  return line(...fitting(state, hintsOf(state), state.size.columns));
};

const searchOf = (state: TuiState, { search: edited }: ModeOf<'help'>): Typed =>
  hasHit(state, edited) ? { edited } : { edited, problem: 'nothing found' };

/** What ends the typing of a filter: Esc leaves the one that was there before. */
const filterKeys = ({ before }: ModeOf<'filter'>): string =>
  `Enter keeps it, Esc: ${before === '' ? 'no filter' : `back to /${sanitize(before)}`}`;

type Typed = { readonly edited: EditedLine; readonly problem?: string };

/** A text being typed, its cursor, and beside it what is wrong or what to press. What is wrong can be read, however long the text. */
const prompt = (
  { size, note }: TuiState,
  label: string,
  { edited, problem = note?.text }: Typed,
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

/** A note, or the first keys and a notice that is new, or marks and keys; at the right which rows are in view. */
const tableFooter = (state: TuiState): Line => {
  const rows = rowsText(state);
  const right = state.size.columns - textWidth(rows);
  const left = leftOfRows(state, right - GAP.length);
  const used = widthOf(left);
  // A long note may be read to its end.
  if (used > right) return line(...left);
  return line(...left, span(' '.repeat(right - used)), span(rows, 'label'));
};

const leftOfRows = (state: TuiState, room: number): readonly Span[] => {
  const { note, told } = state;
  const marks = [...noticeSpans(state), ...marksOf(state).map((mark) => span(mark, 'warning'))];
  const marked = marks.flatMap((mark) => [mark, span(' ')]);
  const left = room - widthOf(marked);
  if (note !== undefined) {
    const answer = noteLine(note).spans;
    return widthOf(answer) > left ? answer : [...marked, ...answer];
  }
  if (told.now !== undefined) {
    const keys = fitting(state, firstHints(state), room);
    // What to type may need the room of the rows too.
    const rest = state.size.columns - widthOf(keys);
    const { text, brief } = told.now;
    const said = textWidth(text) <= rest ? text : shortened(brief, rest);
    return [...keys, span(said, 'warning')];
  }
  return [...marked, ...fitting(state, hintsOf(state), left)];
};

const widthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { text }) => sum + textWidth(text), 0);

/** How many notices there are, where the answer line has no room for it. */
const noticeSpans = (state: TuiState): readonly Span[] =>
  isNarrow(state) && noticeMark(state) !== '' ? [pressing('?', noticeMark(state), 'warning')] : [];

const shortened = (text: string, room: number): string =>
  textWidth(text) <= room ? text : `${cutToWidth(text, room - 1)}…`;

/** `programs 1–17 of 205`; without the word where there is little room. What is open has rows too: `slices: rows 1–17 of 31`. */
const rowsText = (state: TuiState): string => {
  const { top, rows, report, playback } = state;
  const pinned = isPinned(state) ? state.at : undefined;
  if (report === undefined || rows.length === 0) return '';
  const last = top + rowsInView(state).filter((row) => row !== pinned).length;
  const unit = rows.some(isOpenOfOthers) ? `${unitShown(state)}: rows` : unitShown(state);
  const word = isNarrow(state) || playback !== undefined ? '' : `${unit} `;
  return `${word}${top + 1}–${last} of ${rows.length + report.rowsLeftOut}`;
};

/** Whether it stands above rows that are of something else than the others. */
const isOpenOfOthers = ({ place, row }: PlacedRow): boolean =>
  place === 'process' || (place === 'open' && isFold(row.entry));

const noteLine = ({ tone, text }: Outcome): Line => line(span(sanitize(text), tone));

/** Whole hints, as many as there is room for; what may not be done is not offered. */
const fitting = ({ rights }: TuiState, hints: readonly Hint[], room: number): readonly Span[] => {
  let used = 0;
  const shown: Span[] = [];
  for (const { keys, word } of hints) {
    if (keys.some((key) => !isOffered(rights, deedOf(key)))) continue;
    const names = keys.map((key) => ({ text: keyName(key), style: 'key', presses: key }) as const);
    const cells = [...names.flatMap((name) => [span(' '), name]).slice(1)];
    const presses = keys.at(-1) as string;
    const hint: readonly Span[] = [...cells, { text: ` ${word}`, style: 'label', presses }];
    used += hint.reduce((sum, { text }) => sum + textWidth(text), GAP.length);
    if (used - GAP.length > room) break;
    shown.push(...hint, span(GAP));
  }
  return shown;
};

/** What is not as it comes: so that nobody takes a part for the whole. */
const marksOf = (state: TuiState): readonly string[] => {
  const { settings, flow, selection } = state;
  const { filter } = settings;
  const chosen: readonly (readonly [boolean, string])[] = [
    [state.playback !== undefined, playbackMark(state)],
    [flow === 'frozen', '[frozen]'],
    [flow === 'over' && state.playback === undefined, '[no more samples]'],
    [settings.show === 'active', '[only]'],
    [settings.measure === 'total', '[totals]'],
    [settings.measure === 'average', '[averages]'],
    [settings.measure !== 'rate' && settings.since === 'started', '[since task start]'],
    [filter !== '', `[filter ${sanitize(filter)}]`],
    [selection.ids.size + selection.uids.size > 0, '[only these]'],
    [selection.devices !== undefined, `[${sanitize(selection.devices?.join(' ') ?? '')}]`],
    [state.shift > 0, `[command +${state.shift}]`],
  ];
  return chosen.filter(([holds]) => holds).map(([, mark]) => mark);
};
