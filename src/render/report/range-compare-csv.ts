/** Two ranges compared as CSV: a header line, one line a group, whose changed most first. Raw rates; unknown is empty. */

import { groupingOf } from '../../model/range/grouping.ts';
import { compareReports } from '../../model/range/range-compare.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { csvLine } from '../text/csv-cell.ts';
import { subjectColumns } from './range-columns.ts';
import { COMPARE_COLUMNS } from './range-compare-columns.ts';

/** @param top rows at most */
export const rangeCompareCsv = (now: RangeReport, before: RangeReport, top: number): string => {
  const { owner, name } = subjectColumns(groupingOf(now.by));
  const columns = [...owner, ...COMPARE_COLUMNS, name];
  const rows = compareReports(now, before).slice(0, top);
  const header = csvLine(columns.map((column) => column.name));
  return header + rows.map((row) => csvLine(columns.map(({ raw }) => raw(row)))).join('');
};
