/**
 * The whole program as a function from arguments to an exit code: finds the command, wires source and output together.
 */
import { basename } from 'node:path';
import { readText } from '../kernel/sys/kernel-facts.ts';
import { Users } from '../kernel/sys/users.ts';
import type { Capability } from '../sample/gap.ts';
import { canDraw, terminalAbilities } from '../tui/abilities.ts';
import type { Outcome } from '../tui/outside.ts';
import { runTui } from '../tui/run.ts';
import { runBatch } from './batch.ts';
import { commandNamed } from './commands.ts';
import { configComplaints, configNote, loadConfig, saveConfig } from './config-file.ts';
import { formatConfig } from './config-text.ts';
import { holdDelayAccounting } from './delayacct.ts';
import { helpText } from './help.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { type Live, openLive } from './live.ts';
import { noteEngine, sampleNoter } from './notes.ts';
import { outputStream } from './output-stream.ts';
import { parseArguments } from './parse-arguments.ts';
import { note, processIo } from './process-io.ts';
import { outsideOf } from './tui-outside.ts';

declare const __IOTOP_VERSION__: string;

/** @param name what the program was called by @returns the exit code @throws what `main` explains */
export const run = async (name: string, args: readonly string[]): Promise<number> => {
  // Where nobody reads what we complain of, the lists go on all the same.
  process.stderr.on('error', () => undefined);
  const command = commandNamed(args[0], processIo);
  if (command !== undefined) return command(args.slice(1));
  const asked = wantsWords(args);
  if (asked !== undefined) {
    await outputStream(process.stdout).write(asked);
    return 0;
  }
  const users = new Users();
  const config = loadConfig(process.env);
  for (const complaint of configComplaints(config)) note(complaint);
  const invocation = readInvocation(args, {
    name: basename(name),
    isTerminal:
      process.stdout.isTTY === true && process.stdin.isTTY === true && canDraw(process.env),
    configured: config.settings,
    userId: (user) => users.idOf(user),
  });
  if (invocation.config !== 'use') return keepSettings(invocation);
  return withDelayAccounting(invocation, () => {
    if (invocation.output === 'screen') {
      return runScreen(invocation, openLive(invocation, users), configNote(config));
    }
    // Before the engine opens, which takes a while: Ctrl-C is no failure then either.
    const stop = stopSignal();
    return runLists(invocation, openLive(invocation, users), stop);
  });
};

/** `-W` and `--debug-write`: the settings into the file, or onto standard output. */
const keepSettings = async ({ config, settings }: Invocation): Promise<number> => {
  if (config === 'save') note(`saved in ${saveConfig(process.env, settings)}`);
  else await outputStream(process.stdout).write(formatConfig(settings));
  return 0;
};

/** Held before the engine opens, which looks at the setting, and put back whatever happens. */
const withDelayAccounting = async (
  { delayAccounting }: Invocation,
  body: () => Promise<number>,
): Promise<number> => {
  if (delayAccounting === 'leave') return body();
  const hold = holdDelayAccounting();
  process.stderr.write(`${hold.message}\n`);
  try {
    return await body();
  } finally {
    const done = hold.release();
    if (done !== undefined) process.stderr.write(`${done}\n`);
  }
};

const wantsWords = (args: readonly string[]): string | undefined => {
  const given = parseArguments(args);
  if (given.flag('version')) return `iotop ${__IOTOP_VERSION__}\n`;
  return given.flag('help') ? helpText() : undefined;
};

/** Raised by Ctrl-C and its like. */
const stopSignal = (): AbortSignal => {
  const stop = new AbortController();
  const raise = (): void => stop.abort();
  process.once('SIGINT', raise).once('SIGTERM', raise).once('SIGHUP', raise);
  return stop.signal;
};

const runLists = async (
  invocation: Invocation,
  { source, rejected }: Live,
  stop: AbortSignal,
): Promise<number> => {
  const output = outputStream(process.stdout);
  // A reader that stands still must not keep us from ending; who wants a summary still reads, or interrupts again.
  stop.addEventListener('abort', () => {
    source.close();
    if (invocation.summary === 'hidden') output.abandon();
  });
  const noteSample = sampleNoter(note, unsaid(invocation));
  let first = true;
  await runBatch(source, invocation, {
    write: output.write,
    pidMax: Number(readText('/proc/sys/kernel/pid_max') ?? 32_768),
    onSample: (sample) => {
      if (first) noteEngine(rejected, sample.engine, note);
      first = false;
      noteSample(sample);
    },
  });
  return 0;
};

/** What no column of the output lacks; and scripts made for iotop-c take a word they do not know for a fault. */
const unsaid = ({ output, personality }: Invocation): readonly Capability[] => [
  ...(output === 'json' ? [] : (['cgroup'] as const)),
  ...(personality === 'iotop-c' ? (['process-1'] as const) : []),
];

const runScreen = async (
  invocation: Invocation,
  { source }: Live,
  said: Outcome | undefined,
): Promise<number> => {
  const { settings, selection, filter, rights, iterations } = invocation;
  await runTui({
    source,
    streams: { input: process.stdin, output: process.stdout },
    outside: outsideOf(source, process.env),
    abilities: terminalAbilities(process.env),
    settings,
    selection,
    filter,
    rights,
    ...(said === undefined ? {} : { note: said }),
    ...(iterations === undefined ? {} : { iterations }),
  });
  return 0;
};
