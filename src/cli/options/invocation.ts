/** What the command line asks for, checked and complete. Nothing deeper reads arguments. */
import { defined } from '../../lib/defined.ts';
import { UsageError } from '../../lib/errors.ts';
import { choiceOf } from '../../lib/option-value.ts';
import { bareDeviceName } from '../../model/devices/device-names.ts';
import { compileFilter } from '../../model/filter/filter.ts';
import type { Selection } from '../../model/view/selection.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { Rights } from '../../tui/core/rights.ts';
import { type Settings, settingsBy, sortedBy } from '../../tui/core/settings.ts';
import { type Personality, personalityNamed } from '../personality.ts';
import { PERSONALITY_NAMES } from '../personality-name.ts';
import { HELP_TYPES, type ProgramArguments, parseArguments } from './option-table.ts';
import type { Arguments } from './parse-arguments.ts';
import {
  blockIn,
  devicesIn,
  engineIn,
  iterationsIn,
  selectionIn,
  whereIn,
} from './shared-options.ts';

export type Invocation = {
  readonly output: 'screen' | 'batch' | 'json' | 'csv';
  /** `default`: no argument asks for an output, and it is as the terminal allows. */
  readonly outputChosenBy: 'arguments' | 'default';
  readonly settings: Settings;
  /** `asked`: lists are sorted by the settings, which have it from the command line. `usual`: as ever, whatever a file says of the screen. */
  readonly listOrder: 'usual' | 'asked';
  /** Samples before the end. */
  readonly iterations: number | undefined;
  readonly engine: EngineName | undefined;
  /** Whether to watch the block layer. */
  readonly block: 'watch' | 'skip';
  readonly selection: Selection;
  readonly quiet: number;
  readonly time: 'shown' | 'hidden';
  readonly unattributed: 'shown' | 'hidden';
  readonly summary: 'shown' | 'hidden';
  /** What to do with the settings instead of running: save them, or print what would be saved. */
  readonly config: 'use' | 'save' | 'print';
  readonly delayAccounting: 'switch-on' | 'leave';
  readonly rights: Rights;
  readonly personality: Personality;
};

export type Surroundings = {
  /** By the name the program was called by. */
  readonly personality: Personality;
  readonly isTerminal: boolean;
  /** Lists stand in for the screen on a terminal that cannot be drawn on. Absent: they do not. */
  readonly listsStandIn?: boolean;
  /** From the configuration file. */
  readonly configured: Partial<Settings>;
  /** The same as options; the command line comes after them. */
  readonly configuredOptions?: readonly string[];
  /** IOTOP_NO_RENICE, as iotop-c has it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Looks a user up; undefined: there is none. */
  readonly userId: (name: string) => number | undefined;
  /** The kernel's name of a device of this machine; absent: no machine is looked at, and names are taken as they are. */
  readonly deviceNamed?: (text: string) => string;
};

/** @param given the options of the program; other arguments are not looked at @throws UsageError with cause and remedy */
export const invocationOf = (given: Arguments<string>, around: Surroundings): Invocation => {
  const named = choiceOf(given.value('personality'), '--personality', PERSONALITY_NAMES);
  const personality = named === undefined ? around.personality : personalityNamed(named);
  const configured = settingsOf(
    parseArguments(around.configuredOptions ?? []),
    personality,
    around.configured,
  );
  const output = outputOf(given, around);
  const chosen = settingsOf(given, personality, configured);
  const config = given.flag('debug-write') ? 'print' : given.flag('write') ? 'save' : 'use';
  const standIn =
    around.listsStandIn === true && output.outputChosenBy === 'default' && config === 'use';
  const wanted = standIn ? busyOnly(chosen, given, personality) : chosen;
  const settings = output.output === 'screen' ? wanted : listed(wanted, given);
  choiceOf(given.value('help-type'), '--help-type', HELP_TYPES);
  // On the screen p may come to devices; JSON and CSV are of tasks.
  const isOfTasks = settings.unit !== 'devices' || output.output !== 'batch';
  if (output.output !== 'screen' && isOfTasks) whereIn(given);
  return {
    ...output,
    settings,
    listOrder: given.value('sort') === undefined ? 'usual' : 'asked',
    iterations: iterationsIn(given),
    engine: engineIn(given),
    // The other programs show nothing of it.
    block:
      personality.name === 'iotop' || given.list('device').length > 0 ? blockIn(given) : 'skip',
    selection: selectionOf(given, around, personality, settings.filter),
    quiet: Math.min(3, given.count('quiet')),
    time: (given.flag('time') ?? given.flag('timestamp')) ? 'shown' : 'hidden',
    unattributed: given.flag('unattributed') ? 'shown' : 'hidden',
    summary: summaryOf(given),
    config,
    delayAccounting: given.flag('delayacct') ? 'switch-on' : 'leave',
    rights: rightsOf(given, around),
    personality,
  };
};

/** Lists have tasks, whatever the screen adds up, unless they were asked for something else. */
const listed = (settings: Settings, given: Arguments<string>): Settings =>
  given.value('unit') !== undefined || settings.unit === 'processes'
    ? settings
    : { ...settings, unit: 'threads' };

/** Seen by somebody who asked for no list: the busy would scroll away among hundreds that do nothing. */
const busyOnly = (settings: Settings, given: Arguments<string>, { only }: Personality): Settings =>
  settings.show === 'all' && given.flag('only') === undefined
    ? { ...settings, show: only }
    : settings;

const outputOf = (
  given: ProgramArguments,
  { isTerminal }: Surroundings,
): Pick<Invocation, 'output' | 'outputChosenBy'> => {
  const stream = streamIn(given);
  if (stream !== undefined) return { output: stream, outputChosenBy: 'arguments' };
  const asksForLists =
    (['batch', 'time', 'timestamp'] as const).some(given.flag) || given.count('quiet') > 0;
  return asksForLists
    ? { output: 'batch', outputChosenBy: 'arguments' }
    : { output: isTerminal ? 'screen' : 'batch', outputChosenBy: 'default' };
};

const streamIn = (given: ProgramArguments): 'json' | 'csv' | undefined =>
  (['json', 'csv'] as const).find(given.flag);

const rightsOf = (given: ProgramArguments, { environment = {} }: Surroundings): Rights => {
  if (given.flag('read-only')) return 'read-only';
  return (environment.IOTOP_NO_RENICE ?? '') === '' ? 'all' : 'no-renice';
};

/** It is text for people: among JSON or CSV it would be one broken line. */
const summaryOf = (given: ProgramArguments): Invocation['summary'] => {
  if (!given.flag('summary')) return 'hidden';
  const stream = streamIn(given);
  if (stream === undefined) return 'shown';
  throw new UsageError(
    `--summary ends lists of text, and --${stream} prints none; drop it, or sum up a recording: "iotop report --${stream} DIR"`,
  );
};

const selectionOf = (
  given: ProgramArguments,
  { userId, deviceNamed = bareDeviceName }: Surroundings,
  { ids }: Personality,
  filter: string,
): Selection => {
  const compiled = compileFilter(filter);
  return {
    ...selectionIn(given, userId),
    ...defined({ devices: devicesIn(given)?.map(deviceNamed) }),
    idsMean: ids,
    ...(compiled.kind === 'ok' && defined({ where: compiled.where })),
  };
};

const settingsOf = (
  given: Arguments<string>,
  { defaults, only }: Personality,
  configured: Partial<Settings>,
): Settings => {
  const base: Settings = { ...defaults, ...configured };
  const settings = settingsBy((name, setting) => setting.fromOptions(given, base[name]));
  const sorted =
    given.value('sort') === undefined ? settings : sortedBy(settings, settings.sortColumn);
  return given.flag('only') ? { ...sorted, show: only } : sorted;
};
