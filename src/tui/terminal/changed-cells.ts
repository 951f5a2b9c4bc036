/** What has to be sent to turn a row that is on the screen into another: the cells that differ, each run at its column. */
import { type Cells, DOUBTFUL, lookOf } from './cells.ts';
import { sgr } from './paint-line.ts';
import type { Theme } from './theme.ts';

/** What the terminal draws with next, as SGR; every frame begins and ends `PLAIN`. */
export type Pen = { look: string };

/**
 * @param row from 1
 * @param before drawn with the same columns and theme
 * @param pen left as it then is
 * @returns '' when nothing differs; undefined when the row must be painted whole, for a doubtful character came or went
 */
export const changedCells = (
  row: number,
  before: Cells,
  after: Cells,
  { theme, pen }: { readonly theme: Theme; readonly pen: Pen },
): string | undefined => {
  const { text, looks, doubtful } = after;
  if (doubtful !== before.doubtful) return undefined;
  if (text === before.text && looks === before.looks) return '';
  const blankFrom = whereBlank(after, theme);
  const found = pen.look;
  let out = '';
  let look = -1;
  let at = -1;
  const take = (next: string): void => {
    if (pen.look !== next) out += next;
    pen.look = next;
  };
  const send = (from: number, to: number): void => {
    for (let cell = from; cell < to; ) {
      const next = looks.charCodeAt(cell);
      if (next !== look) take(lookOf(next, theme));
      look = next;
      let end = cell + 1;
      while (end < to && looks.charCodeAt(end) === next) end += 1;
      out += text.slice(cell, end);
      cell = end;
    }
  };
  const isSame = (cell: number): boolean =>
    text.charCodeAt(cell) === before.text.charCodeAt(cell) &&
    looks.charCodeAt(cell) === before.looks.charCodeAt(cell);
  for (let cell = 0; cell < text.length; ) {
    if (isSame(cell)) {
      cell += 1;
      continue;
    }
    let end = cell + 1;
    while (end < text.length && !isSame(end)) end += 1;
    if (text.slice(cell, end).includes(DOUBTFUL_CELL)) {
      pen.look = found;
      return undefined;
    }
    const isNear = at >= 0 && cell - at <= JUMP && !text.slice(at, cell).includes(DOUBTFUL_CELL);
    if (!isNear) out += at < 0 ? `\x1b[${row};${cell + 1}H` : `\x1b[${cell + 1}G`;
    send(isNear ? at : cell, Math.min(end, blankFrom));
    if (end > blankFrom) {
      take(PLAIN);
      return `${out}\x1b[K`;
    }
    at = cell = end;
  }
  return out;
};

/** The first of the plain blanks that fill the row to its edge. */
const whereBlank = ({ text, looks }: Cells, theme: Theme): number => {
  const last = looks.charCodeAt(text.length - 1);
  if (lookOf(last, theme) !== PLAIN) return text.length;
  let cell = text.length;
  while (cell > 0 && text[cell - 1] === ' ' && looks.charCodeAt(cell - 1) === last) cell -= 1;
  return cell;
};

/** As many cells as a jump over them takes bytes. */
const JUMP = 5;
export const PLAIN = sgr('', '');
const DOUBTFUL_CELL = String.fromCharCode(DOUBTFUL);
