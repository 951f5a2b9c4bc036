/** By how much a time namespace shifts its clocks. Source: /proc/PID/timens_offsets, proc_timens_show_offsets() in kernel/time/namespace.c. */

/** How far the boot clock is ahead of the kernel's own, ns; undefined when the text does not say. */
export const bootClockOffset = (text: string): number | undefined => {
  const [, seconds, rest] = /^boottime\s+(-?\d+)\s+(\d+)$/m.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * 1e9 + Number(rest);
};
