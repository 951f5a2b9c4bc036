/** Compares the two ways to read tasks, on this kernel, while a load goes on. */
import { getPriority, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../../src/sampler/engine.ts';
import { Passes } from '../../../src/sampler/live/passes.ts';
import { copyOf, newSnapshot, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { openTwoWays, type TwoWays } from '../kernel/two-ways.ts';
import {
  type AskedPass,
  CHANGED_BY_OTHERS,
  compareBirths,
  compareResting,
  compareThree,
  excuseUnseen,
  newTally,
  type Tally,
  type ThreePasses,
} from '../snapshots/three-passes.ts';
import type { Load } from './load.ts';
import { run } from './loop-device.ts';

export type Comparison = Tally & {
  rounds: number;
  /** The most tasks of one pass that had run. */
  mostRan: number;
  /** The most tasks of one pass. */
  mostTasks: number;
  /** Passes that had to ask every task since the ring had not all that ran. */
  overflows: number;
  /** Tasks at rest compared when the load was over. */
  resting: number;
  /** How often a task came on a CPU without any program having seen it; 0 where process 1 is not shielded. */
  comings: number;
};

export type Span = {
  /** How long they are compared; longer where that is not enough for `LEAST_ROUNDS`. */
  readonly seconds: number;
  /** Less room for those that ran than usual. */
  readonly ringSlots?: number;
};

/** @param load goes on; with its next step it rests, and then what sleeps is compared */
export const compareWays = async (
  load: Pick<Load, 'step'>,
  { seconds, ringSlots }: Span,
): Promise<Comparison> => {
  const result = newComparison();
  const letGo = takeFirstCpu();
  const end = Date.now() + seconds * 1000;
  const isOver = (): boolean => Date.now() >= end && result.rounds >= LEAST_ROUNDS;
  // Opened again and again: what was on a CPU or waited before is known too.
  try {
    while (!isOver()) {
      const ways = openTwoWays(ringSlots);
      try {
        await ways.comings.untilNow(); // The witness knows who is on each CPU.
        await compareUntil(isOver, ways, result);
        const comings = await ways.comings.untilNow();
        excuseUnseen(result, isProcess1Hidden(ways) ? comings : []);
        result.comings += comings.length;
        if (isOver()) {
          load.step();
          await compareAtRest(ways, result);
        }
      } finally {
        ways.close();
      }
    }
  } finally {
    letGo();
  }
  return result;
};

/** Before all others, that there are many looks while a task has the last CPU to itself (churn.c): it must not have ours. @returns what ends it */
const takeFirstCpu = (): (() => void) => {
  const priority = getPriority();
  const mask = /\w+$/m.exec(run('taskset', '-p', String(process.pid)))?.[0] ?? '';
  run('taskset', '-p', '1', String(process.pid));
  setPriority(-15);
  return () => {
    setPriority(priority);
    run('taskset', '-p', mask, String(process.pid));
  };
};

const OPEN_AGAIN_AFTER = 5000;

const LEAST_ROUNDS = 20;

const newComparison = (): Comparison => ({
  ...newTally(),
  rounds: 0,
  mostRan: 0,
  mostTasks: 0,
  overflows: 0,
  resting: 0,
  comings: 0,
});

/** Passes of those that ran, as the program makes them; what is compared is copied. */
class MarkPasses {
  readonly #passes: Passes;
  readonly #result: Comparison;
  #isFirst = true;

  constructor({ marks }: TwoWays, result: Comparison) {
    this.#passes = new Passes(marks);
    this.#result = result;
  }

  /** @param way full: every task is asked, on purpose */
  take(way: 'ran' | 'full' = 'ran'): AskedPass {
    const isAsked = way === 'full' || this.#isFirst;
    if (way === 'full') this.#passes.readAllNext();
    this.#isFirst = false;
    const { tasks, next } = this.#passes.next().pass;
    const { now } = this.#passes.table;
    const result = this.#result;
    if (tasks === 'ran') result.mostRan = Math.max(result.mostRan, next.count);
    else if (!isAsked) result.overflows += 1;
    result.mostTasks = Math.max(result.mostTasks, now.count);
    const asked = new Set(next.columns.tid.subarray(0, next.count));
    return { ...copyOf(now), startedAt: now.startedAt, endedAt: now.endedAt, asked };
  }
}

const isProcess1Hidden = ({ everyTask }: TwoWays): boolean =>
  passOf(everyTask).columns.tid[0] !== 1;

const passOf = (engine: Engine): Snapshot => {
  const snapshot = newSnapshot();
  engine.readTasks(snapshot);
  return snapshot;
};

const compareUntil = async (
  isOver: () => boolean,
  ways: TwoWays,
  result: Comparison,
): Promise<void> => {
  const passes = new MarkPasses(ways, result);
  const end = Date.now() + OPEN_AGAIN_AFTER;
  let last: Pick<ThreePasses, 'every' | 'after'> | undefined;
  for (let round = 0; Date.now() < end && !isOver(); round++) {
    // Close to each other, so that all three look at one stay on a CPU.
    const before = passes.take();
    const every = passOf(ways.everyTask);
    const after = passes.take();
    // Now and then so long that many run; else longer than a tick.
    await sleep(round % 10 === 3 ? 500 : 20 + (round % 7) * 5);
    const later = passes.take(round % 8 === 5 ? 'full' : 'ran');
    compareThree({ before, every, after, later }, result);
    if (last !== undefined) compareBirths(last, every, result);
    last = { every, after };
    result.rounds += 1;
  }
};

/** Once all rests, the last of the passes that ask those that ran has everything as it is. */
const compareAtRest = async (ways: TwoWays, result: Comparison): Promise<void> => {
  const passes = new MarkPasses(ways, result);
  passes.take();
  await sleep(1500);
  for (const [way, excused] of [
    ['ran', CHANGED_BY_OTHERS],
    ['full', []],
  ] as const) {
    const first = passOf(ways.everyTask);
    const ran = passes.take(way);
    result.resting += compareResting(
      { first, ran, second: passOf(ways.everyTask) },
      excused,
      result,
    );
  }
};
