/**
 * The answer to "who is hammering my disk, and is that why it is slow?", from one sample; in words: render/text/answer-text.ts.
 *
 * It says nothing it does not know. Where the block layer is watched, shares are of all the disks were asked for or moved, whichever is more, and
 * owners that are no task have a name. Where it is not, see charged.ts.
 */
import { defined } from '../../lib/defined.ts';
import type { Sample } from '../../sample/sample.ts';
import { isWatched, ownersIn } from '../owners.ts';
import { CHARGED_FOR_ONE } from '../totals/increase.ts';
import { backlogIn } from './backlog.ts';
import { busiest } from './busy.ts';
import { type Clause, LONG_WAIT } from './clause.ts';
import { dirtying } from './dirtying.ts';
import { discarding } from './discarding.ts';
import { withHolds } from './held-back.ts';
import type { Moved } from './movers.ts';
import { type Moves, movesOf } from './moves.ts';
import { slowed, waiting } from './waits.ts';
import { byDisks, waysOf } from './ways.ts';

/** A disk less busy than this is not told of where anything else is said. */
const LEAST_BUSY = 0.01;
/** A disk this busy is told of though little is moved. */
const BUSY = 0.05;

/** The most important first, at least one: who moves most, who waits most, the busiest disk, who else waits and moves, owners that are no task. */
export const answerOf = (sample: Sample): readonly Clause[] => {
  const owners = ownersIn(sample);
  const ways = waysOf(sample, owners);
  const { main, minor, further } = withUnmoved(movesOf(ways, owners, sample), [
    ...discarding(sample),
    ...(isWatched(sample) ? dirtying(sample, sumOf(ways)) : []),
  ]);
  const waits = waiting(sample);
  const behind = waits.length > 0 ? waits : slowed(sample, nameOf(main[0]));
  const isLong = waits.some(({ wait }) => wait >= LONG_WAIT);
  const first = isLong ? [...behind.slice(0, 1), ...main] : [...main, ...behind.slice(0, 1)];
  const least = first.length + minor.length + further.length > 0 ? LEAST_BUSY : BUSY;
  const disk = busiest(sample, least);
  const clauses = [...first, ...minor, ...disk, ...behind.slice(1), ...further];
  return clauses.length > 0 ? withHolds(clauses, sample) : [quiet(sample)];
};

const sumOf = (ways: readonly Moved[]): number => ways.reduce((sum, { all }) => sum + all, 0);

type Unmoved = Extract<Clause, { readonly kind: 'dirties' | 'discards' }>;

/** As with rows, what no disk moves now counts a hundredth. */
const withUnmoved = ({ main, minor, further }: Moves, unmoved: readonly Unmoved[]): Moves => {
  const moved = main.reduce(
    (most, clause) => Math.max(most, 'rate' in clause ? clause.rate : 0),
    0,
  );
  const isMost = ({ rate }: Unmoved): boolean => rate > moved * CHARGED_FOR_ONE;
  return {
    main: [...unmoved.filter(isMost), ...main],
    minor,
    further: [...unmoved.filter((clause) => !isMost(clause)), ...further],
  };
};

const nameOf = (clause: Clause | undefined): string | undefined =>
  clause !== undefined && 'who' in clause ? clause.who?.name : undefined;

const quiet = (sample: Sample): Clause => ({
  kind: 'quiet',
  what: byDisks(sample) === undefined ? 'nobody-seen' : 'disk',
  ...defined({ backlog: backlogIn(sample) }),
});
