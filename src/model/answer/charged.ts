/**
 * Who moved most where the block layer is not watched, and what the disks moved besides.
 *
 * A share is one of all that tasks were charged for or all that the disks moved, whichever is more, since disks also write what was charged before.
 * Where not every task was seen there are no shares, and what the disks moved besides is by nobody seen. Process 1, which some sandboxes hide, is not
 * taken for everybody: its part of a share is in what the disks moved, and of reading it may be the cause.
 */
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytesPerSecond, nanoseconds, type Ratio } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Clause } from './clause.ts';
import type { Moved, Mover, Way } from './movers.ts';
import { isDenied, isHidden, seesEverybody } from './seen.ts';

/** Who moved this part of what all tasks did moved it alone. */
const ALONE = 0.95;
/** From this share on nobody looks for another who moves as much. */
const CLEARLY_MOST = 0.75;

export const chargedMover = (moved: Moved, { who, bytes }: Mover, sample: Sample): Clause => {
  const { way, all, isSmall } = moved;
  const clause = {
    kind: 'moves',
    way,
    who,
    rate: bytesPerSecond(bytes, lengthOf(sample)),
  } as const;
  if (!seesEverybody(sample.gaps)) return clause;
  const rest = restBeside(moved, bytes, sample);
  return {
    ...clause,
    ...(rest === undefined ? { share: (bytes / all) as Ratio, ...defined({ isSmall }) } : { rest }),
  };
};

/** What moved beside one that moved alone: a share would make the reader look for another. More than half is a clause of its own. */
const restBeside = (
  { way, all, bytes }: Moved,
  own: Bytes,
  { system, gaps }: Sample,
): 'swapping' | 'uncharged' | undefined => {
  const rest = all - bytes;
  if (own < ALONE * bytes || own >= CLEARLY_MOST * all || rest > all / 2) return undefined;
  if (way === 'read' && isHidden(gaps, 'process-1')) return undefined;
  const { swapIn = 0, swapOut = 0 } = system;
  return (way === 'read' ? swapIn : swapOut) > rest / 2 ? 'swapping' : 'uncharged';
};

export const besidesCharges = ({ way, all, bytes }: Moved, sample: Sample): readonly Clause[] => {
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

const lengthOf = ({ startedAt, endedAt }: Sample) => nanoseconds(endedAt - startedAt);
