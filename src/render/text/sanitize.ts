/**
 * Names on their way to a terminal or a log.
 *
 * Anybody can choose a comm or a command line. Whatever could move the cursor, change colours, reorder text or hide in it
 * comes out as a visible escape: controls (C0, DEL, C1), bidirectional marks, zero-width and line-separating
 * characters, Hangul fillers, which look like spaces, and bytes that are not UTF-8. Everything else passes.
 */

/** C0 · DEL, C1 · soft hyphen · Arabic letter mark · Hangul fillers · Mongolian separator · zero-width, bidi and line separators · Hangul filler · BOM · annotations · surrogates · tags. */
const DANGEROUS =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb]|[\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Text in which every character is visible and stays where it is put. */
export const sanitize = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(DANGEROUS, escapeOf);

const PLAIN = /^[ -~]*$/;

const escapeOf = (character: string): string => {
  const code = character.codePointAt(0) as number;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return SHORT[character] ?? `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
};

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
