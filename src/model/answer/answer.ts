/**
 * The answer to "who is hammering my disk, and is that why it is slow?", from one sample; in words: render/text/answer-text.ts.
 *
 * It says nothing it does not know. Where the block layer is watched, shares are of all the disks were asked for or moved, whichever is more, and
 * owners that are no task have a name. Where it is not, see charged.ts.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytesPerSecond, nanoseconds, type Ratio, waitRatio } from '../../lib/units.ts';
import type { DeviceEntry, OwnerEntry, Sample } from '../../sample/sample.ts';
import { FEW_REQUESTS, slowerWay } from '../devices/disk-load.ts';
import { isWatched, ownersIn } from '../owners.ts';
import { CHARGED_FOR_ONE } from '../totals/increase.ts';
import { backlogIn } from './backlog.ts';
import { besidesCharges, chargedMover } from './charged.ts';
import { type Clause, LONG_WAIT, NOTABLE } from './clause.ts';
import { dirtying } from './dirtying.ts';
import { withHolds } from './held-back.ts';
import { type Moved, type Mover, movementOf, type Way } from './movers.ts';
import { isHidden } from './seen.ts';
import { slowed, waiting } from './waits.ts';

/** A way with less than this part of what was moved both ways is left out. */
const LEAST_PART = 0.01;
/** Who moved less than this part of a way stands behind what moved without any task. */
const LARGE_PART = 0.1;
/** Who else moves, a program or an owner that is no task, is named from this part of a way on. */
const LARGE_OTHER = 0.2;
/** Disks that did so much more or less than they were asked for did what was asked before, or have not done it yet: rates are not those of the disks' own row. */
const ON_THE_WAY = 0.05;
/** Who asks the disks for less than this part of what they do is not all who makes them work. */
const MOST_OF_ALL = 0.5;
/** A disk this busy is told of though little is moved. */
const BUSY = 0.05;

/** The most important first; at least one. */
export const answerOf = (sample: Sample): readonly Clause[] => {
  const moves = moved(sample);
  const waits = waiting(sample);
  const isLong = waits.some(({ wait }) => wait >= LONG_WAIT);
  const behind = waits.length > 0 ? waits : slowed(sample, moves);
  const said = isLong ? [...waits, ...moves] : [...moves, ...behind];
  const clauses = [...withHolds(said, sample), ...busiest(sample, said.length > 0 ? 0.01 : BUSY)];
  return clauses.length > 0 ? clauses : [quiet(sample)];
};

const moved = (sample: Sample): readonly Clause[] => {
  const known = byDisks(sample);
  const disks = known ?? { read: 0, write: 0 };
  const owners = ownersIn(sample);
  const ways = (['write', 'read'] as const).map((way): Moved => {
    const movement = movementOf(sample.tasks, way);
    const asked = movement.bytes + sumOf(owners, way);
    const all =
      asked < MOST_OF_ALL * disks[way] || !isWatched(sample) ? Math.max(disks[way], asked) : asked;
    const isAsked =
      known !== undefined && all === asked && Math.abs(asked - disks[way]) > ON_THE_WAY * asked;
    return { ...movement, way, all, ...(isAsked && { isAsked }) };
  });
  const sum = ways.reduce((total, { all }) => total + all, 0);
  const told = ways
    .filter(({ all }) => all >= LEAST_PART * sum && isNotable(all, sample))
    .sort((a, b) => b.all - a.all);
  if (!isWatched(sample)) return charged(told, sample);
  const moves = asked(told, owners, sample);
  const dirties = dirtying(sample, sum);
  // As with rows.
  const isAhead = ({ rate }: WithRate): boolean =>
    rate * CHARGED_FOR_ONE >= (dirties[0]?.rate ?? 0);
  return [...moves.filter(isAhead), ...dirties, ...moves.filter((move) => !isAhead(move))];
};

type WithRate = Extract<Clause, { readonly rate: unknown }>;

const charged = (told: readonly Moved[], sample: Sample): readonly Clause[] => {
  const isLarge = ({ all, most }: Moved): boolean => (most?.bytes ?? 0) >= LARGE_PART * all;
  const movers = (ways: readonly Moved[]): readonly Clause[] =>
    firstOfEach(
      ways.map((way) => moversOf(way, sample).map((mover) => chargedMover(way, mover, sample))),
    );
  return [
    ...movers(told.filter(isLarge)),
    ...told.flatMap((way) => besidesCharges(way, sample)),
    ...movers(told.filter((way) => !isLarge(way))),
  ];
};

/** Of each way who moved most, then what else there is to say of them. */
const asked = (
  told: readonly Moved[],
  owners: readonly OwnerEntry[],
  sample: Sample,
): readonly WithRate[] => firstOfEach(told.map((way) => askedOneWay(way, owners, sample)));

const firstOfEach = <Part>(ways: readonly (readonly Part[])[]): readonly Part[] => [
  ...ways.flatMap((parts) => parts.slice(0, 1)),
  ...ways.flatMap((parts) => parts.slice(1)),
];

/** The largest first. */
const askedOneWay = (
  moved: Moved,
  owners: readonly OwnerEntry[],
  sample: Sample,
): readonly WithRate[] => {
  const { way, all, bytes, isAsked } = moved;
  const parts: { readonly bytes: number; readonly clause: WithRate }[] = [];
  const figures = (amount: number) => ({
    rate: bytesPerSecond(amount as Bytes, lengthOf(sample)),
    share: (amount / all) as Ratio,
    ...defined({ isAsked }),
  });
  for (const { who, bytes } of moversOf(moved, sample))
    parts.push({ bytes, clause: { kind: 'moves', way, who, ...figures(bytes) } });
  for (const { owner, [way]: amount = 0 } of owners) {
    if (amount < LARGE_OTHER * all) continue;
    parts.push({ bytes: amount, clause: { kind: 'owner', way, owner, ...figures(amount) } });
  }
  const rest = all - bytes - sumOf(owners, way);
  if (rest > all / 2) {
    const { rate } = figures(rest);
    const by = lostIn(sample) > rest / 2 ? 'unseen' : 'earlier';
    parts.push({ bytes: rest, clause: { kind: 'besides', way, rate, by } });
  }
  return parts.sort((a, b) => b.bytes - a.bytes).map(({ clause }) => clause);
};

const sumOf = (owners: readonly OwnerEntry[], way: Way): number =>
  owners.reduce((sum, { [way]: amount = 0 }) => sum + amount, 0);

/** Bytes that the disks were asked for, nobody knows by whom. */
const lostIn = ({ gaps }: Sample): number =>
  gaps.reduce((sum, gap) => sum + (gap.kind === 'asked-lost' ? gap.count : 0), 0);

/** Of whole disks. A device of unknown kind may be a part of one. */
const busiest = (sample: Sample, least: number): readonly Clause[] => {
  const disks = (sample.system.devices ?? []).filter(({ kind }) => kind === 'disk');
  const [first] = disks.sort((a, b) => b.busy - a.busy);
  if (first === undefined) return [];
  const busy = waitRatio(first.busy, lengthOf(sample));
  const slow = slowOf(first);
  return busy < least ? [] : [{ kind: 'busy', name: first.name, busy, ...defined({ slow }) }];
};

/** Longer than a disk that turns takes to find a place: requests wait for each other. */
const SLOW = 20e6;

const slowOf = (disk: DeviceEntry): Extract<Clause, { readonly kind: 'busy' }>['slow'] => {
  const slower = slowerWay(disk);
  if (slower === undefined || slower.time < SLOW || slower.requests < FEW_REQUESTS)
    return undefined;
  return { way: slower.way, time: slower.time };
};

const quiet = (sample: Sample): Clause => ({
  kind: 'quiet',
  what: byDisks(sample) === undefined ? 'nobody-seen' : 'disk',
  ...defined({ backlog: backlogIn(sample) }),
});

/** undefined: unknown, or loop devices and memory are in it. */
const byDisks = ({ system, gaps }: Sample): { readonly [Of in Way]: number } | undefined => {
  const { blockRead, blockWrite, devices = [] } = system;
  if (blockRead === undefined || blockWrite === undefined) return undefined;
  const isMixed = isHidden(gaps, 'disks') || devices.some(({ kind }) => kind === undefined);
  return isMixed ? undefined : { read: blockRead, write: blockWrite };
};

/** Who is worth a word: who moved most, and another who moved much. */
const moversOf = ({ most, next, all }: Moved, sample: Sample): readonly Mover[] =>
  [most, (next?.bytes ?? 0) < LARGE_OTHER * all ? undefined : next].filter(
    (mover) => mover !== undefined && isNotable(mover.bytes, sample),
  ) as readonly Mover[];

const isNotable = (amount: number, sample: Sample): boolean =>
  bytesPerSecond(amount as Bytes, lengthOf(sample)) >= NOTABLE;

const lengthOf = ({ startedAt, endedAt }: Sample) => nanoseconds(endedAt - startedAt);
