/**
 * Encodes a sample as one line of the stream.
 *
 * The text is made along the tables: JSON.stringify would need an object of another shape first, and does not escape control
 * sequences of terminals.
 */
import { assertNever } from '../../lib/errors.ts';
import { type Field, type Fields, hexName, INTEGER_LIMIT } from '../field.ts';
import { SAMPLE_FIELDS, STREAM_VERSION, TASK_FIELDS } from '../fields.ts';
import type { Sample, TaskEntry } from '../sample.ts';
import { isSparse, isUnsaidOfEnded, unsaid } from './sparse.ts';
import { hexOfLossy, quote } from './text.ts';

/**
 * The line, without its newline: valid JSON in valid UTF-8 whatever the names are.
 *
 * Leaves out `totals` and idle tasks, which only live samples have, and numbers that are NaN or negative, as unknown. Fractions
 * are rounded, texts and lists (but for that of the tasks) cut at their limits.
 */
export const encodeSample = (sample: Sample): string =>
  encodeLine(sample, sample, TAIL, (task) => encodeObject(TASK, task));

/** The same as a sparse line (sparse.ts). @param taskOf what to write of a task: a recording does not repeat its command line */
export const encodeSparse = (sample: Sample, taskOf: (task: TaskEntry) => TaskEntry): string =>
  encodeLine(sample, { ...sample, sparse: true }, SPARSE_TAIL, (task) =>
    encodeObject(task.endedBefore ? SPARSE_ENDED : SPARSE_TASK, taskOf(task)),
  );

const encodeLine = (
  sample: Sample,
  about: object,
  tail: readonly Row[],
  textOf: (task: TaskEntry) => string,
): string => {
  const interval = sample.endedAt - sample.startedAt;
  const head = encodeObject(HEAD, { ...about, version: STREAM_VERSION, interval });
  let tasks = '';
  for (const task of sample.tasks) tasks += `${tasks === '' ? '' : ','}${textOf(task)}`;
  return `${head.slice(0, -1)},"tasks":[${tasks}],${encodeObject(tail, sample).slice(1)}`;
};

/** One row of a table, prepared; `nested` has the rows of an object's or a list's own table. */
type Row = {
  readonly name: string;
  readonly key: string;
  readonly field: Field;
  readonly nested: readonly Row[];
  /** Of a field that a sparse line may do without. */
  readonly isSparse: boolean;
};

const rowsOf = (fields: Fields, form: 'plain' | 'sparse' = 'plain'): readonly Row[] =>
  Object.entries(fields).map(([name, field]) => ({
    name,
    key: `"${name}":`,
    field,
    nested: field.kind === 'object' || field.kind === 'list' ? rowsOf(field.fields, form) : [],
    isSparse: form === 'sparse' && isSparse(field),
  }));

const { tasks: _, system, gaps, ...beforeTasks } = SAMPLE_FIELDS;
const HEAD = rowsOf(beforeTasks);
const TASK = rowsOf(TASK_FIELDS);
const TAIL = rowsOf({ system, gaps });
const SPARSE_TASK = rowsOf(TASK_FIELDS, 'sparse');
const SPARSE_ENDED = SPARSE_TASK.map((row) =>
  isUnsaidOfEnded(row.name) ? { ...row, isSparse: false } : row,
);
const SPARSE_TAIL = rowsOf({ system, gaps }, 'sparse');

const encodeObject = (rows: readonly Row[], source: object): string => {
  const values = source as { readonly [name: string]: unknown };
  let text = '';
  for (const row of rows) {
    const value = values[row.name];
    if (value === undefined && !row.isSparse) continue;
    const member = row.isSparse ? encodeCount(row, value, source) : encodeMember(row, value);
    if (member !== '') text += text === '' ? member : `,${member}`;
  }
  return `{${text}}`;
};

/** `"name":value`, or '' for an unknown value. The casts are right because `Sample` is made from the same tables. */
const encodeMember = ({ name, key, field, nested }: Row, value: unknown): string => {
  switch (field.kind) {
    case 'integer':
      return isCount(value) ? `${key}${Math.round(value)}` : '';
    case 'text':
      return encodeText(name, key, (value as string).slice(0, field.limit));
    case 'word':
      return `${key}"${value as string}"`;
    case 'flag':
      return value === true ? `${key}true` : '';
    case 'object':
      return key + encodeObject(nested, value as object);
    case 'list':
      return `${key}[${encodeList(nested, (value as readonly object[]).slice(0, field.limit))}]`;
    default:
      return assertNever(field);
  }
};

/** A number that a sparse line may do without; '' where it is what is understood. */
const encodeCount = ({ name, key }: Row, value: unknown, of: object): string => {
  if (!isCount(value)) return `${key}null`;
  const count = Math.round(value);
  return count === unsaid(name, of) ? '' : `${key}${count}`;
};

const encodeList = (rows: readonly Row[], list: readonly object[]): string =>
  list.map((entry) => encodeObject(rows, entry)).join(',');

const isCount = (value: unknown): value is number =>
  (value as number) >= 0 && (value as number) <= INTEGER_LIMIT;

const encodeText = (name: string, key: string, text: string): string => {
  const hex = hexOfLossy(text);
  const member = key + quote(text);
  return hex === undefined ? member : `${member},"${hexName(name)}":"${hex}"`;
};
