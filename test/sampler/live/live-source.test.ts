/** The live source over an engine, a clock and a wait of our own: no time passes but what these let pass. */
import { describe, expect, it } from 'vitest';
import { Users } from '../../../src/kernel/sys/users/users.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { allIdle, keptIdle } from '../../../src/sample/idle-tasks.ts';
import type { IdleTasks, Sample } from '../../../src/sample/sample.ts';
import { LEAST_NEEDS } from '../../../src/sample/source.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import type { Details } from '../../../src/sampler/live/describe.ts';
import { type LiveOptions, LiveSource } from '../../../src/sampler/live/live-source.ts';
import { appendRows, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { idleTasksOf } from '../../support/samples/idle-tasks.ts';
import { taskEntry } from '../../support/samples/samples.ts';
import { S, snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

const SKIP: Details = { commands: 'skip', priorities: 'skip', users: undefined };
const COMMANDS: Details = { ...SKIP, commands: 'read' };

type Pass = { readonly tasks: readonly TaskRow[]; readonly exits?: readonly TaskRow[] };

/** Plays passes one after the other, the last for ever; each takes `work` ms. */
class Machine {
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

const take = async (source: LiveSource, count: number): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for await (const sample of source) {
    samples.push(sample);
    if (samples.length === count) break;
  }
  return samples;
};

describe('the live source', () => {
  it('says before each pass that one comes, before the first too', async () => {
    const machine = new Machine([{ tasks: [] }]);
    const passesMade: number[] = [];
    const note = () => passesMade.push(machine.passes);
    await take(machine.source(1000, { beforePass: note }), 2);
    expect(passesMade).toEqual([0, 1, 2]);
  });

  it('begins with a first real interval, not with what stood before', async () => {
    const before = { tid: 7, write: 5000 };
    const machine = new Machine([{ tasks: [before] }, { tasks: [{ tid: 7, write: 5350 }] }]);
    const [sample] = await take(machine.source(1000), 1);
    expect(sample?.tasks).toMatchObject([{ tid: 7, write: 350 }]);
    expect((sample?.endedAt ?? 0) - (sample?.startedAt ?? 0)).toBe(1e9);
  });

  it('gives a task the start it was first seen with, however its later estimates waver', async () => {
    const seen = [3, 3.015, 3.03, 3.045].map((start, i) => ({
      tid: 7,
      startedAt: start * S,
      write: i,
    }));
    const machine = new Machine(seen.map((task) => ({ tasks: [task] })));
    const engine = { ...machine.engine, startTolerance: 50e6 };
    const samples = await take(machine.source(1000, { engine }), 3);
    expect(samples.map(({ tasks }) => tasks[0]?.startedAt)).toEqual([3 * S, 3 * S, 3 * S]);
  });

  it('says of a wait it found going on that it is at least that long, and of one it saw begin how long it is', async () => {
    // Seen at 100 s and 101 s; the engine notes a wait it finds as beginning there and then.
    const found = { tid: 7, waitingSince: 100 * S };
    const begun = { tid: 8, waitingSince: 100.4 * S };
    const machine = new Machine([{ tasks: [found, { tid: 8 }] }, { tasks: [found, begun] }]);
    const [sample] = await take(machine.source(1000), 1);
    expect(sample?.tasks).toMatchObject([
      { tid: 7, waitingSince: 100 * S, waitingLonger: true },
      { tid: 8, waitingSince: 100.4 * S },
    ]);
    expect(sample?.tasks[1]).not.toHaveProperty('waitingLonger');
  });

  it('knows the leader of a thread that ended where the leader ended in the same interval', async () => {
    const born = { tgid: 7, startedAt: 100.5 * S, write: 5 };
    const exits = [
      { ...born, tid: 8, comm: 'worker' },
      { ...born, tid: 7, comm: 'pool', startedAt: 100.4 * S },
    ];
    const [sample] = await take(new Machine([{ tasks: [] }, { tasks: [], exits }]).source(1000), 1);
    expect(sample?.tasks.find(({ tid }) => tid === 8)).toMatchObject({
      comm: 'worker',
      processComm: 'pool',
      processStartedAt: 100.4 * S,
    });
  });

  it('knows the leader of a thread that ended where nobody has said what became of the leader', async () => {
    const before = [
      { tid: 7, comm: 'pool' },
      { tid: 8, tgid: 7 },
    ];
    const exits = [{ tid: 8, tgid: 7, comm: 'worker', write: 5 }];
    const plan = [{ tasks: before }, { tasks: [], exits }];
    const [sample] = await take(new Machine(plan).source(1000), 1);
    expect(sample?.tasks).toMatchObject([{ tid: 8, comm: 'worker', processComm: 'pool' }]);
  });

  it("takes nobody for a thread's leader who came later", async () => {
    const heir = { tid: 7, startedAt: 100.9 * S, comm: 'heir' };
    const exits = [{ tid: 8, tgid: 7, startedAt: 100.5 * S, write: 5 }];
    const plan = [{ tasks: [] }, { tasks: [heir], exits }];
    const endedToo = [{ tasks: [] }, { tasks: [], exits: [...exits, heir] }];
    for (const machine of [new Machine(plan), new Machine(endedToo)]) {
      const [sample] = await take(machine.source(1000), 1);
      expect(sample?.tasks[0]).toMatchObject({ tid: 8, ended: true });
      expect(sample?.tasks[0]).not.toHaveProperty('processStartedAt');
    }
  });

  it('says of a leader that ended whether other threads of its process go on', async () => {
    const leader = { tid: 7, write: 9 };
    const thread = { tid: 8, tgid: 7 };
    const livesAfter = async (exits: readonly TaskRow[]) => {
      const machine = new Machine([
        { tasks: [{ tid: 7 }, thread] },
        { tasks: [leader, thread], exits },
      ]);
      const [sample] = await take(machine.source(1000), 1);
      return sample?.tasks.find(({ tid }) => tid === 7);
    };
    expect(await livesAfter([leader])).toMatchObject({ ended: true, processLives: true });
    const both = await livesAfter([leader, { ...thread, write: 1 }]);
    expect(both).toMatchObject({ ended: true });
    expect(both).not.toHaveProperty('processLives');
  });

  it('lists a task that did nothing to the disk once its counter is ordered', async () => {
    const plan = [1, 2, 3, 4].map((times) => ({ tasks: [{ tid: 7, readChars: times * 4096 }] }));
    const source = new Machine(plan).source(1000);
    const seen: unknown[] = [];
    for await (const { tasks, idle } of source) {
      seen.push([tasks.length, idle?.count, idle?.still.includes('readChars')]);
      source.setNeeds({ ...LEAST_NEEDS, counters: seen.length === 1 ? ['readChars'] : [] });
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([
      [0, 1, false],
      [1, 0, true],
      [0, 1, false],
    ]);
  });

  it('lists from the first sample on what is ordered beforehand', async () => {
    const plan = [1, 2].map((times) => ({ tasks: [{ tid: 7, readChars: times * 4096 }] }));
    const needs = { ...LEAST_NEEDS, counters: ['readChars'] } as const;
    const [sample] = await take(new Machine(plan).source(1000, { needs }), 1);
    expect(sample?.tasks).toMatchObject([{ tid: 7, readChars: 4096 }]);
  });

  it('asks those that ran, and all of them for a sample that somebody wants now', async () => {
    const machine = new Machine([{ tasks: [] }]);
    const ran: number[] = [];
    const readRan: Engine['readRan'] = ({ tasks }) => {
      ran.push(machine.now);
      machine.engine.readTasks(tasks);
      return [];
    };
    const afterWait = (): void => {
      if (machine.now === 2500) source.refresh();
    };
    const engine = { ...machine.engine, readRan };
    const source: LiveSource = machine.source(1000, { engine, afterWait });
    await take(source, 4);
    expect(machine.passTimes).toEqual([0, 1000, 2000, 2500, 3500]);
    expect(ran).toEqual([1000, 2000, 3500]);
  });

  it('has users looked up before the first sample', async () => {
    const asked: number[] = [];
    const users = new Users('/nonexistent/passwd', { nameOf: (uid) => void asked.push(uid) });
    const machine = new Machine([{ tasks: [{ tid: 7, uid: 70001 }] }]);
    await take(machine.source(1000, { details: { ...SKIP, users } }), 1);
    expect(asked).toEqual([70001]);
  });

  it('has a period of the interval, not of the interval and the work', async () => {
    const machine = new Machine([{ tasks: [] }], 30);
    await take(machine.source(200), 4);
    expect(machine.passTimes.slice(1)).toEqual([230, 430, 630, 830]);
  });

  it('waits whole milliseconds, for a timer that ended before its time would be followed by another', async () => {
    const machine = new Machine([{ tasks: [] }], 0.4);
    await take(machine.source(50), 3);
    expect(machine.waits).toEqual([50, 50, 50]);
  });

  it('leaves out what it missed rather than hurry after it', async () => {
    const machine = new Machine([{ tasks: [] }], 250);
    await take(machine.source(100), 3);
    expect(machine.passTimes.slice(1)).toEqual([350, 650, 950]);
  });

  it('stopped for a while, makes no tiny sample of what is left of its period', async () => {
    const machine = new Machine([{ tasks: [] }]);
    let isStopped = false;
    const afterWait = (): void => {
      if (isStopped || machine.now < 1500) return;
      isStopped = true;
      machine.now += 2486 - (machine.now - 1500);
    };
    const source = machine.source(1000, { afterWait });
    await take(source, 4);
    // Stopped at 1,500, continued at 3,986: the next multiple is 14 ms away.
    expect(machine.passTimes.slice(1)).toEqual([1000, 3986, 5000, 6000]);
  });

  it.each([
    { when: 'while it waits', at: 'wait' },
    { when: 'while its sample is handled', at: 'sample' },
  ])('told to finish $when, gives what happened since, and ends', async ({ at }) => {
    const tasks = [100, 200, 300, 400].map((write) => [{ tid: 7, write }]);
    const machine = new Machine(tasks.map((rows) => ({ tasks: rows })));
    const afterWait = (): void => {
      if (at === 'wait' && machine.now > 1500) source.finish();
    };
    const source: LiveSource = machine.source(1000, { afterWait });
    const lengths: number[] = [];
    let written = 0;
    for await (const { startedAt, endedAt, tasks: entries } of source) {
      lengths.push((endedAt - startedAt) / 1e6);
      written += entries[0]?.write ?? 0;
      if (at === 'sample' && lengths.length === 1) source.finish();
    }
    expect(lengths).toEqual(at === 'wait' ? [1000, 600] : [1000, 0]);
    expect(written).toBe(200);
  });

  it('waits not at all where the interval is nothing, yet gives others their turn', async () => {
    const machine = new Machine([{ tasks: [] }]);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (turns < 100) setImmediate(count);
    };
    setImmediate(count);
    await take(machine.source(0), 5);
    expect(machine.now).toBe(0);
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it('empties the engine as often as that wants while it waits', async () => {
    const machine = new Machine([{ tasks: [] }]);
    await take(machine.source(1000), 1);
    // At the tenth time the pass takes what there is.
    expect(machine.drains).toBeGreaterThanOrEqual(9);
  });

  it('says in every sample what cannot be seen, and what was not seen in this one', async () => {
    const samples = await take(new Machine([{ tasks: [] }]).source(10), 2);
    for (const [index, { gaps }] of samples.entries()) {
      expect(gaps).toMatchObject([
        { kind: 'unavailable', what: 'exits' },
        { kind: 'tasks-denied', count: index + 2 },
      ]);
    }
  });

  it('reports a task that ended with what it did, once', async () => {
    const born = { tid: 9, startedAt: 100.5 * S, write: 700 };
    const machine = new Machine([{ tasks: [] }, { tasks: [], exits: [born] }, { tasks: [] }]);
    const [first, second] = await take(machine.source(1000), 2);
    expect(first?.tasks).toMatchObject([{ tid: 9, write: 700, ended: true }]);
    expect(second?.tasks).toEqual([]);
  });

  it('reports a task whose end comes to be known an interval late with what it did since it was listed', async () => {
    const exits = [{ tid: 9, write: 700 }];
    const plan = [{ tasks: [{ tid: 9, write: 200 }] }, { tasks: [] }, { tasks: [], exits }];
    const [first, second] = await take(new Machine(plan).source(1000), 2);
    expect(first?.tasks).toEqual([]);
    expect(second?.tasks).toMatchObject([{ tid: 9, write: 500, ended: true }]);
  });

  it('lends the idle tasks until the next sample, and a copy of them holds', async () => {
    const passes = [1, 2, 3].map((times) => ({
      tasks: [{ tid: 1 }, { tid: 2, readChars: times * 4096, comm: `c${times}` }],
    }));
    const iterator = new Machine(passes).source(10)[Symbol.asyncIterator]();
    const { idle } = (await iterator.next()).value as Sample;
    const kept = keptIdle(idle as IdleTasks);
    const expected = [
      { tid: 1, read: 0, readChars: 0 },
      { tid: 2, read: 0, readChars: 4096, comm: 'c2' },
    ];
    expect(allIdle(idle)).toMatchObject(expected);
    await iterator.next();
    await iterator.next();
    expect(allIdle(kept)).toMatchObject(expected);
  });

  it('names idle tasks that somebody asks for, and all of them where that is ordered', async () => {
    const own = { tid: process.pid, startedAt: 1 * S };
    const source = new Machine([{ tasks: [{ tid: 1 }, own] }]).source(10, { details: COMMANDS });
    const iterator = source[Symbol.asyncIterator]();
    const { idle } = (await iterator.next()).value as Sample;
    expect(idle?.names).toBeUndefined();
    const asked = source.readNames(idle as IdleTasks, Int32Array.of(1));
    expect(asked).toMatchObject([{ command: expect.stringContaining('node') }]);
    source.setNeeds({ ...LEAST_NEEDS, idleNames: 'all' });
    const next = (await iterator.next()).value as Sample;
    expect(next.idle?.names).toHaveLength(2);
    expect(next.idle?.names?.[1]).toEqual(asked[0]);
    source.close();
  });

  it('names no task that has ended, whoever has its id now', async () => {
    const heir = { tid: process.pid, startedAt: 50 * S };
    const source = new Machine([{ tasks: [{ ...heir, startedAt: 1 * S }] }, { tasks: [heir] }]);
    const live = source.source(10, { details: COMMANDS });
    const iterator = live[Symbol.asyncIterator]();
    const earlier = idleTasksOf([taskEntry({ tid: process.pid, startedAt: 1 * S })]);
    await iterator.next();
    expect(live.readNames(earlier, Int32Array.of(0))).toEqual([{}]);
    live.close();
  });

  it('ends and frees the engine once, however often it is closed', async () => {
    const machine = new Machine([{ tasks: [] }]);
    const source = machine.source(10);
    const iterator = source[Symbol.asyncIterator]();
    await iterator.next();
    source.close();
    source.close();
    expect((await iterator.next()).done).toBe(true);
    expect(machine.closed).toBe(1);
  });

  it('asks a closed engine nothing, whenever it is closed', async () => {
    const machine = new Machine([{ tasks: [] }]);
    const source = machine.source(10);
    const iterator = source[Symbol.asyncIterator]();
    const first = iterator.next();
    source.close();
    expect((await first).done).toBe(true);
    expect([machine.passes, machine.drains]).toEqual([1, 0]);
  });

  it('keeps the clock of the samples the clock of the passes', async () => {
    const samples = await take(new Machine([{ tasks: [] }]).source(500), 3);
    expect(samples.map(({ startedAt }) => startedAt)).toEqual([
      nanoseconds(100 * S),
      nanoseconds(100.5 * S),
      nanoseconds(101 * S),
    ]);
  });
});
