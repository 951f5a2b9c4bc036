import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  BETWEEN_LOOKS,
  LOOKS_AFTER,
  WaitLooks,
} from '../../../../src/cli/effects/details/wait-looks.ts';
import type { Tid } from '../../../../src/sample/sample.ts';

const tid = (id: number): Tid => id as Tid;

describe('looks at what a task sleeps in', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const counting = () => {
    let count = 0;
    return new WaitLooks((id) => ({ sleepsIn: `${id}: ${++count}`, isStuck: true }));
  };

  it('are taken at once, and again and again until the next question', () => {
    const looks = counting();
    expect(looks.take(tid(7)).map(({ sleepsIn }) => sleepsIn)).toEqual(['7: 1']);
    vi.advanceTimersByTime(3 * BETWEEN_LOOKS);
    expect(looks.take(tid(7)).map(({ sleepsIn }) => sleepsIn)).toEqual([
      ...['7: 2', '7: 3', '7: 4', '7: 5'],
    ]);
  });

  it('end when nobody has asked for a second, and go on with the next question', () => {
    const looks = counting();
    looks.take(tid(7));
    vi.advanceTimersByTime(10 * LOOKS_AFTER * BETWEEN_LOOKS);
    expect(vi.getTimerCount()).toBe(0);
    expect(looks.take(tid(7))).toHaveLength(LOOKS_AFTER + 1);
    vi.advanceTimersByTime(BETWEEN_LOOKS);
    expect(looks.take(tid(7))).toHaveLength(2);
  });

  it('at another task hold none of the one before', () => {
    const looks = counting();
    looks.take(tid(7));
    vi.advanceTimersByTime(2 * BETWEEN_LOOKS);
    expect(looks.take(tid(8)).map(({ sleepsIn }) => sleepsIn)).toEqual(['8: 4']);
    vi.advanceTimersByTime(BETWEEN_LOOKS);
    expect(looks.take(tid(8)).map(({ sleepsIn }) => sleepsIn)).toEqual(['8: 5', '8: 6']);
  });

  it('at a task that is gone are none', () => {
    const looks = new WaitLooks(() => undefined);
    looks.take(tid(7));
    vi.advanceTimersByTime(LOOKS_AFTER * BETWEEN_LOOKS);
    expect(looks.take(tid(7))).toEqual([]);
  });
});
