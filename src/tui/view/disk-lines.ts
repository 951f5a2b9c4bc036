/** A row for each of the busiest disks: what it reads and writes, how busy it is, how long its requests take and how many there are. */

import { type DiskLoad, loadOf, type WayTime } from '../../model/devices/disk-load.ts';
import { lengthOf } from '../../model/view/report.ts';
import { formatDuration } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import { padEnd, padStart } from '../../render/text/text-width.ts';
import type { TuiState } from '../core/state.ts';
import { glyphsOf } from '../settings/glyphs.ts';
import { layoutOf } from '../table/layout.ts';
import { type Line, line, type Span, span } from '../terminal/line.ts';
import type { Style } from '../terminal/theme.ts';
import {
  busyCell,
  figureCell,
  GAP,
  type HeaderCells,
  headerCells,
  rateText,
  shownDisks,
} from './header-cells.ts';

export const diskLines = (state: TuiState): readonly Line[] => {
  if (layoutOf(state).diskRows === 0) return [];
  const cells = headerCells(state);
  const names = shownDisks(state);
  return names.length === 0
    ? [allDisksLine(state, cells)]
    : names.map((name) => diskLine(state, cells, name));
};

const diskLine = (state: TuiState, cells: HeaderCells, name: string): Line => {
  const { sample, memory } = state;
  const devices = sample?.system.devices;
  const entry = devices?.find((device) => device.name === name);
  const load = sample && devices && loadOf(entry, lengthOf(sample));
  return line(
    span(padEnd(sanitize(name), cells.name), 'figure'),
    ...movedSpans(state, cells, {
      read: load?.read,
      write: load?.write,
      past: (way, moments) => memory.history.ofDisk(name, way, moments),
    }),
    ...(load === undefined ? [] : timeSpans(cells, load)),
  );
};

/** Where no disk did anything yet, or the kernel does not name them. */
const allDisksLine = (state: TuiState, cells: HeaderCells): Line => {
  const { currentRead, currentWrite } = state.report?.header ?? {};
  return line(
    span(padEnd('disks', cells.name), 'figure'),
    ...movedSpans(state, cells, {
      read: currentRead?.rate,
      write: currentWrite?.rate,
      past: (way, moments) => state.memory.history.ofMachine(way, moments),
    }),
  );
};

type Moved = {
  readonly read: number | undefined;
  readonly write: number | undefined;
  readonly past: (way: 'read' | 'write', moments: number) => readonly number[];
};

const movedSpans = (state: TuiState, cells: HeaderCells, moved: Moved): readonly Span[] =>
  (['read', 'write'] as const).flatMap((way) => [
    span(` ${figureCell(way, cells, rateText(state, moved[way]))}`),
    ...sparkSpans(state, way, cells.spark, moved.past),
  ]);

const sparkSpans = (
  state: TuiState,
  way: 'read' | 'write',
  width: number,
  past: Moved['past'],
): readonly Span[] => {
  if (width === 0) return [];
  const glyphs = glyphsOf(state);
  const figures = past(way, figuresIn({ width, glyphs }));
  const most = Math.max(...figures, 1);
  return [span(' '), span(sparkline(figures, { width, most, glyphs }), `graph-${way}`)];
};

const timeSpans = (cells: HeaderCells, load: DiskLoad): readonly Span[] => {
  const right = (text: string, width: number): readonly Span[] =>
    width === 0 ? [] : [span(padStart(text, GAP + width))];
  return [
    ...(cells.busy === 0 ? [] : [span(' '), span(busyCell(cells, load.busy), styleOf(load.busy))]),
    ...right(latencyText(load), cells.latency),
    ...right(inFlightText(load), cells.inFlight),
  ];
};

const styleOf = (busy: number): Style => (busy > 0.8 ? 'alarm' : busy > 0.4 ? 'warm' : 'plain');

/** `w 29.3 ms`: the writes, which were slower than the reads. */
const latencyText = ({ slower }: DiskLoad): string =>
  slower === undefined ? '' : `${slower.way.charAt(0)} ${meanText(slower)}`;

/** The kernel counts milliseconds over all requests: the mean of few is not known better. */
const meanText = ({ time, requests }: WayTime): string => {
  const milliseconds = time / 1e6;
  if (milliseconds >= LONG) return formatDuration(time);
  const known = requests >= 100 ? 2 : requests >= 10 ? 1 : 0;
  const readable = milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0;
  const least = 10 ** -known;
  return milliseconds < least
    ? `<${least} ms`
    : `${milliseconds.toFixed(Math.min(known, readable))} ms`;
};

/** Milliseconds from which seconds are easier to read. */
const LONG = 10_000;

const inFlightText = ({ inFlight }: DiskLoad): string => {
  if (inFlight === undefined) return '';
  return `${inFlight > 0 && inFlight < 1 ? '<1' : Math.round(inFlight)} in flight`;
};
