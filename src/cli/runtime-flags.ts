/**
 * Tells V8 that it runs a monitor, not a server: what is worth a server's while costs one that looks once a second more than it ever gets back.
 *
 * Measured by bench/refresh.ts and bench/record-live.ts. Only flags that V8 asks for each time, so that they may be set while it runs.
 */
import { setFlagsFromString } from 'node:v8';

const FLAGS = [
  // Bytes of bytecode between two looks at whether a function is hot, four times as many as usual. The loops over all tasks are found in the first
  // passes either way; but a hundred lukewarm functions, some milliseconds to optimize each, save microseconds a pass.
  `--interrupt-budget=${4 * 66 * 1024}`,
  // A young heap of 2 MB is cleaned in half a millisecond: waking other threads for it takes more.
  '--no-parallel-scavenge',
] as const;

/** The last version of V8 looked at (Node 24's): one that does not know a flag would complain to the user. */
const LAST_V8 = 13;

/** To be called first: functions that have run keep the budget they have. */
export const setRuntimeFlags = (): void => {
  if (Number.parseInt(process.versions.v8, 10) > LAST_V8) return;
  for (const flag of FLAGS) setFlagsFromString(flag);
};
