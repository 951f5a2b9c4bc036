/**
 * Reads objects of a line along their tables: members in the table's order, as our encoder writes them. Where a line differs,
 * it is no longer plain, and the result means nothing.
 */
import { assertNever } from '../../../lib/errors.ts';
import type { Field, Fields, IntegerField } from '../../field.ts';
import { isSparse, unsaid } from '../sparse.ts';
import { type Expected, expectedText, type LineBytes } from './line-bytes.ts';

/** What stands before a member: an object's first comes after the brace. */
type Before = '{' | ',';

/** One row of a table, with its key prepared to be looked for. */
export type ScanRow = {
  readonly name: string;
  readonly field: Field;
  readonly key: Readonly<Record<Before, Expected>>;
  /** The rows of an object's or a list's own table. */
  readonly nested: readonly ScanRow[];
  /** Of a field that is understood where the line does not say it (`unsaid`), and unknown where it says null. */
  readonly isSparse: boolean;
};

/** How a line says what is understood; see ../sparse.ts. */
export type Form = 'plain' | 'sparse';

/** An object while it is read. */
export type Scanned = { [name: string]: unknown };

export const scanRowsOf = (fields: Fields, form: Form = 'plain'): readonly ScanRow[] =>
  Object.entries(fields).map(([name, field]) => ({
    name,
    field,
    key: { '{': expectedText(`{"${name}":`), ',': expectedText(`,"${name}":`) },
    nested: field.kind === 'object' || field.kind === 'list' ? scanRowsOf(field.fields, form) : [],
    isSparse: form === 'sparse' && isSparse(field),
  }));

/** A whole object, braces included. */
const scanObject = (line: LineBytes, rows: readonly ScanRow[]): Scanned => {
  const object: Scanned = {};
  if (scanMembers(line, rows, object, '{') === '{') line.expectByte(OPEN);
  line.expectByte(CLOSE);
  return object;
};

/** The members that come next, in the order of `rows`. @param before what stands before the first @returns what would stand before one more */
export const scanMembers = (
  line: LineBytes,
  rows: readonly ScanRow[],
  into: object,
  before: Before,
): Before => {
  let separator = before;
  for (const row of rows) {
    if (line.take(row.key[separator])) {
      if (!row.isSparse || !line.take(NULL)) (into as Scanned)[row.name] = scanValue(line, row);
      separator = ',';
    } else if (row.isSparse) {
      (into as Scanned)[row.name] = unsaid(row.name, into);
    } else if (row.field.required) {
      line.isPlain = false;
    }
  }
  return separator;
};

const scanValue = (line: LineBytes, { field, nested }: ScanRow): unknown => {
  switch (field.kind) {
    case 'integer':
      return scanInteger(line, field);
    case 'text':
      return line.text(field.limit);
    case 'word':
      return scanWord(line, field.words);
    case 'flag':
      line.expect(TRUE);
      return true;
    case 'object':
      return scanObject(line, nested);
    case 'list':
      return scanList(line, nested, field.limit);
    default:
      return assertNever(field);
  }
};

const scanInteger = (line: LineBytes, { most }: IntegerField): number => {
  const value = line.integer();
  if (value > most) line.isPlain = false;
  return value;
};

const scanWord = (line: LineBytes, words: readonly string[]): string => {
  const word = line.text(LONGEST_WORD);
  if (!words.includes(word)) line.isPlain = false;
  return word;
};

const scanList = (line: LineBytes, rows: readonly ScanRow[], limit: number): readonly Scanned[] => {
  const list: Scanned[] = [];
  line.expectByte(OPEN_LIST);
  if (line.takeByte(CLOSE_LIST)) return list;
  do {
    list.push(scanObject(line, rows));
  } while (line.isPlain && list.length <= limit && line.takeByte(COMMA));
  line.expectByte(CLOSE_LIST);
  if (list.length > limit) line.isPlain = false;
  return list;
};

const TRUE = expectedText('true');
export const NULL = expectedText('null');
const LONGEST_WORD = 64;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;
