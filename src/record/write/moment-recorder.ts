/**
 * Records what was before something began and what came after it was noticed: samples wait in memory until it is, and are written then.
 *
 * What waits is bounded by what may still be asked for, and by the number of tasks in it.
 */
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import type { RecordingWriter } from './writer.ts';

export type Around = {
  /** Before it began. */
  readonly before: Nanoseconds;
  /** After it was noticed. */
  readonly after: Nanoseconds;
  /** Tasks of all samples that wait; 100,000, which is up to 180 MB. */
  readonly mostTasks?: number;
};

export class MomentRecorder {
  readonly #writer: Pick<RecordingWriter, 'append' | 'flush'>;
  readonly #around: Around;
  #waiting: Sample[] = [];
  #tasks = 0;
  /** Boot clock, ns: end of the last sample. */
  #now = Number.NEGATIVE_INFINITY;
  /** Boot clock, ns: end of the last sample that was dropped. */
  #droppedUntil = Number.NEGATIVE_INFINITY;
  /** Boot clock, ns: what ends before is written; undefined: it waits. */
  #until: number | undefined;

  constructor(writer: Pick<RecordingWriter, 'append' | 'flush'>, around: Around) {
    this.#writer = writer;
    this.#around = around;
  }

  /** Whether samples are being written. */
  get isRecording(): boolean {
    return this.#until !== undefined;
  }

  /**
   * Takes the next sample; of the last after a moment everything goes to the disk at once.
   * @param begun boot clock: before this sample something began that may be a moment yet; undefined: nothing did
   */
  take({ idle: _, ...sample }: Sample, begun: Nanoseconds | undefined): void {
    this.#now = sample.endedAt;
    if (this.#until === undefined) {
      this.#keep(sample, begun ?? sample.startedAt);
      return;
    }
    this.#writer.append(sample);
    if (this.#now < this.#until) return;
    this.#until = undefined;
    void this.#writer.flush();
  }

  /**
   * The end of the last sample is a moment: what waits is written, and what comes. Another moment meanwhile makes it longer.
   * @param began boot clock: when that began which is noticed now; as `take` was told, or in the last sample
   * @returns how much of the time before is lost, for there were too many tasks
   */
  mark(began: Nanoseconds): Nanoseconds {
    const from = began - this.#around.before;
    for (const sample of this.#waiting) if (sample.endedAt > from) this.#writer.append(sample);
    this.#waiting = [];
    this.#tasks = 0;
    this.#until = this.#now + this.#around.after;
    return nanoseconds(Math.max(0, this.#droppedUntil - from));
  }

  #keep(sample: Sample, began: Nanoseconds): void {
    const { before, mostTasks = MOST_TASKS } = this.#around;
    this.#waiting.push(sample);
    this.#tasks += sample.tasks.length;
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const isOld = first.endedAt <= began - before;
      if (!isOld && (this.#tasks <= mostTasks || first === sample)) return;
      this.#droppedUntil = first.endedAt;
      this.#tasks -= first.tasks.length;
      this.#waiting.shift();
    }
  }
}

const MOST_TASKS = 100_000;
