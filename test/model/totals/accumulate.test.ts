import { describe, expect, it } from 'vitest';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { taskKey } from '../../../src/sample/sample.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const accumulated = (
  intervals: readonly (readonly TaskFields[])[],
  endedLimit?: number,
): Accumulator => {
  const accumulator = new Accumulator(endedLimit);
  for (const [index, tasks] of intervals.entries()) accumulator.add(sampleOf({ index, tasks }));
  return accumulator;
};

const sumOf = (accumulator: Accumulator): number =>
  [...accumulator.all()].reduce((sum, { amounts }) => sum + (amounts.write ?? 0), 0);

describe('what was accumulated', () => {
  it('is the sum of the intervals, since the first of them', () => {
    const task = accumulated([[], [{ tid: 7, write: 5 }], [{ tid: 7, write: 2, read: 1 }]]).get(
      taskKey(7, 5e9),
    );
    expect(task).toMatchObject({ amounts: { write: 7, read: 1 }, since: 101e9 });
  });

  it('keeps tasks that ended, and does not give their work to the next of that id', () => {
    const accumulator = accumulated([
      [{ tid: 7, write: 5, ended: true }],
      [{ tid: 7, write: 3, startedAt: 8e9 }],
    ]);
    expect(accumulator.get(taskKey(7, 5e9))?.amounts.write).toBe(5);
    expect(accumulator.get(taskKey(7, 8e9))?.amounts.write).toBe(3);
  });

  it('has what the disks were asked for on behalf of nobody who is a task', () => {
    const owners = [{ owner: 'file-system', read: 1, write: 20 }];
    const devices = [diskOf('vda', { owners }), diskOf('dm-0', { kind: 'layer', owners })];
    const accumulator = new Accumulator();
    for (const index of [0, 1]) accumulator.add(sampleOf({ index, system: { devices } }));
    expect([...accumulator.owners()]).toEqual([
      ['file-system', { amounts: { diskRead: 2, diskWrite: 40 }, since: 100e9 }],
    ]);
  });

  it('counts a task once whose pages are written after it was folded', () => {
    const first = { tid: 1, comm: 'dd', write: 9, ended: true };
    const others = [2, 3, 4].map((tid) => ({ tid, comm: 'cp', write: 9, ended: true }));
    const again = { ...first, write: 0, diskWrite: 9, endedBefore: true };
    const more = [5, 6, 7].map((tid) => ({ tid, comm: 'mv', ended: true }));
    const accumulator = accumulated([[first], others, [], [again], more, []], 1);
    const folded = [...accumulator.all()].filter(({ entry }) => entry.comm === 'dd');
    expect(folded).toMatchObject([{ tasks: 1, amounts: { write: 9, diskWrite: 9 } }]);
  });

  it('keeps a task once though it is told of again after its end', () => {
    const ended = { tid: 1, comm: 'dd', write: 9, ended: true };
    const again = { ...ended, write: 0, diskWrite: 3, endedBefore: true };
    const accumulator = accumulated([[ended], [again], [again], [again], []], 3);
    expect(accumulator.get(taskKey(1, 5e9))?.amounts).toMatchObject({ write: 9, diskWrite: 9 });
  });

  it('never falls, and stays small, however many tasks end', () => {
    const intervals = Array.from({ length: 60 }, (_, index) =>
      [0, 1, 2].map((i) => ({
        tid: index * 3 + i + 1,
        comm: i === 0 ? 'cc1' : 'ld',
        write: 10,
        ended: true,
      })),
    );
    const accumulator = accumulated(intervals, 20);
    expect(sumOf(accumulator)).toBe(60 * 3 * 10);
    const kept = [...accumulator.all()];
    expect(kept.length).toBeLessThanOrEqual(25 + 3 + 2);
    const folded = kept.filter(({ entry }) => entry.tid === 0).map(({ entry }) => entry.comm);
    expect(folded.sort()).toEqual(['cc1', 'ld']);
  });

  it('stays small too where each task that ends has a name of its own', () => {
    const intervals = Array.from({ length: 90 }, (_, index) => [
      { tid: index + 1, comm: `u${index}`, write: 10, ended: true },
    ]);
    const accumulator = new Accumulator(20, 4);
    for (const [index, tasks] of intervals.entries()) accumulator.add(sampleOf({ index, tasks }));
    expect(sumOf(accumulator)).toBe(900);
    expect([...accumulator.all()].length).toBeLessThanOrEqual(25 + 1 + 4 + 1);
  });

  it('does not make a zero of what was never known', () => {
    const accumulator = accumulated([[{ tid: 7, read: undefined, write: 5 }]]);
    expect(accumulator.get(taskKey(7, 5e9))?.amounts.read).toBeUndefined();
  });
});
