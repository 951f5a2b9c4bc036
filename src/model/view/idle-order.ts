/**
 * Where the tasks that did nothing stand in a list: in most orders behind all that did something, by id. Who knows that need
 * not make rows of ten thousand sleepers to see the first forty of them, nor sort them.
 */
import type { Sample } from '../../sample/sample.ts';
import type { Report, View } from './view.ts';

/**
 * Whether the sample's idle tasks stand behind all that have anything in the sort column, among those with nothing by id. They do not
 * where the column's counter was not among those they were found idle by.
 */
export const idleComeLast = (
  { sort, measure, since }: IdleView,
  { idleBy }: Pick<Sample, 'idleBy'>,
): boolean => {
  const { kind, counter } = sort.column;
  if (counter !== undefined && !idleBy?.includes(counter)) return false;
  const isOfInterval = kind === 'amount' || kind === 'share' || kind === 'count';
  const countsFromStart = measure !== 'rate' && since === 'started';
  return isOfInterval && sort.direction === 'descending' && !countsFromStart;
};

export type IdleView = Pick<View, 'sort' | 'measure' | 'since'>;

/** Rows that no idle task can come before: those with more than nothing in the sort column. */
export const rowsAheadOfIdle = ({ rows, view }: Report): number => {
  const { rank, value } = view.sort.column;
  const first = rows.findIndex((row) => {
    const figure = value(row, view.context);
    return !(typeof figure === 'number' && figure > 0) && !((rank?.(row) ?? 0) > 0);
  });
  return first < 0 ? rows.length : first;
};
