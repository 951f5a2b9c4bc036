/**
 * The answer to "who is hammering my disk, and is that why it is slow?", from one sample; in words: render/text/answer-text.ts.
 *
 * It says nothing it does not know. A share is one of all that tasks did or all that the disks moved, whichever is more, since disks also
 * write what was charged before. Where not every task was seen there are no shares, and what the disks moved besides is by nobody seen.
 * Process 1, which some sandboxes hide, is not taken for everybody: its part of a share is in what the disks moved, and of reading it may be
 * the cause.
 */
import {
  type Bytes,
  type BytesPerSecond,
  bytesPerSecond,
  type Nanoseconds,
  nanoseconds,
  type Ratio,
  waitRatio,
} from '../../lib/units.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import {
  type Movement,
  type Mover,
  movementOf,
  programOf,
  type Way,
  type Who,
  whoOf,
} from './movers.ts';

export type Clause =
  /**
   * Who moved most. Without `share`: not every task was seen; or, with `rest`, it moved nearly all that tasks did, and what the disks moved
   * besides, at most as much, is by no task.
   */
  | {
      readonly kind: 'moves';
      readonly way: Way;
      readonly who: Who;
      readonly rate: BytesPerSecond;
      readonly share?: Ratio;
      readonly rest?: 'swapping' | 'uncharged';
    }
  /** The most of what the disks moved, by no task of the sample. */
  | {
      readonly kind: 'besides';
      readonly way: Way;
      readonly rate: BytesPerSecond;
      /** `unseen`: not every task was seen, `denied`: for want of rights. `uncharged`: every one was. */
      readonly by: 'write-back' | 'swapping' | 'unseen' | 'denied' | 'uncharged';
    }
  /** Who waited for the largest part of the interval, over half of it, and is not who moved most. */
  | { readonly kind: 'slowed'; readonly who: Who; readonly share: Ratio }
  /** Who has waited longest, the whole interval at least; and how many other programs have waited as much as that. */
  | {
      readonly kind: 'waits';
      readonly who: Who;
      readonly wait: Nanoseconds;
      /** It waited before iotop looked. */
      readonly isAtLeast: boolean;
      readonly others: number;
    }
  /** The busiest disk. */
  | { readonly kind: 'busy'; readonly name: string; readonly busy: Ratio }
  /** Nothing to say. `nobody-seen`: what the disks moved is unknown. */
  | { readonly kind: 'quiet'; readonly what: 'disk' | 'nobody-seen' };

/** Bytes a second below which nobody asks. */
export const NOTABLE = 100 * 1024;
/** A way with less than this part of what was moved both ways is left out. */
const LEAST_PART = 0.01;
/** From here on a wait is a fault, and comes first; nanoseconds. */
export const LONG_WAIT = 10e9;
/** A wait this short is none, however short the interval. */
const LEAST_WAIT = 0.5e9;
/** Who moved less than this part of a way stands behind what moved without any task. */
const LARGE_PART = 0.1;
/** Who moved this part of what all tasks did moved it alone. */
const ALONE = 0.95;
/** From this share on nobody looks for another who moves as much. */
const CLEARLY_MOST = 0.75;
/** Who waits no more than this part of the interval is not slowed down much. */
const LARGE_WAIT = 0.5;
/** A disk this busy is told of though little is moved. */
const BUSY = 0.05;

/** The most important first; at least one. */
export const answerOf = (sample: Sample): readonly Clause[] => {
  const moves = moved(sample);
  const waits = waiting(sample);
  const isLong = waits.some(({ wait }) => wait >= LONG_WAIT);
  const behind = waits.length > 0 ? waits : slowed(sample, moves);
  const said = isLong ? [...waits, ...moves] : [...moves, ...behind];
  const clauses = [...said, ...busiest(sample, said.length > 0 ? 0.01 : BUSY)];
  return clauses.length > 0 ? clauses : [quiet(sample)];
};

type Moved = Movement & { readonly way: Way; readonly all: number };

const moved = (sample: Sample): readonly Clause[] => {
  const disks = byDisks(sample) ?? { read: 0, write: 0 };
  const ways = (['write', 'read'] as const).map((way): Moved => {
    const movement = movementOf(sample.tasks, way);
    return { ...movement, way, all: Math.max(disks[way], movement.bytes) };
  });
  const least = LEAST_PART * ways.reduce((sum, { all }) => sum + all, 0);
  const told = ways
    .filter(({ all }) => all >= least && isNotable(all, sample))
    .sort((a, b) => b.all - a.all);
  const isLarge = ({ all, most }: Moved): boolean => (most?.bytes ?? 0) >= LARGE_PART * all;
  return [
    ...told.filter(isLarge).flatMap((way) => moverOf(way, sample)),
    ...told.flatMap((way) => besidesOf(way, sample)),
    ...told.filter((way) => !isLarge(way)).flatMap((way) => moverOf(way, sample)),
  ];
};

const moverOf = (moved: Moved, sample: Sample): readonly Clause[] => {
  const { way, all, most } = moved;
  if (most === undefined || !isNotable(most.bytes, sample)) return [];
  const { who, bytes } = most;
  const mover = { kind: 'moves', way, who, rate: bytesPerSecond(bytes, lengthOf(sample)) } as const;
  if (!seesEverybody(sample.gaps)) return [mover];
  const rest = restBeside(moved, most, sample);
  return [{ ...mover, ...(rest === undefined ? { share: (bytes / all) as Ratio } : { rest }) }];
};

/** What moved beside one that moved alone: a share would make the reader look for another. More than half is a clause of its own. */
const restBeside = (
  { way, all, bytes }: Moved,
  most: Mover,
  { system, gaps }: Sample,
): 'swapping' | 'uncharged' | undefined => {
  const rest = all - bytes;
  if (most.bytes < ALONE * bytes || most.bytes >= CLEARLY_MOST * all || rest > all / 2)
    return undefined;
  if (way === 'read' && isHidden(gaps, 'process-1')) return undefined;
  const { swapIn = 0, swapOut = 0 } = system;
  return (way === 'read' ? swapIn : swapOut) > rest / 2 ? 'swapping' : 'uncharged';
};

const besidesOf = ({ way, all, bytes }: Moved, sample: Sample): readonly Clause[] => {
  const besides = (all - bytes) as Bytes;
  if (besides <= all / 2) return [];
  const rate = bytesPerSecond(besides, lengthOf(sample));
  return [{ kind: 'besides', way, rate, by: causeOf(way, all, bytes, sample) }];
};

/** What is more than half of `all` and the kernel counts itself is known. */
const causeOf = (
  way: Way,
  all: number,
  charged: number,
  { system, gaps }: Sample,
): (Clause & { readonly kind: 'besides' })['by'] => {
  const { writtenBack = 0, swapIn = 0, swapOut = 0 } = system;
  if ((way === 'read' ? swapIn : swapOut) > all / 2) return 'swapping';
  if (!seesEverybody(gaps)) return isDenied(gaps) ? 'denied' : 'unseen';
  if (way === 'read') return isHidden(gaps, 'process-1') ? 'unseen' : 'uncharged';
  // Pages of now may be among them, but no more than was charged now.
  return writtenBack - charged > all / 2 ? 'write-back' : 'uncharged';
};

type Waits = Clause & { readonly kind: 'waits' };

const waiting = (sample: Sample): readonly Waits[] => {
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

/** Kernel threads wait on behalf of others. */
const slowed = (sample: Sample, moves: readonly Clause[]): readonly Clause[] => {
  const first = moves.find((clause) => clause.kind === 'moves')?.who.name;
  let longest: TaskEntry | undefined;
  for (const entry of sample.tasks) {
    if ((entry.ioWait ?? 0) <= (longest?.ioWait ?? lengthOf(sample) * LARGE_WAIT)) continue;
    if (!entry.kernelThread && programOf(entry) !== first) longest = entry;
  }
  if (longest?.ioWait === undefined) return [];
  const who = whoOf(programOf(longest), [longest]);
  return [{ kind: 'slowed', who, share: waitRatio(longest.ioWait, lengthOf(sample)) }];
};

const sinceOf = (entries: readonly TaskEntry[]): number =>
  entries.reduce((first, { waitingSince = first }) => Math.min(first, waitingSince), Infinity);

/** Of whole disks. A device of unknown kind may be a part of one. */
const busiest = (sample: Sample, least: number): readonly Clause[] => {
  const disks = (sample.system.devices ?? []).filter(({ kind }) => kind === 'disk');
  const [first] = disks.sort((a, b) => b.busy - a.busy);
  if (first === undefined) return [];
  const busy = waitRatio(first.busy, lengthOf(sample));
  return busy < least ? [] : [{ kind: 'busy', name: first.name, busy }];
};

const quiet = (sample: Sample): Clause => ({
  kind: 'quiet',
  what: byDisks(sample) === undefined ? 'nobody-seen' : 'disk',
});

/** undefined: unknown, or loop devices and memory are in it. */
const byDisks = ({ system, gaps }: Sample): { readonly [Of in Way]: number } | undefined => {
  const { blockRead, blockWrite, devices = [] } = system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const isMixed = isHidden(gaps, 'disks') || devices.some(({ kind }) => kind === undefined);
  return isMixed ? undefined : { read: blockRead, write: blockWrite };
};

/** Whether what the tasks of the sample did is what all tasks did, but for process 1. */
export const seesEverybody = (gaps: readonly Gap[]): boolean =>
  !isHidden(gaps, 'exits', 'other-users', 'hidden-tasks') &&
  gaps.every((gap) => 'what' in gap || gap.kind === 'figures-discarded');

const isDenied = (gaps: readonly Gap[]): boolean =>
  isHidden(gaps, 'other-users') || gaps.some(({ kind }) => kind === 'tasks-denied');

const isHidden = (gaps: readonly Gap[], ...tasks: readonly Capability[]): boolean =>
  gaps.some((gap) => 'what' in gap && tasks.includes(gap.what));

const isNotable = (amount: number, sample: Sample): boolean =>
  bytesPerSecond(amount as Bytes, lengthOf(sample)) >= NOTABLE;

const lengthOf = ({ startedAt, endedAt }: Sample): Nanoseconds => nanoseconds(endedAt - startedAt);
