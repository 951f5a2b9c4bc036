import { describe, expect, it } from 'vitest';
import { bytes } from '../../../src/lib/units.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { EVERYTHING } from '../../../src/model/view/selection.ts';
import type { Report, View } from '../../../src/model/view/view.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { type SampleFields, sampleOf } from '../../support/samples/samples.ts';
import { VIEW_BY_ID } from '../../support/samples/usual-view.ts';

const report = (sample: SampleFields, view: Partial<View> = {}): Report =>
  buildReport(sampleOf(sample), { ...VIEW_BY_ID, ...view });

const tidsOf = ({ rows }: Report): readonly number[] => rows.map(({ entry }) => entry.tid);

const BUSY: SampleFields = {
  tasks: [
    { tid: 1, uid: 10, read: bytes(1000), write: bytes(500), cancelledWrite: bytes(100) },
    { tid: 2, uid: 20, read: bytes(3000) },
    { tid: 3, uid: 20, ioWait: 5e8 },
    { tid: 4, uid: 30, write: bytes(0), cancelledWrite: bytes(300), ended: true },
  ],
  idle: [{ tid: 5, uid: 10 }],
  system: { blockRead: bytes(6000), blockWrite: bytes(50) },
};

describe('the header', () => {
  it('is the sum over the tasks, those that ended included', () => {
    const { read, write } = report(BUSY).header;
    expect(read.bytes).toBe(4000);
    // What task 4 cancelled is not taken off: its row says 0.
    expect(write.bytes).toBe(400);
  });

  it('is the sum over the tasks shown, where only some are', () => {
    const { header } = report(BUSY, { selection: { ...EVERYTHING, uids: new Set([20]) } });
    expect(header.read.bytes).toBe(3000);
  });

  it('is never below zero', () => {
    const { header } = report({ tasks: [{ tid: 1, cancelledWrite: bytes(900) }] });
    expect(header.write).toEqual({ bytes: 0, rate: 0 });
  });

  it('says beside it what the block layer moved, and the difference with its sign, of all tasks', () => {
    const { header } = report(BUSY, { selection: { ...EVERYTHING, uids: new Set([20]) } });
    expect(header.currentRead?.bytes).toBe(6000);
    expect(header.unattributed?.read.bytes).toBe(2000);
    expect(header.unattributed?.write.bytes).toBe(-350);
  });

  it('counts once what loop devices have charged twice, of all tasks, and as it is charged where another iotop does', () => {
    const sample: SampleFields = {
      tasks: [
        { tid: 1, comm: 'dd', write: bytes(150) },
        { tid: 2, comm: 'kworker/u8:7', kernelThread: true, write: bytes(150) },
      ],
      system: {
        blockRead: bytes(0),
        blockWrite: bytes(150),
        devices: [diskOf('loop6', { kind: 'loop', writeBytes: 150 })],
      } as never,
    };
    const written = (view: Partial<View> = {}, accumulated?: Accumulator) => {
      accumulated?.add(sampleOf(sample));
      const { write, unattributed } = buildReport(
        sampleOf(sample),
        { ...VIEW_BY_ID, ...view },
        accumulated,
      ).header;
      return [write.bytes, write.rate, unattributed?.write.bytes];
    };
    expect(written()).toEqual([150, 150, 0]);
    expect(written({ loops: 'twice' })).toEqual([300, 300, -150]);
    expect(written({ selection: { ...EVERYTHING, ids: new Set([2]) } })[0]).toBe(150);
    for (const measure of ['total', 'average'] as const) {
      expect(written({ measure }, new Accumulator())).toEqual([150, 150, 0]);
      expect(written({ measure, loops: 'twice' }, new Accumulator())[0]).toBe(300);
    }
  });

  it('knows nothing of the block layer where it cannot be read', () => {
    const { header } = report({ ...BUSY, system: {} });
    expect(header.currentRead).toBeUndefined();
    expect(header.unattributed).toBeUndefined();
  });
});

describe('the rows', () => {
  it('are all tasks, idle ones too', () => expect(tidsOf(report(BUSY))).toEqual([1, 2, 3, 4, 5]));

  it('are those that did something, waiting and cancelling included, where only these are asked for', () =>
    expect(tidsOf(report(BUSY, { show: 'active' }))).toEqual([1, 2, 3, 4]));

  it('are those that moved bytes, where only these are asked for', () =>
    expect(tidsOf(report(BUSY, { show: 'moved' }))).toEqual([1, 2]));

  it('of ids and of users asked for together are both', () => {
    const selection = { ...EVERYTHING, ids: new Set([5]), uids: new Set([20]) };
    expect(tidsOf(report(BUSY, { selection }))).toEqual([2, 3, 5]);
  });
});
