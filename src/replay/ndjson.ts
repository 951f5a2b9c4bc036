/** The stream, from standard input or a file, as samples: `ssh -n host iotop --json | iotop replay -`. */
import { DecodeError } from '../lib/errors.ts';
import { FactsRead } from '../record/format/task-facts.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';
import { decodeSample, LINE_LIMIT } from '../sample/stream/decode.ts';

/** A line that is no sample, with its number, from 1. */
export type BadLine = {
  /** `torn`: the last line of a stream that was cut off. */
  readonly kind: 'torn' | 'unreadable';
  readonly line: number;
  readonly problem: string;
};

/**
 * @param chunks the bytes, cut anywhere
 * @param onBadLine called for each; reading goes on
 * @throws DecodeError while iterating, when the first line is no sample: what comes is no stream of ours
 */
export const ndjsonSource = (
  chunks: AsyncIterable<Uint8Array>,
  onBadLine: (problem: BadLine) => void = () => {},
): SampleSource => {
  let isClosed = false;
  return {
    close: () => {
      isClosed = true;
    },
    async *[Symbol.asyncIterator]() {
      const facts = new StreamFacts();
      let anySample = false;
      for await (const { number, text, isWhole } of linesOf(chunks)) {
        if (isClosed) return;
        if (text.trim() === '') continue;
        try {
          const sample = decodeSample(text);
          facts.restore(sample);
          anySample = true;
          yield sample;
        } catch (error) {
          if (!(error instanceof DecodeError) || !(anySample || !isWhole)) throw error;
          const kind = isWhole ? 'unreadable' : 'torn';
          onBadLine({ kind, line: number, problem: error.message });
        }
      }
    },
  };
};

/** `isWhole`: its newline was seen. */
type Line = { readonly number: number; readonly text: string; readonly isWhole: boolean };

const NEWLINE = 0x0a;

/** Lines of UTF-8. A line longer than any sample is cut at the limit, so that a stream without newlines fills no memory. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 0;
  let pieces: Uint8Array[] = [];
  let length = 0;
  const take = (isWhole: boolean): Line => {
    const text = Buffer.concat(pieces).toString('utf8');
    pieces = [];
    length = 0;
    number += 1;
    return { number, text, isWhole };
  };
  const keep = (piece: Uint8Array): void => {
    // One more than the limit is kept, for the decoder to refuse.
    if (length <= LINE_LIMIT) pieces.push(piece);
    length += piece.length;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, at));
      yield take(true);
      start = at + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }
  if (length > 0) yield take(false);
}

/** Some 50 MB with their command lines; a block of the recorder's has a few thousand. */
const KEPT = 100_000;

/**
 * Restores the long facts of a stream's tasks: lines of a recording (`zcat DIR/*.gz`) have them once a block only. A live
 * stream has them in each line and may run for weeks, so facts from long ago are dropped.
 */
export class StreamFacts {
  readonly #kept: number;
  /** When it is full it takes the place of `#before`, whose facts are forgotten. */
  #now = new FactsRead();
  #before = new FactsRead();
  #previous: Sample | undefined;

  /** @param kept the facts of at least so many tasks and groups are kept: more than a block has */
  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  /** Changes the sample's tasks, which must be fresh from the decoder. */
  restore(sample: Sample): void {
    if (this.#previous !== undefined && !isSameBoot(this.#previous, sample)) {
      this.#now = new FactsRead();
      this.#before = new FactsRead();
    }
    this.#previous = sample;
    for (const task of sample.tasks) {
      this.#now.restore(task);
      this.#before.recall(task);
    }
    if (this.#now.size <= this.#kept) return;
    this.#before = this.#now;
    this.#now = new FactsRead();
  }
}

/** Another boot has other tasks, some with the same ids and starts. */
const isSameBoot = (previous: Sample, next: Sample): boolean =>
  previous.host === next.host && next.endedAt >= previous.endedAt;
