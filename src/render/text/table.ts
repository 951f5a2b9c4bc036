/** Tables for people. */
import { padEnd, padStart, textWidth } from './text-width.ts';

export type Align = 'left' | 'right';

/** Every column is as wide as its widest cell. */
export const tableLines = (
  columns: readonly Align[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  const pads = columns.map((align, i) => {
    const width = Math.max(...rows.map((cells) => textWidth(cells[i] ?? '')));
    const pad = align === 'right' ? padStart : padEnd;
    return (cell: string): string => pad(cell, width);
  });
  return rows.map((cells) =>
    pads
      .map((pad, i) => pad(cells[i] ?? ''))
      .join('  ')
      .trimEnd(),
  );
};
