/** A task as it is when it did nothing in an interval: what it once did is no figure of now. */
import { INCREASE_FIELDS } from '../../sample/fields.ts';
import type { TaskEntry } from '../../sample/sample.ts';

/** Known figures become 0, unknown ones stay unknown; a wait is over. */
export const zeroed = (entry: TaskEntry): TaskEntry => {
  const { waitingSince: _, waitingLonger: __, disk: ___, ...rest } = entry;
  const still: Record<string, unknown> = rest;
  for (const field of INCREASE_FIELDS) if (rest[field] !== undefined) still[field] = 0;
  return rest;
};
