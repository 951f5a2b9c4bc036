import { describe, expect, it } from 'vitest';
import { columnOf } from '../../src/model/columns.ts';
import { buildReport, type View } from '../../src/model/report.ts';
import { EVERYTHING } from '../../src/model/selection.ts';
import { csvRows, csvTitles } from '../../src/render/csv.ts';
import { sampleOf } from '../support/samples.ts';

const VIEW: View = {
  unit: 'threads',
  measure: 'rate',
  since: 'seen',
  show: 'active',
  selection: EVERYTHING,
  sort: { column: columnOf('tid'), direction: 'ascending' },
  context: { commandStyle: 'full' },
};

const cellsOf = (tasks: Parameters<typeof sampleOf>[0]): readonly Record<string, string>[] => {
  const titles = csvTitles().trimEnd().split(',');
  const lines = csvRows(buildReport(sampleOf(tasks), VIEW))
    .trimEnd()
    .split('\r\n');
  return lines.map((line) => {
    const cells = line.split(',');
    expect(cells).toHaveLength(titles.length);
    return Object.fromEntries(titles.map((title, i) => [title, cells[i] ?? '']));
  });
};

describe('rows as CSV', () => {
  it('have a cell for each title, raw: bytes of the interval, shares, and nothing for the unknown', () => {
    const tasks = [
      { tid: 7, read: 12_345_678, ioWait: 25e7, swapWait: undefined },
      { tid: 9, write: 4096, cancelledWrite: 96 },
    ];
    const [first, second] = cellsOf({ tasks });
    expect(first).toMatchObject({ tid: '7', read: '12345678', io: '0.25', swapin: '', ended: '0' });
    expect(first).toMatchObject({ time_ms: '1795000000000', interval_ns: '1000000000' });
    expect(second).toMatchObject({ tid: '9', write: '4000', cancelled: '96', comm: 'task9' });
  });

  it('take an apostrophe before what a spreadsheet would reckon', () => {
    const [row] = cellsOf({ tasks: [{ tid: 7, comm: '=1+1', command: '-2', read: 1 }] });
    expect(row).toMatchObject({ comm: "'=1+1", command: "'-2" });
  });

  it('are none where there is no row', () => {
    expect(csvRows(buildReport(sampleOf(), VIEW))).toBe('');
  });
});
