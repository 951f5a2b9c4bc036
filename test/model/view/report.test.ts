import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/lib/units.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { EVERYTHING } from '../../../src/model/view/selection.ts';
import type { Report, View } from '../../../src/model/view/view.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { type SampleFields, sampleOf } from '../../support/samples/samples.ts';
import { VIEW_BY_ID } from '../../support/samples/usual-view.ts';

const VIEW: View = { ...VIEW_BY_ID, show: 'active', context: { commandStyle: 'short' } };

const reportOf = (view: Partial<View>, ...samples: readonly SampleFields[]): Report => {
  const accumulator = new Accumulator();
  const all = samples.map((fields, index) => sampleOf({ index, ...fields }));
  for (const sample of all) accumulator.add(sample);
  return buildReport(all.at(-1) as (typeof all)[number], { ...VIEW, ...view }, accumulator);
};

const ids = ({ rows }: Report): readonly number[] => rows.map(({ entry }) => entry.tid);

describe('which rows', () => {
  const sample = {
    tasks: [
      { tid: 1, read: 5 },
      { tid: 2, write: 5, cancelledWrite: 5 },
      { tid: 3, ioWait: 9 },
      { tid: 4, waitingSince: 8 },
      { tid: 5, readChars: 7 },
    ],
    idle: [{ tid: 6 }],
  };
  it.each([
    { show: 'all', is: [1, 2, 3, 4, 5, 6] },
    { show: 'active', is: [1, 2, 3, 4] },
    { show: 'moved', is: [1] },
  ] as const)('are shown where $show are asked for', ({ show, is }) => {
    expect(ids(reportOf({ show }, sample))).toEqual(is);
  });

  it('are those selected, idle ones included', () => {
    const selection = { ...EVERYTHING, ids: new Set([3, 6]) };
    expect(ids(reportOf({ show: 'all', selection }, sample))).toEqual([3, 6]);
  });

  it('of totals of a process have its id and name, though one of its threads alone did something', () => {
    const thread = { tid: 8, tgid: 7, processStartedAt: 3e9, processComm: 'pool', comm: 'w1' };
    const report = reportOf(
      { measure: 'total', unit: 'processes' },
      {
        tasks: [{ ...thread, read: 5 }],
      },
    );
    expect(report.rows.map(({ entry }) => [entry.tid, entry.comm, entry.startedAt])).toEqual([
      [7, 'pool', 3e9],
    ]);
  });

  it('of processes, by the ids of rows, are those of all their threads', () => {
    const selection = { ...EVERYTHING, ids: new Set([7]), idsMean: 'rows' } as const;
    const sample = {
      tasks: [
        { tid: 8, tgid: 7, processStartedAt: 5e9, read: 5 },
        { tid: 9, tgid: 9, read: 3 },
      ],
      idle: [{ tid: 10, tgid: 7, processStartedAt: 5e9 }],
    };
    const view = { unit: 'processes', show: 'all', selection } as const;
    const later = reportOf({ ...view, measure: 'total' }, sample, { tasks: [] });
    for (const { rows } of [reportOf(view, sample), later]) {
      expect(rows.map(({ entry, amounts }) => [entry.tid, amounts.read])).toEqual([[7, 5]]);
    }
    expect(ids(reportOf({ ...view, unit: 'threads' }, sample))).toEqual([]);
  });

  it('of totals are all that ever did something, ended ones included', () => {
    const report = reportOf(
      { measure: 'total' },
      {
        tasks: [
          { tid: 1, read: 5, ended: true },
          { tid: 2, read: 7 },
        ],
      },
      { tasks: [{ tid: 2, read: 1 }] },
    );
    expect(report.rows.map(({ entry, amounts }) => [entry.tid, amounts.read])).toEqual([
      [1, 5],
      [2, 8],
    ]);
  });

  it('of totals since the start show what the task did before we came', () => {
    const totals = { kind: 'totals', read: 4096 };
    const sample = { tasks: [{ tid: 1, read: 5, totals }], idle: [{ tid: 2, totals }] };
    const report = reportOf({ measure: 'total', since: 'started' }, sample);
    expect(report.rows.map(({ amounts }) => amounts.read)).toEqual([4096, 4096]);
    expect(report.rows[0]?.elapsed).toBe(101e9 - 5e9);
  });

  it('have waits of the last interval, whatever their amounts are of', () => {
    const report = reportOf(
      { measure: 'total' },
      { tasks: [{ tid: 1, read: 5, ioWait: 9e8 }] },
      { tasks: [] },
    );
    expect(report.rows[0]?.entry.ioWait).toBe(0);
  });

  it('know what all tasks moved in what they measure, whichever are shown; since their start nobody does', () => {
    const samples = [
      {
        tasks: [
          { tid: 1, read: 30 },
          { tid: 2, write: 90, cancelledWrite: 20 },
        ],
      },
      {
        tasks: [
          { tid: 1, read: 10 },
          { tid: 3, write: 40 },
        ],
      },
    ];
    const selection = { ...EVERYTHING, ids: new Set([1]) };
    const all = (view: Partial<View>) =>
      reportOf({ selection, ...view }, ...samples).view.context.movedByAll;
    expect(all({ measure: 'rate' })).toBe(50);
    expect(all({ measure: 'total' })).toBe(150);
    expect(all({ measure: 'average' })).toBe(150);
    expect(all({ measure: 'total', since: 'started' })).toBeUndefined();
  });

  it('know what owners that are no task moved as well, where the disks are watched', () => {
    const owners = [{ owner: 'file-system', write: 25 }];
    const watched = {
      tasks: [{ tid: 1, read: 999, write: 999, diskRead: 30, diskWrite: 45 }],
      system: { devices: [diskOf('vda', { owners })] },
    };
    const all = (view: Partial<View>) => reportOf(view, watched, watched).view.context.movedByAll;
    expect(all({ measure: 'rate' })).toBe(100);
    expect(all({ measure: 'total' })).toBe(200);
  });

  it('of processes are one a process', () => {
    const tasks = [7, 8, 9].map((tid) => ({ tid, tgid: 7, processStartedAt: 5e9, read: 2 }));
    const { rows } = reportOf({ unit: 'processes' }, { tasks });
    expect(rows).toMatchObject([{ entry: { tid: 7 }, amounts: { read: 6 } }]);
  });
});

describe('the header', () => {
  it('has what the disks were asked for on behalf of the rows, where that is known', () => {
    const tasks = [
      { tid: 1, write: 50, diskRead: 7, diskWrite: 0 },
      { tid: 2, write: 0, diskRead: 0, diskWrite: 400 },
    ];
    const { moved, fromDisk, toDisk, write } = reportOf({}, { tasks }).header;
    expect([moved, fromDisk, toDisk, write].map((amount) => amount?.bytes)).toEqual([
      407, 7, 400, 50,
    ]);
    const charged = reportOf({}, { tasks: [{ tid: 1, read: 2, write: 5 }] }).header;
    expect([charged.moved.bytes, charged.toDisk, charged.fromDisk]).toEqual([
      7,
      undefined,
      undefined,
    ]);
  });

  it('sums the rows shown: what one task cancels is not taken off what another wrote', () => {
    const tasks = [
      { tid: 1, read: 100, write: 50 },
      { tid: 2, cancelledWrite: 30 },
      { tid: 3, uid: 9, read: 1000 },
    ];
    const all = reportOf({}, { tasks }).header;
    expect([all.read.bytes, all.write.bytes, all.read.rate]).toEqual([1100, 50, 1100]);
    const selection = { ...EVERYTHING, uids: new Set([9]) };
    expect(reportOf({ selection }, { tasks }).header.read.bytes).toBe(1000);
  });

  it('counts tasks that are not worth a row of their own', () => {
    const tasks = [
      { tid: 1, cancelledWrite: 30 },
      { tid: 2, write: 50 },
    ];
    expect(reportOf({ show: 'moved' }, { tasks }).header.write.bytes).toBe(50);
  });

  it('is a rate per second, whatever the interval', () => {
    const sample = { tasks: [{ tid: 1, read: 100 }], endedAt: 100.2e9 as never };
    expect(reportOf({}, sample).header.read.rate).toBeCloseTo(500);
  });

  it('has no current figures where the machine did not tell them', () => {
    expect(reportOf({}, {}).header).not.toHaveProperty('currentRead');
    const system = { blockRead: bytes(5), blockWrite: bytes(0) };
    expect(reportOf({}, { system }).header).toMatchObject({
      currentRead: { bytes: 5 },
      currentWrite: { bytes: 0 },
    });
  });

  it('of totals never falls when a task ends', () => {
    const { header } = reportOf(
      { measure: 'total' },
      { tasks: [{ tid: 1, read: 100, ended: true }] },
      { tasks: [] },
    );
    expect(header.read.bytes).toBe(100);
  });
});
