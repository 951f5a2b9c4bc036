/** Two ranges compared, as people read it. */
import { expect, it } from 'vitest';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { rangeCompareText } from '../../../src/render/report/range-compare.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const reportOf = (tasks: readonly TaskFields[], devices: readonly object[] = []) => {
  const totals = new RangeTotals({ by: 'command' });
  totals.add(sampleOf({ tasks, system: { devices: devices as never } }));
  return totals.result();
};

const M = 2 ** 20;
/** What stands below the titles. */
const tableIn = (text: string, title: RegExp): readonly string[] => {
  const lines = text.split('\n');
  const rest = lines.slice(lines.findIndex((line) => title.test(line)) + 1);
  return rest.slice(0, rest.indexOf('')).map((line) => line.trim().replace(/ {2,}/g, '  '));
};

it('has who waits more than before, and tells of noise and of what is beyond the top in one line', () => {
  const small = Array.from({ length: 30 }, (_, at) => ({
    tid: 100 + at,
    comm: `s${at}`,
    write: at,
  }));
  const now = reportOf([
    { tid: 1, comm: 'fio', write: 90 * M, ioWait: 0 },
    { tid: 2, comm: 'sqlite', write: 4096, ioWait: 0.93e9 },
    { tid: 3, comm: 'cp', read: 20 * M, ioWait: 0 },
    ...small,
  ]);
  const before = reportOf([{ tid: 1, comm: 'fio', write: 10 * M, ioWait: 0 }]);
  const text = rangeCompareText(now, before, 2);
  expect(text).toMatch(/READ +BEFORE +WRITTEN +BEFORE +CHANGE +IO WAIT +BEFORE +COMMAND/);
  const [sqlite, fio, others] = tableIn(text, /CHANGE/);
  expect(sqlite).toMatch(/93\.00 % {2}- {2}sqlite$/);
  expect(fio).toMatch(/90\.00 M\/s {2}10\.00 M\/s {2}\+80\.00 M\/s {2}0\.00 % {2}0\.00 % {2}fio$/);
  expect(others).toBe('31 other commands changed by 20.00 M/s in all');
});

it('has what devices were asked for in both, and for whom, the largest change first', () => {
  const asked = (journal: number) => [
    diskOf('vda', { owners: [{ owner: 'file-system', write: journal }] }),
  ];
  const task = (write: number): TaskFields => ({
    tid: 1,
    comm: 'fio',
    disk: [{ device: 'vda', write }] as never,
    diskWrite: write,
  });
  const text = rangeCompareText(
    reportOf([task(30 * M)], asked(9 * M)),
    reportOf([task(26 * M)], asked(3 * M)),
    10,
  );
  expect(tableIn(text, /FROM DISK +BEFORE +TO DISK +BEFORE +CHANGE/)).toEqual([
    expect.stringMatching(/^vda .* {2}9\.00 M\/s {2}3\.00 M\/s {2}\+6\.00 M\/s .*file system/),
    expect.stringMatching(/^vda .* {2}30\.00 M\/s {2}26\.00 M\/s {2}\+4\.00 M\/s .*tasks$/),
  ]);
});

it('has no columns of waits where nobody knows of any', () => {
  const report = reportOf([{ tid: 1, comm: 'fio', write: M, ioWait: undefined }]);
  expect(rangeCompareText(report, reportOf([]), 10)).not.toContain('IO WAIT');
});
