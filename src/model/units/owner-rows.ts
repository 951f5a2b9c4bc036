/** Owners that are no task as rows among those of tasks, while they make the disks work. */
import { bytes, bytesPerSecond, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Increase, Sample, Tid } from '../../sample/sample.ts';
import { NOTABLE } from '../answer/clause.ts';
import { disksOfOwner, increaseOf, OWNER_WORDS, type Owner, ownersIn } from '../owners.ts';
import type { Accumulator } from '../totals/accumulate.ts';
import type { Row } from '../view/row.ts';
import { hasSomething, selectedIn } from '../view/selection.ts';
import type { View } from '../view/view.ts';
import { ownerKeyOf, taskUnitOf } from './unit.ts';

/** @param accumulated needed for the measures `total` and `average` */
export const ownerRows = (
  sample: Sample,
  { measure, selection, unit }: Pick<View, 'measure' | 'selection' | 'unit'>,
  accumulated?: Accumulator,
): readonly Row[] => {
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const now = new Map(ownersIn(sample).map((entry) => [entry.owner, entry]));
  const before = new Map(measure === 'rate' ? [] : accumulated?.owners());
  // With samples kept to devices, charged is what these were asked for, for tasks too.
  const withCharged = ({ diskRead = bytes(0), diskWrite = bytes(0) }: Increase): Increase => ({
    read: selection.devices === undefined ? bytes(0) : diskRead,
    write: selection.devices === undefined ? bytes(0) : diskWrite,
    diskRead,
    diskWrite,
  });
  const rowOf = (owner: Owner): Row => {
    const asked = withCharged(increaseOf(now.get(owner) ?? {}));
    const past = before.get(owner);
    return {
      entry: {
        tid: 0 as Tid,
        startedAt: 0 as Nanoseconds,
        comm: OWNER_WORDS[owner].whole,
        ...asked,
        disk: disksOfOwner(sample, owner),
      },
      amounts: past === undefined ? asked : withCharged(past.amounts),
      elapsed: past === undefined ? interval : nanoseconds(sample.endedAt - past.since),
      interval,
      fold: { key: ownerKeyOf(owner), first: 0 as Tid, members: [] },
    };
  };
  const isSelected = selectedIn(sample, selection, taskUnitOf(unit));
  return [...new Set([...now.keys(), ...before.keys()])]
    .map(rowOf)
    .filter((row) => hasSomething(row) && isSelected(row.entry))
    .filter((row) => measure !== 'rate' || selection.devices !== undefined || isNotable(row));
};

/** For less nobody asks. TO DISK and FROM DISK may not be shown for it, and the row would be one of zeros. */
const isNotable = ({ amounts, elapsed }: Row): boolean =>
  [amounts.diskRead, amounts.diskWrite].some(
    (amount = bytes(0)) => bytesPerSecond(amount, elapsed) >= NOTABLE,
  );
