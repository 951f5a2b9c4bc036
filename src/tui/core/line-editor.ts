/** A line of text being typed, with the keys of Emacs and readline. Pure: key in, text out. */

/** `at` counts characters (code points), from 0 to the text's length. */
export type EditedLine = { readonly characters: readonly string[]; readonly at: number };

export const editLine = (text: string): EditedLine => {
  const characters = [...text];
  return { characters, at: characters.length };
};

export const editedText = (edited: EditedLine): string => edited.characters.join('');

/** Puts text where the cursor is; what is not printable is left out. */
export const insertText = (edited: EditedLine, text: string): EditedLine => {
  const added = [...text].filter((character) => !/[\p{Cc}\p{Cs}]/u.test(character));
  return replaced(edited, edited.at, edited.at, added);
};

/** The line after a key; undefined for a key that does nothing to it. */
export const editKey = (edited: EditedLine, key: string): EditedLine | undefined => {
  const { at } = edited;
  const target = MOVING_TO[key]?.(edited);
  if (target !== undefined) return { ...edited, at: target };
  const end = DELETING_TO[key]?.(edited);
  if (end !== undefined) return replaced(edited, Math.min(at, end), Math.max(at, end), []);
  return [...key].length === 1 ? insertText(edited, key) : undefined;
};

/** The characters from `from` to `to` give way to `added`; the cursor stands behind them. */
const replaced = (
  { characters }: EditedLine,
  from: number,
  to: number,
  added: readonly string[],
): EditedLine => ({
  characters: [...characters.slice(0, from), ...added, ...characters.slice(to)],
  at: from + added.length,
});

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_]/u.test(character);

const wordStart = ({ characters, at }: EditedLine): number => {
  let start = at;
  while (start > 0 && !isWordCharacter(characters[start - 1])) start -= 1;
  while (start > 0 && isWordCharacter(characters[start - 1])) start -= 1;
  return start;
};

const wordEnd = ({ characters, at }: EditedLine): number => {
  let end = at;
  while (end < characters.length && !isWordCharacter(characters[end])) end += 1;
  while (end < characters.length && isWordCharacter(characters[end])) end += 1;
  return end;
};

/** A place in the line, as `at` is. */
type Place = (edited: EditedLine) => number;

const start: Place = () => 0;
const end: Place = ({ characters }) => characters.length;
const left: Place = ({ at }) => Math.max(0, at - 1);
const right: Place = ({ characters, at }) => Math.min(characters.length, at + 1);

const MOVING_TO: Readonly<Record<string, Place>> = {
  'ctrl-a': start,
  home: start,
  'ctrl-e': end,
  end,
  'ctrl-b': left,
  left,
  'ctrl-f': right,
  right,
  'alt-b': wordStart,
  'ctrl-left': wordStart,
  'alt-f': wordEnd,
  'ctrl-right': wordEnd,
};

/** Deletes from the cursor to there. */
const DELETING_TO: Readonly<Record<string, Place>> = {
  backspace: left,
  'ctrl-d': right,
  delete: right,
  'ctrl-k': end,
  'ctrl-u': start,
  'ctrl-w': wordStart,
  'alt-backspace': wordStart,
  'alt-d': wordEnd,
};
