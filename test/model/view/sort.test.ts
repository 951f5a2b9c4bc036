import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Direction } from '../../../src/model/column.ts';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { Row } from '../../../src/model/view/row.ts';
import { firstInOrder } from '../../../src/model/view/sort.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const order = (
  tasks: readonly TaskFields[],
  column: ColumnId,
  direction: Direction = columnOf(column).firstSort,
): readonly number[] =>
  buildReport(sampleOf({ tasks }), {
    ...VIEW,
    sort: { column: columnOf(column), direction },
  }).rows.map(({ entry }) => entry.tid);

describe('rows', () => {
  it('by IO: who waits most, then who moves most, then by id', () => {
    const tasks = [
      { tid: 4 },
      { tid: 3 },
      { tid: 2, read: 100 },
      { tid: 1, ioWait: 1e8 },
      { tid: 5, write: 900, cancelledWrite: 850 },
    ];
    expect(order(tasks, 'io')).toEqual([1, 2, 5, 3, 4]);
  });

  it('by what they moved: reads and net writes together, then who waits most, then by id', () => {
    const tasks = [
      { tid: 6, ioWait: 9e8 },
      { tid: 5, ioWait: 9e8, read: 4096 },
      { tid: 4, read: 20e6 },
      { tid: 3, read: 8e6, write: 7e6 },
      { tid: 2, write: 90e6, cancelledWrite: 80e6, read: undefined },
      { tid: 1, read: 20e6, ioWait: 1 },
      { tid: 7, ioWait: 3e7 },
      { tid: 8, read: undefined, write: undefined },
    ];
    expect(order(tasks, 'moved')).toEqual([1, 4, 3, 2, 5, 6, 7, 8]);
  });

  it.each(['read', 'vfs-read', 'write-calls', 'cancelled', 'swapin', 'waiting'] as const)(
    'by %s, where it is 0 for all: by bytes moved, then by wait, then by id',
    (column) => {
      const tasks = [
        { tid: 2, kernelThread: true as const },
        { tid: 5, ioWait: 2e8 },
        { tid: 6, write: 9e6, ...(column === 'read' ? { readChars: 1 } : {}) },
        { tid: 7, ioWait: 7e8 },
      ];
      expect(order(tasks, column)).toEqual([6, 7, 5, 2]);
    },
  );

  it('keep their order among equals, whichever way the column is turned', () => {
    const tasks = [{ tid: 9 }, { tid: 2 }, { tid: 5 }];
    expect(order(tasks, 'read', 'ascending')).toEqual([2, 5, 9]);
    expect(order(tasks, 'read', 'descending')).toEqual([2, 5, 9]);
  });

  it('with an unknown wait stand where moving puts them', () => {
    const tasks = [{ tid: 1 }, { tid: 2, ioWait: undefined, read: 5 }, { tid: 3, ioWait: 7 }];
    expect(order(tasks, 'io')).toEqual([3, 2, 1]);
  });

  it('with an unknown text come last', () => {
    const tasks = [
      { tid: 1, user: undefined, uid: undefined },
      { tid: 2, user: 'zoe' },
    ];
    expect(order(tasks, 'user')).toEqual([2, 1]);
  });

  it('that are equal are by id, or have the threads of the kernel last, whichever way the column is turned', () => {
    const tasks = [
      { tid: 2, kernelThread: true },
      { tid: 5 },
      { tid: 3, kernelThread: true, read: 9 },
      { tid: 4 },
    ];
    const ordered = (direction: Direction, equals: object) => {
      const sort = { column: columnOf('read'), direction, ...equals };
      return buildReport(sampleOf({ tasks }), { ...VIEW, sort }).rows.map(({ entry }) => entry.tid);
    };
    const last = { equals: 'kernel-threads-last' };
    expect(ordered('descending', {})).toEqual([3, 2, 4, 5]);
    expect(ordered('descending', last)).toEqual([3, 4, 5, 2]);
    expect(ordered('ascending', last)).toEqual([4, 5, 2, 3]);
  });

  it('by what they moved are by what they moved lately where that is known, of less than a byte after waits', () => {
    const lately: Readonly<Record<number, number>> = { 1: 0.2, 2: 0.9, 3: 5.7, 4: 5.2, 5: 0 };
    const tasks = [
      { tid: 1 },
      { tid: 2, read: 1e9 },
      { tid: 3 },
      { tid: 4, ioWait: 1 },
      { tid: 5, ioWait: 7 },
    ];
    const context = { ...VIEW.context, smoothed: ({ entry }: Row) => lately[entry.tid] ?? 0 };
    for (const id of ['moved', 'share'] as const) {
      const sort = { column: columnOf(id), direction: 'descending' } as const;
      const { rows } = buildReport(sampleOf({ tasks }), { ...VIEW, sort, context });
      expect(rows.map(({ entry }) => entry.tid)).toEqual([4, 3, 5, 2, 1]);
    }
  });

  it('come out the same however they went in', () => {
    const task = fc.record({
      tid: fc.integer({ min: 1, max: 1000 }),
      read: fc.constantFrom(0, 5, 10, undefined),
      ioWait: fc.constantFrom(0, 7, undefined),
    });
    const tasks = fc.uniqueArray(task, { selector: ({ tid }) => tid });
    fc.assert(
      fc.property(tasks, (rows) => {
        expect(order(rows.toReversed(), 'io')).toEqual(order(rows, 'io'));
      }),
    );
  });
});

describe('the first few in order', () => {
  it('are those that a stable sort of all puts first', () => {
    const figures = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 30 });
    fc.assert(
      fc.property(figures, fc.integer({ min: 1, max: 12 }), (values, most) => {
        const compare = (a: number, b: number): number =>
          (values[b] as number) - (values[a] as number);
        const sorted = [...values.keys()].sort(compare);
        expect(firstInOrder(values.length, most, compare)).toEqual(sorted.slice(0, most));
      }),
    );
  });
});
