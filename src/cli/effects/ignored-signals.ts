/**
 * Signals that whoever started us wants ignored: nohup, `trap '' INT`, a script that started us in the background.
 *
 * Node gives every signal its default as it starts, so the shell's line of bin/iotop.js asks the kernel before and tells us. Where Node
 * was started by itself (`node dist/iotop.js`) nobody knows. There SIGHUP is taken to be ignored when nobody is at the other end of any
 * standard stream, for that is how nohup starts a program.
 */
import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** Those that end a program. */
export const END_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;

export type EndSignal = (typeof END_SIGNALS)[number];

/** What is known of them: by the kernel's word, or by what our standard streams are. */
export type IgnoredSignals = {
  readonly signals: ReadonlySet<EndSignal>;
  readonly knownBy: 'kernel' | 'streams';
};

/** Takes the shell's word out of the environment: it is about us, and not about what we start. */
export const takeIgnoredSignals = (environment: NodeJS.ProcessEnv): IgnoredSignals => {
  const said = environment[VARIABLE];
  delete environment[VARIABLE];
  const mask = maskIn(said);
  if (mask !== undefined) return { signals: signalsIn(mask), knownBy: 'kernel' };
  const nobody = ![0, 1, 2].some(isSomebodyAt);
  return { signals: new Set(nobody ? ['SIGHUP'] : []), knownBy: 'streams' };
};

const VARIABLE = 'IOTOP_IGNORED_SIGNALS';

/** @param said the line of /proc/PID/status: `SigIgn:` and 64 bits in hexadecimal, signal 1 the lowest. Source: proc_pid_status(5) */
export const maskIn = (said: string | undefined): bigint | undefined => {
  const bits = /^SigIgn:\s*([0-9a-f]{1,16})$/.exec(said ?? '')?.[1];
  return bits === undefined ? undefined : BigInt(`0x${bits}`);
};

export const signalsIn = (mask: bigint): ReadonlySet<EndSignal> =>
  new Set(
    END_SIGNALS.filter((name) => ((mask >> BigInt(constants.signals[name] - 1)) & 1n) === 1n),
  );

/** A terminal, a pipe or a socket; a closed stream, which Node has opened as /dev/null, is none. */
const isSomebodyAt = (fd: number): boolean => {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() || isatty(fd);
};
