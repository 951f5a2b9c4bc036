/** iotop without a command: the screen, or lists, of this machine. */
import { readText } from '../../kernel/sys/proc/kernel-facts.ts';
import { DELAY_ACCOUNTING_FILE } from '../../kernel/sys/process/delay-accounting.ts';
import type { Users } from '../../kernel/sys/users/users.ts';
import { defined } from '../../lib/defined.ts';
import { milliseconds } from '../../lib/units.ts';
import { countersIn, needsOf } from '../../model/columns.ts';
import type { SourceNeeds } from '../../sample/source.ts';
import type { Outcome } from '../../tui/core/effects.ts';
import { chosenColumns, sourceNeeds } from '../../tui/core/settings.ts';
import { terminalAbilities } from '../../tui/terminal/abilities.ts';
import { configuredInvocation, saveConfig } from '../config/config-file.ts';
import { formatConfig } from '../config/config-text.ts';
import { type CommandIo, type RunCommand, streamsOf } from '../effects/command-io.ts';
import { DelayAccountingSwitch } from '../effects/delayacct.ts';
import { deviceNamedHere } from '../effects/device-names.ts';
import type { Live } from '../effects/live.ts';
import { namedTasksNoter, noteDelaysOff, noteEngine, sampleNoter } from '../effects/notes.ts';
import { screenEffects } from '../effects/screen-effects.ts';
import { COMMAND_NAMES } from '../options/command-names.ts';
import { helpText } from '../options/help.ts';
import type { Invocation } from '../options/invocation.ts';
import { parseArguments } from '../options/option-table.ts';
import { refusePositionals } from '../options/parse-arguments.ts';
import { personalityOf } from '../personality.ts';

declare const __IOTOP_VERSION__: string;

export const runShow: RunCommand = async (args, io) => {
  const personality = personalityOf(io.calledBy, args);
  const { name } = personality;
  const given = parseArguments(args, name);
  if (given.flag('version')) return print(`${name} ${__IOTOP_VERSION__}\n`, io);
  if (given.flag('help')) return print(helpText(), io);
  refusePositionals(given, `${name} --help`, COMMAND_NAMES);
  const configured = configuredInvocation(given, personality, io, deviceNamedHere);
  const { invocation, users } = configured;
  if (invocation.config !== 'use') {
    const { settings } = invocation;
    if (invocation.config === 'print') await io.stdout(formatConfig(settings));
    else io.stderr(`saved in ${saveConfig(io.environment, settings)}`);
    configured.complain();
    return 0;
  }
  const delayAccounting = new DelayAccountingSwitch();
  // Before the engine opens, which looks at the setting.
  if (invocation.delayAccounting === 'switch-on') io.stderr(delayAccounting.hold('on'));
  try {
    const open = (): Promise<Live> => liveOf(invocation, users);
    if (invocation.output === 'screen') {
      await showScreen(invocation, open, io, delayAccounting, configured.settingsProblem);
    } else await showLists(invocation, open, io, configured.complain);
    return 0;
  } finally {
    // What was switched meanwhile, by key too, is put back whatever happens.
    const done = delayAccounting.release();
    if (done !== undefined) io.stderr(done);
  }
};

const print = async (text: string, io: CommandIo): Promise<number> => {
  await io.stdout(text);
  return 0;
};

const liveOf = async (invocation: Invocation, users: Users): Promise<Live> => {
  const { openLive } = await import('../effects/live.ts');
  const { settings, selection, engine, output, block } = invocation;
  return openLive(engine, selection, {
    block,
    interval: milliseconds(settings.interval),
    needs: output === 'screen' ? sourceNeeds(settings, selection) : listNeeds(invocation),
    // Lists and CSV show none.
    pressure: output === 'screen' || output === 'json' ? 'read' : 'skip',
    details: {
      commands: 'read',
      priorities: 'read',
      users: settings.userNames === 'names' ? users : undefined,
    },
  });
};

/** A list names every task it shows; JSON and CSV have no idle ones. */
const listNeeds = ({ output, settings, selection, listOrder }: Invocation): SourceNeeds => {
  const columns = chosenColumns(settings);
  const needs = needsOf(listOrder === 'asked' ? [...columns, settings.sortColumn] : columns);
  const isList = output === 'batch';
  return {
    counters: countersIn(new Set([...needs, ...(selection.where?.needs ?? [])])),
    idleNames: isList && settings.show === 'all' ? 'all' : 'asked',
    totals: isList && settings.measure !== 'rate' ? 'with-totals' : 'without-totals',
  };
};

const showLists = async (
  invocation: Invocation,
  open: () => Promise<Live>,
  io: CommandIo,
  complain: () => void,
): Promise<void> => {
  const { printLists } = await import('./batch.ts');
  const { source, rejected } = await open();
  complain();
  const { complaints } = invocation.personality;
  const lookAtNamed =
    complaints === 'all' ? namedTasksNoter(invocation.selection.ids, io.stderr) : undefined;
  const noteSample = sampleNoter(io.stderr, invocation);
  let first = true;
  await printLists(source, invocation, io, {
    onSample: (sample) => {
      if (first && complaints === 'all') noteEngine(rejected, sample.engine, io.stderr);
      if (first && complaints === 'delay-accounting' && isDelayAccountingOff()) {
        noteDelaysOff(sample, io.stderr);
      }
      first = false;
      noteSample(sample);
      lookAtNamed?.();
    },
  });
};

const isDelayAccountingOff = (): boolean => readText(DELAY_ACCOUNTING_FILE)?.trim() === '0';

const showScreen = async (
  { settings, personality, selection, rights, iterations }: Invocation,
  open: () => Promise<Live>,
  io: CommandIo,
  delayAccounting: DelayAccountingSwitch,
  settingsProblem: string | undefined,
): Promise<void> => {
  const { runTui } = await import('../../tui/run.ts');
  const { source } = await open();
  const lookAtNamed = namedTasksLook(selection.ids);
  const missing = lookAtNamed();
  await runTui({
    source,
    streams: streamsOf(io.terminal),
    effects: screenEffects(source, io.environment, delayAccounting),
    abilities: terminalAbilities(io.environment),
    settings,
    defaults: personality.defaults,
    selection,
    rights,
    lookAround: lookAtNamed,
    ...defined({ note: missing, settingsProblem, iterations }),
  });
};

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
