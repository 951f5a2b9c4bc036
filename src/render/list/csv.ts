/**
 * The rows of reports as CSV: one header line, then one line a task and interval, for spreadsheets and data frames.
 *
 * Columns are the fields of the stream: raw numbers, with the same meanings. Unknown is empty, a flag is 1 or 0. See docs/stream.md.
 */
import { netWrite } from '../../model/totals/increase.ts';
import type { Report } from '../../model/view/view.ts';
import type { Field } from '../../sample/field.ts';
import { SAMPLE_FIELDS, TASK_FIELDS } from '../../sample/fields.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import { csvName } from '../text/csv-name.ts';
import { type CsvCell, csvLine } from '../text/quoting.ts';

/** The first line. */
export const csvTitles = (): string =>
  csvLine([...OF_SAMPLE, ...OF_TASK].map(({ name }) => name).concat(NET_WRITE));

/** A line for each row of the report, in its order; '' when it has none. */
export const csvRows = ({ sample, rows }: Report): string => {
  const interval = OF_SAMPLE.map(({ value }) => value(sample));
  return rows
    .map(({ entry }) =>
      csvLine([...interval, ...OF_TASK.map(({ value }) => value(entry)), netWrite(entry)]),
    )
    .join('');
};

/** The name of each field's column, for the documents. */
export const csvNames = (): ReadonlyMap<Field, string> =>
  new Map([...OF_SAMPLE, ...OF_TASK].map(({ field, name }) => [field, name]));

type Column<From> = {
  readonly field: Field;
  readonly name: string;
  readonly value: (from: From) => CsvCell;
};

const columnOf = <From>(
  key: string,
  field: Field,
  value: (from: From) => CsvCell,
): Column<From> => ({
  field,
  name: csvName(key, field.kind === 'integer' ? field.unit : undefined),
  value,
});

/** Columns that say which interval it is. */
const OF_SAMPLE: readonly Column<Sample>[] = [
  columnOf('wallTime', SAMPLE_FIELDS.wallTime, ({ wallTime }) => wallTime),
  columnOf('interval', SAMPLE_FIELDS.interval, ({ startedAt, endedAt }) => endedAt - startedAt),
  columnOf('endedAt', SAMPLE_FIELDS.endedAt, ({ endedAt }) => endedAt),
  columnOf('host', SAMPLE_FIELDS.host, ({ host }) => host),
  columnOf('engine', SAMPLE_FIELDS.engine, ({ engine }) => engine),
];

/** A cell holds no list: what a task asked of each device is in the stream only. */
const OF_TASK: readonly Column<TaskEntry>[] = Object.entries(TASK_FIELDS).flatMap(
  ([key, field]) => {
    if (field.kind === 'list') return [];
    const name = key as Exclude<keyof typeof TASK_FIELDS, 'disk'>;
    return [columnOf(key, field, (entry) => cellOf(field, entry[name]))];
  },
);

const cellOf = (field: Field, value: string | number | true | undefined): CsvCell =>
  field.kind === 'flag' || value === true ? Number(value === true) : value;

/** Not in the stream, since it does not add up; `iotop run --json` has it as `netWrite`. */
const NET_WRITE = csvName('netWrite', 'bytes');
