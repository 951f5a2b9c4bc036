/**
 * Batch as Python's iotop 0.6 lays it out, to the character: summary lines are rates whatever the rows are, and a list whose
 * engine knows no waits at all has `?unavailable?` in the place of SWAPIN and IO.
 */
import type { Value } from '../../model/column.ts';
import { columnOf } from '../../model/columns.ts';
import { formatIoPriority } from '../../model/io-priority.ts';
import type { Amount } from '../../model/view/amount.ts';
import type { Row } from '../../model/view/row.ts';
import type { Report } from '../../model/view/view.ts';
import { UNKNOWN } from '../text/cell.ts';
import { scaled } from '../text/scale.ts';
import { amountOf, type BatchFormat, type BatchLayout, textCell } from './batch-layout.ts';

const SUMMARY_WIDTH = 14;
const PRIORITY_WIDTH = 4;
const USER_WIDTH = 8;
const AMOUNT_WIDTH = 11;
const SHARE_WIDTH = 7;
const TITLES = '  PRIO  USER     DISK READ  DISK WRITE  SWAPIN      IO    COMMAND';

export const IOTOP_PY_LAYOUT: BatchLayout = {
  summary: ({ header }, format) => {
    const rate = (flow: Amount | undefined): string =>
      quantity(flow?.rate, '/s', format).padStart(SUMMARY_WIDTH);
    const { read, write, currentRead, currentWrite, unattributed } = header;
    const lines = [
      `Total DISK READ:   ${rate(read)} | Total DISK WRITE:   ${rate(write)}`,
      `Current DISK READ: ${rate(currentRead)} | Current DISK WRITE: ${rate(currentWrite)}`,
    ];
    if (format.unattributed === 'hidden') return lines;
    return [
      ...lines,
      `Unattrib. READ:    ${rate(unattributed?.read)} | Unattrib. WRITE:    ${rate(unattributed?.write)}`,
    ];
  },
  titles: ({ view }, { idWidth }, time) =>
    (time === 'shown' ? '    TIME' : '') +
    (view.unit === 'threads' ? 'TID' : 'PID').padStart(idWidth) +
    TITLES,
  row: (row, report, format) => {
    const { context } = report.view;
    const cell = (id: Parameters<typeof columnOf>[0]): Value => columnOf(id).value(row, context);
    const waits = areWaitsUnknown(report)
      ? '?unavailable?  '
      : `${share(cell('swapin'))} ${share(cell('io'))} `;
    return [
      String(cell('tid') ?? UNKNOWN).padStart(format.idWidth),
      priority(row.entry.ioPriority).padStart(PRIORITY_WIDTH),
      textCell(String(cell('user') ?? UNKNOWN), USER_WIDTH).padEnd(USER_WIDTH),
      amount(cell('read'), row, report, format),
      amount(cell('write'), row, report, format),
      waits + textCell(String(cell('command') ?? UNKNOWN), format.commandLimit),
    ].join(' ');
  },
  waitColumns: (report) => (areWaitsUnknown(report) ? 'unavailable' : 'shown'),
};

const areWaitsUnknown = ({ sample }: Report): boolean =>
  (['io-wait', 'swap-wait'] as const).every((what) =>
    sample.gaps.some((gap) => gap.kind === 'unavailable' && gap.what === what),
  );

const priority = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : formatIoPriority(value);

const share = (value: Value): string => {
  const number = typeof value === 'number' ? Math.min(MOST, value * 100).toFixed(2) : UNKNOWN;
  return `${number} %`.padStart(SHARE_WIDTH);
};

/** Per cent. */
const MOST = 99.99;

const amount = (value: Value, row: Row, { view }: Report, format: BatchFormat): string =>
  quantity(
    amountOf(value, row, view.measure),
    view.measure === 'total' ? '' : '/s',
    format,
  ).padStart(AMOUNT_WIDTH);

const quantity = (value: number | undefined, suffix: '/s' | '', format: BatchFormat): string => {
  const { number, sign, letter } = scaled(value ?? 0, format, 'larger');
  return `${value === undefined ? UNKNOWN : sign + number.toFixed(2)} ${letter}${suffix}`;
};
