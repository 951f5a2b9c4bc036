/**
 * Plays a recording: at a speed, paused, step by step, from any time.
 *
 * Between two samples it waits as long as the recorder did, divided by the speed; an order ends the wait. At the end of the
 * recording it waits for orders, so that the user can go back.
 */
import { type Milliseconds, milliseconds } from '../lib/units.ts';
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';
import { type Sleep, waitBetween } from './paced.ts';

type PlayerOptions = {
  /** From the first sample that is not earlier than a wall time: all, in the order they were recorded. */
  readonly open: (since: Milliseconds) => AsyncIterable<Sample, undefined>;
  /** The earliest and the latest wall time. */
  readonly begin: Milliseconds;
  readonly end: Milliseconds;
  /** Where to begin; absent: at the beginning. */
  readonly at?: Milliseconds;
  readonly speed: number;
  readonly sleep: Sleep;
  /** Called each time the last sample was shown and the player waits for an order. */
  readonly onEnd?: () => void;
};

export type Order =
  | { readonly kind: 'pace'; readonly speed: number; readonly isPaused: boolean }
  /** The sample before or after the one shown. */
  | { readonly kind: 'step'; readonly to: 'next' | 'previous' }
  | { readonly kind: 'jump'; readonly by: Milliseconds }
  | { readonly kind: 'go-to'; readonly time: Milliseconds }
  /** The sample of the next hour in which most was moved. */
  | { readonly kind: 'next-peak' };

const HOUR = milliseconds(3_600_000);
/** How far back to look for the sample before, step by step: a compacted recording has long intervals. */
const LOOK_BACK = [60_000, 3_600_000, 86_400_000] as const;

export class Player implements SampleSource {
  readonly #options: PlayerOptions;
  readonly #orders: Order[] = [];
  #cursor: AsyncIterator<Sample, undefined>;
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
    let ahead: Sample | undefined;
    while (!this.#isClosed) {
      const order = this.#orders.shift();
      if (order !== undefined && (await this.#carryOut(order, shown, ahead))) ahead = undefined;
      ahead ??= (await this.#cursor.next()).value;
      const isOrdered = order !== undefined && order.kind !== 'pace';
      if (ahead === undefined) {
        this.#options.onEnd?.();
        await this.#sleepUntilOrder();
      } else if (isOrdered || (await this.#isTimeFor(ahead, shown))) {
        shown = ahead;
        ahead = undefined;
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

  /** @returns whether the place changed, so that the sample read ahead is not the next any more */
  async #carryOut(order: Order, shown?: Sample, ahead?: Sample): Promise<boolean> {
    const now = shown?.wallTime ?? this.#options.begin;
    switch (order.kind) {
      case 'pace':
        this.#speed = order.speed;
        this.#isPaused = order.isPaused;
        return false;
      case 'step':
        if (order.to === 'next') return false;
        return this.#goTo((shown && (await this.#before(shown))) ?? this.#options.begin);
      case 'jump':
        return this.#goTo(milliseconds(now + order.by));
      case 'go-to':
        return this.#goTo(order.time);
      case 'next-peak':
        return this.#goToPeak(ahead?.wallTime ?? milliseconds(now + 1));
    }
  }

  async #goTo(place: Milliseconds | Sample): Promise<true> {
    await this.#cursor.return?.();
    this.#cursor = typeof place === 'number' ? this.#openAt(place) : this.#openFrom(place);
    return true;
  }

  #openAt(time: Milliseconds): AsyncIterator<Sample, undefined> {
    const { begin, end, open } = this.#options;
    return open(milliseconds(Math.min(end, Math.max(begin, time))))[Symbol.asyncIterator]();
  }

  /** By the sample, not its time: where the clock was set back, a time comes twice. */
  async *#openFrom(sample: Sample): AsyncGenerator<Sample, undefined> {
    let isThere = false;
    for await (const each of this.#options.open(sample.wallTime)) {
      isThere ||= isSame(each, sample);
      if (isThere) yield each;
    }
  }

  /** The sample recorded before; undefined when there is none. */
  async #before(shown: Sample): Promise<Sample | undefined> {
    for (const back of LOOK_BACK) {
      let found: Sample | undefined;
      for await (const sample of this.#options.open(milliseconds(shown.wallTime - back))) {
        if (isSame(sample, shown)) break;
        found = sample;
      }
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #goToPeak(time: Milliseconds): Promise<true> {
    let peak: Milliseconds | Sample = time;
    let most = -1;
    for await (const sample of this.#options.open(time)) {
      if (sample.wallTime > time + HOUR || this.#isClosed) break;
      const rate = rateOf(sample);
      if (rate > most) [peak, most] = [sample, rate];
    }
    return this.#goTo(peak);
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

const isSame = (a: Sample, b: Sample): boolean =>
  a.endedAt === b.endedAt && a.wallTime === b.wallTime && a.host === b.host;

/** Bytes a nanosecond; only to compare. */
const rateOf = ({ tasks, startedAt, endedAt }: Sample): number => {
  let moved = 0;
  for (const { read = 0, write = 0 } of tasks) moved += read + write;
  return moved / Math.max(1, endedAt - startedAt);
};
