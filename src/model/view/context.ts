/** What values of a sample's rows are made of besides the rows. */
import { defined } from '../../lib/defined.ts';
import type { Sample } from '../../sample/sample.ts';
import type { ColumnContext } from '../column.ts';
import { askedByOwners } from '../owners.ts';
import { movedBy } from '../totals/increase.ts';

/** @param base what is not of the sample @param movedByAll undefined: unknown */
export const contextOf = (
  sample: Sample,
  base: ColumnContext,
  movedByAll: number | undefined,
): ColumnContext => {
  const kinds = new Map(sample.system.devices?.map(({ name, kind }) => [name, kind]));
  return {
    ...base,
    now: sample.endedAt,
    kindOf: (device) => kinds.get(device),
    ...defined({ movedByAll }),
  };
};

/** By all tasks, and by owners that are none. */
export const movedInInterval = (sample: Sample): number =>
  sample.tasks.reduce((sum, entry) => sum + movedBy(entry), movedBy(askedByOwners(sample)));
