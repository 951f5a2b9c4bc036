/**
 * The rows of reports as CSV: one header line, then one line a task and interval, for spreadsheets and data frames.
 *
 * Columns are those of the column table, raw: bytes of the interval, nanoseconds, shares from 0 to 1; unknown is empty.
 */
import { COLUMNS, type Column, type ColumnContext } from '../model/columns.ts';
import type { Report } from '../model/report.ts';
import type { Row } from '../model/row.ts';
import type { Sample } from '../sample/sample.ts';
import { type CsvCell, csvLine } from './csv-cell.ts';

/** The first line. */
export const csvTitles = (): string =>
  csvLine([...OF_SAMPLE, ...OF_ROW].map(({ name }) => name).concat(TABLE.map(nameOf)));

/** A line for each row of the report, in its order; '' when it has none. */
export const csvRows = ({ sample, rows, view }: Report): string => {
  const context: ColumnContext = { ...view.context, now: sample.endedAt };
  const time = OF_SAMPLE.map(({ value }) => value(sample));
  return rows
    .map((row) =>
      csvLine([
        ...time,
        ...OF_ROW.map(({ value }) => value(row)),
        ...TABLE.map((column) => column.value(row, context)),
      ]),
    )
    .join('');
};

type Extra<From> = { readonly name: string; readonly value: (from: From) => CsvCell };

/** Which interval. */
const OF_SAMPLE: readonly Extra<Sample>[] = [
  { name: 'time_ms', value: ({ wallTime }) => wallTime },
  { name: 'interval_ns', value: ({ startedAt, endedAt }) => endedAt - startedAt },
  { name: 'host', value: ({ host }) => host },
];

/** Which task, beside the id in the table. */
const OF_ROW: readonly Extra<Row>[] = [
  { name: 'started_at_ns', value: ({ entry }) => entry.startedAt },
  { name: 'tgid', value: ({ entry }) => entry.tgid },
  { name: 'comm', value: ({ entry }) => entry.comm },
  { name: 'ended', value: ({ entry }) => (entry.ended ? 1 : 0) },
];

/** A graph is no figure. */
const TABLE: readonly Column[] = COLUMNS.filter((column: Column) => column.kind !== 'graph');

const nameOf = ({ id }: Column): string => id.replaceAll('-', '_');
