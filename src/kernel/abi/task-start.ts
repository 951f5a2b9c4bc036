/** When a task started, from /proc/TID/stat. Source: proc_pid_stat(5), field 22 (clock ticks since boot). */

/** USER_HZ, 100 on every architecture we support. */
const NANOSECONDS_PER_TICK = 1e7;
/** Fields after the comm, which may itself hold blanks and brackets: the state is the third. */
const FIRST_AFTER_COMM = 3;
const STARTTIME = 22;

/** Boot clock, ns, to 10 ms; undefined for a text that is no stat line. */
export const startOfStat = (stat: string): number | undefined => {
  const afterComm = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = afterComm[STARTTIME - FIRST_AFTER_COMM];
  return ticks === undefined || !/^\d+$/.test(ticks)
    ? undefined
    : Number(ticks) * NANOSECONDS_PER_TICK;
};
