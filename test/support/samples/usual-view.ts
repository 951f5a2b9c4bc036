/** Views that tests start from. */
import { columnOf } from '../../../src/model/columns.ts';
import { compileFilter } from '../../../src/model/filter/filter.ts';
import { EVERYTHING, type Selection } from '../../../src/model/view/selection.ts';
import type { View } from '../../../src/model/view/view.ts';

/** All threads with their rates, by IO. */
export const VIEW: View = {
  unit: 'threads',
  measure: 'rate',
  since: 'seen',
  show: 'all',
  selection: EVERYTHING,
  sort: { column: columnOf('io'), direction: 'descending' },
  context: { commandStyle: 'full' },
};

/** The same by id. */
export const VIEW_BY_ID: View = {
  ...VIEW,
  sort: { column: columnOf('tid'), direction: 'ascending' },
};

/** What a filter chooses, as the key / takes it. @throws Error with what is wrong */
export const chosenBy = (filter: string): Selection => {
  const compiled = compileFilter(filter);
  if (compiled.kind === 'bad') throw new Error(compiled.problem);
  return compiled.where === undefined ? EVERYTHING : { ...EVERYTHING, where: compiled.where };
};
