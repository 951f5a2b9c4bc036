/**
 * Cells of a CSV table. Source: RFC 4180, section 2.
 *
 * A text that a spreadsheet would take for a formula (OWASP, "CSV Injection") gets an apostrophe before it: anybody can name
 * a program `=HYPERLINK(…)`. So does the text behind a semicolon, which separates cells, in spite of quotes, where the comma is the
 * decimal point. Control characters become visible escapes: a table is also looked at with cat(1).
 */
import { sanitize } from './sanitize.ts';

/** undefined is unknown: an empty cell. */
export type CsvCell = number | string | undefined;

/** One line with its end. */
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
