/**
 * Cells of a CSV table. Source: RFC 4180, section 2.
 *
 * A text that a spreadsheet would take for a formula (OWASP, "CSV Injection") gets an apostrophe before it: anybody can name
 * a program `=HYPERLINK(…)`. Control characters come out as visible escapes: a table is also looked at with cat(1).
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
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;
