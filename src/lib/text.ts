/**
 * Bytes to text and back without loss.
 *
 * Names on Linux are bytes. Valid UTF-8 becomes its characters; each byte that is not becomes one lone surrogate U+DC80
 * to U+DCFF (as Python's `surrogateescape` does), so that no two names become one and the bytes can be had back.
 */

const REPLACEMENT_BASE = 0xdc00;

/** Decodes the bytes from `start` to `end`. */
export const decodeText = (bytes: Uint8Array, start = 0, end = bytes.length): string => {
  let text = '';
  let at = start;
  while (at < end) {
    const plain = asciiEnd(bytes, at, Math.min(end, at + PIECE));
    if (plain > at) {
      // In one piece, and not spread: character by character it makes a string for each.
      const piece = bytes.subarray(at, plain);
      text += String.fromCharCode.apply(undefined, piece as unknown as number[]);
      at = plain;
      continue;
    }
    const first = bytes[at] as number;
    const width = sequenceWidth(bytes, at, end);
    if (width === 0) {
      text += String.fromCharCode(REPLACEMENT_BASE + first);
      at += 1;
    } else {
      text += String.fromCodePoint(codePointAt(bytes, at, width));
      at += width;
    }
  }
  return text;
};

/** Characters made at a time: arguments of one call. */
const PIECE = 1024;

const asciiEnd = (bytes: Uint8Array, start: number, end: number): number => {
  let at = start;
  while (at < end && (bytes[at] as number) < 0x80) at += 1;
  return at;
};

/** A C string in a fixed field: up to the first NUL. */
export const decodeCString = (bytes: Uint8Array, start = 0, limit = bytes.length): string => {
  let end = start;
  while (end < limit && bytes[end] !== 0) end += 1;
  const isShort = end - start <= SHORT && asciiEnd(bytes, start, end) === end;
  return isShort ? shortAscii(bytes, start, end) : decodeText(bytes, start, end);
};

/** A task's name is no longer. */
const SHORT = 16;

/** Names of ten thousand tasks are read at a time: a view of the bytes for each costs more than the name. */
const shortAscii = (bytes: Uint8Array, start: number, end: number): string => {
  let text = '';
  let at = start;
  for (; at + 4 <= end; at += 4)
    text += String.fromCharCode(
      bytes[at] as number,
      bytes[at + 1] as number,
      bytes[at + 2] as number,
      bytes[at + 3] as number,
    );
  for (; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
};

/** The bytes a text was decoded from. */
export const encodeText = (text: string): Uint8Array => {
  const out: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if (code < 0x80) out.push(code);
    else if (isEscapedByte(code)) out.push(code - REPLACEMENT_BASE);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000)
      out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else
      out.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 63),
        0x80 | ((code >> 6) & 63),
        0x80 | (code & 63),
      );
  }
  return Uint8Array.from(out);
};

/** Whether a code unit stands for one byte that was not UTF-8. */
export const isEscapedByte = (code: number): boolean => code >= 0xdc80 && code <= 0xdcff;

/** Length of the valid UTF-8 sequence at `at` (RFC 3629: no overlong form, no surrogate), or 0. */
const sequenceWidth = (bytes: Uint8Array, at: number, end: number): number => {
  const first = bytes[at] as number;
  const width = first >= 0xf0 && first <= 0xf4 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (width === 0 || first > 0xf4 || at + width > end) return 0;
  for (let i = 1; i < width; i++) {
    if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1] as number;
  const bad =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return bad ? 0 : width;
};

const codePointAt = (bytes: Uint8Array, at: number, width: number): number => {
  let code = (bytes[at] as number) & (0xff >> (width + 1));
  for (let i = 1; i < width; i++) code = (code << 6) | ((bytes[at + i] as number) & 63);
  return code;
};
