/** What this program itself costs. */
import type { Ratio } from '../lib/units.ts';

/** A meter: each call gives our CPU time since the call before, as a share of one CPU. */
export const ownShareMeter = (): (() => Ratio) => {
  let before = process.cpuUsage();
  let at = performance.now();
  return () => {
    const now = performance.now();
    const used = process.cpuUsage();
    const microseconds = used.user - before.user + used.system - before.system;
    const share = microseconds / 1000 / Math.max(0.001, now - at);
    before = used;
    at = now;
    return share as Ratio;
  };
};
