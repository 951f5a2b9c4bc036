/** What the rows of the table of columns (columns.ts) share: values, orders, and what decides where a figure is the same. */
import type { Column, ColumnContext } from './column.ts';
import { commandText } from './command-name.ts';
import { movedBy, netWrite, weightOf } from './totals/increase.ts';
import { foldText } from './units/fold-text.ts';
import { isFold } from './units/unit.ts';
import type { Row } from './view/row.ts';

export const moved = (row: Row): number => movedBy(row.amounts);

const isMovedKnown = ({ amounts: { read, write, diskRead, diskWrite } }: Row): boolean =>
  [read, write, diskRead, diskWrite].some((amount) => amount !== undefined);

export const knownMoved = (row: Row): number | undefined =>
  isMovedKnown(row) ? moved(row) : undefined;

/** By whole bytes, then by waits; what has faded below a byte tells who moved something lately from who never did. */
export const byMoved = {
  order: (row, { smoothed }) => {
    if (smoothed !== undefined) return Math.floor(smoothed(row));
    return isMovedKnown(row) ? weightOf(row.amounts) : undefined;
  },
  ranks: [({ entry }) => entry.ioWait ?? 0, (row, { smoothed }) => smoothed?.(row) ?? 0],
} as const satisfies Pick<Column, 'order' | 'ranks'>;

/** The order of lists, which print what was charged, not what disks were asked for: one a reader can see. Both ways together, then waits. */
export const byCharged = {
  order: ({ amounts }) => {
    const { read } = amounts;
    const write = netWrite(amounts);
    return read === undefined && write === undefined ? undefined : (read ?? 0) + (write ?? 0);
  },
  ranks: [({ entry }) => entry.ioWait ?? 0],
} as const satisfies Pick<Column, 'order' | 'ranks'>;

/** Where the figure is the same, above all 0: who moved most, then who waits most, so that nobody busy hides behind the idle. */
export const byWork = {
  ranks: [moved, ({ entry }) => entry.ioWait ?? 0],
} as const satisfies Pick<Column, 'ranks'>;

export const command = (row: Row, { commandStyle, starterOf }: ColumnContext): string => {
  const { entry } = row;
  if (isFold(entry)) return foldText(row, starterOf?.(row));
  const text = commandText(entry, commandStyle);
  // Of who ended before the interval only the name may be known.
  return entry.endedBefore && entry.command === undefined ? `${text} (ended)` : text;
};
