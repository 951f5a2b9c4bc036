/** Rows of devices: what each did, and its part of what all disks moved. */
import { expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { View } from '../../../src/model/view/view.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { chosenBy, VIEW } from '../../support/samples/usual-view.ts';

const device = (name: string, kind: string, read: number, write: number, busy = 0) => ({
  id: '1:1',
  name,
  kind,
  readBytes: read,
  writeBytes: write,
  reads: 1,
  writes: 1,
  busy,
  queued: 0,
});

const sampleWith = (index: number, ...devices: readonly object[]): Sample =>
  sampleOf({
    index,
    tasks: [{ tid: 5, write: 50 }],
    system: { devices } as unknown as Sample['system'],
  });

const DEVICES: View = {
  ...VIEW,
  unit: 'devices',
  sort: { column: columnOf('moved'), direction: 'descending' },
};

const rowsOf = (view: Partial<View>, ...samples: readonly Sample[]): readonly unknown[] => {
  const accumulated = new Accumulator();
  for (const sample of samples) accumulated.add(sample);
  const report = buildReport(samples.at(-1) ?? sampleOf(), { ...DEVICES, ...view }, accumulated);
  expect(report.header.write.bytes).toBe(view.measure === 'total' ? 100 : 50);
  return report.rows.map((row) =>
    (['tid', 'read', 'write', 'share', 'io', 'command'] as const).map((id) =>
      columnOf(id).value(row, report.view.context),
    ),
  );
};

const disk = device('vda', 'disk', 30, 10, 25e7);
const part = device('vda1', 'partition', 30, 0);
const other = device('vdb', 'disk', 0, 60, 1e9);

it('are those of the sample and those seen before, each with its part of what disks moved', () => {
  expect(rowsOf({}, sampleWith(0, other), sampleWith(1, disk, part, other))).toEqual([
    [undefined, 0, 60, 0.6, 1, 'vdb (disk)'],
    [undefined, 30, 10, 0.4, 0.25, 'vda (disk)'],
    [undefined, 30, 0, 0.3, 0, 'vda1 (partition)'],
  ]);
  expect(rowsOf({}, sampleWith(0, other), sampleWith(1, disk))).toEqual([
    [undefined, 30, 10, 1, 0.25, 'vda (disk)'],
    [undefined, 0, 0, 0, 0, 'vdb (disk)'],
  ]);
});

it('are added up, left out where they did nothing, and filtered by name', () => {
  const both = [sampleWith(0, other), sampleWith(1, disk, part, other)];
  expect(rowsOf({ measure: 'total' }, ...both)[0]).toEqual([
    undefined,
    0,
    120,
    0.75,
    1,
    'vdb (disk)',
  ]);
  expect(rowsOf({ show: 'active' }, sampleWith(0, other), sampleWith(1, disk))).toHaveLength(1);
  const named = (filter: string) => {
    const selection = chosenBy(filter);
    const report = buildReport(sampleWith(0, disk, { ...other, alias: 'vg-home' }), {
      ...DEVICES,
      selection,
    });
    return report.rows.map(({ entry }) => entry.comm);
  };
  expect(named('vdb')).toEqual(['vdb']);
  expect(named('0')).toEqual([]);
  expect(named('device = vda')).toEqual(['vda']);
  expect(named('device = ""')).toEqual([]);
  expect(named('device = vg-home')).toEqual(['vdb']);
  expect(named('device-reads >= 1 or device ~ b$')).toEqual(['vdb', 'vda']);
  expect(named('read > 1 T')).toEqual([]);
});
