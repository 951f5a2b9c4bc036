/** Adds up the groups of a report that are not shown one by one. */
import { addInto } from '../totals/increase.ts';
import type { RangeAmounts, RangeGroup } from './range-group.ts';

export type OthersTotal = RangeAmounts & {
  readonly groups: number;
  readonly ended: number;
};

export class Others {
  readonly #sum: Sum = { groups: 0, ended: 0 };

  /** Adds a group for good. If it does something again later, it counts as another group. */
  take(group: RangeGroup): void {
    addTo(this.#sum, group);
  }

  /** The sum with these groups added; undefined when there is none. */
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
