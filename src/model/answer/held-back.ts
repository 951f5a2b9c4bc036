/** Whom a limit of its control group holds back: its rate is what it may have, not what the disk can do. */
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Clause } from './clause.ts';
import { programOf } from './movers.ts';

/** Who is held back for less of the interval than this has not much of its wait from that. */
const LARGE_PART = 0.5;

/** The same clauses; of each program that is held back the last that names it says so, which is of all that is said of it: nobody knows which way is. */
export const withHolds = (clauses: readonly Clause[], sample: Sample): readonly Clause[] => {
  const least = LARGE_PART * (sample.endedAt - sample.startedAt);
  const held = new Set(sample.tasks.filter((entry) => heldTimeOf(entry) >= least).map(programOf));
  return clauses
    .toReversed()
    .map((clause): Clause => {
      if (clause.kind !== 'moves' && clause.kind !== 'slowed') return clause;
      return held.delete(clause.who.name) ? { ...clause, isHeldBack: true } : clause;
    })
    .toReversed();
};

const heldTimeOf = ({ disk = [] }: TaskEntry): number =>
  disk.reduce((sum, { heldTime = 0 }) => sum + heldTime, 0);
