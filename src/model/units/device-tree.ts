/** Devices under what they sit on: a disk, its partitions, what is built of them, and the loop devices whose files they hold. */

import type { Row } from '../view/row.ts';
import type { PlacedRow } from '../view/tree.ts';
import type { Report } from '../view/view.ts';

/** One that sits on several stands under the first of them that has a row; one whose disk has none stands at the top. @param report of devices, sorted */
export const deviceTree = ({ rows }: Pick<Report, 'rows'>): readonly PlacedRow[] => {
  const byName = new Map(rows.map((row) => [row.entry.comm, row]));
  const belowOf = (row: Row): Row | undefined =>
    namesBelow(row)
      .map((name) => byName.get(name))
      .find((below) => below !== undefined);
  const above = new Map<Row | undefined, Row[]>();
  for (const row of rows) {
    const below = isInCircle(row, belowOf) ? undefined : belowOf(row);
    above.set(below, [...(above.get(below) ?? []), row]);
  }
  const placed = (siblings: readonly Row[], depth: number): readonly PlacedRow[] =>
    siblings.flatMap((row, index) => [
      depth === 0
        ? { row, place: 'single' as const }
        : {
            row,
            place: index === siblings.length - 1 ? ('last-child' as const) : ('child' as const),
            depth: depth - 1,
          },
      ...placed(above.get(row) ?? [], depth + 1),
    ]);
  return placed(above.get(undefined) ?? [], 0);
};

const namesBelow = ({ device }: Row): readonly string[] => {
  const { partOf, on } = device?.is ?? {};
  return [...(partOf === undefined ? [] : [partOf]), ...(on?.split(' ') ?? [])];
};

/** A recording may say anything. */
const isInCircle = (row: Row, belowOf: (row: Row) => Row | undefined): boolean => {
  const seen = new Set<Row>();
  for (let at: Row | undefined = row; at !== undefined; at = belowOf(at)) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
};
