import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaskNumbers } from '../../../src/sampler/taskstats/tasks-to-read.ts';

const PID_MAX_LIMIT = 2 ** 22;
const listOf = (numbers: TaskNumbers): readonly (readonly [number, number])[] =>
  Array.from({ length: numbers.count }, (_, i) => [numbers.tid(i), numbers.tgid(i)]);

describe('a list of task ids', () => {
  it('comes back whole, ascending, each id once, beyond its first capacity', () => {
    const id = fc.integer({ min: 1, max: PID_MAX_LIMIT });
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id), { maxLength: 3000 }), (tasks) => {
        const numbers = new TaskNumbers();
        for (const [tid, tgid] of tasks) numbers.add(tid, tgid);
        numbers.sort();
        const tids = [...new Set(tasks.map(([tid]) => tid))].sort((a, b) => a - b);
        expect(listOf(numbers).map(([tid]) => tid)).toEqual(tids);
        const given = new Set(tasks.map(([tid, tgid]) => `${tid} ${tgid}`));
        expect(listOf(numbers).every(([tid, tgid]) => given.has(`${tid} ${tgid}`))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
