/**
 * The name of a figure in CSV: its name in JSON, in small letters, with its unit. One rule for all tables, so that a figure has the
 * same name everywhere. See docs/decisions/0017-names-of-figures.md.
 */
import type { UnitOfMeasure } from '../../sample/field.ts';
import { TASK_FIELDS } from '../../sample/fields.ts';

/** @param unit absent: the figure is no number, or a share */
export const csvName = (name: string, unit?: UnitOfMeasure): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) +
  (unit === undefined ? '' : SUFFIXES[unit]);

/** The name of a task's field of the stream, or of a sum of it. */
export const csvNameOf = (name: keyof typeof TASK_FIELDS): string => {
  const field = TASK_FIELDS[name];
  return csvName(name, field.kind === 'integer' ? field.unit : undefined);
};

const SUFFIXES: Readonly<Record<UnitOfMeasure, string>> = {
  bytes: '_bytes',
  nanoseconds: '_ns',
  milliseconds: '_ms',
  count: '',
  id: '',
  'task id': '',
};
