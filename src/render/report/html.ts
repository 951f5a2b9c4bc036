/**
 * A report over a time as one self-contained page, to attach to a ticket: no network, no other file.
 *
 * The page forbids itself every connection (Content Security Policy), so that not even a flaw could send anything.
 */
import { milliseconds } from '../../lib/units.ts';
import { localZone, offsetsBetween } from '../../lib/zone.ts';
import type { RangeReport } from '../../model/range/range-report.ts';
import { htmlJson, htmlText, type JsonValue } from '../text/quoting.ts';
import { sanitize } from '../text/sanitize.ts';
import { REPORT_SCRIPT } from './html-script.ts';
import { reportHtmlTable } from './html-table.ts';
import { deviceLines, missingLines, summaryLines, waitedText } from './range-report-text.ts';

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
${paragraphs([waitedText(report)].filter(Boolean))}
${devicePart(report)}${missingPart(report)}
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

const devicePart = (report: RangeReport): string => {
  const lines = deviceLines(report);
  if (lines.length === 0) return '';
  return `<h2>What devices were asked for</h2>\n<pre>${htmlText(lines.join('\n'))}</pre>\n`;
};

const missingPart = (report: RangeReport): string => {
  const lines = missingLines(report);
  if (lines.length === 0) return '<p>Nothing is missing: every interval was recorded and seen.</p>';
  const items = lines.map((line) => `<li>${htmlText(line)}</li>`);
  return `<h2>What is missing</h2>\n<ul>\n${items.join('\n')}\n</ul>`;
};

/** The look of the report's page, for light and dark, wide and narrow. Text has a contrast of 4.5 to 1 or more. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --dim: #595959; --line: #d0d0d0; --read: #0b6fc2; --write: #c2410c; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #141414; --ink: #e6e6e6; --dim: #a6a6a6; --line: #3d3d3d; --read: #5aa9f0; --write: #f08a4b; }
}
* { box-sizing: border-box; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; background: var(--paper); color: var(--ink); }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; } h2 { font-size: 1.05rem; margin-top: 1.6rem; }
pre { overflow-x: auto; } p, li { overflow-wrap: anywhere; white-space: pre-wrap; }
svg { width: 100%; height: 274px; display: block; border: 1px solid var(--line); cursor: crosshair; touch-action: pan-y; }
svg text { font: 11px system-ui, sans-serif; fill: var(--dim); stroke: var(--paper); stroke-width: 3px; paint-order: stroke; }
.read { fill: var(--read); } .write { fill: var(--write); } .zoom { fill: #8883; } .grid { stroke: var(--line); }
.gap { fill: none; stroke: var(--dim); stroke-width: 1px; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
.key.read { background: var(--read); } .key.write { background: var(--write); }
.key.gap { border: 1px solid var(--dim); background: repeating-linear-gradient(-45deg, var(--dim) 0 1px, var(--paper) 1px 4px); }
#readout { min-height: 2.8em; color: var(--dim); font-variant-numeric: tabular-nums; }
table { width: 100%; table-layout: fixed; border-collapse: collapse; font-size: 12px; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .4rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
td { overflow: hidden; text-overflow: ellipsis; }
th { color: var(--dim); font-weight: 600; } .right { text-align: right; }
th.pid { width: 5.6rem; } th.ended { width: 4.4rem; }
th.read_bytes, th.write_bytes, th.cancelled_write_bytes, th.io_wait_ns { width: 5.8rem; }
th.peak_bytes_per_second, th.first_seen_ms { width: 13rem; }
td.name { font-family: ui-monospace, monospace; }
summary { cursor: pointer; overflow: hidden; text-overflow: ellipsis; list-style: none; }
details[open] summary { white-space: normal; overflow-wrap: anywhere; max-height: 20em; overflow: auto; }
@media (max-width: 70rem) {
  table, tbody { display: block; } thead { display: none; }
  tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td, td.right { display: block; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  td::before { content: attr(data-title); display: block; color: var(--dim); font: 11px system-ui, sans-serif; }
  td.peak_bytes_per_second, td.first_seen_ms { grid-column: 1 / -1; order: 1; }
  td.name { grid-column: 1 / -1; order: -1; font-size: 14px; white-space: nowrap; }
}
`;
