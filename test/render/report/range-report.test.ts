import { describe, expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { type RangeReport, RangeTotals } from '../../../src/model/range/range-report.ts';
import { reportHtml } from '../../../src/render/report/html.ts';
import { rangeReportCsv, rangeReportJson } from '../../../src/render/report/range-data.ts';
import { rangeReportText } from '../../../src/render/report/range-report-text.ts';
import { takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleOf } from '../../support/samples/samples.ts';

/** Names anybody may choose. */
const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!--',
  '"quoted", and more',
  '=HYPERLINK("http://example.org")',
  '\x1b[2J\x1b]0;title\x07',
  'line\nbreak',
  '\u202eright to left',
  'caf\udce9',
] as const;

const hostileReport = (): RangeReport => {
  const totals = new RangeTotals({ by: 'process' });
  const tasks = HOSTILE.map((command, i) => ({
    tid: i + 1,
    comm: command.slice(0, 15),
    command,
    user: command,
    write: 1000 - i,
  }));
  totals.add(sampleOf({ tasks, host: HOSTILE[0] }));
  return totals.result();
};

describe('a report in any form', () => {
  it('as a page holds no markup but its own, and loads nothing', () => {
    const page = reportHtml(hostileReport());
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toMatch(/<img|<!--|onerror=alert\(1\)>/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<[^>]*\b(?:src|href)=|@import|url\(/);
    const data = /id="timeline-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(JSON.parse(data).buckets).toHaveLength(1);
  });

  it('as JSON is one object with raw numbers, and loses no byte of a name', () => {
    const { rows } = JSON.parse(rangeReportJson(hostileReport()));
    expect(rows[0]).toMatchObject({
      pid: 1,
      name: HOSTILE[0],
      write: 1000,
      firstSeen: 1_794_999_999_000,
    });
    expect(rows.at(-1)).toMatchObject({ name: 'caf\ufffd', nameHex: '636166e9' });
  });

  it('as CSV is one line a group that no spreadsheet takes for a formula', () => {
    const lines = rangeReportCsv(hostileReport()).split('\r\n');
    expect(lines).toHaveLength(HOSTILE.length + 2);
    expect(lines[0]?.split(',').slice(0, 3)).toEqual(['pid', 'user', 'read_bytes']);
    for (const line of lines) expect(line).not.toMatch(/(?:^|,)"?[=+@\t]|[\x00-\x1f]/);
    expect(lines[4]).toContain('"""quoted"", and more"');
  });

  it('as text obeys nobody', () => {
    const text = rangeReportText(hostileReport());
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(text.split('\n')).toHaveLength(6 + HOSTILE.length);
  });

  it('says of an empty range that it is empty', () => {
    const empty = new RangeTotals({ by: 'user' }).result();
    expect(rangeReportText(empty)).toContain('No sample');
    expect(JSON.parse(rangeReportJson(empty))).toMatchObject({ samples: 0, rows: [] });
    expect(reportHtml(empty)).toContain('No sample');
  });

  it('sums up in text what it leaves out', () => {
    const totals = new RangeTotals({ by: 'command' });
    for (const sample of takeSamples(5)) totals.add(sample);
    expect(rangeReportText(totals.result(2))).toMatch(/\d+ other commands/);
  });
});

describe('how the machine fared', () => {
  const report = (() => {
    const totals = new RangeTotals({ by: 'process' });
    const disk = { id: '254:0', kind: 'disk', readBytes: bytes(0), writeBytes: bytes(0) } as const;
    const work = { reads: 0, writes: 20, queued: nanoseconds(0), busy: nanoseconds(93e7) };
    totals.add(
      sampleOf({
        tasks: [
          { tid: 1, comm: 'cp', write: 1e9, ioWait: 1e8 },
          { tid: 2, comm: 'my\x1bsqld', command: 'my\x1bsqld', ioWait: 9e8 },
        ],
        system: {
          pressure: { ioSome: nanoseconds(42e7) },
          devices: ['vda', 'vdb', 'vdc', 'vdd'].map((name) => ({
            ...disk,
            ...work,
            name,
            writeTime: nanoseconds(20 * 36e6),
          })),
        },
      }),
    );
    return totals.result(1);
  })();

  it('stands in text and page: stalled, how busy and slow its disks were, who waited longest though not among the rows', () => {
    for (const text of [rangeReportText(report), reportHtml(report)]) {
      expect(text).toContain(
        'tasks stalled 42.00 % of the time; vda 93.00 % busy, 36ms a write; vdb 93.00 % busy, 36ms a write; vdc 93.00 % busy, 36ms a write; 1 other disk',
      );
      expect(text).toContain(
        String.raw`waited longest for I/O: my\x1bsqld (2) 0.90 s, cp (1) 0.10 s`,
      );
    }
  });

  it('stands in JSON, and what is unknown does not', () => {
    const { stalled, diskLoads, waitedLongest } = JSON.parse(rangeReportJson(report));
    expect(stalled).toBe(0.42);
    expect(diskLoads[0]).toEqual({ name: 'vda', busy: 0.93, writeAwait: 36e6 });
    expect(waitedLongest).toMatchObject([
      { pid: 2, ioWait: 9e8 },
      { pid: 1, ioWait: 1e8 },
    ]);
    const unknown = new RangeTotals({ by: 'process' });
    unknown.add(sampleOf({ tasks: [{ tid: 1, write: 1, ioWait: undefined }] }));
    expect(rangeReportText(unknown.result())).not.toMatch(/stalled|busy|waited longest/);
    expect(JSON.parse(rangeReportJson(unknown.result()))).not.toHaveProperty('stalled');
  });
});

describe('the groups that are not shown', () => {
  it('stand below the table in one row, with their sums in the columns that add up', () => {
    const totals = new RangeTotals({ by: 'command' });
    const task = (tid: number, write: number) => ({
      tid,
      comm: `c${tid}`,
      write,
      ended: true as const,
    });
    totals.add(sampleOf({ tasks: [task(1, 4096), task(2, 1024), task(3, 2048)] }));
    const row = rangeReportText(totals.result(1))
      .split('\n')
      .find((line) => line.endsWith('2 other commands'));
    expect(row?.trim().split(/ {2,}/)).toEqual([
      '0 B',
      '3.00 K',
      '0 B',
      '0.00 s',
      '0.00 s',
      '2',
      '2 other commands',
    ]);
  });
});
