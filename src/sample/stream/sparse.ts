/**
 * Sparse lines, as recordings have them: an increase that is 0 is left out, and the process of a task that is its first thread; what of these is unknown is null.
 *
 * A third of the text. What gzip finds again reaches 32 KB back: with 100 active tasks that is the line before only if lines are short.
 */
import { type Field, type Fields, INTEGER_LIMIT } from '../field.ts';
import { COUNTER_FIELDS, SAMPLE_FIELDS, TASK_FIELDS } from '../fields.ts';

/** Whether a sparse line may do without the field. What is required is always there. */
export const isSparse = (field: Field): boolean =>
  field === TASK_FIELDS.tgid ||
  (field.kind === 'integer' && field.isIncrease === true && field.required !== true);

/** What of a task that ended before the interval is no 0 when it is absent: nothing is known of it, and it is not said. */
export const isUnsaidOfEnded = (name: string): boolean => OWN.has(name);

const OWN: ReadonlySet<string> = new Set(COUNTER_FIELDS);

/**
 * What a field is where a sparse line does not say it: 0; of what a task asked the disks for, the sum over its devices; of its process, its own id.
 * @param of the task or whatever has the field; its id may be anything yet, as `disk` may: the decoder checks both later
 */
export const unsaid = (
  name: string,
  of: { readonly disk?: unknown; readonly tid?: unknown },
): number => {
  if (name === 'tgid') return of.tid as number;
  if (name === 'diskRead') return sumOver(of.disk, 'read');
  return name === 'diskWrite' ? sumOver(of.disk, 'write') : 0;
};

/** @param disk what may be no list yet: the decoder checks it later */
const sumOver = (disk: unknown, direction: 'read' | 'write'): number => {
  if (!Array.isArray(disk)) return 0;
  let sum = 0;
  for (const entry of disk.slice(0, DISKS)) {
    const count = (entry as Partial<Record<string, number>> | null)?.[direction] ?? 0;
    if (count > 0 && count <= INTEGER_LIMIT) sum += Math.round(count);
  }
  return sum;
};

const DISKS = SAMPLE_FIELDS.tasks.fields.disk.limit;

type Json = { [name: string]: unknown };

/** Puts into a parsed sparse line what it leaves out: then it is like any other. Changes it; what is wrong in it stays wrong. */
export const fillSparse = (line: object): void => fill(SAMPLE_FIELDS, line as Json);

const fill = (fields: Fields, source: Json): void => {
  for (const name in fields) {
    const field = fields[name] as Field;
    const value = source[name];
    if (isSparse(field)) {
      const isUnsaid =
        value === undefined && !(source.endedBefore === true && isUnsaidOfEnded(name));
      if (isUnsaid) source[name] = unsaid(name, source);
    } else if (field.kind === 'object' || field.kind === 'list') {
      const parts = field.kind === 'list' && Array.isArray(value) ? value : [value];
      for (const part of parts) if (isObject(part)) fill(field.fields, part);
    }
  }
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
