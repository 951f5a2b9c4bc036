/** Processes under their parents, each with the sum of all below it. */
import { defined } from '../../lib/defined.ts';
import type { Nanoseconds } from '../../lib/units.ts';
import type { TaskKey } from '../../sample/sample.ts';
import { addInto, type MutableIncrease } from '../totals/increase.ts';
import { parentChain } from '../view/parents.ts';
import { togetherOf } from '../view/processes.ts';
import { keyOfRow, type Row } from '../view/row.ts';
import { sortRows } from '../view/sort.ts';
import type { PlacedRow } from '../view/tree.ts';
import type { Report } from '../view/view.ts';
import { isFold } from './unit.ts';

/** Process id of a process's parent; undefined or 0: unknown, or none. */
type ParentOf = (pid: number) => number | undefined;

/** From the parent up. */
export const ancestorsOf = (pid: number, parentOf: ParentOf): readonly number[] =>
  parentChain(parentOf(pid), (above) => defined({ ppid: parentOf(above) }))
    .map((ancestor) => ancestor.pid)
    .filter((ancestor) => ancestor !== pid);

/** Keys of rows: a process is open unless it is closed, ended tasks that share a row the other way round. */
type Turned = {
  readonly opened: ReadonlySet<TaskKey>;
  readonly closed: ReadonlySet<TaskKey>;
};

/**
 * A process whose parent has no row stands under the nearest ancestor that has one, else at the top, as all do that have ended.
 * @param report of processes
 */
export const parentTree = (
  { rows, view }: Pick<Report, 'rows' | 'view'>,
  parentOf: ParentOf,
  turned: Turned,
): readonly PlacedRow[] => {
  const { sort, context } = view;
  const childrenOf = childrenBy(rows, parentOf);
  // What the row and all below it moved lately.
  const lately = new Map<Row, number>();
  const smoothed = (row: Row): number => lately.get(row) ?? 0;
  const ofTree = context.smoothed === undefined ? context : { ...context, smoothed };
  const nodeOf = (row: Row): Node => {
    const below = (isFold(row.entry) ? row.fold?.members : childrenOf.get(row)) ?? [];
    const children = below.map(nodeOf);
    const sum = isFold(row.entry) ? row : sumOf(row, children);
    const own = context.smoothed?.(row) ?? 0;
    const others = isFold(row.entry) ? [] : children;
    lately.set(
      sum,
      others.reduce((total, child) => total + smoothed(child.row), own),
    );
    return { row: sum, children };
  };
  const placed = (nodes: readonly Node[], depth: number): readonly PlacedRow[] => {
    const children = new Map(nodes.map((node) => [node.row, node.children]));
    return sortRows([...children.keys()], sort, ofTree).flatMap((row, index) => {
      const below = children.get(row) ?? [];
      const isLast = index === nodes.length - 1;
      if (below.length === 0) return { row, place: leafAt(depth, isLast), depth };
      if (!isOpen(row, turned)) return { row, place: 'closed' as const, depth };
      return [{ row, place: 'open' as const, depth }, ...placed(below, depth + 1)];
    });
  };
  return placed((childrenOf.get(undefined) ?? []).map(nodeOf), 0);
};

/** `row` with the sum of all below it. */
type Node = { readonly row: Row; readonly children: readonly Node[] };

const childrenBy = (
  rows: readonly Row[],
  parentOf: ParentOf,
): ReadonlyMap<Row | undefined, readonly Row[]> => {
  const living = rows.filter(({ entry }) => !entry.ended);
  const byPid = new Map(living.map((row) => [row.entry.tid as number, row]));
  const children = new Map<Row | undefined, Row[]>();
  for (const row of rows) {
    const above = row.entry.ended ? [] : ancestorsOf(row.entry.tid, parentOf);
    const parent = above
      .map((pid) => byPid.get(pid))
      .find((other) => other !== undefined && isOlder(other, row));
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [row]);
    else siblings.push(row);
  }
  return children;
};

const isOpen = (row: Row, { opened, closed }: Turned): boolean =>
  isFold(row.entry) ? opened.has(keyOfRow(row)) : !closed.has(keyOfRow(row));

const leafAt = (depth: number, isLast: boolean): PlacedRow['place'] => {
  if (depth === 0) return 'single';
  return isLast ? 'last-child' : 'child';
};

/** So that no circle comes about where an id was given to another process. */
const isOlder = ({ entry: a }: Row, { entry: b }: Row): boolean =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.tid < b.tid);

const sumOf = (row: Row, children: readonly Node[]): Row => {
  if (children.length === 0) return row;
  const all = [row, ...children.map((child) => child.row)];
  const { ioPriority: _, ...together } = togetherOf(all.map(({ entry }) => entry));
  const amounts: MutableIncrease = {};
  for (const each of all) addInto(amounts, each.amounts);
  const elapsed = Math.max(...all.map((each) => each.elapsed)) as Nanoseconds;
  return { ...row, entry: { ...row.entry, ...together }, amounts, elapsed };
};
