/** A report over a time as CSV: a header line, one line a group. Raw numbers; unknown is empty. */
import { groupingOf } from '../../model/range/grouping.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { csvLine } from '../text/csv-cell.ts';
import { rangeColumns } from './range-columns.ts';

export const rangeReportCsv = ({ by, rows }: RangeReport): string => {
  const columns = rangeColumns(groupingOf(by));
  const header = csvLine(columns.map(({ name }) => name));
  return header + rows.map((row) => csvLine(columns.map(({ raw }) => raw(row)))).join('');
};
