import { describe, expect, it } from 'vitest';
import { History } from '../../../src/model/totals/history.ts';
import { HISTORY_LENGTH } from '../../../src/model/totals/series.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { taskKey } from '../../../src/sample/sample.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const KEY = taskKey(7, 5e9);
const idOf = (key: string): number => Number.parseInt(key, 10);
const historyOf = (...tasks: readonly (readonly TaskFields[])[]): History => {
  const history = new History();
  tasks.forEach((entries, index) => {
    history.add(sampleOf({ index, tasks: entries }));
  });
  return history;
};

describe('History', () => {
  it('gives the moments of a task oldest first, quiet ones as 0', () => {
    const history = historyOf([{ tid: 7, read: 10 }], [], [{ tid: 7, read: 30 }], []);
    expect(history.ofTask(KEY, 'read', 10)).toEqual([10, 0, 30, 0]);
    expect(history.ofTask(KEY, 'read', 2)).toEqual([30, 0]);
  });

  it('gives bytes a second, whatever the interval', () => {
    const history = new History();
    const long = sampleOf({ tasks: [{ tid: 7, write: 500 }] });
    history.add({ ...long, endedAt: (long.startedAt + 5e9) as typeof long.endedAt });
    expect(history.ofTask(KEY, 'write', 1)).toEqual([100]);
  });

  it('gives writes net of cancelled ones', () => {
    const history = historyOf([{ tid: 7, write: 50, cancelledWrite: 20 }]);
    expect(history.ofTask(KEY, 'write', 1)).toEqual([30]);
    expect(history.ofTask(KEY, 'both', 1)).toEqual([30]);
  });

  it('gives what the disks were asked for where that is known', () => {
    const history = historyOf([{ tid: 7, read: 9, write: 50, diskRead: 3, diskWrite: 4 }]);
    expect(history.ofTask(KEY, 'read', 1)).toEqual([3]);
    expect(history.ofTask(KEY, 'write', 1)).toEqual([4]);
  });

  it('gives waits as shares of the interval', () => {
    const history = historyOf([{ tid: 7, ioWait: 25e7, swapWait: 5e8 }]);
    expect(history.ofTask(KEY, 'io', 1)).toEqual([0.25]);
    expect(history.ofTask(KEY, 'swapin', 1)).toEqual([0.5]);
  });

  it('adds the bytes of a process up and takes its longest wait', () => {
    const history = historyOf([
      { tid: 7, read: 1, ioWait: 5e8 },
      { tid: 8, tgid: 7, processStartedAt: 5e9, read: 2, ioWait: 25e7 },
    ]);
    expect(history.ofProcess(KEY, 'read', 1)).toEqual([3]);
    expect(history.ofProcess(KEY, 'io', 1)).toEqual([0.5]);
    expect(history.ofTask(KEY, 'read', 1)).toEqual([1]);
  });

  it('keeps no more than its length, and wraps without mixing old with new', () => {
    const moments = Array.from({ length: 3 * HISTORY_LENGTH }, (_, index) =>
      index % 7 === 0 ? [] : [{ tid: 7, read: index }],
    );
    const expected = moments.map((tasks) => tasks[0]?.read ?? 0).slice(-HISTORY_LENGTH);
    expect(historyOf(...moments).ofTask(KEY, 'read', 1000)).toEqual(expected);
  });

  it('keeps moments that come seldom, often, or first one and then the other', () => {
    for (const steps of [[61], [20], [1], [15, 15, 15, 1], [1, 1, 1, 50, 1, 1, 1, 58, 2]]) {
      const isBusy = new Set<number>();
      for (let at = 0, step = 0; at < 300; at += steps[step++ % steps.length] as number) {
        isBusy.add(at);
      }
      const moments = Array.from({ length: 300 }, (_, index) =>
        isBusy.has(index) ? [{ tid: 7, read: index + 1 }] : [],
      );
      const history = new History();
      const figures: number[] = [];
      moments.forEach((tasks, index) => {
        history.add(sampleOf({ index, tasks }));
        figures.push(tasks[0]?.read ?? 0);
        const expected = figures.slice(-HISTORY_LENGTH);
        expect(history.ofTask(KEY, 'read', 1000), `moment ${index}`).toEqual(expected);
      });
    }
  });

  it('does not remember a reused tid as the same task', () => {
    const history = historyOf([{ tid: 7, read: 9 }], [{ tid: 7, startedAt: 6e9, read: 1 }]);
    expect(history.ofTask(taskKey(7, 6e9), 'read', 2)).toEqual([0, 1]);
  });

  it('shows nothing of a task long quiet that comes back', () => {
    const silence = Array.from({ length: 2 * HISTORY_LENGTH }, () => []);
    const history = historyOf([{ tid: 7, read: 9 }], ...silence, [{ tid: 7, read: 1 }]);
    const moments = history.ofTask(KEY, 'read', HISTORY_LENGTH);
    expect(moments.reduce((sum, moment) => sum + moment, 0)).toBe(1);
    expect(moments.at(-1)).toBe(1);
  });

  it('knows what the block layer moved', () => {
    const history = new History();
    history.add(sampleOf({ system: { blockRead: 5 as never, blockWrite: 6 as never } }));
    expect(history.ofMachine('read', 3)).toEqual([5]);
    expect(history.ofMachine('write', 3)).toEqual([6]);
  });
});

describe('what was moved lately', () => {
  const lasting = (seconds: number, ...tasks: readonly TaskFields[]): Sample => {
    const sample = sampleOf({ tasks });
    return { ...sample, endedAt: (sample.startedAt + seconds * 1e9) as Sample['endedAt'] };
  };
  const historyAfter = (...samples: readonly Sample[]): History => {
    const history = new History();
    for (const sample of samples) history.add(sample);
    return history;
  };
  const rateAfter = (...samples: readonly Sample[]): number =>
    historyAfter(...samples).smoothed('thread', KEY);

  it('comes to the rate of whoever goes on, and half of it in the first second', () => {
    const steady = Array.from({ length: 20 }, () => lasting(1, { tid: 7, read: 60, write: 40 }));
    expect(rateAfter(...steady)).toBeCloseTo(100, 3);
    expect(rateAfter(...steady.slice(0, 1))).toBeCloseTo(48.7, 1);
  });

  it('of a burst is a tenth after some 3 s, and what is left tells it from nothing for a minute', () => {
    const burst = lasting(1, { tid: 7, write: 1000 });
    const silence = (seconds: number) => Array.from({ length: seconds }, () => lasting(1));
    expect(rateAfter(burst, ...silence(3))).toBeLessThan(100);
    expect(rateAfter(burst, ...silence(58))).toBeGreaterThan(0);
    expect(rateAfter(burst, ...silence(58))).toBeLessThan(1);
    expect(rateAfter(burst, ...silence(200))).toBe(0);
  });

  it('is the same however a time is cut into intervals', () => {
    const whole = rateAfter(lasting(2, { tid: 7, read: 200 }), lasting(1));
    const parts = Array.from({ length: 100 }, () => lasting(0.02, { tid: 7, read: 2 }));
    expect(rateAfter(...parts, lasting(0.5), lasting(0.5))).toBeCloseTo(whole, 6);
  });

  it('is not forgotten within a minute of short intervals', () => {
    const silence = Array.from({ length: 1000 }, () => lasting(0.05));
    expect(rateAfter(lasting(0.05, { tid: 7, read: 1e9 }), ...silence)).toBeGreaterThan(0);
  });

  it('is in the order of the rates at the first sample, however long it is', () => {
    for (const seconds of [0.1, 1, 10]) {
      const history = historyAfter(
        lasting(seconds, { tid: 7, write: 90 * seconds }, { tid: 8, read: 20 * seconds }),
      );
      const [dd = 0, fio = 0] = [KEY, taskKey(8, 5e9)].map((key) =>
        history.smoothed('thread', key),
      );
      expect(dd / fio).toBeCloseTo(4.5, 6);
    }
  });

  it('of what moved nothing for over 3 s is below a byte, however much that was, and goes on where it moves again', () => {
    const burst = lasting(1, { tid: 7, write: 1e12 });
    const waiting = lasting(1, { tid: 7, ioWait: 1e9 });
    expect(rateAfter(burst, waiting, waiting, waiting)).toBeGreaterThan(1e10);
    expect(rateAfter(burst, waiting, waiting, waiting, waiting)).toBeLessThan(1);
    expect(rateAfter(burst, waiting, waiting, waiting, waiting)).toBeGreaterThan(0);
    const again = lasting(1, { tid: 7, write: 1 });
    expect(rateAfter(burst, waiting, waiting, waiting, waiting, again)).toBeGreaterThan(1e9);
  });

  it('of a process is what its threads moved', () => {
    const thread = { tid: 8, tgid: 7, processStartedAt: 5e9, read: 70 };
    const history = historyAfter(lasting(3, { tid: 7, read: 20 }, thread));
    const sum = history.smoothed('thread', KEY) + history.smoothed('thread', taskKey(8, 5e9));
    expect(history.smoothed('process', KEY)).toBeCloseTo(sum, 6);
  });

  it('is not what is net of nothing, nor a wait', () => {
    expect(rateAfter(lasting(1, { tid: 7, write: 9, cancelledWrite: 9, ioWait: 1e9 }))).toBe(0);
  });

  it('names those that moved most, and none that ended', () => {
    const thread = { tid: 9, tgid: 5, processStartedAt: 5e9, read: 4 };
    const busy = [
      { tid: 5, read: 1 },
      { tid: 6, write: 8 },
      { tid: 7, read: 20, ended: true },
      thread,
    ];
    const history = historyAfter(lasting(1, ...busy, { tid: 8 }), lasting(1));
    expect(history.movedLately('threads', 9).map(idOf)).toEqual([6, 9, 5]);
    expect(history.movedLately('threads', 1).map(idOf)).toEqual([6]);
    expect(history.movedLately('processes', 9).map(idOf)).toEqual([6, 5]);
  });

  it('names a process on which threads go on after its first one', () => {
    const first = { tid: 5, read: 1, ended: true };
    const named = (task: TaskFields) =>
      historyAfter(lasting(1, task), lasting(1)).movedLately('processes', 9).map(idOf);
    expect(named({ ...first, processLives: true })).toEqual([5]);
    expect(named(first)).toEqual([]);
  });

  it('names none that is in the last sample: that one has it already', () => {
    const busy = [
      { tid: 5, read: 1 },
      { tid: 6, read: 1 },
    ];
    const history = historyAfter(lasting(1, ...busy), lasting(1, { tid: 6, ioWait: 1 }));
    expect(history.movedLately('threads', 9).map(idOf)).toEqual([5]);
  });
});
