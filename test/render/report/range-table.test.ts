import { describe, expect, it } from 'vitest';
import { GROUPING_IDS } from '../../../src/model/range/grouping.ts';
import { RangeTotals } from '../../../src/model/range/range-report.ts';
import { rangeCompareText } from '../../../src/render/report/range-compare.ts';
import { rangeReportText } from '../../../src/render/report/range-report-text.ts';
import { textWidth } from '../../../src/render/text/text-width.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const NAMES = ['dd', 'a-name-of-28-cells-that-is-x', `/usr/bin/${'long'.repeat(40)}`];

const totalsBy = (by: (typeof GROUPING_IDS)[number]): RangeTotals => {
  const totals = new RangeTotals({ by });
  const tasks = NAMES.map((command, index) => ({
    tid: 4_194_300 + index,
    comm: command,
    command,
    user: command,
    uid: index,
    read: 9e11 - index * 1e9,
    write: 9e11,
  }));
  totals.add(sampleOf({ tasks }));
  return totals;
};

/** Titles and rows. */
const tableIn = (text: string): readonly string[] =>
  text.trimEnd().split('\n\n').at(-1)?.split('\n') ?? [];

/** The least of a name by which it is known. */
const known = (name: string, room: number): string => name.slice(0, Math.min(12, room));

/** Compared with it, all of a report has changed. */
const NOTHING = new RangeTotals({ by: 'command' }).result();

describe('the table of a report on a terminal', () => {
  const widths = Array.from({ length: 36 }, (_, index) => 40 + index * 5);

  it.each(GROUPING_IDS)('by %s fits any width and loses no name', (by) => {
    const report = totalsBy(by).result();
    const names = report.rows.map(({ subject }) => subject.name);
    for (const room of widths) {
      for (const text of [
        rangeReportText(report, room),
        rangeCompareText(report, NOTHING, 10, room),
      ]) {
        const table = tableIn(text);
        expect(table).toHaveLength(1 + names.length);
        for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(room);
        for (const name of names) expect(table.join('\n')).toContain(known(name, room - 32));
      }
    }
  });

  it('has at 80 columns who, how much and which part of all; and all columns where they fit', () => {
    const [titles] = tableIn(rangeReportText(totalsBy('command').result(), 80));
    expect(titles).toMatch(/^ *READ +% +WRITTEN +% .*COMMAND$/);
    const [all] = tableIn(rangeReportText(totalsBy('process').result(), 400));
    for (const title of ['PID', 'SWAP WAIT', 'FIRST SEEN', 'ENDED']) expect(all).toContain(title);
  });

  it('is for others than terminals as wide as it takes', () => {
    const report = totalsBy('process').result();
    expect(rangeReportText(report)).toContain(NAMES[2] as string);
    expect(rangeReportText(report)).toBe(rangeReportText(report, 999));
  });
});
