/** How slow the machine was when (sample/slow.ts), over a stretch of a recording of which only some has been read: what was not read is unknown, not nothing. */
import type { Milliseconds, Ratio } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import { slowIn } from '../../sample/slow.ts';
import type { Span } from './unrecorded.ts';

/** The stretch, cut into parts of equal length. */
export type Activity = Span & { readonly parts: readonly ActivityPart[] };

export type ActivityPart =
  | { readonly kind: 'unread' }
  /** Nothing was recorded then, or not how slow it was. */
  | { readonly kind: 'unrecorded' }
  /** How slow its slowest sample was, as far as it was read: all of it, or some. */
  | { readonly kind: 'read'; readonly most: Ratio; readonly isWhole: boolean };

const PARTS = 480;

/** Collects an `Activity`. What will be read is announced, so that what nobody announced is known not to be recorded. */
export class ActivityParts {
  readonly #span: Span;
  readonly #most = new Array<Ratio | undefined>(PARTS);
  /** Announced and not yet read: so many pieces reach into the part. */
  readonly #unread = new Int32Array(PARTS);
  #isAnnounced = false;

  constructor(span: Span) {
    this.#span = span;
  }

  /** @param span wall times of the first and the last sample of a piece */
  announce(span: Span): void {
    this.#each(span.from, span.to, (part) => {
      this.#unread[part] = (this.#unread[part] as number) + 1;
    });
  }

  /** Every piece there is was announced. */
  allAnnounced(): void {
    this.#isAnnounced = true;
  }

  /** What an announced piece held: nothing where it is damaged. */
  add(span: Span, samples: readonly Sample[]): void {
    this.#each(span.from, span.to, (part) => {
      this.#unread[part] = (this.#unread[part] as number) - 1;
    });
    for (const sample of samples) {
      const { wallTime, startedAt, endedAt } = sample;
      const slow = slowIn(sample);
      if (slow === undefined) continue;
      this.#each(wallTime - (endedAt - startedAt) / 1e6, wallTime, (part) => {
        if (slow >= (this.#most[part] ?? 0)) this.#most[part] = slow;
      });
    }
  }

  result(): Activity {
    const partOf = (part: number): ActivityPart => {
      const most = this.#most[part];
      const isWhole = this.#isAnnounced && this.#unread[part] === 0;
      if (most !== undefined) return { kind: 'read', most, isWhole };
      return { kind: isWhole ? 'unrecorded' : 'unread' };
    };
    return { ...this.#span, parts: Array.from({ length: PARTS }, (_, part) => partOf(part)) };
  }

  /** The parts that a time reaches into; none where it lies outside. */
  #each(from: number, to: number, visit: (part: number) => void): void {
    const length = Math.max(1, this.#span.to - this.#span.from) / PARTS;
    const partAt = (time: Milliseconds | number): number =>
      Math.floor((time - this.#span.from) / length);
    const last = Math.min(PARTS - 1, partAt(to));
    for (let part = Math.max(0, partAt(from)); part <= last; part++) visit(part);
  }
}
