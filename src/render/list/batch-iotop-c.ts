/**
 * Batch as iotop-c 1.33 lays it out, to the character: scripts read it by columns.
 *
 * What is unknown is `-` in the place of its number; its unit stays, so that a line has as many fields as ever.
 */
import type { Column, Value } from '../../model/column.ts';
import { columnOf } from '../../model/columns.ts';
import { formatIoPriority, ioPriorityOf } from '../../model/io-priority.ts';
import type { Amount } from '../../model/view/amount.ts';
import type { Measure, Row } from '../../model/view/row.ts';
import type { Report } from '../../model/view/view.ts';
import { UNKNOWN } from '../text/cell.ts';
import { sanitize } from '../text/sanitize.ts';
import { type Scale, scaled } from '../text/scale.ts';
import { amountOf, type BatchFormat, type BatchLayout, textCell } from './batch-layout.ts';

const AMOUNT_WIDTH = 11;
const NUMBER_WIDTH = 7;
const SHARE_WIDTH = 6;
const USER_WIDTH = 10;
const UID_WIDTH = 4;
const PRIORITY_WIDTH = 4;

export const IOTOP_C_LAYOUT: BatchLayout = {
  summary: ({ header, view }, format) => {
    const { currentRead, currentWrite, unattributed, others } = header;
    const total = (flow: Amount): string => flowText(flow, view.measure, format);
    const rate = (flow: Amount | undefined): string => flowText(flow, 'rate', format);
    const lines = [
      `  Total DISK READ: ${total(header.read)} |   Total DISK WRITE: ${total(header.write)}`,
      `Current DISK READ: ${rate(currentRead)} | Current DISK WRITE: ${rate(currentWrite)}`,
    ];
    if (format.unattributed === 'hidden') return lines;
    return [
      ...lines,
      // What the block layer moved and no task was charged, or, negative, the other way round.
      `Unattrib. DISK READ: ${rate(unattributed?.read)} | Unattrib. DISK WRITE: ${rate(unattributed?.write)}`,
      // Devices that are no disks: what tasks were charged for them is in Total, and not in Current.
      ...others.map(({ name, read, write }) => {
        const shown = sanitize(name);
        return `Beside, ${shown} READ: ${rate(read)} | Beside, ${shown} WRITE: ${rate(write)}`;
      }),
    ];
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

const SUFFIX = { rate: '/s', average: '/s', total: '  ' } as const;

const flowText = (flow: Amount | undefined, measure: Measure, format: BatchFormat): string =>
  quantity(measure === 'total' ? flow?.bytes : flow?.rate, SUFFIX[measure], format);

/** Title, and how wide and on which side it is padded. */
const titleOf = ({ id, title, kind }: Column, { view }: Report, format: BatchFormat): string => {
  switch (kind) {
    case 'id':
      return (view.unit === 'threads' ? 'TID' : 'PID').padStart(format.idWidth);
    case 'amount':
      return title.padStart(AMOUNT_WIDTH);
    case 'share':
      return title.padStart(SHARE_WIDTH);
    default:
      return id === 'user' ? title.padEnd(USER_WIDTH) : title;
  }
};

const columnsOf = ({ vfs }: BatchFormat): readonly Column[] =>
  COLUMNS.filter((id) => (id !== 'vfs-read' && id !== 'vfs-write') || vfs.includes(id)).map(
    columnOf,
  );

const COLUMNS = [
  'tid',
  'priority',
  'user',
  'read',
  'vfs-read',
  'write',
  'vfs-write',
  'swapin',
  'io',
  'command',
] as const;

const cellOf = (column: Column, row: Row, report: Report, format: BatchFormat): string => {
  const { measure, context } = report.view;
  const value = column.value(row, context);
  switch (column.kind) {
    case 'id':
      return String(value ?? UNKNOWN).padStart(format.idWidth);
    case 'priority':
      return priorityCell(value).padEnd(PRIORITY_WIDTH);
    case 'amount':
      return quantity(amountOf(value, row, measure), SUFFIX[measure], format);
    case 'share':
      return typeof value === 'number'
        ? `${(value * 100).toFixed(2)} %`
        : `${UNKNOWN} %`.padStart(SHARE_WIDTH);
    case 'text':
      return column.id === 'user'
        ? userCell(value, format)
        : textCell(String(value ?? UNKNOWN), format.commandLimit);
    default:
      // No column of a list.
      return String(value ?? UNKNOWN);
  }
};

/** As iotop-c has it, class idle comes with its level, which means nothing: scripts split at the slash. */
const priorityCell = (value: Value): string => {
  if (typeof value !== 'number') return UNKNOWN;
  const priority = ioPriorityOf(value);
  return priority?.class === 'id' ? `id/${priority.level}` : formatIoPriority(value);
};

const userCell = (value: Value, format: BatchFormat): string => {
  const text = textCell(String(value ?? UNKNOWN), USER_WIDTH);
  return (format.users === 'numbers' ? text.padStart(UID_WIDTH) : text).padEnd(USER_WIDTH);
};

/** `%7.*f %-3s`: as many of two decimals as seven cells take; a number that is longer still is not cut. */
export const quantity = (
  value: number | undefined,
  suffix: '/s' | '  ',
  format: Scale & Pick<BatchFormat, 'decimals'>,
): string => {
  const { number, sign, letter } = scaled(value ?? 0, format, 'smaller');
  if (value === undefined) return `${UNKNOWN.padStart(NUMBER_WIDTH)} ${letter}${suffix}`;
  const least = format.amounts === 'kilobytes' && format.decimals === 'two' ? 2 : 0;
  let text = '';
  for (let decimals = 2; decimals >= least; decimals--) {
    text = sign + number.toFixed(decimals);
    if (text.length <= NUMBER_WIDTH) break;
  }
  return `${text.padStart(NUMBER_WIDTH)} ${letter}${suffix}`;
};
