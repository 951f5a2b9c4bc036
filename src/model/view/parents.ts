/** The parents of a process. */

/** As far as it is known. */
export type ParentOf = { readonly ppid?: number };

/** No process has so many ancestors. */
const DEEPEST = 64;

/**
 * From the parent on to the first process, as far as they can be looked up. One that is its own ancestor, by ids read at different
 * moments, comes once.
 */
export const parentChain = <Process extends ParentOf>(
  ppid: number | undefined,
  lookUp: (pid: number) => Process | undefined,
): readonly (Process & { readonly pid: number })[] => {
  const chain: (Process & { readonly pid: number })[] = [];
  const seen = new Set<number>();
  for (let pid = ppid; pid !== undefined && pid > 0 && !seen.has(pid); ) {
    const found = lookUp(pid);
    if (found === undefined || chain.length >= DEEPEST) break;
    seen.add(pid);
    chain.push({ ...found, pid });
    pid = found.ppid;
  }
  return chain;
};
