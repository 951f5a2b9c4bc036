/** Times in a range without a sample: the recorder was not running, the machine was off, or a block is damaged. */
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';

/** Wall times. */
export type Span = { readonly from: Milliseconds; readonly to: Milliseconds };

/** A time without a sample. */
export type UnrecordedSpan = Span & {
  /** It was recorded, and cannot be read. */
  readonly damaged?: true;
};

export type Unrecorded = {
  /** In order of time; when there are too many, the longest. */
  readonly spans: readonly UnrecordedSpan[];
  /** How many shorter ones are not listed. */
  readonly more: number;
};

/** At `LIMIT` spans the `KEPT` longest stay. */
const LIMIT = 200;
const KEPT = 100;

export class UnrecordedTimes {
  #spans: UnrecordedSpan[] = [];
  #more = 0;
  /** What was damaged since the last sample. */
  #damaged: Span | undefined;

  /** Between the sample added last and the next, samples of this time cannot be read. */
  addDamaged(span: Span): void {
    this.#damaged = widened(this.#damaged, span);
  }

  /** Looks for one between two samples, one taken after the other. */
  add(previous: Sample, next: Sample): void {
    const span = spanBetween(previous, next);
    const damaged = this.#damaged;
    this.#damaged = undefined;
    if (span !== undefined) {
      const interval = milliseconds(Math.ceil((next.endedAt - next.startedAt) / 1e6));
      const isDamaged = damaged !== undefined && covers(damaged, span, interval);
      this.#spans.push(isDamaged ? { ...span, damaged: true } : span);
    }
    if (this.#spans.length < LIMIT) return;
    this.#spans.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
    this.#more += this.#spans.length - KEPT;
    this.#spans = this.#spans.slice(0, KEPT);
  }

  result(): Unrecorded {
    return { spans: [...this.#spans].sort((a, b) => a.from - b.from), more: this.#more };
  }
}

/** The span that covers both. */
export const widened = (known: Span | undefined, { from, to }: Span): Span =>
  known === undefined
    ? { from, to }
    : {
        from: milliseconds(Math.min(known.from, from)),
        to: milliseconds(Math.max(known.to, to)),
      };

/** Whether all of a time is of samples that end in `damaged`: the first began an interval earlier, and passes are not exactly an interval apart. */
const covers = (damaged: Span, { from, to }: Span, interval: Milliseconds): boolean =>
  damaged.from - from <= 2 * interval && to - damaged.to <= interval;

/**
 * By the boot clock, which is never set, within one boot of one host; else by the wall clock. Less than half an interval does not
 * count: passes are not exactly an interval apart.
 */
const spanBetween = (previous: Sample, next: Sample): Span | undefined => {
  const interval = next.endedAt - next.startedAt;
  const isOneBoot = previous.host === next.host && next.startedAt >= previous.startedAt;
  const missing = isOneBoot
    ? next.startedAt - previous.endedAt
    : (next.wallTime - previous.wallTime) * 1e6 - interval;
  if (missing <= interval / 2) return undefined;
  return {
    from: previous.wallTime,
    to: milliseconds(previous.wallTime + Math.round(missing / 1e6)),
  };
};
