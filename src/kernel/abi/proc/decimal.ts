/** Decimal numbers in the bytes of files and paths of /proc, read and written without making a string. */
import { DecodeError } from '../../../lib/errors.ts';

const ZERO = 0x30;
const NINE = 0x39;
/** Digits of 2^64. */
const MAX_DIGITS = 20;

/** Writes `value`, a whole number not below 0, at `at`. @returns the offset behind its last digit */
export const writeDecimal = (bytes: Uint8Array, at: number, value: number): number => {
  let end = at + 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
  let rest = value;
  for (let digit = end - 1; digit >= at; digit--) {
    bytes[digit] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  return end;
};

/** Walks forward over a file's text. */
export class TextCursor {
  readonly #bytes: Uint8Array;
  readonly #format: string;
  at: number;

  /** @param format what is being decoded, for the error */
  constructor(bytes: Uint8Array, format: string, at = 0) {
    this.#bytes = bytes;
    this.#format = format;
    this.at = at;
  }

  /** Whether the text is at its end. */
  get ended(): boolean {
    return this.at >= this.#bytes.length;
  }

  /** Steps over one byte that must be `byte`. @throws DecodeError when it is another, or none */
  expect(byte: number): void {
    if (this.#bytes[this.at] !== byte) {
      throw this.error(`"${String.fromCharCode(byte)}" is due`);
    }
    this.at += 1;
  }

  /** Steps over the decimal number here; exact up to 2^53. @throws DecodeError when there is none, or it is beyond 20 digits */
  number(): number {
    const start = this.at;
    let value = 0;
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at] as number;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    if (this.at === start) throw this.error('a number is due');
    if (this.at - start > MAX_DIGITS) throw this.error('a number is too long');
    return value;
  }

  /** Steps behind the next `byte`. @throws DecodeError when there is none */
  skipPast(byte: number): void {
    const found = this.#bytes.indexOf(byte, this.at);
    if (found < 0) throw this.error(`"${String.fromCharCode(byte)}" is missing`);
    this.at = found + 1;
  }

  error(problem: string): DecodeError {
    return new DecodeError(this.#format, this.at, problem);
  }
}
