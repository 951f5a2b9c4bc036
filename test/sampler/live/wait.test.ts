import { expect, it, onTestFinished, vi } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { TimerAlarm } from '../../../src/sampler/live/wait.ts';

it('a wait ends when its time is over, or at once when the alarm rings, and leaves no timer', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const alarm = new TimerAlarm();
  const over = alarm.wait(milliseconds(500));
  vi.advanceTimersByTime(500);
  await over;
  const rung = alarm.wait(milliseconds(500));
  alarm.ring();
  await rung;
  expect(vi.getTimerCount()).toBe(0);
});
