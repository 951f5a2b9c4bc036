/** Where the figures of disks and tasks stand: one grid for all rows of the header, whatever the window's width. */
import { formatBytes, UNKNOWN } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { padStart, textWidth } from '../../render/text/text-width.ts';
import type { TuiState } from '../core/state.ts';
import { layoutOf } from '../table/layout.ts';

/** Widths in cells, without the blanks before them; 0: there is no room for it. */
export type HeaderCells = {
  readonly name: number;
  /** Of a figure with its word. */
  readonly read: number;
  readonly write: number;
  /** Behind each of these two. */
  readonly spark: number;
  readonly busy: number;
  readonly latency: number;
  readonly inFlight: number;
};

/** Where words give way to figures. */
export const isNarrow = ({ size }: TuiState): boolean => size.columns < 60;

/** Names of the disks that have a row. */
export const shownDisks = (state: TuiState): readonly string[] =>
  state.memory.disks.names.slice(0, layoutOf(state).diskRows);

/** What does not fit is left out, from the right on, and the sparklines take what is left. */
export const headerCells = (state: TuiState): HeaderCells => {
  const { columns } = state.size;
  const names = ['tasks', ...shownDisks(state)].map((name) => textWidth(sanitize(name)));
  const narrow = isNarrow(state);
  const name = Math.min(Math.max(...names), narrow ? SHORT_NAME : WIDEST_NAME);
  const [read, write] = narrow ? [SHORT_FIGURE, SHORT_FIGURE] : [READ, WRITE];
  let left = columns - name - (1 + read) - (1 + write);
  const take = (width: number, gap: number): number => {
    if (left < gap + width) return 0;
    left -= gap + width;
    return width;
  };
  const busy = take(BUSY, 1) || take(SHORT_BUSY, 1);
  const latency = narrow ? 0 : take(LATENCY, GAP);
  const inFlight = latency === 0 ? 0 : take(IN_FLIGHT, GAP);
  const spark = narrow ? 0 : Math.max(0, Math.min(WIDEST_SPARK, (left >> 1) - 1));
  return { name, read, write, spark, busy, latency, inFlight };
};

/** `read 20.1 M/s`, or where there is little room `r 20.1 M/s`. @param text of the figure */
export const figureCell = (way: 'read' | 'write', { [way]: width }: HeaderCells, text: string) =>
  `${width === SHORT_FIGURE ? way.charAt(0) : way} ${padStart(text, FIGURE)}`;

export const rateText = ({ settings }: TuiState, rate: number | undefined): string =>
  rate === undefined ? UNKNOWN : formatBytes(rate, '/s', settings, FIGURE);

/** `busy 32 %`. */
export const busyCell = ({ busy: width }: HeaderCells, share: number): string =>
  `${width === BUSY ? 'busy ' : ''}${padStart(shareText(share), SHORT_BUSY)}`;

/** `32 %`; what is there is never 0. */
export const shareText = (share: number): string =>
  share > 0 && share < 0.005 ? '<1 %' : `${Math.round(Math.min(1, share) * 100)} %`;

/** Cells of an amount or a rate. */
export const FIGURE = '20.1 M/s'.length;
/** Before the cells on the right. */
export const GAP = 2;

const READ = 'read '.length + FIGURE;
const WRITE = 'write '.length + FIGURE;
const SHORT_FIGURE = 'r '.length + FIGURE;
const BUSY = 'busy 100 %'.length;
const SHORT_BUSY = '100 %'.length;
const LATENCY = 'w 0.11 ms'.length;
const IN_FLIGHT = '128 in flight'.length;
const WIDEST_NAME = 16;
const SHORT_NAME = 8;
const WIDEST_SPARK = 24;
