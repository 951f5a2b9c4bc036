/**
 * Exec by a thread that is not its process's leader: the leader ends, and the thread goes on under the leader's id and start with its own counters.
 * Source: de_thread in fs/exec.c.
 *
 * The task's address tells the two apart, and says which thread it was. Where addresses are unknown, a leader that has an exit record and yet lives on,
 * or ends again, is such a thread: the one that vanished without an exit record.
 */

import { findRow } from '../../sample/task-row.ts';
import { isSameTask, mayHaveStarted } from '../table/identity.ts';
import type { SnapshotView } from '../table/snapshot.ts';
import { type Base, baseValue, countersBy } from './base.ts';
import { isDead, someEnd } from './ended-tasks.ts';
import type { DifferenceInput, KnownExit, KnownExits, MissedTask } from './inputs.ts';

/**
 * The base of a task that may have taken its leader's place: its counters as a thread.
 *
 * @param of `next`, or the exits of `known`
 * @param row a task that is not known to be dead
 * @returns undefined: it has taken nobody's place; kind `unknown`: it has, but it cannot be told which thread it was
 */
export const takeoverBase = (
  input: DifferenceInput,
  known: KnownExits,
  of: SnapshotView,
  row: number,
): Base | undefined => {
  const { columns } = of;
  const tgid = columns.tid[row] as number;
  if (tgid !== columns.tgid[row]) return undefined;
  const leaderEnded = exitOfLeader(input, known, of, row) !== undefined;
  const address = columns.address[row] as number;
  if (!Number.isNaN(address)) {
    const startedAt = columns.startedAt[row] as number;
    const thread = rowAtAddress(input.previous, { tgid, startedAt, address });
    if (thread >= 0 && !hasEnded(input, known, thread)) return { kind: 'row', row: thread };
    const missed = missedAtAddress(input, startedAt, address);
    if (missed !== undefined) return { kind: 'counters', counters: missed.counters };
    return leaderEnded || wasAtOtherAddress(input, of, row) ? { kind: 'birth' } : undefined;
  }
  if (!leaderEnded && !leaderEndedEarlier(input, of, row)) return undefined;
  const threads = vanishedThreads(input, known, tgid);
  // A thread that is listed under its own id has not taken another's place; one that ended may have been listed before it did.
  const [thread, ...others] = of === known.exits ? threads : notListed(input, threads);
  if (others.length > 0) return { kind: 'unknown' };
  if (thread !== undefined) return { kind: 'row', row: thread };
  return leaderEnded ? { kind: 'birth' } : undefined;
};

/** The row of `next` that lists, under its former id, a task that ended in its leader's place; -1: none. @param row of `exits` */
export const rowUnderFormerId = (
  { previous, next }: DifferenceInput,
  exits: SnapshotView,
  row: number,
  base: Base,
): number => {
  const { tid, tgid, startedAt, address, readBefore } = exits.columns;
  const own = tid[row] as number;
  const ended = readBefore[row] as number;
  // It ended before the pass, or it is no leader.
  if (own !== tgid[row] || ended < next.startedAt) return -1;
  const at = rowAtAddress(next, {
    tgid: own,
    startedAt: startedAt[row] as number,
    address: address[row] as number,
  });
  if (at >= 0) {
    // Read after the end, it is of a later task at the same address.
    const isLater = (next.columns.readAfter[at] as number) > ended;
    return isLater || next.columns.tid[at] === own ? -1 : at;
  }
  const former = base.kind === 'row' ? (previous.columns.tid[base.row] as number) : own;
  return former === own ? -1 : findRow(next, former);
};

/**
 * Whether a leader's row in `next` that looks dead may be of the thread that took its place: a thread has vanished without an exit record, and where addresses are
 * unknown each thread that ends has a record before it leaves the list.
 */
export const mayBeTakeover = (input: DifferenceInput, known: KnownExits, row: number): boolean => {
  const { tid, tgid, address } = input.next.columns;
  if (!Number.isNaN(address[row]) || tid[row] !== tgid[row]) return false;
  return notListed(input, vanishedThreads(input, known, tgid[row] as number)).length > 0;
};

/** The exit, in this interval, of the leader whose id and start the task has; where starts are estimates, the one that fits best. */
export const exitOfLeader = (
  { startTolerance }: DifferenceInput,
  { exits, byTid }: KnownExits,
  of: SnapshotView,
  row: number,
): KnownExit | undefined => {
  const ofId = byTid.get(of.columns.tid[row] as number);
  const startedAt = of.columns.startedAt[row] as number;
  const exact = ofId?.get(startedAt);
  if (ofId === undefined || exact !== undefined || startTolerance === 0) return exact;
  let best: KnownExit | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [start, exit] of ofId) {
    const apart = Math.abs(start - startedAt);
    if (apart >= least || !isSameTask(exits, exit.row, of, row, startTolerance)) continue;
    least = apart;
    best = exit;
  }
  return best;
};

/** Whether the task of a row of `previous` is known to have ended. */
export const hasEnded = (
  { previous, endedBefore }: DifferenceInput,
  { endedRows }: KnownExits,
  row: number,
): boolean => endedRows.has(row) || isDead(previous, row, endedBefore);

/** A base from which the task has also done what its leader did before it ended: both are reported as one task. */
export const withLeadersRise = (
  { previous }: DifferenceInput,
  { exits }: KnownExits,
  base: Base,
  leader: KnownExit,
): Base => {
  const counters = countersBy((name) => {
    const final = exits.columns[name][leader.row] as number;
    const rise = final - baseValue(leader.base, previous, name);
    return baseValue(base, previous, name) - rise;
  });
  return { kind: 'counters', counters };
};

/** A process, by its leader's id and start, and the address of one of its tasks. */
type Place = { readonly tgid: number; readonly startedAt: number; readonly address: number };

/** The row of that task; ids and addresses are used again, but no thread is older than its leader. */
const rowAtAddress = (
  { columns, count }: SnapshotView,
  { tgid, startedAt, address }: Place,
): number => {
  for (let row = 0; row < count; row++) {
    if (columns.address[row] !== address || columns.tgid[row] !== tgid) continue;
    if ((columns.startedAt[row] as number) >= startedAt) return row;
  }
  return -1;
};

const missedAtAddress = (
  { missedBefore }: DifferenceInput,
  startedAt: number,
  address: number,
): MissedTask | undefined =>
  [...(missedBefore?.tasks.values() ?? [])].find(
    (missed) => missed.address === address && missed.startedAt >= startedAt,
  );

/** Whether the id and start belonged to a task at another address before. */
const wasAtOtherAddress = (
  { previous, missedBefore, startTolerance }: DifferenceInput,
  of: SnapshotView,
  row: number,
): boolean => {
  const tid = of.columns.tid[row] as number;
  const before = findRow(previous, tid);
  if (before >= 0) return isSameTask(previous, before, of, row, startTolerance);
  return missedBefore?.tasks.get(tid)?.startedAt === of.columns.startedAt[row];
};

const leaderEndedEarlier = (
  { endedBefore }: DifferenceInput,
  of: SnapshotView,
  row: number,
): boolean => {
  const end = endedBefore.get(of.columns.tid[row] as number);
  if (end === undefined) return false;
  return someEnd(end, (each) => mayHaveStarted(of, row, each.startedAt, each.uncertainty));
};

/** Rows of `previous`: threads without an exit record. One of them is the leader now; if there is none, it was born in the interval. */
const vanishedThreads = (
  input: DifferenceInput,
  known: KnownExits,
  tgid: number,
): readonly number[] => {
  const { previous } = input;
  const threads: number[] = [];
  const { tid, tgid: process } = previous.columns;
  for (let row = 0; row < previous.count; row++) {
    if (process[row] !== tgid || tid[row] === tgid) continue;
    if (!hasEnded(input, known, row)) threads.push(row);
  }
  return threads;
};

const notListed = (
  { previous, next }: DifferenceInput,
  rows: readonly number[],
): readonly number[] =>
  rows.filter((row) => findRow(next, previous.columns.tid[row] as number) < 0);
