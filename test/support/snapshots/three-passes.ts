/**
 * Holds a pass over every task (B) against two passes of those that ran, one before it (A) and one after it (C), while time passes and tasks work on. What
 * must hold whatever they do:
 *
 * - each counter but `ioWait`, and the runtime, rises or stands still from A to B to C;
 * - a task in A and C is in B; one in A that B lacks is not in C; one that had run when B saw it and lives at the next B is in C;
 * - a task that slept from A until the pass after C is the same in all three, but for what others may change in it. One that A looked at as it went to sleep may
 *   have a record of before and after: runtime of after, counters of before. Then it kept its mark, and C asked it again.
 *
 * Where the kernel shields process 1 from programs, a task may come on a CPU unseen (docs/kernel/bpf.md): as long as it stays there, C knows nothing of what it did since. So what
 * C lacks of a task that it was told nothing of is kept apart, with the time of C, until a witness of all unseen comings says whether this was one (`excuseUnseen`).
 *
 * A task is its tid, start and address. A pass after C tells the sleeping: runtime is brought up to date when a task leaves its CPU, and every 10 ms at most.
 */
import type { SnapshotColumns } from '../../../src/sampler/table/snapshot.ts';
import { COUNTERS, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import type { UnseenComing } from '../kernel/unseen-comings.ts';
import { rowAt } from './snapshot-row.ts';

/** A pass, and the ids of the tasks it had records of. */
export type AskedPass = Snapshot & { readonly asked: ReadonlySet<number> };

/** A, B, C and the pass of those that ran that follows, 20 ms later or more. */
export type ThreePasses = {
  readonly before: AskedPass;
  readonly every: Snapshot;
  readonly after: AskedPass;
  readonly later: AskedPass;
};

/** What a pass of those that ran lacks of a task that it was told nothing of. */
type Lacking = {
  /** Of the task: see `Snapshot`. */
  readonly address: number;
  /** Boot clock, ns: of the pass. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly text: string;
};

export type Tally = {
  /** What is not as it must be, in words. */
  readonly differences: string[];
  /** What is not as it must be unless the task had come on its CPU unseen, and had not gone yet. */
  readonly lacking: Lacking[];
  /** Tasks that slept, compared column by column. */
  slept: number;
  /** Tasks that were in all three, of which counters were compared. */
  lived: number;
  /** Sleeping tasks in which others changed something, by column; state: woken, but not on a CPU yet. */
  readonly changed: Record<(typeof CHANGED_BY_OTHERS)[number], number>;
  /** Tasks that every-task passes saw before they ran for the first time. */
  unborn: number;
  /** Figures that A had of before a task went to sleep, and C of after. */
  torn: number;
  /** What was lacking and is excused. */
  unseen: number;
  /** Tasks whose wait for I/O went on from A to C. */
  waiting: number;
  /** Zombies in B. */
  zombies: number;
};

export const newTally = (): Tally => ({
  differences: [],
  lacking: [],
  slept: 0,
  lived: 0,
  changed: { comm: 0, cgroup: 0, ioPriority: 0, state: 0 },
  unborn: 0,
  torn: 0,
  unseen: 0,
  waiting: 0,
  zombies: 0,
});

/** What others may change in a task that sleeps. */
export const CHANGED_BY_OTHERS = ['comm', 'cgroup', 'ioPriority', 'state'] as const;

export const compareThree = ({ before, every, after, later }: ThreePasses, tally: Tally): void => {
  const [a, b, c, d] = [before, every, after, later].map(rowsByKey) as [Rows, Rows, Rows, Rows];
  for (const [key, rowB] of b) {
    const rows = [a.get(key), rowB, c.get(key), d.get(key)] as const;
    const [rowA, , rowC, rowD] = rows;
    if (every.columns.state[rowB] === ZOMBIE) tally.zombies += 1;
    if (rowA === undefined || rowC === undefined) continue;
    tally.lived += 1;
    compareCounters(
      [
        [before, rowA],
        [every, rowB],
        [after, rowC],
        rowD === undefined ? undefined : [later, rowD],
      ],
      tally,
    );
    if (rowD === undefined) continue;
    compareSleeping(
      after,
      [
        [before, rowA],
        [every, rowB],
        [after, rowC],
        [later, rowD],
      ],
      tally,
    );
  }
  for (const [key, row] of a) {
    const rowC = c.get(key);
    if (b.has(key) || rowC === undefined) continue;
    differs([after, rowC], `gone, but still in C: ${describe([before, row])}`, tally);
  }
};

/** A task that had run when B saw it, and lives at the next B, is in C. */
export const compareBirths = (
  { every, after }: Pick<ThreePasses, 'every' | 'after'>,
  nextEvery: Snapshot,
  tally: Tally,
): void => {
  const [c, next] = [rowsByKey(after), rowsByKey(nextEvery)];
  for (const [key, row] of rowsByKey(every)) {
    if (c.has(key) || !next.has(key)) continue;
    if (every.columns.runtime[row] === 0) tally.unborn += 1;
    else lacks(after, [every, row], `not in C: ${describe([every, row])}`, tally);
  }
};

/**
 * Settles what was lacking: of a task that had come unseen and was still there as the pass was made, it is excused. All else is a difference.
 * @param comings all until now
 */
export const excuseUnseen = (tally: Tally, comings: readonly UnseenComing[]): void => {
  for (const { address, startedAt, endedAt, text } of tally.lacking.splice(0)) {
    const isExcused = comings.some(
      (one) => one.address === address && one.from <= endedAt && one.until >= startedAt,
    );
    if (isExcused) tally.unseen += 1;
    else tally.differences.push(text);
  }
};

/**
 * A task that slept between two passes over every task is in the pass between them as it is in both.
 * @param excused columns that may differ
 * @returns how many were compared
 */
export const compareResting = (
  { first, ran, second }: { first: Snapshot; ran: Snapshot; second: Snapshot },
  excused: readonly string[],
  tally: Tally,
): number => {
  const [before, between, after] = [first, ran, second].map(rowsByKey) as [Rows, Rows, Rows];
  let compared = 0;
  for (const [key, row] of before) {
    const other = after.get(key);
    if (other === undefined || differencesOf([first, row], [second, other]).length > 0) continue;
    if (!isAtRest([first, row])) continue;
    compared += 1;
    const own = between.get(key);
    const different = own === undefined ? ['all'] : differencesOf([first, row], [ran, own]);
    if (different.every((name) => excused.includes(name))) continue;
    const rows: Row[] = own === undefined ? [] : [[ran, own]];
    tally.differences.push(`${different} at rest in ${describe([first, row], ...rows)}`);
  }
  return compared;
};

type Rows = ReadonlyMap<string, number>;
type Row = readonly [Snapshot, number];
type AskedRow = readonly [AskedPass, number];

const ZOMBIE = 'Z'.charCodeAt(0);
const RESTING = new Set([...'SDTtIP'].map((letter) => letter.charCodeAt(0)));
/**
 * Not `ioWait`: a wait whose end no program saw is left out again, and a task that ends has its waits taken away (docs/kernel/bpf.md); both ways read the same map. Of
 * tasks that sleep it is compared.
 */
const RISING = [...COUNTERS.filter((name) => name !== 'ioWait'), 'runtime'] as const;

const rowsByKey = ({ columns, count }: Snapshot): Rows => {
  const rows = new Map<string, number>();
  for (let row = 0; row < count; row++) {
    rows.set(`${columns.tid[row]} ${columns.startedAt[row]} ${columns.address[row]}`, row);
  }
  return rows;
};

const compareCounters = (
  [a, b, c, d]: readonly [Row, Row, AskedRow, AskedRow | undefined],
  tally: Tally,
): void => {
  const toB = fallsBetween(a, b);
  if (toB.length > 0) tally.differences.push(`${toB} falls to B in ${describe(a, b)}`);
  for (const later of d === undefined ? [c] : [c, d]) {
    const falls = fallsBetween(b, later);
    if (falls.length > 0) differs(later, `${falls} falls in ${describe(a, b, later)}`, tally);
  }
};

const fallsBetween = ([one, i]: Row, [other, j]: Row): readonly string[] =>
  RISING.filter((name) => (one.columns[name][i] as number) > (other.columns[name][j] as number));

/** A task's row of a pass is not as it must be: that is excused at most where the pass was told nothing of the task. */
const differs = ([pass, row]: AskedRow, text: string, tally: Tally): void => {
  if (wasAsked(pass, row)) tally.differences.push(text);
  else lacks(pass, [pass, row], text, tally);
};

/** @param where any row of the task */
const lacks = (
  { startedAt, endedAt }: AskedPass,
  [{ columns }, row]: Row,
  text: string,
  tally: Tally,
): void => {
  tally.lacking.push({ address: columns.address[row] as number, startedAt, endedAt, text });
};

const compareSleeping = (
  after: AskedPass,
  rows: readonly [Row, Row, Row, Row],
  tally: Tally,
): void => {
  const [a, b, c, d] = rows;
  const runtimes = new Set(rows.map(([{ columns }, row]) => columns.runtime[row]));
  if (runtimes.size > 1) return;
  if (isWoken(b) && [a, c].every(isAtRest)) {
    tally.changed.state += 1;
    return;
  }
  if (!rows.every(isAtRest)) return;
  tally.slept += 1;
  if (!Number.isNaN(b[0].columns.waitingSince[b[1]])) tally.waiting += 1;
  for (const [one, other] of [
    [a, b],
    [b, c],
  ] as const) {
    for (const name of differencesOf(one, other)) {
      if (isChangedByOthers(name)) tally.changed[name] += 1;
      else if (one === a && isCounter(name) && wasAsked(after, c[1])) tally.torn += 1;
      else tally.differences.push(`${name} differs in ${describe(a, b, c, d)}`);
    }
  }
};

const isChangedByOthers = (name: string): name is (typeof CHANGED_BY_OTHERS)[number] =>
  (CHANGED_BY_OTHERS as readonly string[]).includes(name) && name !== 'state';

const isCounter = (name: string): boolean => (COUNTERS as readonly string[]).includes(name);

/** Whether the pass had the task's record from the kernel. */
const wasAsked = (...[{ asked, columns }, row]: AskedRow): boolean =>
  asked.has(columns.tid[row] as number);

const isAtRest = ([{ columns }, row]: Row): boolean => RESTING.has(columns.state[row] as number);
const isWoken = ([{ columns }, row]: Row): boolean => columns.state[row] === 'R'.charCodeAt(0);

/** Columns that differ; of a wait that goes on, what is left of it when the time of the look is taken away. */
const differencesOf = ([one, i]: Row, [other, j]: Row): readonly string[] => {
  const names = PLAIN.filter((name) => !Object.is(one.columns[name][i], other.columns[name][j]));
  const isSame = commOf(one.columns, i).equals(commOf(other.columns, j));
  const waits: readonly string[] = Object.is(waitOf([one, i]), waitOf([other, j]))
    ? []
    : ['ioWait'];
  return [...names, ...waits, ...(isSame ? [] : ['comm'])];
};

const waitOf = ([{ columns }, row]: Row): number => {
  const waited = columns.ioWait[row] as number;
  const since = columns.waitingSince[row] as number;
  return Number.isNaN(since) ? waited : waited - Math.max(since, columns.readAfter[row] as number);
};

const commOf = ({ comm }: SnapshotColumns, row: number): Buffer =>
  Buffer.from(comm.buffer, row * 16, 16);

const PLAIN = [
  ...COUNTERS.filter((name) => name !== 'ioWait'),
  'tgid',
  'runtime',
  'waitingSince',
  'uid',
  'cgroup',
  'ioPriority',
  'kernelThread',
  'state',
] as const satisfies readonly (keyof SnapshotColumns)[];

const describe = (...rows: readonly Row[]): string =>
  rows.map(([snapshot, row]) => JSON.stringify(rowAt(snapshot, row))).join('\n  ');
