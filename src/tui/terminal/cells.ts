/** A row as the cells of a terminal, each with its character and its look: what two rows are compared by. */
import { characterWidth, isSingleWidth } from '../../render/text/text-width.ts';
import type { Line } from './line.ts';
import { cutSpans, type DrawOptions, sgr } from './paint-line.ts';
import { STYLE_NAMES, type Style, type Theme } from './theme.ts';

/** One code unit a cell, as many as the screen has columns. */
export type Cells = {
  /** `DOUBTFUL`: a cell of a character that not every terminal takes for as wide as we do. */
  readonly text: string;
  /** For `lookOf`. */
  readonly looks: string;
  /** The doubtful characters, and where they stand. */
  readonly doubtful: string;
};

export const DOUBTFUL = 0;

export const cellsOf = (line: Line, options: DrawOptions): Cells => {
  let [text, looks, doubtful] = ['', '', ''];
  const add = (cells: string, look: string): void => {
    text += cells;
    looks += look.repeat(cells.length);
  };
  for (const { text: shown, style } of cutSpans(line, options)) {
    const look = lookUnit(line.base, style);
    if (isSingleWidth(shown)) add(shown, look);
    else {
      for (const character of shown) {
        if (isSingleWidth(character)) {
          add(character, look);
          continue;
        }
        const width = characterWidth(character);
        // A mark belongs to the cell before it.
        if (width === 0) doubtful += text.slice(-1);
        if (width === 0 && text !== '') text = text.slice(0, -1) + DOUBTFUL_UNIT;
        doubtful += text.length + character;
        add(DOUBTFUL_UNIT.repeat(width), look);
      }
    }
  }
  add(' '.repeat(Math.max(0, options.columns - text.length)), lookUnit(line.base, 'plain'));
  return { text, looks, doubtful };
};

/** SGR of a cell. @param unit of `looks` */
export const lookOf = (unit: number, theme: Theme): string => {
  const base = STYLE_NAMES[Math.floor(unit / STYLE_NAMES.length)] as Style;
  const style = STYLE_NAMES[unit % STYLE_NAMES.length] as Style;
  return sgr(theme[base], theme[style]);
};

const DOUBTFUL_UNIT = String.fromCharCode(DOUBTFUL);

const lookUnit = (base: Style, style: Style): string =>
  String.fromCharCode(INDEX[base] * STYLE_NAMES.length + INDEX[style === base ? 'plain' : style]);

const INDEX = Object.fromEntries(STYLE_NAMES.map((name, index) => [name, index])) as Readonly<
  Record<Style, number>
>;
