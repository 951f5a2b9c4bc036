/** The lines of one block. Each block can be read alone: it holds the long facts of each of its tasks once. */
import { DecodeError } from '../../lib/errors.ts';
import { type Bytes, bytes, milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { decodeSample } from '../../sample/stream/decode.ts';
import { encodeSparse } from '../../sample/stream/encode.ts';
// The folder `fast` can be deleted: then this line becomes `const newLineScanner = (): undefined => undefined;`.
import { newLineScanner } from '../../sample/stream/fast/scan-line.ts';
import { BLOCK_LIMIT, type BlockHeader } from './block-header.ts';
import { FactsRead, FactsWritten } from './task-facts.ts';

/** Lines ready to become a block. */
export type SealedLines = Pick<BlockHeader, 'firstTime' | 'lastTime' | 'samples'> & {
  readonly text: Uint8Array;
};

/** Gathers lines for one block. */
export class BlockLines {
  readonly #facts = new FactsWritten();
  #text = '';
  #samples = 0;
  #first: Sample | undefined;
  /** The earliest and the latest wall time: the clock may be set back while we record. */
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;

  /** @returns false, and adds nothing, when the line alone is longer than a block may be */
  add(sample: Sample): boolean {
    const line = encodeSparse(sample, (task) => this.#facts.withoutRepeated(task));
    // A character is at most three bytes; bytes are counted only where that is too coarse.
    if (line.length * 3 > BLOCK_LIMIT && Buffer.byteLength(line) >= BLOCK_LIMIT) {
      return false;
    }
    this.#text += `${line}\n`;
    this.#samples += 1;
    this.#first ??= sample;
    this.#from = Math.min(this.#from, sample.wallTime);
    this.#to = Math.max(this.#to, sample.wallTime);
    return true;
  }

  get first(): Sample | undefined {
    return this.#first;
  }

  get samples(): number {
    return this.#samples;
  }

  /** Characters so far. */
  get length(): Bytes {
    return bytes(this.#text.length);
  }

  /** The lines as a block holds them; undefined when there are none. */
  seal(): SealedLines | undefined {
    if (this.#samples === 0) return undefined;
    return {
      text: Buffer.from(this.#text, 'utf8'),
      firstTime: milliseconds(this.#from),
      lastTime: milliseconds(this.#to),
      samples: this.#samples,
    };
  }
}

/** Reads the lines of many blocks. */
export class LineReader {
  /** Knows the names and tasks of the blocks before. */
  readonly #scanner: Scanner | undefined;

  constructor(newScanner: () => Scanner | undefined = newLineScanner) {
    this.#scanner = newScanner();
  }

  /**
   * The samples of a block's text, each made when it is asked for, so that only one is held at a time.
   * @param onBad is called for each line that is no sample, with what is wrong
   */
  *read(text: Uint8Array, onBad: (problem: string) => void): Generator<Sample> {
    const facts = new FactsRead();
    const source = Buffer.from(text.buffer, text.byteOffset, text.length);
    let start = 0;
    while (start < source.length) {
      const newline = source.indexOf(NEWLINE, start);
      const end = newline === -1 ? source.length : newline;
      const sample = this.#scanner?.scan(text, start, end) ?? decodeLine(source, start, end, onBad);
      if (sample !== undefined) {
        for (const task of sample.tasks) facts.restore(task);
        yield sample;
      }
      start = end + 1;
    }
  }
}

/** Gives the sample of a line, or undefined to leave the line to the decoder. */
type Scanner = { scan(text: Uint8Array, start: number, end: number): Sample | undefined };

const decodeLine = (
  source: Buffer,
  start: number,
  end: number,
  onBad: (problem: string) => void,
): Sample | undefined => {
  try {
    return decodeSample(source.toString('utf8', start, end), start);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    onBad(error.message);
    return undefined;
  }
};

const NEWLINE = 0x0a;
