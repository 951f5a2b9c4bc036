/** How a cell or a row of the table stands out, by what it tells: nothing is dim, much is warm, stuck is an alarm. */
import { type Bytes, bytesPerSecond } from '../../lib/units.ts';
import { NOTABLE } from '../../model/answer/clause.ts';
import { isStuck } from '../../model/answer/waits.ts';
import type { Column, ColumnKind } from '../../model/column.ts';
import { movedBy } from '../../model/totals/increase.ts';
import { isFold } from '../../model/units/unit.ts';
import type { Amount } from '../../model/view/amount.ts';
import type { Row } from '../../model/view/row.ts';
import { hasSomething } from '../../model/view/selection.ts';
import type { Report } from '../../model/view/view.ts';
import type { Style } from '../terminal/theme.ts';

/** Of what all rows read or wrote: from here on it is much. */
const LARGE_PART = 0.25;
/** Part of the interval from which a wait is much. */
const LONG_PART = 0.4;

/** Of a cell in its row, of which it stands out only by what is more. The selected row has colours of its own. */
export const toneIn = (row: Style, cell: Style): Style => {
  if (row === 'selected') return SELECTED[cell] ?? row;
  return cell === 'plain' ? row : cell;
};

const SELECTED: Readonly<Partial<Record<Style, Style>>> = {
  warm: 'selected-warm',
  alarm: 'selected-alarm',
};

/** Of what has no tone of its own. A row of folded tasks says in words that they ended. */
export const toneOfRow = (row: Row): Style => {
  if (row.entry.ended && !isFold(row.entry)) return 'ended';
  return hasSomething(row) ? 'plain' : 'nothing';
};

export const toneOfCell = (column: Column, row: Row, report: Report): Style => {
  if (!SIZES.has(column.kind)) return 'plain';
  const figure = column.value(row, report.view.context);
  if (typeof figure !== 'number' || figure === 0) return 'nothing';
  switch (column.id) {
    case 'io':
    case 'swapin':
    case 'waiting':
      if (isStuck(row.entry, report.sample)) return 'alarm';
      return column.kind === 'share' && figure > LONG_PART ? 'warm' : 'plain';
    case 'read':
    case 'write':
      return isLarge(figure, row, report, report.header[column.id]) ? 'warm' : 'plain';
    case 'from-disk':
    case 'to-disk': {
      const { fromDisk, toDisk } = report.header;
      const all = column.id === 'from-disk' ? fromDisk : toDisk;
      return isLarge(figure, row, report, all) ? 'warm' : 'plain';
    }
    case 'moved':
    case 'share':
      return isLarge(movedBy(row.amounts), row, report, report.header.moved) ? 'warm' : 'plain';
    default:
      return 'plain';
  }
};

/** Figures of which there may be little or much. */
const SIZES: ReadonlySet<ColumnKind> = new Set([
  ...(['amount', 'size', 'share', 'count', 'mean', 'duration', 'latencies'] as const),
]);

/** @param bytes of the row's amounts @param all what all rows together have of it; absent: nobody knows */
const isLarge = (
  bytes: number,
  { elapsed }: Row,
  { view }: Report,
  all: Amount | undefined,
): boolean => {
  if (all === undefined) return false;
  const isTotal = view.measure === 'total';
  const size = isTotal ? bytes : bytesPerSecond(bytes as Bytes, elapsed);
  return size >= NOTABLE && size >= LARGE_PART * (isTotal ? all.bytes : all.rate);
};
