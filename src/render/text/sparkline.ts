/** Figures over time as a row of small bars, oldest at the left. */

type SparklineOptions = {
  /** Cells to fill; braille shows two figures a cell, ASCII one. */
  readonly width: number;
  /** The figure that fills a bar. */
  readonly most: number;
  readonly glyphs: 'unicode' | 'ascii';
};

/** Figures that fit in `width` cells. */
export const figuresIn = ({ width, glyphs }: Omit<SparklineOptions, 'most'>): number =>
  glyphs === 'unicode' ? width * 2 : width;

/** Anything above nothing shows at least the lowest bar. Fewer figures than fit leave the left blank. */
export const sparkline = (figures: readonly number[], options: SparklineOptions): string => {
  const room = figuresIn(options);
  const shown = figures.slice(-room);
  const first = room - shown.length;
  const levelAt = (index: number): number => level(shown[index - first] ?? 0, options.most);
  let bars = '';
  for (let cell = 0; cell < options.width; cell++) {
    bars +=
      options.glyphs === 'ascii'
        ? ASCII_BARS.charAt(levelAt(cell))
        : brailleOf(levelAt(cell * 2), levelAt(cell * 2 + 1));
  }
  return bars;
};

/** A blank is a blank: the empty braille pattern shows its dots in some fonts. */
const brailleOf = (left: number, right: number): string =>
  left + right === 0
    ? ' '
    : String.fromCharCode(BRAILLE + (LEFT_DOTS[left] as number) + (RIGHT_DOTS[right] as number));

/** 0 to 4. */
const level = (figure: number, most: number): number =>
  figure > 0 && most > 0 ? Math.max(1, Math.min(4, Math.round((figure / most) * 4))) : 0;

const ASCII_BARS = ' _.:|';
/** U+2800, the blank braille pattern; dots are bits from there. Source: The Unicode Standard, Braille Patterns. */
const BRAILLE = 0x2800;
/** The left and the right column filled from below to a height of 0 to 4 dots. */
const LEFT_DOTS = [0, 0x40, 0x44, 0x46, 0x47] as const;
const RIGHT_DOTS = [0, 0x80, 0xa0, 0xb0, 0xb8] as const;
