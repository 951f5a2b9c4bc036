/** The groups of a report that are not shown one by one, added up. */
import type { Bytes } from '../lib/units.ts';
import type { RangeAmounts, RangeGroup } from './range-group.ts';

/** Waits are left out: of groups that waited at the same moment they do not add up. */
export type OthersTotal = Pick<RangeAmounts, 'read' | 'write' | 'cancelledWrite'> & {
  readonly groups: number;
  readonly ended: number;
};

const ADDED = ['read', 'write', 'cancelledWrite'] as const;

export class Others {
  #sum: OthersTotal = { groups: 0, ended: 0 };

  /** Takes a group in for good. One that does something again later is counted again. */
  take(group: RangeGroup): void {
    this.#sum = plus(this.#sum, group);
  }

  /** These groups too; undefined when there are none at all. */
  with(groups: readonly RangeGroup[]): OthersTotal | undefined {
    const sum = groups.reduce(plus, this.#sum);
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

const plus = (sum: OthersTotal, { amounts, ended }: RangeGroup): OthersTotal => {
  const amountSums: { [name: string]: Bytes } = {};
  for (const name of ADDED) {
    const [a, b] = [sum[name], amounts[name]];
    if (a !== undefined || b !== undefined) amountSums[name] = ((a ?? 0) + (b ?? 0)) as Bytes;
  }
  return { groups: sum.groups + 1, ended: sum.ended + ended, ...amountSums };
};
