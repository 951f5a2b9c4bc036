/** The figures above the table. */
import { unattributedOf } from '../../model/totals/reconcile.ts';
import type { Amount } from '../../model/view/amount.ts';
import { isSelected } from '../../model/view/selection.ts';
import { formatBytes, formatShare, UNKNOWN } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import { cutToWidth, padEnd, padStart, textWidth } from '../../render/text/text-width.ts';
import { wallTimeText } from '../../render/text/wall-time.ts';
import type { Sample } from '../../sample/sample.ts';
import { noticesOf } from '../core/notices.ts';
import type { TuiState } from '../core/state.ts';
import { layoutOf } from '../table/layout.ts';
import { barLine, type Line, line, type Span, span } from '../terminal/line.ts';

export const headerLines = (state: TuiState): readonly Line[] => {
  const { header, timeRows } = layoutOf(state);
  const time = timeRows === 0 ? [] : [timeLine(state)];
  if (header === 'short') return [...time, shortHeader(state)];
  const { read, write, currentRead, currentWrite } = state.report?.header ?? {};
  const total = halves(state, 'Total DISK', measured(state, read), measured(state, write));
  const now = [rate(state, currentRead?.rate), rate(state, currentWrite?.rate)] as const;
  const sparks = [spark(state, 'read'), spark(state, 'write')] as const;
  return [
    ...time,
    barLine('header', ...total, ...clock(state)),
    line(...halves(state, 'Current DISK', ...now, sparks)),
    unattributed(state),
    about(state),
  ];
};

/** When it was, and where, if it was not now and here. */
const timeLine = ({ sample }: TuiState): Line => {
  if (sample === undefined) return line();
  const host = sanitize(sample.host);
  return line(span(wallTimeText(sample.wallTime), 'figure'), span(`  ${host}`, 'label'));
};

/** What is not visible and why, in one row; nothing when nothing is missing. */
export const noticeLines = (state: TuiState): readonly Line[] => {
  const [text, ...more] = noticesOf(state);
  if (text === undefined) return [];
  const rest = more.length === 0 ? '' : ` (and ${more.length} more: see ?)`;
  const room = state.size.columns - textWidth(rest);
  const shown = textWidth(text) > room ? `${cutToWidth(text, room - 1)}…` : text;
  return [line(span(shown + rest, 'warning'))];
};

const LABEL = 20;
const VALUE = 13;
const WIDEST_SPARKLINE = 30;

/** Two figures side by side, the second from the middle of the row on. */
const halves = (
  state: TuiState,
  label: string,
  read: string,
  write: string,
  sparks?: readonly [Span, Span],
): readonly Span[] => {
  const half = halfOf(state);
  const left = padEnd(`${label} READ:`, LABEL) + padStart(read, VALUE);
  const right = padEnd(`${label} WRITE:`, LABEL) + padStart(write, VALUE);
  const gap = ' '.repeat(Math.max(1, half - LABEL - VALUE - (sparks ? sparkWidth(state) : 0)));
  return sparks === undefined
    ? [span(left), span(`${gap}| `), span(right)]
    : [span(`${left} `), sparks[0], span(`${gap.slice(1)}| `), span(`${right} `), sparks[1]];
};

const halfOf = ({ size }: TuiState): number =>
  Math.max(LABEL + VALUE + 1, Math.min(Math.floor(size.columns / 2) - 2, 70));

const sparkWidth = (state: TuiState): number =>
  Math.max(0, Math.min(WIDEST_SPARKLINE, halfOf(state) - LABEL - VALUE - 2));

const spark = (state: TuiState, source: 'read' | 'write'): Span => {
  const width = sparkWidth(state);
  const { glyphs } = state.settings;
  const figures = state.memory.history.ofMachine(source, figuresIn({ width, glyphs }));
  const most = Math.max(...figures, 1);
  return span(sparkline(figures, { width, most, glyphs }), `graph-${source}`);
};

/** What the devices moved and nobody was charged for: see reconcile.ts. Of all tasks, whichever are shown. */
const unattributed = (state: TuiState): Line => {
  const flows = state.sample === undefined ? undefined : unattributedOf(state.sample);
  const [read, write] = [rate(state, flows?.read.rate), rate(state, flows?.write.rate)];
  return line(...halves(state, 'Unattributed', read, write));
};

const measured = (state: TuiState, flow: Amount | undefined): string => {
  if (flow === undefined) return UNKNOWN;
  return state.settings.measure === 'total'
    ? formatBytes(flow.bytes, '', state.settings, VALUE)
    : rate(state, flow.rate);
};

const rate = (state: TuiState, perSecond: number | undefined): string =>
  perSecond === undefined ? UNKNOWN : formatBytes(perSecond, '/s', state.settings, VALUE);

const clock = ({ rights, sample, settings, size }: TuiState): readonly Span[] => {
  if (settings.clock === 'hidden' || rights === 'replay' || sample === undefined) return [];
  const text = new Date(sample.wallTime).toTimeString().slice(0, 8);
  const used = 2 * (LABEL + VALUE) + 4;
  return size.columns < used + 10 ? [] : [span(`  ${text}`)];
};

/** Where the figures come from; in a replay the row of the time has the host, and our interval is not the recording's. A host with a long name gives way, then whole facts: a figure that is cut is another figure. */
const about = (state: TuiState): Line => {
  const { rights, sample, settings, size } = state;
  if (sample === undefined) return line(span('looking for the first time …', 'label'));
  const isReplay = rights === 'replay';
  const every = isReplay ? [] : [`every ${settings.interval / 1000} s`];
  const stalled = pressure(state);
  const own = state.ownShare === undefined ? [] : [`self ${formatShare(state.ownShare, 7)}`];
  let shown = [[sample.engine], every, [tasks(sample, state)], stalled, others(state), own];
  for (const least of [every, own, stalled]) {
    if (textOf(shown).length <= size.columns) break;
    shown = shown.filter((facts) => facts !== least);
  }
  const facts = textOf(shown);
  const host = isReplay ? '' : cutToWidth(sanitize(sample.host), size.columns - facts.length - 2);
  return line(span(host === '' ? facts : `${host}  ${facts}`, 'label'));
};

const textOf = (facts: readonly (readonly string[])[]): string => facts.flat().join('  ');

/** How many of the living did something, and how many ended, both of those the list may show; and how many live in all. */
const tasks = ({ tasks, taskCount }: Sample, { selection, settings }: TuiState): string => {
  let active = 0;
  let ended = 0;
  for (const entry of tasks) {
    if (!isSelected(entry, selection, settings.unit)) continue;
    if (entry.ended) ended += 1;
    else active += 1;
  }
  const living = taskCount === undefined ? '' : ` of ${taskCount} tasks`;
  return `${active} active${living}${ended === 0 ? '' : `, ${ended} ended`}`;
};

/** The busiest device that is no disk, for it is in Total and not in Current. */
const others = (state: TuiState): readonly string[] => {
  const busiest = state.report?.header.others[0];
  if (busiest === undefined) return [];
  const moved = rate(state, busiest.read.rate + busiest.write.rate);
  return [`${sanitize(busiest.name)} ${moved.trim()}`];
};

const pressure = ({ sample }: TuiState): readonly string[] => {
  const { ioSome, ioFull } = sample?.system.pressure ?? {};
  if (sample === undefined || ioSome === undefined) return [];
  const elapsed = sample.endedAt - sample.startedAt;
  const share = (stall: number): string => formatShare(elapsed > 0 ? stall / elapsed : 0, 7);
  return [`pressure ${share(ioSome)}${ioFull === undefined ? '' : ` full ${share(ioFull)}`}`];
};

/** One row for small windows. */
const shortHeader = (state: TuiState): Line => {
  const { header } = state.report ?? {};
  const read = measured(state, header?.read);
  const write = measured(state, header?.write);
  const text =
    state.size.columns >= 60
      ? `Total DISK READ: ${padStart(read, VALUE)} | Total DISK WRITE: ${padStart(write, VALUE)}`
      : `R ${padStart(read, 11)} W ${padStart(write, 11)}`;
  return barLine('header', span(text));
};
