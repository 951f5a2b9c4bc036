/**
 * What people type to see some tasks only: a text to search for, or an expression.
 *
 * It is an expression if it begins with a comparison: with a name that there is, or with any word between whose operator and its sides blanks stand.
 */
import { UsageError } from '../../lib/errors.ts';
import type { ColumnContext, Need } from '../column.ts';
import type { Row } from '../view/row.ts';
import type { Test } from './comparison.ts';
import { type NameUse, parseExpression } from './expression.ts';
import { filterNamed, TEXT } from './filter-names.ts';
import { compilePattern, LONGEST } from './pattern.ts';

/** Which rows a filter leaves. */
export type Where = {
  /** false too where it is unknown. */
  readonly has: (row: Row, context: ColumnContext) => boolean;
  /** What it asks for beside what every sample has. */
  readonly needs: readonly Need[];
  /** The names it compares, in their order. */
  readonly uses: readonly NameUse[];
};

type Filter =
  /** `where` is absent where the text is empty: everything passes. */
  | { readonly kind: 'ok'; readonly where?: Where }
  /** `problem` begins with the place, if it has one; `at`: it alone, a character counted from 1. */
  | { readonly kind: 'bad'; readonly problem: string; readonly at?: number };

/** Of the key `/` and of the settings. */
export const compileFilter = (text: string): Filter =>
  isExpression(text) ? compileExpression(text) : compileSearch(text);

/** Of `--where`. */
export const compileExpression = (text: string): Filter => {
  if (text.trim() === '') return { kind: 'ok' };
  const parsed =
    text.length > LONGEST
      ? { kind: 'bad' as const, at: LONGEST + 1, problem: 'this is too long' }
      : parseExpression(text);
  return parsed.kind === 'ok'
    ? { kind: 'ok', where: whereOf(parsed.test, parsed.uses) }
    : { kind: 'bad', problem: `at character ${parsed.at}: ${parsed.problem}`, at: parsed.at };
};

/** Of `--filter`: a regular expression. */
export const compileSearch = (text: string): Filter => {
  const compiled = compilePattern(text);
  if (compiled.kind === 'bad') return compiled;
  const { pattern } = compiled;
  if (pattern === undefined) return { kind: 'ok' };
  const is = (text: string): boolean => pattern.test(text);
  return {
    kind: 'ok',
    where: whereOf(TEXT.some(is), [{ name: TEXT, at: 1 }]),
  };
};

const whereOf = (test: Test, uses: readonly NameUse[]): Where => ({
  has: (row, context) => test(row, context) === true,
  needs: uses.flatMap(({ name }) => name.needs),
  uses,
});

/** Of options. @returns undefined: everything passes @throws UsageError with the place */
export const whereOption = (text: string, option: string): Where | undefined => {
  const compiled = compileExpression(text);
  if (compiled.kind === 'ok') return compiled.where;
  throw new UsageError(`${option} ${compiled.problem}`);
};

/** One filter as `/` takes it of what the two options say; '' is none of either. @param search a regular expression that is one */
export const filterOf = (search: string, expression: string): string => {
  const isPlain = expression === '' && !isExpression(search);
  if (search === '' || isPlain) return search || expression;
  // No regular expression has a quote whose code would mean another thing.
  const asExpression = `text ~ "${search.replaceAll('"', '\\x22')}"`;
  return expression === '' ? asExpression : `(${expression}) and ${asExpression}`;
};

const BEGINNING = /^(?:\s|\(|not\b)*([^\s()<>=!~"']+)(\s*)[<>=!~]+(\s?)/i;

const isExpression = (text: string): boolean => {
  const [, word, before, behind] = BEGINNING.exec(text.slice(0, LONGEST)) ?? [];
  if (word === undefined) return false;
  return filterNamed(word) !== undefined || (before !== '' && behind !== '');
};
