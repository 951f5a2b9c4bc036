/** What the samples of a live source say: see planned-machine.ts. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Users } from '../../../src/kernel/sys/users/users.ts';
import { allIdle, keptIdle } from '../../../src/sample/idle-tasks.ts';
import type { IdleTasks, Sample } from '../../../src/sample/sample.ts';
import { LEAST_NEEDS } from '../../../src/sample/source.ts';
import { SystemReader } from '../../../src/sampler/live/system.ts';
import { idleTasksOf } from '../../support/samples/idle-tasks.ts';
import { taskEntry } from '../../support/samples/samples.ts';
import { COMMANDS, Machine, SKIP, take } from '../../support/snapshots/planned-machine.ts';
import { S, type TaskRow } from '../../support/snapshots/snapshots.ts';

describe('the live source', () => {
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

  it('reads what the disks did at the end of the interval, however long it takes to read what tasks did', async () => {
    const machine = new Machine([{ tasks: [{ tid: 7 }] }], 400);
    const reads: number[] = [];
    const { read } = SystemReader.prototype;
    const reading = vi.spyOn(SystemReader.prototype, 'read').mockImplementation(function (
      this: SystemReader,
    ) {
      reads.push(machine.now);
      return read.call(this);
    });
    onTestFinished(() => reading.mockRestore());
    const samples = await take(machine.source(1000), 3);
    expect(reads.slice(-3).map((time) => 100 * S + time * 1e6)).toEqual(
      samples.map(({ endedAt }) => endedAt),
    );
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

  it('says whose child a task was that ended, where the engine knows it, and says nothing of who lives', async () => {
    const exits = [
      { tid: 8, ppid: 7, write: 5 },
      { tid: 9, ppid: 0, write: 5 },
      { tid: 10, ppid: -1, write: 5 },
    ].map((task) => ({ ...task, startedAt: 100.5 * S }));
    const tasks = [{ tid: 7, ppid: 1, write: 5 }];
    const machine = new Machine([{ tasks: [{ tid: 7, ppid: 1 }] }, { tasks, exits }]);
    const [sample] = await take(machine.source(1000), 1);
    const parents = new Map(
      sample?.tasks.map(({ tid, ended, ppid }) => [tid as number, { ended, ppid }]),
    );
    expect(parents.get(7)).toEqual({});
    expect(parents.get(8)).toEqual({ ended: true, ppid: 7 });
    expect(parents.get(9)).toEqual({ ended: true });
    expect(parents.get(10)).toEqual({ ended: true });
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

  it('has users looked up before the first sample', async () => {
    const asked: number[] = [];
    const users = new Users('/nonexistent/passwd', { nameOf: (uid) => void asked.push(uid) });
    const machine = new Machine([{ tasks: [{ tid: 7, uid: 70001 }] }]);
    await take(machine.source(1000, { details: { ...SKIP, users } }), 1);
    expect(asked).toEqual([70001]);
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
});
