/**
 * What happened between two snapshots: which tasks did something, which ended, which stood still. Pure: changes none of its inputs.
 *
 * A merge of two sorted snapshots and the exits in between; unchanged.ts leaves out the tasks that did nothing. Laws: a task born in the interval did everything its counters
 * say; one first seen but older is a baseline; one that ended did its final counters less those it was last seen with; a dead task is not counted twice.
 */

import { findRow } from '../../sample/task-row.ts';
import { areOneTask, areTwoTasks, mayHaveStarted } from '../table/identity.ts';
import { rowsMarked } from '../table/rows.ts';
import type { Snapshot } from '../table/snapshot.ts';
import { type Base, countersAt, isBornSince } from './base.ts';
import { type EndedTask, type EndedTasks, endsWhere, isDead } from './ended-tasks.ts';
import {
  exitOfLeader,
  hasEnded,
  mayBeTakeover,
  takeoverBase,
  withLeadersRise,
} from './exec-takeover.ts';
import { type ExitsOfInterval, exitsOfInterval, hasActivity } from './exits.ts';
import type { Change, DifferenceInput, MissedTask, MissedTasks } from './inputs.ts';
import { changedRows } from './unchanged.ts';

export type Difference = {
  readonly changes: readonly Change[];
  /** The exits under the ids and starts their tasks are known by; `changes` of kind `ended` are rows of it. */
  readonly exits: Snapshot;
  /** Rows of `next` that did something or ended, ascending: all others did nothing. */
  readonly notIdle: readonly number[];
  /** For the next difference. */
  readonly ended: EndedTasks;
  readonly missed: MissedTasks;
};

export const difference = (input: DifferenceInput): Difference => {
  const exits = exitsOfInterval(input);
  const { rowsBefore, marks, gone } = changedRows(input, exits.ended);
  const live: Change[] = [];
  const notIdle: number[] = [];
  /** Rows of the exits whose rise is part of a living task's. */
  const joined = new Set<number>();
  const missed = new Map<number, MissedTask>();
  for (const row of gone) noteMissed(input, exits, row, missed);
  for (const row of rowsMarked(marks, 1)) {
    const before = rowsBefore[row] as number;
    const verdict = judge(input, exits, row, before);
    if (before >= 0 && isAnother(input, before, row)) noteMissed(input, exits, before, missed);
    if (verdict !== 'idle') notIdle.push(row);
    if (typeof verdict === 'object') {
      live.push({ kind: 'live', row, base: verdict.base });
      if (verdict.joined !== undefined) joined.add(verdict.joined);
    }
  }
  return {
    changes: [...exits.changes.filter(({ row }) => !joined.has(row)), ...live],
    exits: exits.known.exits,
    notIdle,
    ended: endedNow(input, exits, joined),
    missed: { since: input.previous.startedAt, tasks: missed },
  };
};

const hasSameStart = ({ previous, next }: DifferenceInput, before: number, row: number): boolean =>
  previous.columns.startedAt[before] === next.columns.startedAt[row];

/** Whether row `before` of `previous` and row `row` of `next`, of one id, are of two tasks. */
const isAnother = (input: DifferenceInput, before: number, row: number): boolean =>
  !hasSameStart(input, before, row) || areTwoTasks(input.previous, before, input.next, row);

/** A task that did something. `joined`: the row of the exits with its leader's, whose rise is part of its own. */
type Active = { readonly base: Base; readonly joined?: number };

/** What becomes of row `row` of `next`. `before`: the row of `previous` with the same tid, or -1. */
const judge = (
  input: DifferenceInput,
  { known, ended }: ExitsOfInterval,
  row: number,
  before: number,
): 'idle' | 'dead' | Active => {
  const { previous, next, startTolerance, activity } = input;
  if (isDead(next, row, ended) && !mayBeTakeover(input, known, row)) return 'dead';
  if (isDead(next, row, input.endedBefore, ended)) return 'dead';
  const isKnown = before >= 0 && hasSameStart(input, before, row);
  const startedAt = next.columns.startedAt[row] as number;
  const isBorn = isBornSince(previous.startedAt, startedAt, startTolerance);
  // Where it is certain which task this is, it has not taken a leader's place.
  const isUnseen = isBorn && (startTolerance > 0 || startedAt > previous.endedAt);
  const isCertain = isKnown
    ? areOneTask(previous, before, next, row) && !hasEnded(input, known, before)
    : isUnseen;
  const takeover = isCertain ? undefined : takeoverBase(input, known, next, row);
  if (takeover?.kind === 'unknown') return 'idle';
  const base: Base = takeover ?? (isKnown ? { kind: 'row', row: before } : { kind: 'birth' });
  // Where addresses are unknown, a task that was never listed may be another one under a reused id: then each is reported, unless the estimated starts are equal.
  const mayHaveLed = isKnown || !Number.isNaN(next.columns.address[row] as number);
  const leader = exitOfLeader(input, known, next, row);
  if (leader !== undefined) {
    const hasItsStart = known.exits.columns.startedAt[leader.row] === startedAt;
    if (takeover !== undefined || mayHaveLed || hasItsStart)
      return { base: withLeadersRise(input, known, base, leader), joined: leader.row };
  }
  if (takeover !== undefined) return { base };
  const isWanted = input.wanted?.get(next.columns.tid[row] as number) === startedAt;
  if (isWanted && !isKnown && !isBorn) return { base: { kind: 'unknown' } };
  const isActive =
    isWanted ||
    (isKnown ? hasChanged(input, before, row) : isBorn && hasActivity(next, row, activity));
  return isActive ? { base } : 'idle';
};

/** As `changedRows` decides for all tasks at once: a counter that fell counts too. */
const hasChanged = (
  { previous, next, activity }: DifferenceInput,
  before: number,
  row: number,
): boolean => {
  for (const name of activity) {
    const from = previous.columns[name][before] as number;
    const to = next.columns[name][row] as number;
    if (to > from || to < from) return true;
  }
  return !Number.isNaN(next.columns.waitingSince[row]);
};

/** Row `row` of `previous` is in no list any more: keeps it, unless its exit record has come. */
const noteMissed = (
  input: DifferenceInput,
  { known }: ExitsOfInterval,
  row: number,
  missed: Map<number, MissedTask>,
): void => {
  if (hasEnded(input, known, row)) return;
  const { previous } = input;
  const { columns } = previous;
  missed.set(columns.tid[row] as number, {
    startedAt: columns.startedAt[row] as number,
    startWithin: columns.startWithin[row] as number,
    address: columns.address[row] as number,
    counters: countersAt(previous, row),
  });
};

/**
 * Tasks that ended in the interval, but not leaders whose id lives on. Also the earlier dead that are still listed, for one of their threads may take
 * their place: where addresses are unknown at any time; else for one interval, in which a late record tells whether one had.
 */
const endedNow = (
  { endedBefore, next }: DifferenceInput,
  { known: { exits }, ended }: ExitsOfInterval,
  joined: ReadonlySet<number>,
): EndedTasks => {
  const now = new Map<number, EndedTask>();
  for (const [tid, end] of endedBefore) {
    if (findRow(next, tid) < 0) continue;
    if (Number.isNaN(end.address)) now.set(tid, { ...end, isLongDead: true });
    else if (!end.isKept) now.set(tid, { ...end, isKept: true });
  }
  for (const [tid, end] of ended) now.set(tid, end);
  for (const row of joined) {
    const tid = exits.columns.tid[row] as number;
    const end = now.get(tid);
    const others =
      end &&
      endsWhere(end, (each) => !mayHaveStarted(exits, row, each.startedAt, each.uncertainty));
    if (others === undefined) now.delete(tid);
    else now.set(tid, others);
  }
  return now;
};
