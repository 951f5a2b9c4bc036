/** Reports over a time as CSV: a header line, then one line a group. Raw numbers; unknown is empty. */
import { groupingOf } from '../../model/range/grouping.ts';
import { compareReports } from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { type CsvCell, csvLine } from '../text/quoting.ts';
import { rangeColumns, subjectColumns } from './range-columns.ts';
import { COMPARE_COLUMNS } from './range-compare.ts';

export const rangeReportCsv = ({ by, rows }: RangeReport): string =>
  csvTable(rangeColumns(groupingOf(by)), rows);

/** Two ranges compared: whose rate changed most comes first. @param top rows at most */
export const rangeCompareCsv = (now: RangeReport, before: RangeReport, top: number): string => {
  const { owner, name } = subjectColumns(groupingOf(now.by));
  const columns = [...owner, ...COMPARE_COLUMNS, name];
  return csvTable(columns, compareReports(now, before).slice(0, top));
};

type CsvColumn<Row> = { readonly name: string; readonly raw: (row: Row) => CsvCell };

const csvTable = <Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string =>
  csvLine(columns.map(({ name }) => name)) +
  rows.map((row) => csvLine(columns.map(({ raw }) => raw(row)))).join('');
