/** Who stands still for the disk: stuck, or slowed down. */
import { type Nanoseconds, nanoseconds, waitRatio } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Clause } from './clause.ts';
import { programOf, whoOf } from './movers.ts';

/** A wait this short is none, however short the interval. */
const LEAST_WAIT = 0.5e9;
/** Who waits no more than this part of the interval is not slowed down much. */
const LARGE_WAIT = 0.5;

/** Of more there is no need to know who. */
const MOST_SLOWED = 2;

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

/**
 * Who waited much, two programs at most, the longest first; kernel threads wait on behalf of others.
 *
 * @param first the program that moves most: that it waits is said only where nobody else does
 */
export const slowed = (sample: Sample, first: string | undefined): readonly Clause[] => {
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const longest = new Map<string, TaskEntry>();
  for (const entry of sample.tasks) {
    if (entry.kernelThread || waitOf(entry) <= interval * LARGE_WAIT) continue;
    const name = programOf(entry);
    const other = longest.get(name);
    if (other === undefined || waitOf(entry) > waitOf(other)) longest.set(name, entry);
  }
  if (first !== undefined && longest.size > 1) longest.delete(first);
  return [...longest]
    .sort(([, a], [, b]) => waitOf(b) - waitOf(a))
    .slice(0, MOST_SLOWED)
    .map(([name, entry]) => ({
      kind: 'slowed',
      who: whoOf(name, [entry]),
      share: waitRatio(waitOf(entry), interval),
    }));
};

const waitOf = ({ ioWait = nanoseconds(0) }: TaskEntry): Nanoseconds => ioWait;

const sinceOf = (entries: readonly TaskEntry[]): number =>
  entries.reduce((first, { waitingSince = first }) => Math.min(first, waitingSince), Infinity);
