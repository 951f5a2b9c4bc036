/** What a sample says of everybody. */
import type { Capability, Gap } from '../../sample/gap.ts';

/** Whether what the tasks of the sample did is what all tasks did, but for process 1. */
export const seesEverybody = (gaps: readonly Gap[]): boolean =>
  !isHidden(gaps, 'exits', 'other-users', 'hidden-tasks', 'unchosen-tasks') &&
  gaps.every(
    (gap) => 'what' in gap || gap.kind === 'figures-discarded' || gap.kind === 'asked-lost',
  );

export const isDenied = (gaps: readonly Gap[]): boolean =>
  isHidden(gaps, 'other-users') || gaps.some(({ kind }) => kind === 'tasks-denied');

export const isHidden = (gaps: readonly Gap[], ...tasks: readonly Capability[]): boolean =>
  gaps.some((gap) => 'what' in gap && tasks.includes(gap.what));
