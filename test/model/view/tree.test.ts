import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { Row } from '../../../src/model/view/row.ts';
import { idOf, treeOf } from '../../../src/model/view/tree.ts';
import type { View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const BY_READ: View = {
  ...VIEW,
  sort: { column: columnOf('read'), direction: 'descending' },
};

const thread = (tid: number, tgid: number, read: number): TaskFields =>
  tid === tgid ? { tid, read } : { tid, tgid, read, processStartedAt: 5e9 };

const treeRows = (tasks: readonly TaskFields[], view: Partial<View> = {}) =>
  treeOf(buildReport(sampleOf({ tasks }), { ...BY_READ, ...view })).map(
    ({ row, place }) => `${row.entry.tid} ${place} ${row.amounts.read}`,
  );

describe('treeOf', () => {
  it('puts threads under their process, which has the sum of them', () => {
    expect(treeRows([thread(1, 1, 5), thread(2, 1, 6), thread(3, 1, 7)])).toEqual([
      '1 process 18',
      '3 child 7',
      '2 child 6',
      '1 last-child 5',
    ]);
  });

  it('orders processes by their sums, whatever their threads', () => {
    expect(treeRows([thread(1, 1, 10), thread(2, 2, 6), thread(3, 2, 6)])).toEqual([
      '2 process 12',
      '2 child 6',
      '3 last-child 6',
      '1 single 10',
    ]);
  });

  it('orders processes by what all their threads moved lately', () => {
    const sort = { column: columnOf('moved'), direction: 'descending' } as const;
    const smoothed = ({ entry }: Row): number => ({ 1: 10, 2: 6, 3: 6 })[entry.tid as number] ?? 0;
    const context = { ...VIEW.context, smoothed };
    const tasks = [thread(1, 1, 90), thread(2, 2, 6), thread(3, 2, 6)];
    expect(treeRows(tasks, { sort, context })).toEqual([
      '2 process 12',
      '2 child 6',
      '3 last-child 6',
      '1 single 90',
    ]);
  });

  it('keeps the order of the view for processes and threads alike', () => {
    const sort = { column: columnOf('tid'), direction: 'ascending' } as const;
    expect(treeRows([thread(3, 2, 9), thread(2, 2, 1), thread(1, 1, 0)], { sort })).toEqual([
      '1 single 0',
      '2 process 10',
      '2 child 1',
      '3 last-child 9',
    ]);
  });

  it('gives every row an id of its own', () => {
    const rows = treeOf(
      buildReport(
        sampleOf({ tasks: [thread(1, 1, 1), thread(2, 1, 1), thread(3, 3, 1)] }),
        BY_READ,
      ),
    );
    expect(new Set(rows.map(idOf)).size).toBe(rows.length);
  });

  it('of nothing is nothing', () => expect(treeRows([])).toEqual([]));
});
