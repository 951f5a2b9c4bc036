/** A process's parent and state, from /proc/PID/stat. Source: proc_pid_stat(5), fields 3 and 4. */

export type ProcessParent = {
  readonly parent: number;
  /** Ended, and nobody has asked how. */
  readonly isZombie: boolean;
};

/** The comm before these fields may itself hold blanks and brackets. @returns undefined for a text that is no stat line */
export const parentOfStat = (stat: string): ProcessParent | undefined => {
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2);
  return state === undefined || parent === undefined || !/^\d+$/.test(parent)
    ? undefined
    : { parent: Number(parent), isZombie: state === 'Z' };
};
