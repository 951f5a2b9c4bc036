/** When it was, in a replay, and what the recording holds: `02:00 ⣀⣀⣤⣿⣶⣀····· 04:00`, the cell of now reversed. */

import type { Milliseconds } from '../../lib/units.ts';
import type { Activity, ActivityPart } from '../../model/range/activity.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import { padEnd } from '../../render/text/text-width.ts';
import { momentText, shortClockText } from '../../render/text/wall-time.ts';
import type { TuiState } from '../core/state.ts';
import { type Glyphs, glyphsOf } from '../settings/glyphs.ts';
import { layoutOf } from '../table/layout.ts';
import { cellOfTime, END_WIDTH, stripWidth } from '../table/tape.ts';
import { BLANK, type Line, line, type Span, span } from '../terminal/line.ts';
import type { Style } from '../terminal/theme.ts';

/** None on a live screen. */
export const tapeLines = (state: TuiState): readonly Line[] =>
  [timeLine(state), stripLine(state)].slice(0, layoutOf(state).timeRows);

/** When it was, and where. */
const timeLine = ({ sample }: TuiState): Line =>
  sample === undefined
    ? BLANK
    : line(
        span(momentText(sample.wallTime), 'figure'),
        span(`  ${sanitize(sample.host)}`, 'label'),
      );

const stripLine = (state: TuiState): Line => {
  const { activity, sample } = state;
  if (activity === undefined || sample === undefined) return BLANK;
  const width = stripWidth(state);
  const now = cellOfTime(sample.wallTime, activity, width);
  const cells = cellsOf(activity, width, glyphsOf(state)).map(({ text, style }, cell) =>
    span(text, cell === now ? 'cursor' : style),
  );
  return line(
    span(padEnd(clockOf(activity.from), END_WIDTH), 'label'),
    ...joined(cells),
    span(` ${clockOf(activity.to)}`, 'label'),
  );
};

const clockOf = (time: Milliseconds): string => shortClockText(time).slice(0, '03:00'.length);

/** A cell stands for the slowest of its parts, each bar of it; a full bar is all of the time. What was read in part only is dim, what was not read is no bar. */
const cellsOf = ({ parts }: Activity, width: number, glyphs: Glyphs): readonly Span[] => {
  const bars = figuresIn({ width: 1, glyphs });
  const partsOf = (bar: number): readonly ActivityPart[] => {
    const [from, to] = [bar, bar + 1].map((each) =>
      Math.floor((each * parts.length) / (width * bars)),
    );
    return parts.slice(from, Math.max((from as number) + 1, to as number));
  };
  return Array.from({ length: width }, (_, cell) => {
    const inBars = Array.from({ length: bars }, (_, bar) => partsOf(cell * bars + bar));
    const all = inBars.flat();
    const figures = inBars.map((each) => Math.max(0, ...each.map((part) => mostOf(part) ?? 0)));
    const style = styleOf(all);
    return style === undefined
      ? span(unknownGlyph(all), 'nothing')
      : span(sparkline(figures, { width: 1, most: 1, glyphs }), style);
  });
};

const mostOf = (part: ActivityPart): number | undefined =>
  part.kind === 'read' ? part.most : undefined;

/** undefined: nothing of it is known. */
const styleOf = (parts: readonly ActivityPart[]): Style | undefined => {
  if (parts.every(({ kind }) => kind !== 'read')) return undefined;
  const isWhole = parts.every(
    (part) => part.kind !== 'unread' && (part.kind !== 'read' || part.isWhole),
  );
  return isWhole ? 'graph-write' : 'nothing';
};

/** Not read yet, or not recorded. */
const unknownGlyph = (parts: readonly ActivityPart[]): string =>
  parts.some(({ kind }) => kind === 'unread') ? '·' : '-';

/** Neighbours of one style are one span. */
const joined = (cells: readonly Span[]): readonly Span[] => {
  const spans: Span[] = [];
  for (const { text, style } of cells) {
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = span(last.text + text, style);
    else spans.push(span(text, style));
  }
  return spans;
};
