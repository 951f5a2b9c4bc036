/**
 * Plays a recording: at a speed, paused, step by step, from any time.
 *
 * Between two samples it waits as long as the recorder did, divided by the speed; an order ends the wait. At the end of the
 * recording it waits for orders, so that the user can go back. The sample shown is not shown again: who adds samples up would
 * count it twice.
 */
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import { isSameSample } from '../record/read/recorded-blocks.ts';
import type { Sample } from '../sample/sample.ts';
import { SLOW_APART, SlowTimes } from '../sample/slow.ts';
import type { SampleSource } from '../sample/source.ts';
import { type Sleep, waitBetween } from './paced.ts';

type PlayerOptions = {
  /** From the first sample that is not earlier than a wall time: all, in the order they were recorded. */
  readonly open: (since: Milliseconds) => AsyncIterable<Sample, undefined>;
  /** The sample recorded before one; undefined where it was the first. */
  readonly before: (sample: Sample) => Sample | undefined;
  /** The earliest and the latest wall time. */
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  /** Where to begin; absent: at the beginning. */
  readonly at?: Milliseconds;
  readonly speed: number;
  readonly sleep: Sleep;
  /** Called with what there is to say of an order, before the sample it leads to. */
  readonly tell?: (news: PlayerNews) => void;
};

export type PlayerNews =
  /** The last sample was shown, and the player waits for an order. */
  | { readonly kind: 'over' }
  /** Nothing was recorded before the sample shown, or before the time asked for. */
  | { readonly kind: 'first' }
  /** Nothing was recorded after it. */
  | { readonly kind: 'last' }
  /** The slow time asked for; `since` absent: the next hour has no other, or nothing was recorded in it. */
  | { readonly kind: 'slow'; readonly since?: SlowTime };

/** From the beginning of its first slow sample to the end of the last; `isCut`: it lasts longer than an hour. */
type SlowTime = {
  readonly sample: Sample;
  readonly length: Milliseconds;
  readonly isCut: boolean;
};

export type Order =
  | { readonly kind: 'pace'; readonly speed: number; readonly isPaused: boolean }
  /** The sample before or after the one shown. */
  | { readonly kind: 'step'; readonly to: 'next' | 'previous' }
  | { readonly kind: 'jump'; readonly by: Milliseconds }
  | { readonly kind: 'go-to'; readonly time: Milliseconds }
  /** The first sample of the next slow time that begins within an hour: of another than the sample shown is of. */
  | { readonly kind: 'next-slow' };

const HOUR = milliseconds(3_600_000);

export class Player implements SampleSource {
  readonly #options: PlayerOptions;
  readonly #orders: Order[] = [];
  #cursor: AsyncIterator<Sample, undefined>;
  /** The next sample, where it was read already. */
  #ahead: Sample | undefined;
  #speed: number;
  #isPaused = false;
  #isClosed = false;
  #wake = new AbortController();

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#speed = options.speed;
    this.#cursor = this.#openAt(options.at ?? options.begin);
  }

  /** Ends the present wait. Orders are carried out in turn. */
  order(order: Order): void {
    this.#orders.push(order);
    this.#wake.abort();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake.abort();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Sample> {
    let shown: Sample | undefined;
    while (!this.#isClosed) {
      const order = this.#orders.shift();
      const isOrdered = order !== undefined && (await this.#carryOut(order, shown));
      this.#ahead ??= (await this.#cursor.next()).value;
      const next = this.#ahead;
      if (next === undefined) {
        this.#tell({ kind: 'over' });
        await this.#sleepUntilOrder();
      } else if (isOrdered || (await this.#isTimeFor(next, shown))) {
        shown = next;
        this.#ahead = undefined;
        yield shown;
      }
    }
    await this.#cursor.return?.();
  }

  /** Waits until it is time for the sample. @returns false when an order came first */
  async #isTimeFor(sample: Sample, shown: Sample | undefined): Promise<boolean> {
    if (shown === undefined) return true;
    if (this.#isPaused) {
      await this.#sleepUntilOrder();
      return false;
    }
    const wait = waitBetween(shown, sample, this.#speed);
    const signal = this.#orderSignal();
    if (!signal.aborted) await this.#options.sleep(wait, signal);
    return !signal.aborted;
  }

  /** @returns whether the sample ahead is to be shown now */
  async #carryOut(order: Order, shown?: Sample): Promise<boolean> {
    const { begin, end } = this.#options;
    const now = shown?.wallTime ?? begin;
    switch (order.kind) {
      case 'pace':
        this.#speed = order.speed;
        this.#isPaused = order.isPaused;
        return false;
      case 'step':
        return order.to === 'next' ? this.#isMoreAhead() : this.#goBack(shown);
      case 'jump': {
        const time = milliseconds(now + order.by);
        if (order.by < 0) return this.#goBack(shown, time);
        if (!(await this.#isMoreAhead())) return false;
        await this.#goTo(time, shown);
        return true;
      }
      case 'go-to':
        if (order.time < begin) this.#tell({ kind: 'first' });
        if (order.time > end) this.#tell({ kind: 'last' });
        return this.#goTo(order.time, shown);
      case 'next-slow': {
        if (!(await this.#isMoreAhead())) return false;
        const since = await this.#slowAfter(shown, now);
        this.#tell({ kind: 'slow', ...(since === undefined ? {} : { since }) });
        return since !== undefined && this.#goTo(since.sample);
      }
    }
  }

  /** Says so where there is none. */
  async #isMoreAhead(): Promise<boolean> {
    this.#ahead ??= (await this.#cursor.next()).value;
    if (this.#ahead === undefined) this.#tell({ kind: 'last' });
    return this.#ahead !== undefined;
  }

  /** @param time absent, or since the sample before: to the sample before @returns as `#carryOut` */
  async #goBack(shown: Sample | undefined, time?: Milliseconds): Promise<boolean> {
    const { begin, before } = this.#options;
    const previous = shown && before(shown);
    if (previous === undefined || previous.wallTime < begin) {
      this.#tell({ kind: 'first' });
      return this.#goTo(begin, shown);
    }
    return this.#goTo(time !== undefined && time <= previous.wallTime ? time : previous, shown);
  }

  /** @returns false where that is the sample shown: then the cursor stands behind it */
  async #goTo(place: Milliseconds | Sample, shown?: Sample): Promise<boolean> {
    await this.#cursor.return?.();
    const isTime = typeof place === 'number';
    this.#cursor = isTime ? this.#openAt(place) : this.#openBehind(place);
    this.#ahead = isTime ? (await this.#cursor.next()).value : place;
    const isShown =
      this.#ahead !== undefined && shown !== undefined && isSameSample(this.#ahead, shown);
    if (isShown) this.#ahead = undefined;
    return !isShown;
  }

  #openAt(time: Milliseconds): AsyncIterator<Sample, undefined> {
    const { begin, end, open } = this.#options;
    return open(milliseconds(Math.min(end, Math.max(begin, time))))[Symbol.asyncIterator]();
  }

  /** What was recorded behind a sample. By the sample, not its time: where the clock was set back, a time comes twice. */
  async *#openBehind(sample: Sample): AsyncGenerator<Sample, undefined> {
    let isBehind = false;
    for await (const each of this.#options.open(sample.wallTime)) {
      if (isBehind) yield each;
      isBehind ||= isSameSample(each, sample);
    }
  }

  /** The next slow time that begins within an hour behind a sample; undefined: none does. */
  async #slowAfter(shown: Sample | undefined, now: Milliseconds): Promise<SlowTime | undefined> {
    const times = new SlowTimes();
    let first: Sample | undefined;
    let last: Sample | undefined;
    let isBehind = shown === undefined;
    const { begin, open } = this.#options;
    for await (const sample of open(milliseconds(Math.max(begin, now - SLOW_APART)))) {
      if (sample.wallTime > (first?.wallTime ?? now) + HOUR || this.#isClosed)
        return slowTimeOf(first, last, true);
      const slow = times.see(sample);
      if (first !== undefined && (slow === 'begins' || times.isOverAt(sample.wallTime))) break;
      if (isBehind && slow === 'begins') first = sample;
      if (slow !== undefined) last = sample;
      isBehind ||= shown !== undefined && isSameSample(sample, shown);
    }
    return slowTimeOf(first, last, false);
  }

  #tell(news: PlayerNews): void {
    this.#options.tell?.(news);
  }

  async #sleepUntilOrder(): Promise<void> {
    const signal = this.#orderSignal();
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Aborts at the next order; has aborted already when an order waits. */
  #orderSignal(): AbortSignal {
    if (this.#orders.length === 0 && !this.#isClosed) this.#wake = new AbortController();
    return this.#wake.signal;
  }
}

const slowTimeOf = (
  first: Sample | undefined,
  last: Sample | undefined,
  isCut: boolean,
): SlowTime | undefined => {
  if (first === undefined || last === undefined) return undefined;
  const began = first.wallTime - (first.endedAt - first.startedAt) / 1e6;
  return { sample: first, length: milliseconds(Math.max(0, last.wallTime - began)), isCut };
};
