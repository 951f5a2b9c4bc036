/** How names and figures are quoted in CSV, JSON and HTML. Anybody may choose a name: no part of one may become a formula, markup or script. */
import { hexName } from '../../sample/field.ts';
import { hexOfLossy, quote } from '../../sample/stream/text.ts';
import { sanitize } from './sanitize.ts';

/** undefined is unknown: an empty cell. */
export type CsvCell = number | string | undefined;

/**
 * One line of a CSV table, with its end. Source: RFC 4180, section 2.
 *
 * A text that a spreadsheet would take for a formula (OWASP, "CSV Injection") gets an apostrophe before it: anybody can name
 * a program `=HYPERLINK(…)`. So does the text behind a semicolon, which separates cells, in spite of quotes, where the comma is the
 * decimal point. Control characters become visible escapes: a table is also looked at with cat(1).
 */
export const csvLine = (cells: readonly CsvCell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const csvCell = (value: CsvCell): string => {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = sanitize(value);
  const safe = text.replace(FORMULA_NEXT, "$1'");
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Where a formula would begin, by its sign; some spreadsheets take full-width signs for the others. */
const FORMULA_NEXT = /(^|;)(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;
const QUOTED = /[",\r\n]/;

/** What can be written as JSON; undefined members are left out. */
export type JsonValue =
  | number
  | string
  | boolean
  | undefined
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * Valid JSON in valid UTF-8, harmless on a terminal, whatever the names are: they are escaped as in the stream, and the bytes of one that
 * was not UTF-8 are in a second field, `…Hex`.
 */
export const jsonText = (value: JsonValue): string => {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) => memberText(name, member));
  return `{${members.join(',')}}`;
};

const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

const memberText = (name: string, value: JsonValue): readonly string[] => {
  if (value === undefined) return [];
  const member = `${quote(name)}:${jsonText(value)}`;
  const hex = typeof value === 'string' ? hexOfLossy(value) : undefined;
  return hex === undefined ? [member] : [member, `${quote(hexName(name))}:"${hex}"`];
};

/** Text of an HTML page, between tags or in a quoted attribute. */
export const htmlText = (text: string): string =>
  sanitize(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON inside a script element. No `<` is left, so there is no `</script>` and no `<!--` in it. */
export const htmlJson = (value: JsonValue): string => jsonText(value).replaceAll('<', '\\u003c');
