/** A gap in plain words, with what to do about it. */

import { assertNever } from '../../lib/errors.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import { counted } from './counted.ts';
import { sanitize } from './sanitize.ts';

export const gapText = (gap: Gap): string => {
  switch (gap.kind) {
    case 'exits-lost':
      return `${counted(gap.count, 'task')} ended unseen: the kernel's buffer was full`;
    case 'asked-lost':
      return `the disks were asked for ${counted(gap.count, 'byte')} more, and it was not noted for whom`;
    case 'tasks-denied':
      return `${counted(gap.count, 'task')} may not be read`;
    case 'tasks-unread':
      return `${counted(gap.count, 'task')} could not be read: ${sanitize(gap.reason)}`;
    case 'figures-discarded':
      return `${counted(gap.count, 'figure')} of the kernel made no sense and ${gap.count === 1 ? 'was' : 'were'} left out`;
    case 'doubtful':
      return `${WHAT[gap.what].join(' ')} not to be trusted: ${why(gap)}`;
    case 'unavailable':
      // Nothing is amiss: it was asked for.
      if (gap.what === 'unchosen-tasks') return why(gap);
      return `${WHAT[gap.what].join(' ')} not visible: ${why(gap)}`;
    default:
      return assertNever(gap);
  }
};

/** Shorter: what to type where something helps, instead of the reason. */
export const gapRemedyText = (gap: Gap): string => {
  if (!('remedy' in gap) || gap.remedy === '') return gapText(gap);
  const verb = gap.kind === 'doubtful' ? 'trust' : 'see';
  return `To ${verb} ${WHAT[gap.what][0]}: ${sanitize(gap.remedy)}`;
};

/** Where there is no room for what to type: that the help has it. */
export const gapBriefText = (gap: Gap): string => {
  if (!('remedy' in gap) || gap.remedy === '') return gapText(gap);
  const not = gap.kind === 'doubtful' ? 'to be trusted' : 'visible';
  return `${WHAT[gap.what][0]} not ${not}: press ?`;
};

const why = (gap: { readonly reason: string; readonly remedy: string }): string =>
  sanitize(gap.reason) + (gap.remedy === '' ? '' : ` (${sanitize(gap.remedy)})`);

const WHAT: Readonly<Record<Capability, readonly [thing: string, verb: string]>> = {
  exits: ['tasks that end between two looks', 'are'],
  'io-wait': ['IO', 'is'],
  'swap-wait': ['SWAPIN', 'is'],
  'other-users': ["other users' tasks", 'are'],
  'hidden-tasks': ['tasks hidden by /proc', 'are'],
  'unchosen-tasks': ['tasks that were not chosen', 'are'],
  'process-1': ['the tasks of process 1', 'are'],
  cgroup: ['control groups', 'are'],
  disks: ['the disks alone', 'are'],
  block: ['what each task asks of the disks', 'is'],
  dirtiers: ['whose pages are written back', 'is'],
  'request-times': ['how long requests take', 'is'],
  system: ['what the disks did', 'is'],
};
