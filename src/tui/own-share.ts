/** What this program itself costs. */
import type { Ratio } from '../lib/units.ts';

/** A meter: each call gives our CPU time since the call before, as a share of one CPU. */
export const ownShareMeter = (): (() => Ratio) => {
  let before = process.cpuUsage();
  let at = performance.now();
  return () => {
    const now = performance.now();
    const used = process.cpuUsage(before);
    const elapsed = Math.max(0.001, now - at);
    before = process.cpuUsage();
    at = now;
    return ((used.user + used.system) / 1000 / elapsed) as Ratio;
  };
};
