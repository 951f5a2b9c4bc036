/**
 * A report over a time as one self-contained page, to attach to a ticket: no network, no other file.
 *
 * The page forbids itself every connection (Content Security Policy), so that not even a flaw could send anything.
 */
import { milliseconds } from '../../lib/units.ts';
import { localZone, offsetsBetween } from '../../lib/zone.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { htmlJson, htmlText } from '../text/html-text.ts';
import type { JsonValue } from '../text/json-text.ts';
import { sanitize } from '../text/sanitize.ts';
import { REPORT_SCRIPT } from './html-script.ts';
import { REPORT_STYLE } from './html-style.ts';
import { reportHtmlTable } from './html-table.ts';
import { missingLines, summaryLines } from './range-report-text.ts';

export const reportHtml = (report: RangeReport): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${htmlText(titleOf(report))}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<h1>${htmlText(titleOf(report))}</h1>
${paragraphs(summaryLines(report))}
${timelinePart(report)}
<h2>By ${htmlText(report.by)}</h2>
${reportHtmlTable(report)}
${missingPart(report)}
</body>
</html>
`;

const titleOf = ({ hosts }: RangeReport): string =>
  `Disk I/O of ${hosts.length === 0 ? 'no host' : hosts.join(', ')}`;

const paragraphs = (lines: readonly string[]): string =>
  lines.map((line) => `<p>${htmlText(line)}</p>`).join('\n');

const timelinePart = (report: RangeReport): string => {
  if (report.timeline.buckets.length === 0) return '';
  return `<h2>When<span class="key read"></span>read<span class="key write"></span>written<span class="key gap"></span>nothing recorded</h2>
<svg id="timeline" viewBox="0 0 1000 272" tabindex="0" role="img" aria-label="bytes read and written over time"></svg>
<p id="readout">Drag to zoom, double click to see all.</p>
<script type="application/json" id="timeline-data">${htmlJson(timelineData(report))}</script>
<script>${REPORT_SCRIPT}</script>`;
};

/** Arrays rather than objects: two thousand buckets are half the size so. */
const timelineData = ({ timeline, recorded }: RangeReport): JsonValue => {
  const { width, buckets } = timeline;
  const first = buckets[0]?.at ?? milliseconds(0);
  const last = milliseconds((buckets.at(-1)?.at ?? 0) + width);
  const from = milliseconds(Math.min(first, recorded?.from ?? first));
  return {
    width,
    from,
    to: last,
    zones: offsetsBetween(from, last, localZone).map(([since, minutes]) => [since, minutes]),
    buckets: buckets.map(({ at, read, write, covered, busiest }) => [
      at,
      read,
      write,
      covered,
      ...(busiest === undefined
        ? []
        : [sanitize(busiest.subject.name).slice(0, NAME_LIMIT), busiest.rate]),
    ]),
  };
};

/** Characters of a name beside the timeline. */
const NAME_LIMIT = 80;

const missingPart = (report: RangeReport): string => {
  const lines = missingLines(report);
  if (lines.length === 0) return '<p>Nothing is missing: every interval was recorded and seen.</p>';
  const items = lines.map((line) => `<li>${htmlText(line)}</li>`);
  return `<h2>What is missing</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
};
