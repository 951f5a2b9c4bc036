/**
 * Signals that whoever started us wants ignored: nohup, `trap '' INT`, a script that started us in the background.
 *
 * Node gives every signal its default as it starts, so the shell's line of bin/iotop.js asks the kernel before and tells us. Where Node
 * was started by itself (`node dist/iotop.js`) nobody knows. There SIGHUP is taken to be ignored when nobody is at the other end of any
 * standard stream, for that is how nohup starts a program.
 */
import { fstatSync } from 'node:fs';
import { constants } from 'node:os';
import { isTerminal } from '../../kernel/sys/process/job-control.ts';
import { isProfiled } from '../../kernel/sys/process/v8-tuning.ts';
import { END_SIGNALS, type EndSignal } from '../../lib/end-signals.ts';

/** Those that we take over: all but a profiler's, where Node runs one. */
export const OUR_SIGNALS: readonly EndSignal[] = END_SIGNALS.filter(
  (signal) => signal !== 'SIGPROF' || !isProfiled(),
);

/**
 * Listens to the signals that end a program, but for a profiler's; of those to be ignored `act` hears nothing.
 * @returns stops listening to one, or to all
 */
export const onEndSignals = (
  ignored: ReadonlySet<EndSignal>,
  act: (signal: EndSignal) => void,
): ((signal?: EndSignal) => void) => {
  const handlers = OUR_SIGNALS.map(
    (signal) => [signal, () => (ignored.has(signal) ? undefined : act(signal))] as const,
  );
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return (one) => {
    for (const [signal, handler] of handlers) {
      if (one === undefined || one === signal) process.off(signal, handler);
    }
  };
};

/** The signals to ignore, and whether the kernel said so or our standard streams suggest it. */
export type IgnoredSignals = {
  readonly signals: ReadonlySet<EndSignal>;
  readonly knownBy: 'kernel' | 'streams';
};

/** Reads what bin/iotop.js found out, and removes it from the environment: what we start must not inherit it. */
export const takeIgnoredSignals = (environment: NodeJS.ProcessEnv): IgnoredSignals => {
  const said = environment[VARIABLE];
  delete environment[VARIABLE];
  const signals = signalsIn(said);
  if (signals !== undefined) return { signals, knownBy: 'kernel' };
  const isDetached = ![0, 1, 2].some(isConnected);
  return { signals: new Set(isDetached ? ['SIGHUP'] : []), knownBy: 'streams' };
};

const VARIABLE = 'IOTOP_IGNORED_SIGNALS';

/** @param said the line of /proc/PID/status: `SigIgn:` and 64 bits in hexadecimal, signal 1 the lowest. Source: proc_pid_status(5) */
export const signalsIn = (said: string | undefined): ReadonlySet<EndSignal> | undefined => {
  const bits = /^SigIgn:\s*([0-9a-f]{1,16})$/.exec(said ?? '')?.[1];
  if (bits === undefined) return undefined;
  const isSet = (signal: number): boolean =>
    (BigInt(`0x${bits}`) >> BigInt(signal - 1)) % 2n === 1n;
  return new Set(END_SIGNALS.filter((name) => isSet(constants.signals[name])));
};

/** A terminal, a pipe or a socket; a closed stream, which Node has opened as /dev/null, is none. */
const isConnected = (fd: number): boolean => {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() || isTerminal(fd);
};
