/** The tree of processes by parent: every row once, every sum what stands below. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { movedBy } from '../../../src/model/totals/increase.ts';
import { ancestorsOf, parentTree } from '../../../src/model/units/parent-tree.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import type { PlacedRow } from '../../../src/model/view/tree.ts';
import type { View } from '../../../src/model/view/view.ts';
import type { TaskKey } from '../../../src/sample/sample.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const TREE: View = {
  ...VIEW,
  unit: 'processes',
  sort: { column: columnOf('moved'), direction: 'descending' },
};

const treeOf = (
  tasks: readonly TaskFields[],
  parents: Readonly<Record<number, number>>,
  { closed = [], view = {} }: { closed?: readonly number[]; view?: Partial<View> } = {},
): readonly PlacedRow[] => {
  const report = buildReport(sampleOf({ tasks }), { ...TREE, ...view });
  const keys = new Set(closed.map((tid) => `${tid}@5000000000` as TaskKey));
  return parentTree(report, (pid) => parents[pid], { opened: new Set(), closed: keys });
};

const told = (rows: readonly PlacedRow[]): readonly string[] =>
  rows.map(
    ({ row, place, depth = 0 }) =>
      `${' '.repeat(depth)}${row.entry.tid} ${place} ${movedBy(row.amounts)}`,
  );

const tasks = [
  { tid: 1 },
  { tid: 10, write: 5 },
  { tid: 20 },
  { tid: 21, write: 30 },
  { tid: 22, read: 40, ioWait: 9e8 },
  { tid: 30, write: 50 },
];
const parents = { 10: 1, 20: 1, 21: 20, 22: 15, 15: 20, 30: 0 };

describe('the tree by parent', () => {
  it('has each process below its nearest ancestor that has a row, most first, with the sum of all below', () => {
    const rows = treeOf(tasks, parents);
    expect(told(rows)).toEqual([
      '1 open 75',
      ' 20 open 70',
      '  22 child 40',
      '  21 last-child 30',
      ' 10 last-child 5',
      '30 single 50',
    ]);
    expect(rows[0]?.row.entry).toMatchObject({ tid: 1, comm: 'task1', ioWait: 9e8, write: 35 });
  });

  it('keeps the sum of a branch that is closed', () => {
    expect(told(treeOf(tasks, parents, { closed: [20] }))).toEqual([
      '1 open 75',
      ' 20 closed 70',
      ' 10 last-child 5',
      '30 single 50',
    ]);
  });

  it('stands by what all of a branch moved lately', () => {
    const lately = (tid: number) => ({ 21: 400, 10: 300, 30: 500 })[tid] ?? 0;
    const context = {
      ...VIEW.context,
      smoothed: ({ entry }: { entry: { tid: number } }) => lately(entry.tid),
    };
    expect(
      told(treeOf(tasks, parents, { view: { context } })).map((text) => text.trim().split(' ')[0]),
    ).toEqual(['1', '20', '21', '22', '10', '30']);
  });

  it('has what ended below the parent it had, those of each parent, command and user in one row', () => {
    const gone = (tid: number, ppid: number, more: Partial<TaskFields> = {}): TaskFields => {
      return { tid, ppid, comm: 'dd', ended: true, write: 9, ...more };
    };
    const rows = treeOf(
      [
        ...[{ tid: 1 }, { tid: 20, write: 1 }, { tid: 30 }],
        ...[gone(51, 20), gone(52, 20), gone(53, 30), gone(54, 30, { comm: 'cp' })],
        // Its parent ended too, and that one's has no row; the parent of the last is not known to anybody.
        ...[gone(55, 53), gone(56, 40), gone(57, 99)],
      ],
      { 20: 1, 30: 1, 40: 20 },
      { view: { ended: 'folded-by-parent' } },
    );
    expect(told(rows)).toEqual([
      '1 open 55',
      ' 20 open 28',
      '  0 closed 18',
      '  56 last-child 9',
      ' 30 open 27',
      '  0 closed 18',
      '  54 last-child 9',
      '57 single 9',
    ]);
    const folds = rows.filter(({ row }) => row.entry.tid === 0).map(({ row }) => row);
    expect(folds.map(({ entry, tasks }) => [entry.ppid, tasks])).toEqual([
      [20, 2],
      [30, 2],
    ]);
    expect(new Set(folds.map(keyOfRow)).size).toBe(2);
  });

  it('has what ended and nobody knows the parent of at the top, those of one command in a row that opens', () => {
    const gone = [7, 8].map((tid) => ({ tid, comm: 'cp', ended: true, write: 9 }));
    const report = buildReport(sampleOf({ tasks: [{ tid: 1 }, ...gone] }), {
      ...TREE,
      ended: 'folded',
    });
    const [cp] = report.rows;
    const treeWith = (opened: readonly TaskKey[]) =>
      told(parentTree(report, () => 1, { opened: new Set(opened), closed: new Set() }));
    expect(treeWith([])).toEqual(['0 closed 18', '1 single 0']);
    expect(treeWith(cp === undefined ? [] : [keyOfRow(cp)])).toEqual([
      '0 open 18',
      ' 7 child 9',
      ' 8 last-child 9',
      '1 single 0',
    ]);
  });

  it('has every row once, and at the top the sum of all, whatever ids are said to be parents', () => {
    const some = fc.record({
      writes: fc.array(fc.nat(9), { minLength: 1, maxLength: 12 }),
      starts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 12, maxLength: 12 }),
      parents: fc.array(fc.nat(13), { minLength: 13, maxLength: 13 }),
    });
    fc.assert(
      fc.property(some, ({ writes, starts, parents: ids }) => {
        const fields = writes.map((write, at) => ({ tid: at + 1, write, startedAt: starts[at] }));
        const rows = treeOf(fields, Object.fromEntries(ids.entries()));
        expect(rows.map(({ row }) => row.entry.tid as number).sort((a, b) => a - b)).toEqual(
          fields.map(({ tid }) => tid),
        );
        const top = rows.filter(({ depth = 0 }) => depth === 0);
        expect(top.reduce((sum, { row }) => sum + movedBy(row.amounts), 0)).toBe(
          writes.reduce((sum, write) => sum + write, 0),
        );
      }),
    );
  });
});

it('ancestors come once, however ids lead', () => {
  const of = (ids: Readonly<Record<number, number>>) => ancestorsOf(5, (pid) => ids[pid]);
  expect(of({ 5: 4, 4: 1, 1: 0 })).toEqual([4, 1]);
  expect(of({ 5: 4, 4: 3, 3: 4 })).toEqual([4, 3]);
  expect(of({ 5: 5 })).toEqual([]);
  expect(of({})).toEqual([]);
});
