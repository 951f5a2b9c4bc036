/** A live source over an engine, a clock and a wait of our own: no time passes but what these let pass. */
import { milliseconds } from '../../../src/lib/units.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import type { Details } from '../../../src/sampler/live/describe.ts';
import { type LiveOptions, LiveSource } from '../../../src/sampler/live/live-source.ts';
import { appendRows, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { S, snapshotOf, type TaskRow } from './snapshots.ts';

export const SKIP: Details = { commands: 'skip', priorities: 'skip', users: undefined };
export const COMMANDS: Details = { ...SKIP, commands: 'read' };

type Pass = { readonly tasks: readonly TaskRow[]; readonly exits?: readonly TaskRow[] };

/** Plays passes one after the other, the last for ever; each takes `work` ms. */
export class Machine {
  now = 0;
  passes = 0;
  drains = 0;
  /** How long each piece of waiting was, ms. */
  readonly waits: number[] = [];
  closed = 0;
  /** When each pass began, ms. */
  readonly passTimes: number[] = [];
  readonly #plan: readonly Pass[];
  readonly #work: number;

  constructor(plan: readonly Pass[], work = 0) {
    this.#plan = plan;
    this.#work = work;
  }

  readonly engine: Engine = {
    name: 'taskstats',
    startTolerance: 0,
    waitsWithin: 'life',
    drainEvery: 100,
    standingGaps: [{ kind: 'unavailable', what: 'exits', reason: 'none here', remedy: '' }],
    readTasks: (into) => {
      this.passTimes.push(this.now);
      this.#copy(into, this.#current().tasks);
      this.passes += 1;
      this.now += this.#work;
      return [{ kind: 'tasks-denied', count: this.passes }];
    },
    takeExits: (into) => {
      const last = Math.max(0, Math.min(this.passes, this.#plan.length) - 1);
      const { exits = [] } = this.#plan[last] as Pass;
      appendRows(into, snapshotOf(this.#bootTime(), exits));
      return [];
    },
    drain: () => {
      this.drains += 1;
    },
    close: () => {
      this.closed += 1;
    },
  };

  /** @param afterWait called after each piece of waiting */
  source(
    interval: number,
    { afterWait, ...options }: Partial<LiveOptions> & { readonly afterWait?: () => void } = {},
  ): LiveSource {
    return new LiveSource({
      engine: this.engine,
      clock: { wallTime: () => milliseconds(this.now) },
      interval: milliseconds(interval),
      details: SKIP,
      now: () => this.now,
      alarm: {
        wait: async (duration) => {
          this.waits.push(duration);
          this.now += duration;
          afterWait?.();
        },
        ring: () => undefined,
      },
      ...options,
    });
  }

  #current(): Pass {
    return this.#plan[Math.min(this.passes, this.#plan.length - 1)] as Pass;
  }

  #bootTime(): number {
    return 100 * S + this.now * 1e6;
  }

  #copy(into: Snapshot, tasks: readonly TaskRow[]): void {
    into.count = 0;
    appendRows(into, snapshotOf(this.#bootTime(), tasks));
    into.startedAt = this.#bootTime();
    into.endedAt = into.startedAt;
  }
}

export const take = async (source: LiveSource, count: number): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for await (const sample of source) {
    samples.push(sample);
    if (samples.length === count) break;
  }
  return samples;
};
