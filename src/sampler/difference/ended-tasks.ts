/**
 * Tasks that ended and were reported, and how to recognise them: they may still be listed in this pass and in later ones.
 * See docs/decisions/0005-identity-and-exits.md.
 */
import { addressesDiffer, mayHaveStarted } from '../table/identity.ts';
import type { SnapshotView } from '../table/snapshot.ts';

/** Tasks that ended in an interval, by tid; those of one tid are a chain. */
export type EndedTasks = ReadonlyMap<number, EndedTask>;

export type EndedTask = {
  readonly startedAt: number;
  /** `startedAt` may be wrong by this much, ns. */
  readonly uncertainty: number;
  /** Boot clock, ns: a moment not earlier than its end. */
  readonly endedBefore: number;
  readonly readChars: number;
  readonly writeChars: number;
  /** NaN: unknown. */
  readonly address: number;
  /** Another task that had the id and ended in the same interval: an earlier owner, or a leader whose place this one had taken by exec. */
  readonly before?: EndedTask | undefined;
  /** Reported in an earlier interval, yet listed: a leader that is dead while its threads live, one of which may take its place. */
  readonly isLongDead?: true;
  /** Reported in the interval before, yet listed: kept no longer, see `endedNow`. */
  readonly isKept?: true;
};

/** What is remembered of an exit. @param tolerance see `Engine.startTolerance` */
export const endedTask = (
  { columns }: SnapshotView,
  row: number,
  tolerance: number,
): EndedTask => ({
  startedAt: columns.startedAt[row] as number,
  uncertainty: tolerance + (columns.startWithin[row] as number),
  endedBefore: columns.readBefore[row] as number,
  readChars: columns.readChars[row] as number,
  writeChars: columns.writeChars[row] as number,
  address: columns.address[row] as number,
});

/**
 * Whether a listed task has ended and was reported: it ended after it was read, or it is a zombie, which no longer does anything.
 *
 * @param later tasks that ended in the interval after that of `ended`
 */
export const isDead = (
  of: SnapshotView,
  row: number,
  ended: EndedTasks,
  later?: EndedTasks,
): boolean => {
  if (ended.size === 0) return false;
  const tid = of.columns.tid[row] as number;
  const end = ended.get(tid);
  if (end === undefined || end.isLongDead) return false;
  return someEnd(end, (each) => isItself(of, row, each, [end, later?.get(tid)]));
};

/** Whether it holds for any end of the chain. */
export const someEnd = (last: EndedTask, holds: (end: EndedTask) => boolean): boolean => {
  for (let end: EndedTask | undefined = last; end !== undefined; end = end.before) {
    if (holds(end)) return true;
  }
  return false;
};

/** The chain of those for which it holds; undefined: none. */
export const endsWhere = (
  last: EndedTask,
  holds: (end: EndedTask) => boolean,
): EndedTask | undefined => {
  let kept: EndedTask | undefined;
  for (let end: EndedTask | undefined = last; end !== undefined; end = end.before) {
    if (holds(end)) kept = { ...end, before: kept };
  }
  return kept;
};

/** @param chains of the id: tasks that ended with it or since */
const isItself = (
  of: SnapshotView,
  row: number,
  end: EndedTask,
  chains: readonly (EndedTask | undefined)[],
): boolean => {
  const { columns } = of;
  if (addressesDiffer(columns.address[row] as number, end.address)) return false;
  if (!mayHaveStarted(of, row, end.startedAt, end.uncertainty)) return false;
  const readChars = columns.readChars[row] as number;
  const writeChars = columns.writeChars[row] as number;
  if (end.endedBefore >= (columns.readAfter[row] as number)) {
    return !(readChars > end.readChars) && !(writeChars > end.writeChars);
  }
  const isStill = Object.is(readChars, end.readChars) && Object.is(writeChars, end.writeChars);
  // A thread that took its place may be at its address, for that was free again.
  return isStill && !chains.some((last) => losesPlace(end, last));
};

/** Whether a task at another address ended later under the id and start: it had taken the place. @param last a chain of the id */
const losesPlace = (end: EndedTask, last: EndedTask | undefined): boolean =>
  last !== undefined &&
  someEnd(
    last,
    (each) =>
      each.startedAt === end.startedAt &&
      each.endedBefore > end.endedBefore &&
      addressesDiffer(each.address, end.address),
  );
