/** Characters beyond ASCII that iotop itself draws, and what stands for each where only ASCII may. */
import { isPlainAscii } from '../../render/text/text-width.ts';

export type Glyphs = 'unicode' | 'ascii';

/** `auto`: as the terminal can. */
export const GLYPH_CHOICES = ['auto', 'unicode', 'ascii'] as const;

type GlyphChoice = (typeof GLYPH_CHOICES)[number];

/** Whether the terminal can show characters beyond ASCII, as far as one knows. */
type Abilities = { readonly unicode: boolean };

export const glyphsFor = (wanted: GlyphChoice, { unicode }: Abilities): Glyphs =>
  wanted === 'auto' ? (unicode ? 'unicode' : 'ascii') : wanted;

/** What a screen is drawn with. */
export const glyphsOf = (state: {
  readonly settings: { readonly glyphs: GlyphChoice };
  readonly abilities: Abilities;
}): Glyphs => glyphsFor(state.settings.glyphs, state.abilities);

/** A cell each. Bars have more figures in Unicode than in ASCII: sparkline.ts. */
const ASCII_FORMS: Readonly<Record<string, string>> = {
  '×': 'x',
  '▾': '-',
  '▸': '+',
  '├': '|',
  '└': '`',
  '←': '<',
  '–': '-',
  '⚠': '!',
  '·': '~',
  '…': '.',
};

const OURS = new RegExp(`[${Object.keys(ASCII_FORMS).join('')}]`, 'gu');

/** Before the rest of a path that was cut at its left. */
const LEFT_CUT = /…(?=[^\s)])/gu;

/** The same text, as wide, its glyphs in ASCII; other characters, of names, stay. */
export const withAsciiGlyphs = (text: string): string =>
  isPlainAscii(text)
    ? text
    : text.replace(LEFT_CUT, '<').replace(OURS, (glyph) => ASCII_FORMS[glyph] ?? glyph);
