/**
 * Reads the pieces of a JSON line as our encoder writes them: keys in a known order, whole numbers, ASCII texts.
 *
 * Anything else is not an error here: `isPlain` turns false, and the line is read the general way.
 */
import { wellFormed } from './stream-text.ts';

/** What comes next on a line, of at least four ASCII characters, made ready to compare four at a time. */
export type Expected = {
  readonly length: number;
  /** Little-endian; the last overlaps the one before. */
  readonly words: readonly number[];
  readonly offsets: readonly number[];
};

/** @throws RangeError for a text shorter than four characters */
export const expectedText = (text: string): Expected => {
  const { length } = text;
  if (length < WORD) throw new RangeError('too short to compare by words');
  const offsets: number[] = [];
  for (let at = 0; at < length; at += WORD) offsets.push(Math.min(at, length - WORD));
  const wordAt = (at: number): number =>
    [3, 2, 1, 0].reduce((word, i) => word * 256 + text.charCodeAt(at + i), 0);
  return { length, offsets, words: offsets.map(wordAt) };
};

const WORD = 4;

export class LineBytes {
  /** Where the next piece begins. */
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
  take({ words, offsets, length }: Expected): boolean {
    const { at } = this;
    if (at + length > this.#end) return false;
    const view = this.#view;
    for (let i = 0; i < words.length; i++) {
      if (view.getUint32(at + (offsets[i] as number), true) !== words[i]) return false;
    }
    this.at = at + length;
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

  /** A whole number up to 2^53. Its end is checked by whoever looks for what comes next. */
  integer(): number {
    const bytes = this.#bytes;
    const begin = this.at;
    let { at } = this;
    let value = 0;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; ) {
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

  /** A text, quotes included. @param limit of UTF-16 units */
  text(limit: number): string {
    const bytes = this.#bytes;
    const begin = this.at + 1;
    let at = begin;
    let hash = 0;
    let hasEscapes = false;
    for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
      // Control characters are no JSON; what is not ASCII is decoded elsewhere.
      if (byte === undefined || byte < SPACE || byte > TILDE || at >= this.#end)
        return this.#give();
      if (byte === BACKSLASH) {
        hasEscapes = true;
        at += 1;
      }
      hash = (Math.imul(hash, 31) + byte) | 0;
      at += 1;
    }
    if (bytes[begin - 1] !== QUOTE || at >= this.#end) return this.#give();
    this.at = at + 1;
    const text = hasEscapes ? this.#unescaped(begin, at) : this.#known(begin, at, hash);
    return text.length > limit ? this.#give() : text;
  }

  /** The ASCII text from `start` to `end`; '' and not plain when it is none. */
  slice(start: number, end: number): string {
    let text = '';
    for (let at = start; at < end; at += PIECE) {
      const piece = this.#bytes.subarray(at, Math.min(end, at + PIECE));
      for (let i = 0; i < piece.length; i++) if ((piece[i] as number) > TILDE) return this.#give();
      // Not spread: going through the iterator takes ten times as long.
      text += String.fromCharCode.apply(undefined, piece as unknown as number[]);
    }
    return text;
  }

  #give(): string {
    this.isPlain = false;
    return '';
  }

  #unescaped(begin: number, end: number): string {
    try {
      return wellFormed(JSON.parse(`"${this.slice(begin, end)}"`) as string);
    } catch {
      return this.#give(); // no JSON: the general way says what is wrong
    }
  }

  /** Names come again and again: the text made before, where it is still there. */
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
