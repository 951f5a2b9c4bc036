import { describe, expect, it } from 'vitest';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { SummaryBuilder } from '../../../src/model/totals/summary.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { View } from '../../../src/model/view/view.ts';
import { csvRows, csvTitles } from '../../../src/render/list/csv.ts';
import { summaryToJson } from '../../../src/render/list/summary.ts';
import { rangeReportCsv, rangeReportJson } from '../../../src/render/report/range-data.ts';
import { TASK_FIELDS } from '../../../src/sample/fields.ts';
import { encodeSample } from '../../../src/sample/stream/encode.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { VIEW_BY_ID } from '../../support/samples/usual-view.ts';

const VIEW: View = { ...VIEW_BY_ID, show: 'active' };

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
  it('have a cell for each title, raw: bytes, nanoseconds, flags as 1 or 0, and nothing for the unknown', () => {
    const tasks = [
      { tid: 7, read: 12_345_678, ioWait: 25e7, swapWait: undefined, waitingLonger: true },
      { tid: 9, write: 4096, cancelledWrite: 96 },
    ];
    const [first, second] = cellsOf({ tasks });
    expect(first).toMatchObject({ tid: '7', read_bytes: '12345678', io_wait_ns: '250000000' });
    expect(first).toMatchObject({ swap_wait_ns: '', ended: '0', waiting_longer: '1' });
    expect(first).toMatchObject({ wall_time_ms: '1795000000000', interval_ns: '1000000000' });
    expect(second).toMatchObject({ tid: '9', comm: 'task9', net_write_bytes: '4000' });
    expect(second).toMatchObject({ write_bytes: '4096', cancelled_write_bytes: '96' });
  });

  it('have every figure of the stream under its name there, with its unit, but the lists', () => {
    const titles = csvTitles().trimEnd().split(',');
    expect(titles).not.toContain('disk');
    for (const [name, field] of Object.entries(TASK_FIELDS)) {
      if (field.kind === 'list') continue;
      const words = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const units: Readonly<Record<string, string>> = { bytes: '_bytes', nanoseconds: '_ns' };
      const unit = field.kind === 'integer' ? (units[field.unit] ?? '') : '';
      expect(titles).toContain(words + unit);
    }
  });

  it('say of a task what the stream, a report and a summary say of it', () => {
    const sample = sampleOf({ tasks: [{ tid: 9, write: 4096, cancelledWrite: 96, ioWait: 25e7 }] });
    const [row] = cellsOf({ tasks: [{ tid: 9, write: 4096, cancelledWrite: 96, ioWait: 25e7 }] });
    const { write, cancelledWrite, ioWait } = JSON.parse(encodeSample(sample)).tasks[0];
    const figures = { write, cancelledWrite, ioWait };
    expect(row).toMatchObject({
      write_bytes: String(write),
      cancelled_write_bytes: String(cancelledWrite),
      io_wait_ns: String(ioWait),
    });
    const totals = new RangeTotals({ by: 'process' });
    totals.add(sample);
    expect(JSON.parse(rangeReportJson(totals.result())).rows[0]).toMatchObject(figures);
    const [titles = '', line = ''] = rangeReportCsv(totals.result()).split('\r\n');
    const report = Object.fromEntries(
      titles.split(',').map((title, i) => [title, line.split(',')[i]]),
    );
    for (const name of [
      'read_bytes',
      'write_bytes',
      'cancelled_write_bytes',
      'io_wait_ns',
      'swap_wait_ns',
    ]) {
      expect(report[name]).toBe(row?.[name]);
    }
    const summary = new SummaryBuilder();
    summary.add(sample);
    const [command] = summaryToJson(summary.build()).commands;
    expect(command).toMatchObject({ ...figures, netWrite: Number(row?.net_write_bytes) });
  });

  it('take an apostrophe before what a spreadsheet would reckon', () => {
    const [row] = cellsOf({ tasks: [{ tid: 7, comm: '=1+1', command: '-2', read: 1 }] });
    expect(row).toMatchObject({ comm: "'=1+1", command: "'-2" });
  });

  it.each([
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠a', "'＠a"],
    [' =1', "' =1"],
    ['a;=1+1', "a;'=1+1"],
    ['a; =1;-2', "a;' =1;'-2"],
    ['a;"=1+1;b', `"a;'""=1+1;b"`],
    ['a;b=1', 'a;b=1'],
    ['a-b=c', 'a-b=c'],
  ])('take one where a spreadsheet may see a cell begin: %s', (command, shown) => {
    const [row] = cellsOf({ tasks: [{ tid: 7, command, read: 1 }] });
    expect(row?.command).toBe(shown);
  });

  it('are none where there is no row', () => {
    expect(csvRows(buildReport(sampleOf(), VIEW))).toBe('');
  });
});
