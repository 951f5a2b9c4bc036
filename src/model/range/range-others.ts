/** The groups of a report that are not shown one by one, added up. */
import { addInto } from '../totals/increase.ts';
import type { RangeAmounts, RangeGroup } from './range-group.ts';

export type OthersTotal = RangeAmounts & {
  readonly groups: number;
  readonly ended: number;
};

export class Others {
  readonly #sum: Sum = { groups: 0, ended: 0 };

  /** Takes a group in for good. One that does something again later is counted again. */
  take(group: RangeGroup): void {
    addTo(this.#sum, group);
  }

  /** These groups too; undefined when there are none at all. */
  with(groups: readonly RangeGroup[]): OthersTotal | undefined {
    const sum = { ...this.#sum };
    for (const group of groups) addTo(sum, group);
    return sum.groups === 0 ? undefined : sum;
  }
}

/** Moves the groups that moved least to the others, until `keep` are left. */
export const foldSmallest = (
  groups: Map<string, RangeGroup>,
  others: Others,
  keep: number,
): void => {
  const smallestFirst = [...groups.values()].sort(
    (a, b) => a.moved - b.moved || a.lastSeen - b.lastSeen,
  );
  for (const group of smallestFirst.slice(0, Math.max(0, groups.size - keep))) {
    groups.delete(group.key);
    others.take(group);
  }
};

type Sum = { -readonly [Name in keyof OthersTotal]: OthersTotal[Name] };

const addTo = (sum: Sum, group: RangeGroup): void => {
  sum.groups += 1;
  sum.ended += group.ended;
  addInto(sum, group.amounts);
};
