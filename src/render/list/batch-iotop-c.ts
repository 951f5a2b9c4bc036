/**
 * Batch as iotop-c 1.33 lays it out, to the character: scripts read it by columns.
 *
 * What is unknown is `-` in the place of its number; its unit stays, so that a line has as many fields as ever.
 */
import { assertNever } from '../../lib/errors.ts';
import { type Bytes, bytesPerSecond } from '../../lib/units.ts';
import { type Column, type ColumnId, columnOf, type Value } from '../../model/columns.ts';
import { formatIoPriority, ioPriorityOf } from '../../model/io-priority.ts';
import type { Amount } from '../../model/view/amount.ts';
import type { Measure, Row } from '../../model/view/row.ts';
import type { Header, Report } from '../../model/view/view.ts';
import { UNKNOWN } from '../text/cell.ts';
import { sanitize } from '../text/sanitize.ts';
import { type Scale, scaled } from '../text/scale.ts';
import { type BatchFormat, type BatchLayout, textCell } from './batch-layout.ts';

const AMOUNT_WIDTH = 11;
const NUMBER_WIDTH = 7;
const SHARE_WIDTH = 6;
const USER_WIDTH = 10;
const UID_WIDTH = 4;
const PRIORITY_WIDTH = 4;

export const IOTOP_C_LAYOUT: BatchLayout = {
  summary: ({ header, view }, format) => {
    const { currentRead, currentWrite } = header;
    const total = (flow: Amount): string => flowText(flow, view.measure, format);
    const rate = (flow: Amount | undefined): string => flowText(flow, 'rate', format);
    const lines = [
      `  Total DISK READ: ${total(header.read)} |   Total DISK WRITE: ${total(header.write)}`,
      `Current DISK READ: ${rate(currentRead)} | Current DISK WRITE: ${rate(currentWrite)}`,
    ];
    if (format.unattributed === 'hidden') return lines;
    return [...lines, unattributedLine(header, format), ...otherLines(header, format)];
  },
  titles: (report, format, time) =>
    (time === 'shown' ? '    TIME ' : '') +
    columnsOf(format)
      .map((column) => titleOf(column, report, format))
      .join(' '),
  row: (row, report, format) =>
    columnsOf(format)
      .map((column) => cellOf(column, row, report, format))
      .join(' '),
  waitColumns: () => 'shown',
};

/** What the block layer moved and no task was charged, or, negative, the other way round. */
const unattributedLine = ({ unattributed }: Header, format: BatchFormat): string => {
  const rate = (flow: Amount | undefined): string => flowText(flow, 'rate', format);
  return `Unattrib. DISK READ: ${rate(unattributed?.read)} | Unattrib. DISK WRITE: ${rate(unattributed?.write)}`;
};

/** Devices that are no disks, each on a line: what tasks were charged for them is in Total, and not in Current. */
const otherLines = ({ others }: Header, format: BatchFormat): readonly string[] =>
  others.map(({ name, read, write }) => {
    const shown = sanitize(name);
    const rate = (flow: Amount): string => flowText(flow, 'rate', format);
    return `Beside, ${shown} READ: ${rate(read)} | Beside, ${shown} WRITE: ${rate(write)}`;
  });

const flowText = (flow: Amount | undefined, measure: Measure, format: BatchFormat): string =>
  measure === 'total' ? quantity(flow?.bytes, '  ', format) : quantity(flow?.rate, '/s', format);

/** Title, and how wide and on which side it is padded. */
const titleOf = ({ id, title, kind }: Column, { view }: Report, format: BatchFormat): string => {
  switch (kind) {
    case 'id':
      return (view.unit === 'processes' ? 'PID' : 'TID').padStart(format.idWidth);
    case 'amount':
      return title.padStart(AMOUNT_WIDTH);
    case 'share':
      return title.padStart(SHARE_WIDTH);
    default:
      return id === 'user' ? title.padEnd(USER_WIDTH) : title;
  }
};

const columnsOf = (format: BatchFormat): readonly Column[] => {
  const vfs = (id: 'vfs-read' | 'vfs-write'): readonly ColumnId[] =>
    format.vfs.includes(id) ? [id] : [];
  const ids: readonly ColumnId[] = [
    ...(['tid', 'priority', 'user', 'read'] as const),
    ...vfs('vfs-read'),
    'write',
    ...vfs('vfs-write'),
    ...(['swapin', 'io', 'command'] as const),
  ];
  return ids.map(columnOf);
};

const cellOf = (column: Column, row: Row, report: Report, format: BatchFormat): string => {
  const { measure, context } = report.view;
  const value = column.value(row, context);
  switch (column.kind) {
    case 'id':
      return String(value).padStart(format.idWidth);
    case 'priority':
      return priorityCell(value).padEnd(PRIORITY_WIDTH);
    case 'amount':
      return amount(value, row, measure, format);
    case 'share':
      return typeof value === 'number'
        ? `${(value * 100).toFixed(2)} %`
        : `${UNKNOWN} %`.padStart(SHARE_WIDTH);
    case 'text':
      return column.id === 'user'
        ? userCell(value, format)
        : textCell(String(value ?? UNKNOWN), format.commandLimit);
    case 'count':
    case 'duration':
    case 'graph':
      return String(value ?? UNKNOWN);
    default:
      return assertNever(column.kind);
  }
};

/** As iotop-c has it, class idle comes with its level, which means nothing: scripts split at the slash. */
const priorityCell = (value: Value): string => {
  if (typeof value !== 'number') return UNKNOWN;
  const priority = ioPriorityOf(value);
  return priority?.class === 'id' ? `id/${priority.level}` : formatIoPriority(value);
};

const userCell = (value: Value, format: BatchFormat): string => {
  const limit = format.longUsers === 'cut' ? USER_WIDTH : Number.POSITIVE_INFINITY;
  const text = textCell(String(value ?? UNKNOWN), limit);
  return (format.users === 'numbers' ? text.padStart(UID_WIDTH) : text).padEnd(USER_WIDTH);
};

const amount = (value: Value, row: Row, measure: Measure, format: BatchFormat): string => {
  const bytes = typeof value === 'number' ? (value as Bytes) : undefined;
  if (measure === 'total') return quantity(bytes, '  ', format);
  const rate = bytes === undefined ? undefined : bytesPerSecond(bytes, row.elapsed);
  return quantity(rate, '/s', format);
};

/** `%7.*f %-3s`: as many of two decimals as seven cells take; a number that is longer still is not cut. */
export const quantity = (
  value: number | undefined,
  suffix: '/s' | '  ',
  format: Scale & Pick<BatchFormat, 'decimals'>,
): string => {
  if (value === undefined) return unknownQuantity(suffix, format);
  const { number, sign, letter } = scaled(value, format, 'smaller');
  const least = format.amounts === 'kilobytes' && format.decimals === 'two' ? 2 : 0;
  let text = '';
  for (let decimals = 2; decimals >= least; decimals--) {
    text = sign + number.toFixed(decimals);
    if (text.length <= NUMBER_WIDTH) break;
  }
  return `${text.padStart(NUMBER_WIDTH)} ${letter}${suffix}`;
};

const unknownQuantity = (suffix: '/s' | '  ', { amounts }: Scale): string =>
  `${UNKNOWN.padStart(NUMBER_WIDTH)} ${amounts === 'kilobytes' ? 'K' : 'B'}${suffix}`;
