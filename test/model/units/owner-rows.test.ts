/** Owners that are no task among the rows of tasks: who makes the disk work stands first, task or not. */
import { describe, expect, it } from 'vitest';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { UNITS } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import { treeOf } from '../../../src/model/view/tree.ts';
import type { View } from '../../../src/model/view/view.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { chosenBy, VIEW } from '../../support/samples/usual-view.ts';

const SHOWN: View = {
  ...VIEW,
  owners: 'shown',
  sort: { column: columnOf('moved'), direction: 'descending' },
};

const MB = 2 ** 20;

/** dd asks for 10 MiB, the file system for `journal` MiB and reads one more, 3 requests of them on vdb. */
const sampleWith = (journal: number, index = 0): Sample =>
  sampleOf({
    index,
    tasks: [
      { tid: 5, comm: 'dd', read: 0, write: 10 * MB, diskRead: 0, diskWrite: 10 * MB },
      { tid: 6, comm: 'cp', read: 0, write: 70 * MB, diskRead: 0, diskWrite: 0 },
    ],
    system: {
      devices: [
        diskOf('vda', { owners: [{ owner: 'unknown', write: 20 * MB }] }),
        diskOf('vdb', {
          owners: [{ owner: 'file-system', read: MB, write: journal * MB, writes: 3 }],
        }),
      ],
    },
  });

const cells = (view: Partial<View>, ids: readonly ColumnId[], ...samples: readonly Sample[]) => {
  const accumulated = new Accumulator();
  for (const sample of samples) accumulated.add(sample);
  const report = buildReport(samples.at(-1) as Sample, { ...SHOWN, ...view }, accumulated);
  return report.rows.map((row) => ids.map((id) => columnOf(id).value(row, report.view.context)));
};

describe('an owner that is no task', () => {
  it('has a row among those of tasks, in their order, and a share like them', () => {
    const ids = ['tid', 'user', 'write', 'to-disk', 'from-disk', 'share', 'command'] as const;
    expect(cells({}, ids, sampleWith(69))).toEqual([
      [undefined, undefined, 0, 69 * MB, MB, 0.7, 'the file system itself'],
      [undefined, undefined, 0, 20 * MB, 0, 0.2, 'an unknown owner'],
      [5, 'root', 10 * MB, 10 * MB, 0, 0.1, 'dd'],
      [6, 'root', 70 * MB, 0, 0, 0, 'cp'],
    ]);
  });

  it('has one row in every unit of tasks, and in a tree', () => {
    for (const unit of UNITS.filter((any) => any !== 'devices'))
      expect(cells({ unit }, ['command'], sampleWith(69)).slice(0, 2)).toEqual([
        ['the file system itself'],
        ['an unknown owner'],
      ]);
    const tree = treeOf(buildReport(sampleWith(69), { ...SHOWN, threads: 'grouped' }));
    expect(tree.map(({ row, place }) => [keyOfRow(row), place]).slice(0, 2)).toEqual([
      ['o@file-system', 'single'],
      ['o@unknown', 'single'],
    ]);
  });

  it('has none among devices, in a list for machines, nor where it did nothing worth a word', () => {
    const isThere = (view: Partial<View>, sample = sampleWith(69)) =>
      cells(view, ['command'], sample).flat().includes('the file system itself');
    expect(isThere({ unit: 'devices' })).toBe(false);
    const { owners: _, ...list } = SHOWN;
    expect(buildReport(sampleWith(69), list).rows.length).toBe(2);
    const idle = sampleOf({
      system: { devices: [diskOf('vda', { owners: [{ owner: 'file-system', write: 0 }] })] },
    });
    expect(isThere({}, idle)).toBe(false);
    const little = sampleOf({
      system: {
        devices: [diskOf('vda', { owners: [{ owner: 'file-system', write: 99 * 1024 }] })],
      },
    });
    expect(isThere({}, little)).toBe(false);
    expect(isThere({ measure: 'total' }, little)).toBe(true);
    expect(isThere({ selection: { ...VIEW.selection, devices: ['vda'] } }, little)).toBe(true);
  });

  it('knows its requests and its disks', () => {
    expect(cells({}, ['iops', 'device'], sampleWith(69))[0]).toEqual([3, 'vdb']);
  });

  it('is none of the tasks that somebody chooses, but found by what it is called', () => {
    const chosen = { ...VIEW.selection, ids: new Set([5]) };
    expect(cells({ selection: chosen }, ['command'], sampleWith(69))).toEqual([['dd']]);
    const low = chosenBy('pid < 9 or tid < 9');
    expect(cells({ selection: low }, ['command'], sampleWith(69))).toEqual([['dd'], ['cp']]);
    const found = chosenBy('file system');
    expect(cells({ selection: found }, ['command'], sampleWith(69))).toEqual([
      ['the file system itself'],
    ]);
  });

  it('is charged for what the devices were asked for where samples are kept to them', () => {
    const kept = { ...VIEW.selection, devices: ['vdb'] };
    const ids = ['read', 'write', 'to-disk', 'command'] as const;
    expect(cells({ selection: kept }, ids, sampleWith(69))[0]).toEqual([
      ...[MB, 69 * MB, 69 * MB],
      'the file system itself',
    ]);
  });

  it('adds up, and its total stays when it does nothing more', () => {
    const ids = ['to-disk', 'share', 'command'] as const;
    const quiet = sampleOf({ index: 2 });
    const rows = cells({ measure: 'total' }, ids, sampleWith(69), sampleWith(29, 1), quiet);
    expect(rows[0]).toEqual([98 * MB, 0.625, 'the file system itself']);
    const [average] = buildReport(
      quiet,
      { ...SHOWN, measure: 'average' },
      ((accumulated) => {
        for (const sample of [sampleWith(69), sampleWith(29, 1), quiet]) accumulated.add(sample);
        return accumulated;
      })(new Accumulator()),
    ).rows;
    expect(average?.elapsed).toBe(3e9);
    expect(average?.entry.diskWrite).toBe(0);
  });
});
