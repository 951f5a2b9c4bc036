/**
 * Tasks that ended a moment ago, so that a reader sees them leave.
 *
 * They come back as entries that did nothing: figures of a past interval are no figures of now.
 */
import { secondsToNanoseconds } from '../../lib/units.ts';
import { type Sample, type TaskEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import { zeroed } from './zeroed.ts';

/** How long an ended task is shown. */
const SHOWN_FOR = secondsToNanoseconds(5);
/** Of a storm of short tasks the last ones are shown. */
const MOST = 500;

export class EndedLately {
  #ended: readonly { readonly entry: TaskEntry; readonly at: number }[] = [];

  /** Adds one interval. */
  add(sample: Sample): void {
    const now = sample.endedAt;
    const ended = sample.tasks.filter((entry) => entry.ended);
    // Of these alone a sample may tell again: their pages are written.
    const again = new Set(ended.filter((entry) => entry.endedBefore).map(keyOf));
    const kept = this.#ended.filter(
      ({ entry, at }) => now - at < SHOWN_FOR && !again.has(keyOf(entry)),
    );
    const fresh = ended.slice(-MOST);
    this.#ended = [...kept, ...fresh.map((entry) => ({ entry, at: now }))].slice(-MOST);
  }

  /** Those that had ended before `sample`, which has been added. */
  before(sample: Sample): readonly TaskEntry[] {
    return this.#ended
      .filter(({ at }) => at < sample.endedAt)
      .map(({ entry }) => ({ ...zeroed(entry), endedBefore: true }));
  }
}

const keyOf = ({ tid, startedAt }: TaskEntry): TaskKey => taskKey(tid, startedAt);
