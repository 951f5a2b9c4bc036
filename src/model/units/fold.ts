/** Several rows as one: a program's processes, a user's, or ended tasks of one command and user. */
import { defined } from '../../lib/defined.ts';
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { TaskEntry, TaskKey, Tid } from '../../sample/sample.ts';
import { OTHER_COMMANDS } from '../totals/ended-folds.ts';
import { addTaskInto, longer, type MutableIncrease, movedBy } from '../totals/increase.ts';
import { togetherOf } from '../view/processes.ts';
import type { Row } from '../view/row.ts';
import type { EndedParentOf } from './ended-parents.ts';
import { endedKeyOf, endedKeyUnder, groupOfKey, isFold } from './unit.ts';

type Folding = {
  /** Rows of one key become one; undefined: the row stays as it is. */
  readonly keyOf: (row: Row) => TaskKey | undefined;
  /** What becomes of one that has a key for itself: it stays, perhaps with the key, or is one row like several. */
  readonly lone: 'stays' | 'bears-key' | 'is-folded';
  /** Tasks by key that no row was made of, for they did nothing. */
  readonly unmade?: ReadonlyMap<TaskKey, number>;
  /** How many tasks a row counts for; absent: one. */
  readonly tasksOf?: (row: Row) => number;
  /** Absent: no row bears a parent. */
  readonly parentOf?: EndedParentOf;
};

export const foldRows = (
  rows: readonly Row[],
  { keyOf, lone, unmade, tasksOf = oneOf, parentOf = () => undefined }: Folding,
): readonly Row[] => {
  const kept: Row[] = [];
  const groups = new Map<TaskKey, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = key === undefined ? undefined : groups.get(key);
    if (key === undefined) kept.push(row);
    else if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  for (const [key, members] of groups) {
    const [only] = members as [Row];
    const others = unmade?.get(key) ?? 0;
    const tasks = members.reduce((sum, row) => sum + tasksOf(row), others);
    if (lone === 'is-folded' || members.length + others > 1) {
      const fold = foldOf(key, members, tasks);
      kept.push({ ...fold, entry: { ...fold.entry, ...parentIn(members, parentOf) } });
    } else
      kept.push(
        lone === 'stays' ? only : { ...only, fold: { key, first: only.entry.tid, members } },
      );
  }
  return kept;
};

/** All ended tasks of one command and user are one row. @param apart those of each parent are one */
export const withEndedFolded = (
  rows: readonly Row[],
  {
    tasksOf,
    parentOf,
    apart,
  }: Pick<Folding, 'tasksOf' | 'parentOf'> & { readonly apart?: boolean } = {},
): readonly Row[] =>
  foldRows(rows, {
    ...defined({ tasksOf, parentOf }),
    keyOf: ({ entry }) => {
      const parent = apart ? parentOf?.(entry) : undefined;
      if (parent !== undefined) return endedKeyUnder(parent, entry);
      return entry.ended ? endedKeyOf(entry) : undefined;
    },
    lone: 'stays',
  });

/** Known only where all were started by the same. */
const parentIn = (members: readonly Row[], parentOf: EndedParentOf): Pick<TaskEntry, 'ppid'> => {
  const [first] = members as [Row];
  const ppid = parentOf(first.entry);
  return ppid !== undefined && members.every(({ entry }) => parentOf(entry) === ppid)
    ? { ppid }
    : {};
};

/**
 * Of more than `most` rows of ended tasks the largest stay, the others are folded. Anybody may choose names: those past `most` share a row
 * for each user.
 */
export const withMostEndedFolded = (rows: readonly Row[], most: number): readonly Row[] => {
  const largestFirst = rows
    .filter(({ entry }) => entry.ended)
    .sort((a, b) => movedBy(b.amounts) - movedBy(a.amounts));
  const singles = largestFirst.filter(({ entry }) => !isFold(entry));
  if (singles.length <= most) return rows;
  const kept = new Set(singles.slice(0, most));
  const others = largestFirst.filter((row) => !kept.has(row));
  const named = new Set<TaskKey>();
  const folds = foldRows(others, {
    keyOf: ({ entry }) => {
      const key = endedKeyOf(entry);
      if (named.size < most) named.add(key);
      return named.has(key) ? key : endedKeyOf(entry, OTHER_COMMANDS);
    },
    lone: 'is-folded',
    tasksOf: ({ tasks = 1 }) => tasks,
  });
  return [...rows.filter((row) => !row.entry.ended || kept.has(row)), ...folds];
};

const oneOf = ({ entry, tasks = 1 }: Row): number => (isFold(entry) ? tasks : 1);

/** @param members at least one */
const foldOf = (key: TaskKey, members: readonly Row[], tasks: number): Row => {
  const [{ interval }] = members as [Row];
  const amounts: MutableIncrease = {};
  let elapsed = 0;
  for (const row of members) {
    addTaskInto(amounts, row.amounts);
    elapsed = Math.max(elapsed, row.elapsed);
  }
  const entries = members.map(({ entry }) => entry);
  const first = Math.min(...entries.map(({ tid }) => tid)) as Tid;
  return {
    entry: entryOf(entries, groupOfKey(key).name),
    amounts,
    elapsed: elapsed as Nanoseconds,
    interval,
    tasks,
    fold: { key, first, members },
  };
};

const entryOf = (entries: readonly TaskEntry[], name: string): TaskEntry => {
  const [{ uid: anyUid, startedAt }] = entries as [TaskEntry];
  // A service may have tasks of several users.
  const uid = entries.every((entry) => entry.uid === anyUid) ? anyUid : undefined;
  const every = (is: (entry: TaskEntry) => boolean | undefined) =>
    entries.every(is) ? (true as const) : undefined;
  const ended = every((entry) => entry.ended);
  // As the first has it, which is there whoever is left out of the list.
  const { kernelThread } = entries.reduce((first, entry) =>
    entry.tid < first.tid ? entry : first,
  );
  const { ioPriority, ...together } = togetherOf(entries);
  return {
    ...together,
    ...defined({ ioWait: waitOf(entries, 'ioWait'), swapWait: waitOf(entries, 'swapWait') }),
    tid: 0 as Tid,
    startedAt: entries.reduce(
      (least, entry) => (entry.startedAt < least ? entry.startedAt : least),
      startedAt,
    ),
    comm: name,
    ...defined({
      uid,
      user: uid === undefined ? undefined : entries.find(({ user }) => user !== undefined)?.user,
      kernelThread: name === OTHER_COMMANDS ? undefined : kernelThread,
      ended,
      // Who has ended has none any more.
      ioPriority: ended ? undefined : ioPriority,
    }),
  };
};

/**
 * The longest of those that live, and with it all of those that ended: a loop of short programs runs them one after the other. What is more than the
 * interval is cut where it is shown. @returns undefined: nobody knows any
 */
const waitOf = (
  entries: readonly TaskEntry[],
  which: 'ioWait' | 'swapWait',
): Nanoseconds | undefined => {
  let longest: Nanoseconds | undefined;
  let ended: number | undefined;
  for (const entry of entries) {
    const wait = entry[which];
    if (wait === undefined) continue;
    if (entry.ended) ended = (ended ?? 0) + wait;
    else longest = longer(longest, wait);
  }
  return ended === undefined ? longest : nanoseconds(ended + (longest ?? 0));
};
