/**
 * When a condition that holds for many subjects, now for one and then for another, is told of: once for each crossing, and not for a flap.
 *
 * A subject crosses when the condition has held for it without a break for the whole time asked for. It can cross again once the condition has not
 * held for as long. Of all subjects together one moment in each period is told; a crossing within the period is told at its end if the condition
 * still holds, and else is counted.
 *
 * Times are those of samples, on the boot clock: nobody sets it. A time between two samples that no sample covers breaks both.
 */
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';

type Interval = { readonly startedAt: Nanoseconds; readonly endedAt: Nanoseconds };

/** A moment to be told. */
type Moment<Key> = {
  /** At least one. */
  readonly crossed: readonly Key[];
  /** Since when the condition holds for the first of them. */
  readonly since: Nanoseconds;
  /** Crossings since the moment before that were over before they could be told. */
  readonly untold: number;
};

type Known = {
  /** Since when the condition holds; undefined: it does not. */
  since: number | undefined;
  /** Since when it does not hold; undefined: it does, or nobody looked. */
  outSince: number | undefined;
  state: 'holds' | 'crossed' | 'told';
};

/** An interval is not exact: ten of a second may be some ms less than 10 s. A part of the last one. */
const TOLERANCE = 0.1;

export class Crossings<Key> {
  readonly #lasting: number;
  readonly #period: number;
  /** Those for which it holds, or did not long ago. */
  readonly #known = new Map<Key, Known>();
  #endedAt = Number.NaN;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold = 0;

  /** @param lasting how long it must hold; 0: in one sample @param period between two moments, at least */
  constructor(lasting: Nanoseconds, period: Nanoseconds) {
    this.#lasting = lasting;
    this.#period = period;
  }

  /** Crossings since the last moment that were not told: those that were over before they could be, and those that wait for the period's end. */
  get untold(): number {
    let untold = this.#untold;
    for (const { state } of this.#known.values()) if (state === 'crossed') untold += 1;
    return untold;
  }

  /** Since when the condition holds for the first of those that have not been told, but may be; undefined: there is none. */
  get holdsSince(): Nanoseconds | undefined {
    let first = Number.POSITIVE_INFINITY;
    for (const { state, since } of this.#known.values())
      if (state !== 'told' && since !== undefined) first = Math.min(first, since);
    return first < Infinity ? nanoseconds(first) : undefined;
  }

  /** @param holding those for which it held in the interval; for all others it did not, or nobody knows */
  take({ startedAt, endedAt }: Interval, holding: ReadonlySet<Key>): Moment<Key> | undefined {
    const least = TOLERANCE * (endedAt - startedAt);
    const lasts = (since: number | undefined, time: number): boolean =>
      since !== undefined && endedAt - since >= time - least;
    if (startedAt !== this.#endedAt) this.#forgetTimes();
    this.#endedAt = endedAt;
    const isDue = lasts(this.#toldAt, this.#period);
    const crossed: Key[] = [];
    let since: number = endedAt;
    for (const key of holding) {
      const known = this.#known.get(key) ?? newlyKnown();
      this.#known.set(key, known);
      known.outSince = undefined;
      known.since ??= startedAt;
      if (known.state === 'told' || !lasts(known.since, this.#lasting)) continue;
      known.state = isDue ? 'told' : 'crossed';
      if (!isDue) continue;
      crossed.push(key);
      since = Math.min(since, known.since);
    }
    for (const [key, known] of this.#known) {
      if (holding.has(key)) continue;
      known.since = undefined;
      known.outSince ??= startedAt;
      if (!lasts(known.outSince, this.#lasting)) continue;
      if (known.state === 'crossed') this.#untold += 1;
      this.#known.delete(key);
    }
    if (crossed.length === 0) return undefined;
    this.#toldAt = endedAt;
    const untold = this.#untold;
    this.#untold = 0;
    return { crossed, since: nanoseconds(since), untold };
  }

  #forgetTimes(): void {
    for (const known of this.#known.values()) {
      known.since = undefined;
      known.outSince = undefined;
    }
  }
}

const newlyKnown = (): Known => ({ since: undefined, outSince: undefined, state: 'holds' });
