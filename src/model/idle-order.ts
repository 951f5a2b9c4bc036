/**
 * Where the tasks that did nothing stand in a list: in most orders behind all that did something, by id. Who knows that need
 * not make rows of ten thousand sleepers to see the first forty of them, nor sort them.
 */
import type { Report, View } from './report.ts';

/** Whether idle tasks stand behind all that have anything in the sort column, among those with nothing by id. */
export const idleComeLast = ({ sort, measure, since }: IdleView): boolean => {
  const { kind } = sort.column;
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
