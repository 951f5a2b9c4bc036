/** When a crossing is told of: once, not for a flap, at most once a period; and none is lost without being counted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { Crossings } from '../../../src/model/trigger/crossings.ts';

const SECOND = 1e9;
const seconds = (count: number) => nanoseconds(count * SECOND);

/** One character a second: whether the condition holds. @returns the seconds at whose ends it was told of */
const told = (
  course: string,
  { lasting = 0, period = 0, length = 1 }: Record<string, number> = {},
): readonly number[] => {
  const crossings = new Crossings<string>(seconds(lasting), seconds(period));
  return [...course].flatMap((character, at) => {
    const interval = { startedAt: seconds(at * length), endedAt: seconds((at + 1) * length) };
    const moment = crossings.take(interval, new Set(character === '1' ? ['vda'] : []));
    return moment === undefined ? [] : [at + 1];
  });
};

describe('a crossing is told of', () => {
  it.each<readonly [string, string, Record<string, number>, readonly number[]]>([
    ['when it has lasted for the whole time', '0111000', { lasting: 3 }, [4]],
    ['not when it broke off before', '0110110', { lasting: 3 }, []],
    ['once, however long it goes on', '1111111111', { lasting: 2 }, [2]],
    ['once, though it flaps', '1110111011', { lasting: 2 }, [2]],
    ['again after as long without', '11100011', { lasting: 3 }, [3]],
    ['again after as long without, and no sooner', '111000111', { lasting: 3 }, [3, 9]],
    ['in one sample, where no time is asked for', '010010', {}, [2, 5]],
    ['once where no time is asked for and it goes on', '0111', {}, [2]],
    ['after fewer samples where they are longer', '0110', { lasting: 3, length: 2 }, [3]],
    ['at most once a period', '1010101010', { period: 4 }, [1, 5, 9]],
    ['at the end of the period if it still holds', '100110', { lasting: 1, period: 4 }, [1, 5]],
    ['not at the end of the period if it is over', '101000000', { lasting: 1, period: 4 }, [1]],
  ])('%s: %s', (_, course, options, is) => {
    expect(told(course, options)).toEqual(is);
  });

  it('though intervals are some ms less than they should be', () => {
    expect(told('1111', { lasting: 3, length: 0.99 })).toEqual([3]);
    expect(told('1111', { lasting: 3, length: 0.95 })).toEqual([4]);
  });

  it('of several together, and of each once', () => {
    const crossings = new Crossings<string>(seconds(1), seconds(0));
    const take = (at: number, ...holding: readonly string[]) =>
      crossings.take({ startedAt: seconds(at), endedAt: seconds(at + 1) }, new Set(holding));
    expect(take(0, 'vda', 'vdb')?.crossed).toEqual(['vda', 'vdb']);
    expect(take(1, 'vda', 'vdb', 'vdc')?.crossed).toEqual(['vdc']);
    expect(take(2, 'vda', 'vdc')).toBeUndefined();
    expect(take(3, 'vda', 'vdb')?.crossed).toEqual(['vdb']);
  });

  it('and what came and went within the period is counted, once', () => {
    const crossings = new Crossings<string>(seconds(1), seconds(5));
    const take = (at: number, ...holding: readonly string[]) =>
      crossings.take({ startedAt: seconds(at), endedAt: seconds(at + 1) }, new Set(holding));
    expect(take(0, 'vda')).toEqual({ crossed: ['vda'], since: 0, untold: 0 });
    expect(take(1, 'vdb', 'vdc')).toBeUndefined();
    // Both wait for the end of the period.
    expect(crossings.untold).toBe(2);
    expect(take(2, 'vdc')).toBeUndefined();
    expect(crossings.untold).toBe(2);
    take(3, 'vdc');
    take(4, 'vdc');
    expect(take(5, 'vdc')).toEqual({ crossed: ['vdc'], since: seconds(1), untold: 1 });
    expect(crossings.untold).toBe(0);
  });

  it('with the time since when it holds, which is known before', () => {
    const crossings = new Crossings<string>(seconds(2), seconds(4));
    const take = (at: number, ...holding: readonly string[]) =>
      crossings.take({ startedAt: seconds(at), endedAt: seconds(at + 1) }, new Set(holding));
    expect(crossings.holdsSince).toBeUndefined();
    take(0, 'vda', 'vdb');
    expect(crossings.holdsSince).toBe(0);
    expect(take(1, 'vda')?.since).toBe(0);
    expect(crossings.holdsSince).toBeUndefined();
    take(2, 'vda', 'vdc');
    take(3, 'vdc', 'vdd');
    take(4, 'vdc', 'vdd');
    expect(crossings.holdsSince).toBe(seconds(2));
    expect(take(5, 'vdd', 'vdc')).toMatchObject({ crossed: ['vdd', 'vdc'], since: seconds(2) });
    take(6, 'vdd', 'vde');
    expect(crossings.holdsSince).toBe(seconds(6));
    take(7);
    expect(crossings.holdsSince).toBeUndefined();
  });

  it('not over a time that nobody saw, which breaks what held and what did not', () => {
    const crossings = new Crossings<string>(seconds(2), seconds(0));
    const take = (at: number, ...holding: readonly string[]) =>
      crossings.take({ startedAt: seconds(at), endedAt: seconds(at + 1) }, new Set(holding));
    take(0, 'vda');
    expect(take(9, 'vda')).toBeUndefined();
    expect(take(10, 'vda')?.crossed).toEqual(['vda']);
    take(11);
    // Nobody knows whether it did not hold in between.
    take(19);
    take(20, 'vda');
    expect(take(21, 'vda')).toBeUndefined();
  });
});

/** Counted by hand: where runs of so many ones end the so-manieth time, each after so many zeros. */
const crossingsIn = (course: readonly boolean[], lasting: number): readonly number[] => {
  const found: number[] = [];
  let isArmed = true;
  for (let end = 1; end <= course.length; end++) {
    const last = course.slice(Math.max(0, end - lasting), end);
    if (last.length < lasting) continue;
    if (last.every(Boolean) && isArmed) {
      found.push(end);
      isArmed = false;
    }
    if (!last.some(Boolean)) isArmed = true;
  }
  return found;
};

describe('whatever happens', () => {
  const courses = fc.array(fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }), {
    maxLength: 60,
  });
  const run = (course: readonly (readonly boolean[])[], lasting: number, period: number) => {
    const crossings = new Crossings<number>(seconds(lasting), seconds(period));
    const moments = course.flatMap((holds, at) => {
      const holding = new Set(holds.flatMap((is, key) => (is ? [key] : [])));
      const interval = { startedAt: seconds(at), endedAt: seconds(at + 1) };
      const moment = crossings.take(interval, holding);
      return moment === undefined ? [] : [{ at: at + 1, ...moment }];
    });
    return { moments, left: crossings.untold };
  };

  it('without a period each crossing is told of when it comes, and nothing else', () => {
    fc.assert(
      fc.property(courses, fc.integer({ min: 1, max: 5 }), (course, lasting) => {
        const { moments, left } = run(course, lasting, 0);
        for (const key of [0, 1, 2]) {
          const times = moments.filter(({ crossed }) => crossed.includes(key)).map(({ at }) => at);
          const one = course.map((holds) => holds[key] ?? false);
          expect(times).toEqual(crossingsIn(one, lasting));
        }
        expect(left).toBe(0);
      }),
    );
  });

  it('there are no more moments than periods, each is of what holds, and no crossing is lost', () => {
    const period = 7;
    fc.assert(
      fc.property(courses, fc.integer({ min: 1, max: 5 }), (course, lasting) => {
        const { moments, left } = run(course, lasting, period);
        for (const [index, { at, crossed }] of moments.entries()) {
          expect(at - (moments[index - 1]?.at ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(
            period,
          );
          for (const key of crossed)
            expect(course.slice(at - lasting, at).every((holds) => holds[key])).toBe(true);
        }
        const count = [0, 1, 2].reduce(
          (sum, key) =>
            sum +
            crossingsIn(
              course.map((holds) => holds[key] ?? false),
              lasting,
            ).length,
          0,
        );
        const untold = moments.reduce((sum, moment) => sum + moment.untold, left);
        const toldOf = moments.reduce((sum, { crossed }) => sum + crossed.length, 0);
        expect(toldOf + untold).toBe(count);
      }),
    );
  });
});
