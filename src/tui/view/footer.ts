/** The last row: the answer to the last action, what is being typed, or what is chosen and which keys help. */

import { sanitize } from '../../render/sanitize.ts';
import { textWidth } from '../../render/text-width.ts';
import { type Line, line, type Span, span } from '../line.ts';
import type { EditedLine } from '../line-editor.ts';
import type { TuiState } from '../state.ts';

export const footerLine = (state: TuiState): Line => {
  const { mode, note } = state;
  switch (mode.kind) {
    case 'filter':
      return prompt('filter: /', mode.edited, mode.problem, 'Enter keeps it, Esc drops it');
    case 'only-these':
      return prompt(
        'only ids and users: ',
        mode.edited,
        mode.problem,
        '4242 root +1000; empty: all',
      );
    case 'help':
      return mode.typing === 'search'
        ? prompt('search: /', mode.search, undefined, 'Enter, then scroll')
        : line(
            ...hints([
              ['/', 'search'],
              ['Up Down', 'scroll'],
              ['Esc', 'back'],
            ]),
          );
    default:
      return note === undefined
        ? tableFooter(state)
        : line(span(sanitize(note.text), note.tone === 'good' ? 'good' : 'error'));
  }
};

/** A text being typed, its cursor, and beside it what is wrong or what to press. */
const prompt = (
  label: string,
  edited: EditedLine,
  problem: string | undefined,
  hint: string,
): Line => {
  const { characters, at } = edited;
  return line(
    span(label, 'key'),
    span(sanitize(characters.slice(0, at).join('')), 'input'),
    span(sanitize(characters[at] ?? ' '), 'cursor'),
    span(sanitize(characters.slice(at + 1).join('')), 'input'),
    span('  '),
    problem === undefined ? span(hint, 'label') : span(problem, 'error'),
  );
};

const tableFooter = (state: TuiState): Line => {
  const marks = marksOf(state).flatMap((mark) => [span(mark, 'warning'), span(' ')]);
  const room = state.size.columns - marks.reduce((sum, { text }) => sum + textWidth(text), 0);
  return line(...marks, ...fitting(hints(HINTS), room));
};

const HINTS = [
  ['?', 'help'],
  ['q', 'quit'],
  ['Left Right', 'sort'],
  ['o', 'only'],
  ['p', 'processes'],
  ['/', 'filter'],
  ['Enter', 'details'],
  ['i', 'ionice'],
  ['k', 'kill'],
] as const;

const hints = (pairs: readonly (readonly [string, string])[]): readonly Span[] =>
  pairs.flatMap(([key, text]) => [span(key, 'key'), span(` ${text}  `, 'label')]);

/** Whole hints only: they come in twos. */
const fitting = (spans: readonly Span[], room: number): readonly Span[] => {
  let used = 0;
  const shown: Span[] = [];
  for (let at = 0; at + 1 < spans.length; at += 2) {
    const pair = spans.slice(at, at + 2);
    used += pair.reduce((sum, { text }) => sum + textWidth(text), 0);
    if (used - 2 > room) break;
    shown.push(...pair);
  }
  return shown;
};

/** What is not as it comes: so that nobody takes a part for the whole. */
const marksOf = (state: TuiState): readonly string[] => {
  const { settings, flow, filter, selection } = state;
  const chosen: readonly (readonly [boolean, string])[] = [
    [flow === 'frozen', '[frozen]'],
    [flow === 'over', '[no more samples]'],
    [settings.show === 'active', '[only]'],
    [settings.measure === 'total', '[totals]'],
    [settings.measure === 'average', '[averages]'],
    [settings.measure !== 'rate' && settings.since === 'started', '[since task start]'],
    [filter !== '', `[/${sanitize(filter)}/]`],
    [selection.ids.size + selection.uids.size > 0, '[only these]'],
    [state.shift > 0, `[command +${state.shift}]`],
  ];
  return chosen.filter(([holds]) => holds).map(([, mark]) => mark);
};
