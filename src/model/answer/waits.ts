/** Who stands still for the disk: stuck, or slowed down. */
import { nanoseconds, waitRatio } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Clause } from './clause.ts';
import { programOf, whoOf } from './movers.ts';

/** A wait this short is none, however short the interval. */
const LEAST_WAIT = 0.5e9;
/** Who waits no more than this part of the interval is not slowed down much. */
const LARGE_WAIT = 0.5;

type Waits = Clause & { readonly kind: 'waits' };

/** Who has waited longest. */
export const waiting = (sample: Sample): readonly Waits[] => {
  const { tasks, endedAt } = sample;
  const programs = new Map<string, TaskEntry[]>();
  for (const entry of tasks) {
    if (!isStuck(entry, sample)) continue;
    const name = programOf(entry);
    programs.set(name, [...(programs.get(name) ?? []), entry]);
  }
  const longest = [...programs].sort(([, a], [, b]) => sinceOf(a) - sinceOf(b))[0];
  if (longest === undefined) return [];
  const [name, entries] = longest;
  const since = sinceOf(entries);
  const isAtLeast = entries.some((entry) => entry.waitingSince === since && entry.waitingLonger);
  const wait = nanoseconds(endedAt - since);
  return [{ kind: 'waits', who: whoOf(name, entries), wait, isAtLeast, others: programs.size - 1 }];
};

/** Whether it has waited through the whole interval, and still does. */
export const isStuck = (
  { waitingSince, ended }: TaskEntry,
  { startedAt, endedAt }: Pick<Sample, 'startedAt' | 'endedAt'>,
): boolean =>
  waitingSince !== undefined &&
  !ended &&
  waitingSince <= startedAt &&
  endedAt - waitingSince >= LEAST_WAIT;

/** Who else waited much; kernel threads wait on behalf of others. @param moves who is known to move most is not named again */
export const slowed = (sample: Sample, moves: readonly Clause[]): readonly Clause[] => {
  const first = moves.find((clause) => clause.kind === 'moves')?.who.name;
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  let longest: TaskEntry | undefined;
  for (const entry of sample.tasks) {
    if ((entry.ioWait ?? 0) <= (longest?.ioWait ?? interval * LARGE_WAIT)) continue;
    if (!entry.kernelThread && programOf(entry) !== first) longest = entry;
  }
  if (longest?.ioWait === undefined) return [];
  const who = whoOf(programOf(longest), [longest]);
  return [{ kind: 'slowed', who, share: waitRatio(longest.ioWait, interval) }];
};

const sinceOf = (entries: readonly TaskEntry[]): number =>
  entries.reduce((first, { waitingSince = first }) => Math.min(first, waitingSince), Infinity);
