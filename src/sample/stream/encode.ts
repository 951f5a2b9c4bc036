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
import { hexOfLossy, quote } from './text.ts';

/**
 * The line, without its newline: valid JSON in valid UTF-8 whatever the names are.
 *
 * Leaves out `totals` and idle tasks, which only live samples have, and numbers that are NaN or negative, as unknown. Fractions
 * are rounded, texts and lists (but for that of the tasks) cut at their limits.
 *
 * @param taskOf what to write of a task, for recordings that do not repeat its command line
 */
export const encodeSample = (
  sample: Sample,
  taskOf: (task: TaskEntry) => TaskEntry = (task) => task,
): string => {
  const head = encodeObject(HEAD, {
    ...sample,
    version: STREAM_VERSION,
    interval: sample.endedAt - sample.startedAt,
  });
  let tasks = '';
  for (const task of sample.tasks) {
    tasks += `${tasks === '' ? '' : ','}${encodeObject(TASK, taskOf(task))}`;
  }
  return `${head.slice(0, -1)},"tasks":[${tasks}],${encodeObject(TAIL, sample).slice(1)}`;
};

/** One row of a table, prepared; `nested` has the rows of an object's or a list's own table. */
type Row = {
  readonly name: string;
  readonly key: string;
  readonly field: Field;
  readonly nested: readonly Row[];
};

const rowsOf = (fields: Fields): readonly Row[] =>
  Object.entries(fields).map(([name, field]) => ({
    name,
    key: `"${name}":`,
    field,
    nested: field.kind === 'object' || field.kind === 'list' ? rowsOf(field.fields) : [],
  }));

const { tasks: _, system, gaps, ...beforeTasks } = SAMPLE_FIELDS;
const HEAD = rowsOf(beforeTasks);
const TASK = rowsOf(TASK_FIELDS);
const TAIL = rowsOf({ system, gaps });

const encodeObject = (rows: readonly Row[], source: object): string => {
  const values = source as { readonly [name: string]: unknown };
  let text = '';
  for (const row of rows) {
    const value = values[row.name];
    if (value === undefined) continue;
    const member = encodeMember(row, value);
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

const encodeList = (rows: readonly Row[], list: readonly object[]): string =>
  list.map((entry) => encodeObject(rows, entry)).join(',');

const isCount = (value: unknown): value is number =>
  (value as number) >= 0 && (value as number) <= INTEGER_LIMIT;

const encodeText = (name: string, key: string, text: string): string => {
  const hex = hexOfLossy(text);
  const member = key + quote(text);
  return hex === undefined ? member : `${member},"${hexName(name)}":"${hex}"`;
};
