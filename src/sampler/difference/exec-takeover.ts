/**
 * Exec by a thread that is not its process's leader: the leader ends, and the thread goes on under the leader's id and start with counters of its own.
 * Source: de_thread in fs/exec.c.
 *
 * The address of the task tells them apart, and says which thread it was. Where that is unknown, a leader whose end was told and that yet lives on,
 * or ends again, is such a thread: the one that vanished without a word.
 */

import { findRow, isSameTask } from '../table/identity.ts';
import type { Snapshot } from '../table/snapshot.ts';
import { type Base, countersBy, startOf } from './base.ts';
import type { DifferenceInput } from './difference.ts';
import { type End, type Endings, isDead, type MissedTask } from './exits.ts';

/** What is known of the ends of an interval. */
export type Ends = Pick<Endings, 'ends' | 'claimed'>;

/**
 * What a task had done before it took its leader's place.
 *
 * @param row of `of`, a task that is not known to be dead
 * @returns undefined: it is no such task; unknown: it cannot be told which thread it was
 */
export const takenOverBase = (
  input: DifferenceInput,
  ends: Ends,
  of: Snapshot,
  row: number,
): Base | undefined => {
  const { columns } = of;
  const tgid = columns.tid[row] as number;
  if (tgid !== columns.tgid[row]) return undefined;
  const told = endOfSame(input, ends, of, row) !== undefined;
  const address = columns.address[row] as number;
  if (!Number.isNaN(address)) {
    const known = rowAtAddress(input.previous, tgid, address);
    if (known >= 0) return { kind: 'row', row: known };
    const missed = missedAtAddress(input, address);
    if (missed !== undefined) return { kind: 'counters', counters: missed.counters };
    return told || isInPlaceOfAnother(input, of, row) ? { kind: 'birth' } : undefined;
  }
  if (!told && !endedEarlier(input, of, row)) return undefined;
  const threads = threadsLeft(input, ends, tgid);
  // A thread that lives under its own id has not taken another; one that ended may have been listed before it did.
  const [thread, ...others] = of === input.exits ? threads : notListed(input, threads);
  if (others.length > 0) return { kind: 'unknown' };
  if (thread !== undefined) return { kind: 'row', row: thread };
  return told ? { kind: 'birth' } : undefined;
};

/** Where a task that ended in its leader's place is listed under the id it had before; -1: nowhere. */
export const rowUnderOwnId = (
  { previous, next, exits }: DifferenceInput,
  row: number,
  base: Base,
): number => {
  const { tid, address } = exits.columns;
  const at = rowAtAddress(next, tid[row] as number, address[row] as number);
  if (at >= 0) return next.columns.tid[at] === tid[row] ? -1 : at;
  return base.kind === 'row' ? findRow(next, previous.columns.tid[base.row] as number) : -1;
};

/**
 * Whether a row of `next` that may be of a dead leader, read before its end, is of the thread that took its place: one vanished, and of each that ends where
 * addresses are unknown there is a record before it leaves the list.
 */
export const isHeir = (input: DifferenceInput, ends: Ends, row: number): boolean => {
  const { tid, tgid, address } = input.next.columns;
  if (!Number.isNaN(address[row]) || tid[row] !== tgid[row]) return false;
  return notListed(input, threadsLeft(input, ends, tgid[row] as number)).length > 0;
};

/** The end, told in this interval, of the leader whose place the task has. */
export const endOfSame = (
  { exits, startTolerance }: DifferenceInput,
  { ends }: Ends,
  of: Snapshot,
  row: number,
): End | undefined => {
  const end = ends.get(of.columns.tid[row] as number);
  return end !== undefined && isSameTask(exits, end.row, of, row, startTolerance) ? end : undefined;
};

/** As if the task had done what its leader still did: there can be one entry for both. */
export const withLeaders = (
  input: DifferenceInput,
  base: Base,
  { row, base: first }: End,
): Base => {
  const { previous, exits } = input;
  const counters = countersBy((name) => {
    const rise = (exits.columns[name][row] as number) - startOf(first, previous, name);
    return startOf(base, previous, name) - rise;
  });
  return { kind: 'counters', counters };
};

const rowAtAddress = ({ columns, count }: Snapshot, tgid: number, address: number): number => {
  for (let row = 0; row < count; row++) {
    if (columns.address[row] === address && columns.tgid[row] === tgid) return row;
  }
  return -1;
};

const missedAtAddress = (
  { missedBefore }: DifferenceInput,
  address: number,
): MissedTask | undefined => {
  if (missedBefore === undefined) return undefined;
  for (const missed of missedBefore.tasks.values()) {
    if (missed.address === address) return missed;
  }
  return undefined;
};

/** The id and start are known, of a task elsewhere. */
const isInPlaceOfAnother = (
  { previous, missedBefore, startTolerance }: DifferenceInput,
  of: Snapshot,
  row: number,
): boolean => {
  const tid = of.columns.tid[row] as number;
  const known = findRow(previous, tid);
  if (known >= 0) return isSameTask(previous, known, of, row, startTolerance);
  return missedBefore?.tasks.get(tid)?.startedAt === of.columns.startedAt[row];
};

/** Its leader was dead when the interval began, for its threads may end long after it. */
const endedEarlier = (
  { endedBefore, startTolerance }: DifferenceInput,
  of: Snapshot,
  row: number,
): boolean => {
  const end = endedBefore.get(of.columns.tid[row] as number);
  if (end === undefined) return false;
  const slack = startTolerance + end.uncertainty + (of.columns.startWithin[row] as number);
  return Math.abs(end.startedAt - (of.columns.startedAt[row] as number)) <= slack;
};

/** Threads, by their rows of `previous`, of whose end nothing is known: one of them is the leader now. None: it was born in the interval. */
const threadsLeft = (
  { previous, endedBefore }: DifferenceInput,
  { claimed }: Ends,
  tgid: number,
): readonly number[] => {
  const left: number[] = [];
  const { tid, tgid: process } = previous.columns;
  for (let row = 0; row < previous.count; row++) {
    if (process[row] !== tgid || tid[row] === tgid || claimed.has(row)) continue;
    if (!isDead(previous, row, endedBefore)) left.push(row);
  }
  return left;
};

const notListed = (
  { previous, next }: DifferenceInput,
  rows: readonly number[],
): readonly number[] =>
  rows.filter((row) => findRow(next, previous.columns.tid[row] as number) < 0);
