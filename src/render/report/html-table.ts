/**
 * The table of the report's page: all columns of the report, related ones stacked, so that it fits 1,280 pixels. On a narrow
 * page each row is a card. A long name is cut to one line, and a click shows all of it.
 */
import type { RangeReport, RangeRow } from '../../model/range/range-report.ts';
import { csvNameOf } from '../text/csv-name.ts';
import { htmlText } from '../text/quoting.ts';
import { cellText, knownColumns, type RangeColumn } from './range-columns.ts';
import { othersText } from './range-report-text.ts';

/** Names of the columns that are stacked into one, from left to right. */
const STACKS: readonly (readonly string[])[] = [
  ['pid', 'user'],
  ['name'],
  [csvNameOf('read'), 'read_share'],
  [csvNameOf('write'), 'write_share'],
  [csvNameOf('diskRead'), csvNameOf('diskWrite')],
  [csvNameOf('cancelledWrite')],
  [csvNameOf('ioWait'), csvNameOf('swapWait')],
  ['peak_bytes_per_second', 'peak_at_ms'],
  ['first_seen_ms', 'last_seen_ms'],
  [csvNameOf('ended')],
];

export const reportHtmlTable = (report: RangeReport): string => {
  const stacks = stacksOf(knownColumns(report));
  const head = stacks.map((stack) => `<th${classOf(stack)}>${titleOf(stack, '<br>')}</th>`);
  const rows = report.rows.map((row) => `<tr>${stacks.map((s) => cellOf(s, row)).join('')}</tr>`);
  const others = report.others === undefined ? '' : `<p>${htmlText(othersText(report))}</p>`;
  return `<table>
<thead><tr>${head.join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
${others}`;
};

type Stack = readonly [RangeColumn, ...RangeColumn[]];

const stacksOf = (columns: readonly RangeColumn[]): readonly Stack[] =>
  STACKS.flatMap((names) => {
    const [first, ...rest] = names.flatMap((name) => columns.filter((each) => each.name === name));
    return first === undefined ? [] : [[first, ...rest] as const];
  });

/** The style sheet gives a stack its width by the name of its first column. */
const classOf = ([{ name, align }]: Stack): string =>
  ` class="${name}${align === 'right' && name !== 'pid' ? ' right' : ''}"`;

const titleOf = (stack: Stack, between: string): string =>
  stack.map(({ title }) => htmlText(title)).join(between);

const cellOf = (stack: Stack, row: RangeRow): string => {
  const [{ name }] = stack;
  const texts = stack.map((column) => htmlText(cellText(column, row)));
  const content = name === 'name' ? nameOf(texts[0] ?? '') : texts.join('<br>');
  return `<td${classOf(stack)} data-title="${titleOf(stack, ', ')}">${content}</td>`;
};

/** A long name: closed, it is one line, cut where its column ends. */
const nameOf = (text: string): string =>
  text.length > SHORT ? `<details><summary>${text}</summary></details>` : text;

/** Characters that always fit. */
const SHORT = 30;
