/** The help, printed from the tables of keys and columns; a search leaves the lines that have the text. */
import { COLUMNS } from '../../model/columns.ts';
import { wrap } from '../../render/text/text-width.ts';
import { ANY_OTHER_KEY, KEY_TOPICS } from './keys.ts';
import { type EditedLine, editedText } from './line-editor.ts';
import { damageLines, gapLines } from './notices.ts';
import { REPLAY_KEYS } from './playback.ts';
import { isOffered, type Rights } from './rights.ts';
import type { TuiState } from './state.ts';

export type HelpLine =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'entry'; readonly name: string; readonly text: string };

/** What is damaged or not visible comes first. */
export const helpLines = (state: TuiState, search: EditedLine): readonly HelpLine[] => {
  const wanted = editedText(search).toLowerCase();
  const always = helpLinesFor(state.rights);
  const lines =
    wanted === ''
      ? [
          ...section('Faults in what was read', damageLines(state)),
          ...section('Not visible', gapLines(state)),
          ...always,
        ]
      : always.filter(
          (line) =>
            line.kind === 'entry' && `${line.name} ${line.text}`.toLowerCase().includes(wanted),
        );
  return lines.flatMap((line) => wrapped(line, state.size.columns - helpNameWidth(state)));
};

/** Cells of the names, the blanks around them included. */
export const helpNameWidth = ({ size }: TuiState): number => (size.columns < 60 ? 12 : 24);

/** What does not fit goes on below: nowhere else can it be read. */
const wrapped = (line: HelpLine, width: number): readonly HelpLine[] => {
  if (line.kind === 'heading') return [line];
  return wrap(line.text, width).map((text, row) => entry(row === 0 ? line.name : '', text));
};

const section = (text: string, lines: readonly string[]): readonly HelpLine[] =>
  lines.length === 0 ? [] : [{ kind: 'heading', text }, ...lines.map((line) => entry('', line))];

const entry = (name: string, text: string): HelpLine => ({ kind: 'entry', name, text });

/** A key as it is written on keyboards. Capitals that mean the same as their small letters are not repeated. */
const keyName = (key: string): string =>
  key === ' '
    ? 'Space'
    : key.length === 1
      ? key
      : key.replace(/(^|-)([a-z])/g, (_, dash, letter) => dash + letter.toUpperCase());

/** The keys of a row, as people write them; of many the first and the last. */
export const keysName = (keys: readonly string[]): string => {
  const distinct = keys.filter(
    (key) => !keys.includes(key.toLowerCase()) || key === key.toLowerCase(),
  );
  const [first, last] = [distinct[0], distinct.at(-1)];
  return distinct.length > 4 ? `${first} … ${last}` : distinct.map(keyName).join(' ');
};

/** The keys that may be used, the mouse and the columns: all that holds whatever is on the screen. */
export const helpLinesFor = (rights: Rights): readonly HelpLine[] => [
  ...Object.entries(KEY_TOPICS).flatMap(([topic, rows]): readonly HelpLine[] => [
    { kind: 'heading', text: topic },
    ...rows
      .filter(({ deed }) => isOffered(rights, deed))
      .map(({ keys, help }) => entry(keysName(keys), help)),
  ]),
  entry('', ANY_OTHER_KEY),
  { kind: 'heading', text: 'Mouse' },
  entry('wheel', 'scroll'),
  entry('click', 'on a title: sort; on a task: select it, on the selected one: details'),
  { kind: 'heading', text: 'Columns' },
  ...COLUMNS.map(({ title, help }) => entry(title, help)),
  { kind: 'heading', text: 'In a replay' },
  ...REPLAY_KEYS.map(({ keys, help }) => entry(keysName(keys), help)),
];
