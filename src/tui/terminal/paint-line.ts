/**
 * A row as the bytes that show it: cursor address, SGR, text.
 *
 * Sources: ECMA-48 (CUP, CHA, EL, SGR). A terminal may take a character for wider or narrower than we do; after every
 * text with such a one the column is therefore set anew, so that what follows stands where it should.
 */

import {
  cutToWidth,
  isPlainAscii,
  isSingleWidth,
  textWidth,
} from '../../render/text/text-width.ts';
import type { Line, Span } from './line.ts';
import type { Theme } from './theme.ts';

export type DrawOptions = {
  readonly columns: number;
  readonly theme: Theme;
  /** Whether the terminal takes UTF-8; if not, what is not ASCII becomes `?`. */
  readonly unicode: boolean;
};

/** The row's content from its first cell; the cursor stands there already. Never wider than the options. */
export const paintLine = (line: Line, options: DrawOptions): string => {
  const { columns, theme } = options;
  let out = '';
  let shown: string | undefined;
  let column = 0;
  let isDoubtful = false;
  const { base } = line;
  for (const { text, style } of cutSpans(line, options)) {
    const look = sgr(theme[base], style === base ? '' : theme[style]);
    if (look !== shown) out += look;
    shown = look;
    out += text;
    column += textWidth(text);
    if (isSingleWidth(text)) continue;
    isDoubtful = true;
    if (column < columns) out += `\x1b[${column + 1}G`;
  }
  // A row whose widths are a matter of opinion is blanked first: no cell of it may keep what stood there.
  const erased = isDoubtful ? '\x1b[m\x1b[2K' : '';
  return erased + out + rest(theme[base], columns - column);
};

/** Its spans as far as there is room, made harmless; none is empty. */
export const cutSpans = ({ spans }: Line, { columns, unicode }: DrawOptions): readonly Span[] => {
  const shown: Span[] = [];
  let column = 0;
  for (const { text, style } of spans) {
    if (column >= columns) break;
    const cut = cutToWidth(unicode ? clean(text) : asciiOnly(text), columns - column);
    if (cut === '') continue;
    column += textWidth(cut);
    shown.push({ text: cut, style });
  }
  return shown;
};

/** SGR from nothing, so that what is sent does not depend on what was sent before. */
export const sgr = (base: string, over: string): string =>
  base === '' && over === ''
    ? '\x1b[m'
    : `\x1b[0${base === '' ? '' : `;${base}`}${over === '' ? '' : `;${over}`}m`;

const rest = (base: string, cells: number): string => {
  if (cells <= 0) return '\x1b[m';
  return base === '' ? '\x1b[m\x1b[K' : `${sgr(base, '')}${' '.repeat(cells)}\x1b[m`;
};

const CONTROLS = /[\p{Cc}\p{Cs}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The last wall: no control character and no direction override leaves, whatever the view forgot. */
const clean = (text: string): string =>
  isSingleWidth(text) ? text : text.replaceAll(CONTROLS, '\ufffd');

/** Of names: the view has drawn its own glyphs in ASCII. Keeps the width. */
const asciiOnly = (text: string): string =>
  isPlainAscii(text)
    ? text
    : Array.from(text, (each) =>
        isPlainAscii(each) ? each : '?'.repeat(Math.max(1, textWidth(each))),
      ).join('');
