/**
 * Text somebody else chose, as JSON: valid UTF-8, harmless on a terminal, without loss.
 *
 * See lib/text.ts for what a lone surrogate in our texts stands for.
 */
import { decodeText, encodeText, isEscapedByte } from '../../lib/text.ts';

/** A JSON string literal. Bytes that were not UTF-8 appear as U+FFFD; `hexOfLossy` has them. */
export const quote = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  const valid = text.replace(LONE_SURROGATE, '\ufffd');
  return `"${valid.replace(UNSAFE, escapeUnit)}"`;
};

/** The exact bytes of a text that `quote` cannot show, in hexadecimal; undefined for all others. */
export const hexOfLossy = (text: string): string | undefined => {
  if (PLAIN.test(text) || !hasEscapedByte(text)) return undefined;
  let hex = '';
  for (const byte of encodeText(text.replace(UNPAIRED_OTHER, '\ufffd'))) {
    hex += byte.toString(16).padStart(2, '0');
  }
  return hex;
};

/** The text whose bytes `hex` gives; undefined when it is not hexadecimal. */
export const textOfHex = (hex: string): string | undefined => {
  if (hex.length % 2 !== 0 || !HEXADECIMAL.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  }
  return decodeText(bytes);
};

/** A text from outside, without lone surrogates: they would be taken for escaped bytes. */
export const wellFormed = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(LONE_SURROGATE, '\ufffd');

/** Whether a text is printable ASCII that JSON takes as it is. */
export const isPlain = (text: string): boolean => PLAIN.test(text);

/** Printable ASCII that JSON takes as it is: nearly every name. */
const PLAIN = /^[ !#-[\]-~]*$/;
/** Under the u flag a surrogate that has its partner is part of a character and does not match. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu;
/** A lone surrogate that stands for no byte; cannot come from `decodeText`. */
const UNPAIRED_OTHER = /[\ud800-\udc7f\udd00-\udfff]/gu;
const HEXADECIMAL = /^[0-9a-f]*$/;
/**
 * What JSON must escape (quote, backslash, C0), and what would steer a terminal or mislead a reader: DEL and C1, zero-width
 * and direction marks, line separators, interlinear marks.
 */
const UNSAFE =
  /["\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const escapeUnit = (unit: string): string =>
  unit === '"' || unit === '\\'
    ? `\\${unit}`
    : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const hasEscapedByte = (text: string): boolean => {
  for (const character of text) {
    if (isEscapedByte(character.codePointAt(0) as number)) return true;
  }
  return false;
};
