/** Who moves, and what moves without a task. */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytesPerSecond, nanoseconds, type Ratio } from '../../lib/units.ts';
import type { OwnerEntry, Sample } from '../../sample/sample.ts';
import { isWatched } from '../owners.ts';
import { besidesCharges, chargedMover } from './charged.ts';
import type { Clause } from './clause.ts';
import { HELD_WORKER, type Moved, type Mover } from './movers.ts';
import { isNotable, sumOf } from './ways.ts';

export type Moves = {
  /** Of each way who moves most of it. */
  readonly main: readonly Clause[];
  /** The same of a way with little. */
  readonly minor: readonly Clause[];
  /** Who else moves, tasks first. */
  readonly further: readonly Clause[];
};

/** Who moved less than this part of a way stands behind what moved without any task. */
const LARGE_PART = 0.1;
/** Who else moves, a program or an owner that is no task, is named from this part of a way on. */
const LARGE_OTHER = 0.2;

export const movesOf = (
  ways: readonly Moved[],
  owners: readonly OwnerEntry[],
  sample: Sample,
): Moves => {
  const each = ways.map((way) => ({
    ...way,
    parts: isWatched(sample) ? askedParts(way, owners, sample) : chargedParts(way, sample),
  }));
  const firsts = each.flatMap(({ parts, isMinor }) =>
    parts.slice(0, 1).map((part) => ({ part, isMinor, isLast: isForHeld(part) })),
  );
  const firstsOf = (isOne: (one: (typeof firsts)[number]) => boolean): readonly Clause[] =>
    firsts.filter(isOne).map(({ part }) => part);
  const others = [
    ...firstsOf(({ isLast }) => isLast),
    ...each.flatMap(({ parts }) => parts.slice(1)),
  ];
  const isTask = ({ kind }: Clause): boolean => kind === 'moves';
  return {
    main: firstsOf(({ isLast, isMinor }) => !isLast && !isMinor),
    minor: firstsOf(({ isLast, isMinor }) => !isLast && isMinor === true),
    further: [...others.filter(isTask), ...others.filter((part) => !isTask(part))],
  };
};

const isForHeld = (part: Clause): boolean => part.kind === 'moves' && part.who.name === HELD_WORKER;

/** Of those that move a tenth, then what moves without any task, then the others. */
const chargedParts = (way: Moved, sample: Sample): readonly Clause[] => {
  const movers = moversOf(way, sample).map((mover) => chargedMover(way, mover, sample));
  const besides = besidesCharges(way, sample);
  const isLarge = (way.most?.bytes ?? 0) >= LARGE_PART * way.all;
  return isLarge ? [...movers, ...besides] : [...besides, ...movers];
};

/** Tasks before what is no task, for which tasks are the cause; but for those of little. */
const askedParts = (
  moved: Moved,
  owners: readonly OwnerEntry[],
  sample: Sample,
): readonly Clause[] => {
  const { way, all, bytes, isAsked, isSmall } = moved;
  const figures = (amount: number) => ({
    rate: rateOf(amount, sample),
    share: (amount / all) as Ratio,
    ...defined({ isAsked, isSmall }),
  });
  const tasks = moversOf(moved, sample).map(({ who, bytes }) => ({
    bytes,
    clause: { kind: 'moves', way, who, ...figures(bytes) } as const,
  }));
  const others = [
    ...owners
      .map(({ owner, [way]: amount = 0 }) => ({
        bytes: amount,
        clause: { kind: 'owner', way, owner, ...figures(amount) } as const,
      }))
      .filter(({ bytes }) => bytes >= LARGE_OTHER * all),
    ...restOf(moved, all - bytes - sumOf(owners, way), sample),
  ].sort((a, b) => b.bytes - a.bytes);
  const isLarge = ({ bytes }: { readonly bytes: number }): boolean => bytes >= LARGE_OTHER * all;
  return [...tasks.filter(isLarge), ...others, ...tasks.filter((task) => !isLarge(task))].map(
    ({ clause }) => clause,
  );
};

/** What disks moved and were not asked for now. */
const restOf = ({ way, all }: Moved, rest: number, sample: Sample) => {
  if (rest <= all / 2) return [];
  const by = lostIn(sample) > rest / 2 ? 'unseen' : 'earlier';
  const rate = rateOf(rest, sample);
  return [{ bytes: rest, clause: { kind: 'besides', way, rate, by } as const }];
};

/** Bytes that the disks were asked for, nobody knows by whom. */
const lostIn = ({ gaps }: Sample): number =>
  gaps.reduce((sum, gap) => sum + (gap.kind === 'asked-lost' ? gap.count : 0), 0);

/** Who is worth a word: who moved most, and another who moved much. */
const moversOf = ({ most, next, all }: Moved, sample: Sample): readonly Mover[] =>
  [most, (next?.bytes ?? 0) < LARGE_OTHER * all ? undefined : next].filter(
    (mover) => mover !== undefined && isNotable(mover.bytes, sample),
  ) as readonly Mover[];

const rateOf = (amount: number, { startedAt, endedAt }: Sample) =>
  bytesPerSecond(amount as Bytes, nanoseconds(endedAt - startedAt));
