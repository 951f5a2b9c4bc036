/**
 * Records what was before a moment and what came after it: samples wait in memory until a moment comes, and are written then.
 *
 * What waits is bounded by time, and by the number of tasks in it.
 */
import { type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Sample } from '../../sample/sample.ts';
import type { RecordingWriter } from './writer.ts';

export type Around = {
  readonly before: Nanoseconds;
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

  /** Takes the next sample; of the last after a moment everything goes to the disk at once. */
  take({ idle: _, ...sample }: Sample): void {
    this.#now = sample.endedAt;
    if (this.#until === undefined) {
      this.#keep(sample);
      return;
    }
    this.#writer.append(sample);
    if (this.#now < this.#until) return;
    this.#until = undefined;
    void this.#writer.flush();
  }

  /**
   * The end of the last sample is a moment: what waits is written, and what comes. Another moment meanwhile makes it longer.
   * @returns how much of the time before is lost, for there were too many tasks
   */
  mark(): Nanoseconds {
    for (const sample of this.#waiting) this.#writer.append(sample);
    this.#waiting = [];
    this.#tasks = 0;
    this.#until = this.#now + this.#around.after;
    return nanoseconds(Math.max(0, this.#droppedUntil - this.#now + this.#around.before));
  }

  #keep(sample: Sample): void {
    const { before, mostTasks = MOST_TASKS } = this.#around;
    this.#waiting.push(sample);
    this.#tasks += sample.tasks.length;
    for (let [first] = this.#waiting; first !== undefined; [first] = this.#waiting) {
      const isOld = first.endedAt <= this.#now - before;
      if (!isOld && (this.#tasks <= mostTasks || first === sample)) return;
      this.#droppedUntil = first.endedAt;
      this.#tasks -= first.tasks.length;
      this.#waiting.shift();
    }
  }
}

const MOST_TASKS = 100_000;
