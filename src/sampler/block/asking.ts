/** The block layer as a source of samples has it: watched, not to be had, or of no interest. */
import { UnavailableError } from '../../lib/errors.ts';
import type { Gap } from '../../sample/gap.ts';
import type { BlockDevice } from '../live/block-devices.ts';
import { type AskedOfInterval, askedOf } from './asked-of.ts';
import { BlockWatch } from './block-watch.ts';

export class Asking {
  readonly #watch: BlockWatch | undefined;
  readonly #refusal: readonly Gap[];

  /** @param block the watch, which this closes; or why there is none; absent: nobody wants to know */
  constructor(block: BlockWatch | Gap | undefined) {
    this.#watch = block instanceof BlockWatch ? block : undefined;
    this.#refusal = block === undefined || block instanceof BlockWatch ? [] : [block];
  }

  get isWatched(): boolean {
    return this.#watch !== undefined;
  }

  /** Ends an interval. */
  turn(): void {
    this.#watch?.turn();
  }

  /** What was asked for in the interval that `turn` ended, a moment ago; `tasks` undefined: it was not watched. */
  take(devices: readonly BlockDevice[]): Partial<AskedOfInterval> & Pick<AskedOfInterval, 'gaps'> {
    const watch = this.#watch;
    if (watch === undefined) return { gaps: this.#refusal };
    const { records, gaps } = watch.take();
    const asked = askedOf(records, devices, watch);
    return { ...asked, gaps: [...watch.standingGaps, ...gaps, ...asked.gaps] };
  }

  close(): void {
    this.#watch?.close();
  }
}

/** The watch, or why there is none. @param open see `Engine.watchBlock` */
export const blockWatchOf = (open: () => BlockWatch): BlockWatch | Gap => {
  try {
    return open();
  } catch (thrown) {
    if (!(thrown instanceof UnavailableError)) throw thrown;
    const { problem: reason, remedy } = thrown;
    return { kind: 'unavailable', what: 'block', reason, remedy };
  }
};
