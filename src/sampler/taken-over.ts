/**
 * A process whose leader ended because another of its threads ran exec: that thread goes on under the leader's id and start, with counters of its
 * own. Source: de_thread in fs/exec.c.
 */
import type { Base, DifferenceInput } from './difference.ts';
import { type CountersAt, countersAt, type Endings } from './endings.ts';
import { findRow } from './identity.ts';
import { COMM_LENGTH, COUNTERS, type Snapshot } from './snapshot.ts';

/**
 * The "before" of a leader that ended and yet lives on: what the thread that took its place had done, less what the old leader still did, so that both
 * their increases are in the one entry there can be.
 *
 * @param leader row of `previous`, or -1 when it was born in the interval
 * @returns undefined when it cannot be told which thread that was
 */
export const takenOverBase = (
  input: DifferenceInput,
  endings: Endings,
  tgid: number,
  leader: number,
): Base | undefined => {
  const { previous, exits } = input;
  const heirs = heirsOf(input, endings, tgid);
  if (heirs.length > 1) return undefined;
  const heir = heirs[0];
  const before = heir === undefined ? NOTHING : countersAt(previous, heir);
  const exitRow = endings.exitRows.get(tgid) as number;
  const last = countersAt(exits, exitRow);
  const first = leader < 0 ? NOTHING : countersAt(previous, leader);
  const counters = Object.fromEntries(
    COUNTERS.map((name) => [name, before[name] - (last[name] - first[name])]),
  ) as CountersAt;
  return { kind: 'counters', counters };
};

/**
 * The old leader and the thread that took its place both ended in the interval: one task to everybody, with two final records. Adds the thread's to the
 * leader's, under the later name.
 */
export const joinEnds = (input: DifferenceInput, endings: Endings): void => {
  const { columns } = input.exits;
  for (const { first, again } of endings.twice) {
    const heirs = heirsOf(input, endings, columns.tid[first] as number);
    const heir = heirs[0];
    if (heirs.length > 1) continue;
    const before = heir === undefined ? NOTHING : countersAt(input.previous, heir);
    for (const name of COUNTERS) {
      const rise = (columns[name][again] as number) - before[name];
      columns[name][first] = (columns[name][first] as number) + rise;
    }
    columns.comm.copyWithin(first * COMM_LENGTH, again * COMM_LENGTH, (again + 1) * COMM_LENGTH);
  }
};

const NOTHING = Object.fromEntries(COUNTERS.map((name) => [name, 0])) as CountersAt;

/** Threads that were there and are not, and have not ended: one of them is the leader now. None: it was born in the interval. */
const heirsOf = (
  { previous, next }: DifferenceInput,
  { claimed }: Endings,
  tgid: number,
): readonly number[] => {
  const heirs: number[] = [];
  for (let row = 0; row < previous.count; row++) {
    if (previous.columns.tgid[row] !== tgid || previous.columns.tid[row] === tgid) continue;
    if (!claimed.has(row) && !isListed(previous, row, next)) heirs.push(row);
  }
  return heirs;
};

const isListed = (previous: Snapshot, row: number, next: Snapshot): boolean =>
  findRow(next, previous.columns.tid[row] as number) >= 0;
