import { describe, expect, it } from 'vitest';
import { type ComparedRow, compareReports } from '../../../src/model/range/range-compare.ts';
import { type RangeReport, RangeTotals } from '../../../src/model/range/range-report.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

/** Of so many seconds, in each of which the same was done. */
const reportOf = (seconds: number, tasks: readonly TaskFields[]): RangeReport => {
  const totals = new RangeTotals({ by: 'command' });
  for (let index = 0; index < seconds; index++) totals.add(sampleOf({ index, tasks }));
  return totals.result();
};

const changesOf = (rows: readonly ComparedRow[]) =>
  rows.map(({ subject, change }) => [subject.name, change]);

describe('two reports side by side', () => {
  it('compare rates, for the ranges may differ in length', () => {
    const rows = compareReports(
      reportOf(2, [{ tid: 1, comm: 'db', read: 10, write: 100 }]),
      reportOf(4, [{ tid: 1, comm: 'db', read: 30, write: 50 }]),
    );
    expect(rows).toEqual([
      {
        key: 'u db',
        subject: { name: 'db' },
        now: { read: expect.closeTo(10), write: expect.closeTo(100), ioWait: 0 },
        before: { read: expect.closeTo(30), write: expect.closeTo(50), ioWait: 0 },
        change: expect.closeTo(30),
        waitChange: 0,
        part: 1,
      },
    ]);
  });

  it('have every group of either once, and those of one only without the other', () => {
    const [came, went, ...more] = compareReports(
      reportOf(1, [{ tid: 1, comm: 'new', write: 9 }]),
      reportOf(1, [{ tid: 2, comm: 'old', read: undefined, write: 5 }]),
    );
    expect(more).toEqual([]);
    expect(came).toMatchObject({ subject: { name: 'new' }, change: 9 });
    expect(came).not.toHaveProperty('before');
    expect(went).toMatchObject({ subject: { name: 'old' }, before: { read: 0 }, change: -5 });
    expect(went).not.toHaveProperty('now');
  });

  it('put first whose rate changed most, up or down; of equals by key', () => {
    const now = reportOf(1, [
      { tid: 1, comm: 'b', write: 5 },
      { tid: 2, comm: 'a', write: 5 },
      { tid: 5, comm: 'c', write: 5 },
      { tid: 3, comm: 'same', write: 7 },
    ]);
    const before = reportOf(1, [
      { tid: 3, comm: 'same', write: 7 },
      { tid: 4, comm: 'gone', write: 8 },
    ]);
    expect(changesOf(compareReports(now, before))).toEqual([
      ['gone', -8],
      ['a', 5],
      ['b', 5],
      ['c', 5],
      ['same', 0],
    ]);
  });

  it('put who waits beside who moves, by the part each has in what changed', () => {
    const tasks = (wait: number): readonly TaskFields[] => [
      { tid: 1, comm: 'fio', write: 9000, ioWait: 0 },
      { tid: 2, comm: 'sqlite', write: 1, ioWait: wait },
      { tid: 3, comm: 'idle', read: 100, ioWait: 0 },
    ];
    const before = reportOf(2, [{ tid: 1, comm: 'fio', write: 8000, ioWait: 0 }]);
    const rows = compareReports(reportOf(4, tasks(0.9e9)), before);
    expect(rows.map(({ subject, part }) => [subject.name, Number(part.toFixed(3))])).toEqual([
      ['sqlite', 1],
      ['fio', 0.908],
      ['idle', 0.091],
    ]);
    expect(rows[0]).toMatchObject({ now: { ioWait: 0.9 }, waitChange: 0.9 });
  });

  it('take a moment of waiting for no large change, be it all the waiting there is', () => {
    const waits = { tid: 2, comm: 'a', write: 0, ioWait: 4e6 };
    const now = reportOf(1, [waits, { tid: 1, comm: 'fio', write: 9000, ioWait: 0 }]);
    const [first, second] = compareReports(now, reportOf(1, [{ tid: 9, ioWait: 0 }]));
    expect(first).toMatchObject({ subject: { name: 'fio' }, part: 1 });
    expect(second?.part).toBeCloseTo(0.08);
  });

  it('say nothing of waits that one of them does not know', () => {
    const unknown = reportOf(2, [{ tid: 1, comm: 'fio', write: 80, ioWait: undefined }]);
    const [row] = compareReports(reportOf(2, [{ tid: 1, comm: 'fio', ioWait: 9e8 }]), unknown);
    expect(row).toMatchObject({
      waitChange: 0,
      before: expect.not.objectContaining({ ioWait: 0 }),
    });
  });
});
