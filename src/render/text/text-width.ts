/**
 * How many cells of a terminal a text takes, and cutting and padding by cells.
 *
 * Sources: Unicode East Asian Width (UAX #11) for the wide ones; marks, format characters and the conjoining Hangul
 * letters take none. Terminals disagree about some emoji, so whoever writes a screen still places what follows by column.
 */
import { eastAsianWidth } from 'get-east-asian-width';

const ASCII = /^[\x20-\x7e]*$/;
/** In a function: to make a pattern of Unicode's classes takes V8 milliseconds, and most texts are ASCII. */
const hasNoWidth = (character: string): boolean =>
  /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]$/u.test(character);
/** More marks than this on one cell are an attack on the reader, not a script. */
const MARKS_PER_CELL = 4;

/** Whether every character is a printable ASCII one: one cell each, in every terminal. */
export const isPlainAscii = (text: string): boolean => ASCII.test(text);

/** ASCII and braille, of which graphs are: one cell and one code unit each in every terminal. */
const SINGLE = /^[\x20-\x7e\u2800-\u28ff]*$/;
export const isSingleWidth = (text: string): boolean => SINGLE.test(text);

/** Cells the text takes in one line. Control characters count nothing: they must not come this far. */
export const textWidth = (text: string): number => {
  if (isSingleWidth(text)) return text.length;
  let cells = 0;
  for (const character of text) cells += characterWidth(character);
  return cells;
};

/** The longest beginning that takes at most `cells` cells; a wide character is never halved. */
export const cutToWidth = (text: string, cells: number): string => {
  if (cells <= 0) return '';
  if (text.length <= cells && isSingleWidth(text)) return text;
  const head = text.slice(0, cells);
  if (isSingleWidth(head) && startsCell(text.charAt(cells))) return head;
  return cutByCharacter(text, cells);
};

/** Each line of a text in at most `cells` cells. @param mark one cell wide, the last one of a line that was cut */
export const cutLines = (text: string, cells: number, mark: '…' | '.'): string =>
  text
    .split('\n')
    .map((line) => (textWidth(line) <= cells ? line : cutToWidth(line, cells - 1) + mark))
    .join('\n');

/** The text without its first `cells` cells; a wide character cut through its middle leaves a blank. */
export const dropWidth = (text: string, cells: number): string => {
  if (cells <= 0) return text;
  if (isSingleWidth(text)) return text.slice(cells);
  let passed = 0;
  let at = 0;
  for (const character of text) {
    const width = characterWidth(character);
    if (passed >= cells && width > 0) break;
    passed += width;
    at += character.length;
  }
  return ' '.repeat(Math.max(0, passed - cells)) + text.slice(at);
};

/** Exactly `cells` cells: cut at the right, or blanks added there. */
export const padEnd = (text: string, cells: number): string => {
  const shown = cutToWidth(text, cells);
  return shown + ' '.repeat(Math.max(0, cells - textWidth(shown)));
};

/** Exactly `cells` cells: cut at the right, or blanks added at the left. */
export const padStart = (text: string, cells: number): string => {
  const shown = cutToWidth(text, cells);
  return ' '.repeat(Math.max(0, cells - textWidth(shown))) + shown;
};

const cutByCharacter = (text: string, cells: number): string => {
  let taken = '';
  let room = cells;
  let marks = 0;
  for (const character of text) {
    const width = characterWidth(character);
    if (width > room) break;
    marks = width === 0 ? marks + 1 : 0;
    if (marks > MARKS_PER_CELL) continue;
    taken += character;
    room -= width;
  }
  return taken;
};

/** Whether a code unit begins a character of its own; a mark belongs to the cell before it. */
const startsCell = (unit: string): boolean => isSingleWidth(unit);

/** Cells of one character: 0, 1 or 2. */
export const characterWidth = (character: string): number => {
  const code = character.codePointAt(0) as number;
  if (code >= 0x20 && code < 0x7f) return 1;
  if (hasNoWidth(character)) return 0;
  return code >= 0xd800 && code <= 0xdfff ? 1 : eastAsianWidth(code);
};

/** @param width cells, at least 1 counts @returns at least one line, none of them wider */
export const wrap = (text: string, width: number): readonly string[] => {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let rest = text;
  for (;;) {
    // Only as much is measured as a line takes: the text may be of a thousand lines.
    const head = cutToWidth(rest, room + 1);
    if (head.length === rest.length && textWidth(head) <= room) break;
    const blank = head.lastIndexOf(' ');
    const taken = blank > 0 ? rest.slice(0, blank) : cutToWidth(rest, room);
    // A character wider than the room is taken all the same, or it would never end.
    const length = taken.length || String.fromCodePoint(rest.codePointAt(0) as number).length;
    lines.push(taken);
    rest = rest.slice(length).trimStart();
  }
  return [...lines, rest];
};
