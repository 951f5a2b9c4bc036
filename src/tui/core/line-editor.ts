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
  const edit = EDITS[key];
  if (edit !== undefined) return edit(edited);
  return [...key].length === 1 ? insertText(edited, key) : undefined;
};

const moveTo = (edited: EditedLine, at: number): EditedLine => ({
  ...edited,
  at: Math.max(0, Math.min(edited.characters.length, at)),
});

/** The characters from `from` to `to` give way to `added`; the cursor stands behind them. */
const replaced = (
  { characters }: EditedLine,
  from: number,
  to: number,
  added: readonly string[],
): EditedLine => {
  const start = Math.max(0, from);
  return {
    characters: [...characters.slice(0, start), ...added, ...characters.slice(to)],
    at: start + added.length,
  };
};

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

type Edit = (edited: EditedLine) => EditedLine;

const toStart: Edit = (edited) => moveTo(edited, 0);
const toEnd: Edit = (edited) => moveTo(edited, edited.characters.length);
const left: Edit = (edited) => moveTo(edited, edited.at - 1);
const right: Edit = (edited) => moveTo(edited, edited.at + 1);
const wordLeft: Edit = (edited) => moveTo(edited, wordStart(edited));
const wordRight: Edit = (edited) => moveTo(edited, wordEnd(edited));
const deleteBack: Edit = (edited) => replaced(edited, edited.at - 1, edited.at, []);
const deleteHere: Edit = (edited) => replaced(edited, edited.at, edited.at + 1, []);
const deleteToEnd: Edit = (edited) => ({
  ...edited,
  characters: edited.characters.slice(0, edited.at),
});
const deleteToStart: Edit = (edited) => replaced(edited, 0, edited.at, []);
const deleteWordBack: Edit = (edited) => replaced(edited, wordStart(edited), edited.at, []);
const deleteWordHere: Edit = (edited) => replaced(edited, edited.at, wordEnd(edited), []);

const EDITS: Readonly<Record<string, Edit>> = {
  'ctrl-a': toStart,
  home: toStart,
  'ctrl-e': toEnd,
  end: toEnd,
  'ctrl-b': left,
  left,
  'ctrl-f': right,
  right,
  'alt-b': wordLeft,
  'ctrl-left': wordLeft,
  'alt-f': wordRight,
  'ctrl-right': wordRight,
  backspace: deleteBack,
  'ctrl-d': deleteHere,
  delete: deleteHere,
  'ctrl-k': deleteToEnd,
  'ctrl-u': deleteToStart,
  'ctrl-w': deleteWordBack,
  'alt-backspace': deleteWordBack,
  'alt-d': deleteWordHere,
};
