import { describe, expect, it } from 'vitest';
import { GROUPING_IDS, groupingOf } from '../../../src/model/range/grouping.ts';
import { type RangeReport, RangeTotals } from '../../../src/model/range/range-report.ts';
import { REPORT_STYLE, reportHtml } from '../../../src/render/report/html.ts';
import { rangeColumns } from '../../../src/render/report/range-columns.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const LONG = `java ${'-Dsome.property=value '.repeat(150)}end`;

const reportBy = (by: RangeReport['by'], about: object = {}): RangeReport => {
  const totals = new RangeTotals({ by });
  const tasks = ['dd if=/dev/zero', LONG].map((command, i) => ({
    tid: i + 1,
    command,
    write: 9,
    ...about,
  }));
  totals.add(sampleOf({ tasks }));
  return totals.result();
};

const ASKED = { diskRead: 0, diskWrite: 9, disk: [{ device: 'vda', write: 9 }] };

const titlesOf = (report: RangeReport): readonly string[] => {
  const [, head = ''] = /<thead>(.*)<\/thead>/.exec(reportHtml(report)) ?? [];
  return [...head.matchAll(/<th[^>]*>(.*?)<\/th>/g)].flatMap(([, text = '']) => text.split('<br>'));
};

describe('the table of the page', () => {
  it.each(GROUPING_IDS)('by %s has every column of the report, each once', (by) => {
    const wanted = rangeColumns(groupingOf(by)).map(({ title }) => title);
    expect([...titlesOf(reportBy(by, ASKED))].sort()).toEqual([...wanted].sort());
  });

  it('has no columns of what the disks were asked for where nobody watched', () => {
    const unwatched = titlesOf(reportBy('user'));
    expect(titlesOf(reportBy('user', ASKED)).filter((title) => !unwatched.includes(title))).toEqual(
      ['FROM DISK', 'TO DISK'],
    );
  });

  it('stands above that of the devices, where they are known', () => {
    expect(reportHtml(reportBy('user', ASKED))).toMatch(/<\/table>.*devices were asked for.*vda/s);
    expect(reportHtml(reportBy('user'))).not.toContain('devices were asked for');
  });

  it('has the command second, behind who it is', () => {
    const heads = [...reportHtml(reportBy('process')).matchAll(/<th class="(\w+)/g)];
    expect(heads.slice(0, 2).map(([, name]) => name)).toEqual(['pid', 'name']);
  });

  it('has all of a long command, folded to a line', () => {
    const page = reportHtml(reportBy('process'));
    expect(page.includes(`<details><summary>${LONG}</summary></details>`)).toBe(true);
    expect(page.includes('>dd if=/dev/zero</td>')).toBe(true);
  });
});

describe('the colours of the page', () => {
  const themes = [...REPORT_STYLE.matchAll(/:root \{([^}]*)\}/g)].map(([, rules = '']) =>
    Object.fromEntries(
      [...rules.matchAll(/--(\w+): #([0-9a-f]+)/g)].map(([, name, hex]) => [name, hex]),
    ),
  );

  it('of text have a contrast of 4.5 to 1, light and dark', () => {
    expect(themes).toHaveLength(2);
    for (const { paper = '', ink = '', dim = '', read = '', write = '' } of themes) {
      for (const colour of [ink, dim]) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5);
      // What is no text but must be told apart: WCAG 2.2, 1.4.11.
      for (const colour of [read, write]) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(3);
    }
  });
});

/** As WCAG 2.2 defines it. */
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
};

const luminance = (hex: string): number => {
  const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
