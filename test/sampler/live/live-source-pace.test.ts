/** When a live source makes its passes, and when it ends. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import type { LiveSource } from '../../../src/sampler/live/live-source.ts';
import { Machine, take } from '../../support/snapshots/planned-machine.ts';
import { S } from '../../support/snapshots/snapshots.ts';

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
