/**
 * Reads the pieces of a JSON line as our encoder writes them: keys in a known order, whole numbers, ASCII texts.
 *
 * Anything else is no error: `isPlain` becomes false, and the decoder reads the line.
 */
import { encodeText } from '../../../lib/text.ts';
import { wellFormed } from '../text.ts';

/**
 * A text to look for: ASCII, prepared to be compared eight characters at a time.
 *
 * Eight characters are compared as a double, the widest type that costs no more than a byte. Printable ASCII never makes NaN
 * or zero, so two doubles are equal only when all their bytes are.
 */
export type Expected = {
  readonly length: number;
  /** The first characters, eight each; when there are fewer than eight in all, one each. */
  readonly words: readonly number[];
  /** The last eight, which may overlap the last of `words`; means nothing when there are fewer in all. */
  readonly last: number;
};

/** @param text printable ASCII */
export const expectedText = (text: string): Expected => {
  const bytes = encodeText(text);
  return expectedBytes(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
};

const expectedBytes = (bytes: DataView): Expected => {
  const length = bytes.byteLength;
  const words: number[] = [];
  if (length < WORD) {
    for (let at = 0; at < length; at += 1) words.push(bytes.getUint8(at));
    return { length, words, last: 0 };
  }
  for (let at = 0; at < length - WORD; at += WORD) words.push(bytes.getFloat64(at, true));
  return { length, words, last: bytes.getFloat64(length - WORD, true) };
};

const WORD = 8;

export class LineBytes {
  /** Offset of the next piece. */
  at = 0;
  /** Whether everything so far was as our encoder writes it. */
  isPlain = true;
  #bytes: Uint8Array = new Uint8Array();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #end = 0;
  readonly #texts: (KnownText | undefined)[] = new Array(TEXTS).fill(undefined);

  begin(bytes: Uint8Array, start: number, end: number): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    this.at = start;
    this.#end = end;
    this.isPlain = true;
  }

  /** Steps over `expected` if it comes next. */
  take(expected: Expected): boolean {
    const end = this.at + expected.length;
    if (end > this.#end) return false;
    if (expected.length < WORD) return this.#takeShort(expected);
    const view = this.#view;
    // The end first: keys of one length differ there more often than at their beginning.
    if (view.getFloat64(end - WORD, true) !== expected.last) return false;
    let { at } = this;
    const { words } = expected;
    // By index: the iterator of an array of doubles takes three times as long.
    for (let i = 0; i < words.length; i++) {
      if (view.getFloat64(at, true) !== words[i]) return false;
      at += WORD;
    }
    this.at = end;
    return true;
  }

  #takeShort({ words }: Expected): boolean {
    const { at } = this;
    for (let i = 0; i < words.length; i++) if (this.#bytes[at + i] !== words[i]) return false;
    this.at = at + words.length;
    return true;
  }

  /** Steps over one byte if it comes next. */
  takeByte(byte: number): boolean {
    if (this.at >= this.#end || this.#bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  /** Steps over `expected`, which must come next. */
  expect(expected: Expected): void {
    if (!this.take(expected)) this.isPlain = false;
  }

  /** Steps over `byte`, which must come next. */
  expectByte(byte: number): void {
    if (!this.takeByte(byte)) this.isPlain = false;
  }

  /** The bytes from `start` to `end`, which were plain, as a text to look for. */
  expectedFrom(start: number, end: number): Expected {
    const { buffer, byteOffset } = this.#view;
    return expectedBytes(new DataView(buffer, byteOffset + start, end - start));
  }

  /** A whole number up to 2^53. What follows it is not checked here. */
  integer(): number {
    const bytes = this.#bytes;
    const begin = this.at;
    let { at } = this;
    let value = 0;
    let digit = (bytes[at] as number) - ZERO;
    // Nine digits are less than 2^31: V8 then counts in integers.
    for (const small = at + 9; digit >= 0 && digit <= 9 && at < small; ) {
      value = (value * 10 + digit) | 0;
      at += 1;
      digit = (bytes[at] as number) - ZERO;
    }
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      at += 1;
      digit = (bytes[at] as number) - ZERO;
    }
    const hasLeadingZero = bytes[begin] === ZERO && at - begin > 1;
    if (at === begin || at > this.#end || hasLeadingZero || value > Number.MAX_SAFE_INTEGER) {
      this.isPlain = false;
    }
    this.at = at;
    return value;
  }

  /** The whole number behind `key`, which must come next. */
  integerAfter(key: Expected): number {
    this.expect(key);
    return this.integer();
  }

  /** A text, quotes included. @param limit of UTF-16 units */
  text(limit: number): string {
    const bytes = this.#bytes;
    const begin = this.at + 1;
    let at = begin;
    let hash = 0;
    let hasEscapes = false;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
      // Control characters are no JSON; the decoder reads what is not ASCII.
      if (byte === undefined || byte < SPACE || byte > TILDE || at >= this.#end)
        return this.#fail();
      if (byte === BACKSLASH) {
        hasEscapes = true;
        at += 1;
      }
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
    }
    if (bytes[begin - 1] !== QUOTE || at >= this.#end) return this.#fail();
    this.at = at + 1;
    const text = hasEscapes ? this.#unescaped(begin, at) : this.#known(begin, at, hash);
    return text.length > limit ? this.#fail() : text;
  }

  /** The ASCII text from `start` to `end`; '' and no longer plain when it is not ASCII. */
  slice(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += PIECE) {
      const piece = this.#bytes.subarray(at, Math.min(end, at + PIECE));
      for (let i = 0; i < piece.length; i++) if ((piece[i] as number) > TILDE) return this.#fail();
      // Not spread: going through the iterator takes ten times as long.
      text += String.fromCharCode.apply(undefined, piece as unknown as number[]);
    }
    return text;
  }

  #fail(): string {
    this.isPlain = false;
    return '';
  }

  #unescaped(begin: number, end: number): string {
    try {
      return wellFormed(JSON.parse(`"${this.slice(begin, end)}"`) as string);
    } catch {
      return this.#fail(); // no JSON: the decoder reports what is wrong
    }
  }

  /** Names repeat: gives the string made for the same bytes before, if it is still kept. */
  #known(begin: number, end: number, hash: number): string {
    const length = end - begin;
    if (length > LONGEST_KNOWN) return this.slice(begin, end);
    const place = (hash ^ length) & (TEXTS - 1);
    const known = this.#texts[place];
    if (known !== undefined && this.#isAt(begin, known.bytes, length)) return known.text;
    const text = this.slice(begin, end);
    this.#texts[place] = { bytes: this.#bytes.slice(begin, end), text };
    return text;
  }

  #isAt(begin: number, known: Uint8Array, length: number): boolean {
    if (known.length !== length) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) if (bytes[begin + i] !== known[i]) return false;
    return true;
  }
}

type KnownText = { readonly bytes: Uint8Array; readonly text: string };

/** Places for texts, a power of two: 2 MB at most, mostly a few KB. */
const TEXTS = 2048;
const LONGEST_KNOWN = 512;
/** Characters made at a time: arguments of one call. */
const PIECE = 1024;

const ZERO = 0x30;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;
