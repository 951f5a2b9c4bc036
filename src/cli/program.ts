/**
 * The whole program as a function from arguments to an exit code: finds the command, wires source and output together.
 */

import { readText } from '../kernel/sys/proc/kernel-facts.ts';
import { DELAY_ACCOUNTING_FILE } from '../kernel/sys/process/delay-accounting.ts';
import { Users } from '../kernel/sys/users/users.ts';
import type { Outcome } from '../tui/core/effects.ts';
import { runTui } from '../tui/run.ts';
import { terminalAbilities } from '../tui/terminal/abilities.ts';
import { runBatch } from './commands/batch.ts';
import { commandNamed } from './commands/commands.ts';
import { configComplaints, configNote, loadConfig, saveConfig } from './config/config-file.ts';
import { formatConfig } from './config/config-text.ts';
import { streamsOf, type TerminalHere } from './effects/command-io.ts';
import { DelayAccountingSwitch } from './effects/delayacct.ts';
import { type Live, openLive } from './effects/live.ts';
import { namedTasksNoter } from './effects/named-tasks.ts';
import {
  type Note,
  noteDelaysOff,
  noteEngine,
  noteNoScreen,
  sampleNoter,
} from './effects/notes.ts';
import { outputStream } from './effects/output-stream.ts';
import { endSignal, noterOf, processIo, terminalHere } from './effects/process-io.ts';
import { outsideOf } from './effects/screen-effects.ts';
import { helpText } from './options/help.ts';
import { type Invocation, readInvocation } from './options/invocation.ts';
import { parseArguments } from './options/parse-arguments.ts';
import { type Personality, personalityOf } from './personality.ts';

declare const __IOTOP_VERSION__: string;

/** @param calledBy the last part of the path it was started by @returns the exit code @throws what `main` explains */
export const run = async (calledBy: string, args: readonly string[]): Promise<number> => {
  // Where nobody reads what we complain of, the lists go on all the same.
  process.stderr.on('error', () => undefined);
  const personality = personalityOf(calledBy, args);
  const note = noterOf(personality.name);
  const command = commandNamed(args[0], () => processIo(personality.name));
  if (command !== undefined) return command(args.slice(1));
  const asked = wantsWords(args, personality);
  if (asked !== undefined) {
    await outputStream(process.stdout).write(asked);
    return 0;
  }
  const users = new Users();
  const config = loadConfig(process.env);
  for (const complaint of configComplaints(config)) note(complaint);
  const terminal = terminalHere('standard-input');
  const invocation = readInvocation(args, {
    name: calledBy,
    isTerminal: terminal.kind === 'screen',
    configured: config.settings,
    configuredOptions: config.options ?? [],
    environment: process.env,
    userId: (user) => users.idOf(user),
  });
  if (invocation.config !== 'use') return keepSettings(invocation, note);
  noteNoScreen(terminal, invocation, note);
  return withDelayAccounting(invocation, note, (delayAccounting) => {
    // Before the engine opens, which takes a while: Ctrl-C is no failure then either.
    const stop = endSignal();
    if (invocation.output === 'screen') {
      const live = openLive(invocation, users);
      const lookAtNamed = namedTasksLook(invocation.selection.ids);
      const missing = lookAtNamed();
      const note = configNote(config) ?? missing;
      return runScreen(invocation, live, { terminal, delayAccounting, note, lookAtNamed });
    }
    return runLists(invocation, openLive(invocation, users), { note, stop });
  });
};

/** `-W` and `--debug-write`: the settings into the file, or onto standard output. */
const keepSettings = async ({ config, settings }: Invocation, note: Note): Promise<number> => {
  if (config === 'save') note(`saved in ${saveConfig(process.env, settings)}`);
  else await outputStream(process.stdout).write(formatConfig(settings));
  return 0;
};

/** Switched on before the engine opens, which looks at the setting; what was switched meanwhile, by key too, is put back whatever happens. */
const withDelayAccounting = async (
  invocation: Invocation,
  note: Note,
  body: (delayAccounting: DelayAccountingSwitch) => Promise<number>,
): Promise<number> => {
  const delayAccounting = new DelayAccountingSwitch();
  if (invocation.delayAccounting === 'switch-on') note(delayAccounting.switchOn());
  try {
    return await body(delayAccounting);
  } finally {
    const done = delayAccounting.release();
    if (done !== undefined) note(done);
  }
};

const wantsWords = (args: readonly string[], { name }: Personality): string | undefined => {
  const given = parseArguments(args, name);
  if (given.flag('version')) return `${name} ${__IOTOP_VERSION__}\n`;
  return given.flag('help') ? helpText() : undefined;
};

const runLists = async (
  invocation: Invocation,
  { source, rejected }: Live,
  { note, stop }: { readonly note: Note; readonly stop: AbortSignal },
): Promise<number> => {
  const output = outputStream(process.stdout);
  // A reader that stands still must not keep us from ending; who wants a summary still reads, or interrupts again.
  stop.addEventListener('abort', () => {
    source.close();
    if (invocation.summary === 'hidden') output.abandon();
  });
  const { complaints } = invocation.personality;
  const lookAtNamed =
    complaints === 'all' ? namedTasksNoter(invocation.selection.ids, note) : undefined;
  const noteSample = sampleNoter(note, invocation);
  let first = true;
  await runBatch(source, invocation, {
    write: output.write,
    pidMax: Number(readText('/proc/sys/kernel/pid_max') ?? 32_768),
    onSample: (sample) => {
      if (first && complaints === 'all') noteEngine(rejected, sample.engine, note);
      if (first && complaints === 'delay-accounting' && isDelayAccountingOff()) {
        noteDelaysOff(sample, note);
      }
      first = false;
      noteSample(sample);
      lookAtNamed?.();
    },
  });
  return 0;
};

const isDelayAccountingOff = (): boolean => readText(DELAY_ACCOUNTING_FILE)?.trim() === '0';

/** What is new about those named by -p, for the bottom of the screen: at first which are not there, then which have ended. */
const namedTasksLook = (ids: ReadonlySet<number>): (() => Outcome | undefined) => {
  const lines: string[] = [];
  let look = (): void => {
    look = namedTasksNoter(ids, (line) => lines.push(line));
  };
  return () => {
    look();
    const text = lines.splice(0).join('; ');
    return text === '' ? undefined : { tone: 'error', text };
  };
};

type ScreenWorld = {
  readonly terminal: TerminalHere;
  readonly delayAccounting: DelayAccountingSwitch;
  /** What to say first of all. */
  readonly note: Outcome | undefined;
  readonly lookAtNamed: () => Outcome | undefined;
};

const runScreen = async (
  invocation: Invocation,
  { source }: Live,
  { terminal, delayAccounting, note, lookAtNamed }: ScreenWorld,
): Promise<number> => {
  const { settings, personality, selection, rights, iterations } = invocation;
  await runTui({
    source,
    streams: streamsOf(terminal),
    outside: outsideOf(source, process.env, delayAccounting),
    abilities: terminalAbilities(process.env),
    settings,
    defaults: personality.defaults,
    selection,
    rights,
    lookAround: lookAtNamed,
    ...(note === undefined ? {} : { note }),
    ...(iterations === undefined ? {} : { iterations }),
  });
  return 0;
};
