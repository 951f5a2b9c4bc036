/** What this program itself costs. */
import type { Ratio } from '../lib/units.ts';

/** A meter: each call gives our CPU time since the call before, as a share of one CPU. */
export const ownShareMeter = (): (() => Ratio) => {
  let before = usedMicroseconds();
  let at = performance.now();
  return () => {
    const now = performance.now();
    const used = usedMicroseconds();
    const share = (used - before) / 1000 / Math.max(0.001, now - at);
    before = used;
    at = now;
    return share as Ratio;
  };
};

const usedMicroseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
