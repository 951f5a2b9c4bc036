/**
 * What the command line asks for, checked and complete. Nothing deeper reads arguments.
 */
import { UsageError } from '../../lib/errors.ts';
import { choiceOf, numberOf } from '../../lib/option-value.ts';
import { compilePattern } from '../../model/view/pattern.ts';
import { EVERYTHING, type Selection } from '../../model/view/selection.ts';
import type { EngineName } from '../../sample/sample.ts';
import type { Rights } from '../../tui/core/rights.ts';
import { type Settings, settingsBy } from '../../tui/core/settings.ts';
import {
  PERSONALITY_NAMES,
  type Personality,
  personalityNamed,
  personalityOf,
} from '../personality.ts';
import { type Arguments, parseArguments } from './parse-arguments.ts';

export type Output = 'screen' | 'batch' | 'json' | 'csv';

export type Invocation = {
  readonly output: Output;
  /** `default`: no argument asks for an output, and it is as the terminal allows. */
  readonly outputChosenBy: 'arguments' | 'default';
  readonly settings: Settings;
  /** Samples before the end. */
  readonly iterations: number | undefined;
  readonly engine: EngineName | undefined;
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
  /** The name the program was called by. */
  readonly name: string;
  readonly isTerminal: boolean;
  /** From the configuration file. */
  readonly configured: Partial<Settings>;
  /** The same as options; the command line comes after them. */
  readonly configuredOptions?: readonly string[];
  /** IOTOP_NO_RENICE, as iotop-c has it. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Looks a user up; undefined: there is none. */
  readonly userId: (name: string) => number | undefined;
};

/** @throws UsageError with cause and remedy */
export const readInvocation = (args: readonly string[], around: Surroundings): Invocation => {
  const called = personalityOf(around.name, args);
  const given = parseArguments(args, called.name);
  const positional = given.positionals[0];
  if (positional !== undefined) {
    throw new UsageError(
      `unknown argument ${JSON.stringify(positional)}; see ${called.name} --help`,
    );
  }
  const named = choiceOf(given.value('personality'), '--personality', PERSONALITY_NAMES);
  const personality = named === undefined ? called : personalityNamed(named);
  const configured = settingsOf(
    parseArguments(around.configuredOptions ?? []),
    personality,
    around.configured,
  );
  const settings = settingsOf(given, personality, configured);
  choiceOf(given.value('help-type'), '--help-type', ['none', 'win', 'inline']);
  return {
    ...outputOf(given, around),
    settings,
    iterations: iterationsOf(given),
    engine: choiceOf(given.value('engine'), '--engine', ['bpf', 'taskstats', 'procfs']),
    selection: { ...selectionOf(given, around, settings.filter), idsMean: personality.ids },
    quiet: Math.min(3, given.count('quiet')),
    time: (given.flag('time') ?? given.flag('timestamp')) ? 'shown' : 'hidden',
    unattributed: given.flag('unattributed') ? 'shown' : 'hidden',
    summary: summaryOf(given),
    config: given.flag('debug-write') ? 'print' : given.flag('write') ? 'save' : 'use',
    delayAccounting: given.flag('delayacct') ? 'switch-on' : 'leave',
    rights: rightsOf(given, around),
    personality,
  };
};

const outputOf = (
  given: Arguments,
  { isTerminal }: Surroundings,
): Pick<Invocation, 'output' | 'outputChosenBy'> => {
  const asked = outputAsked(given);
  return asked === undefined
    ? { output: isTerminal ? 'screen' : 'batch', outputChosenBy: 'default' }
    : { output: asked, outputChosenBy: 'arguments' };
};

const outputAsked = (given: Arguments): Output | undefined => {
  if (given.flag('json')) return 'json';
  if (given.flag('csv')) return 'csv';
  const batch =
    given.flag('batch') ||
    given.flag('time') ||
    given.flag('timestamp') ||
    given.count('quiet') > 0;
  return batch ? 'batch' : undefined;
};

const rightsOf = (given: Arguments, { environment = {} }: Surroundings): Rights => {
  if (given.flag('read-only')) return 'read-only';
  return (environment.IOTOP_NO_RENICE ?? '') === '' ? 'all' : 'no-renice';
};

/** It is text for people: among JSON or CSV it would be one broken line. */
const summaryOf = (given: Arguments): Invocation['summary'] => {
  if (!given.flag('summary')) return 'hidden';
  const stream = (['json', 'csv'] as const).find((format) => given.flag(format));
  if (stream === undefined) return 'shown';
  throw new UsageError(
    `--summary ends lists of text, and --${stream} prints none; drop it, or sum up a recording: "iotop report --${stream} DIR"`,
  );
};

const iterationsOf = (given: Arguments): number | undefined => {
  const text = given.value('iter');
  return text === undefined ? undefined : numberOf(text, '--iter', { least: 1, whole: true });
};

const selectionOf = (given: Arguments, around: Surroundings, filter: string): Selection => {
  const compiled = compilePattern(filter);
  const ids = given.list('pid').map((text) => numberOf(text, '--pid', { least: 1, whole: true }));
  return {
    ...EVERYTHING,
    ids: new Set(ids),
    uids: new Set(userIds(given.list('user'), around)),
    ...(compiled.kind === 'ok' && compiled.pattern !== undefined
      ? { pattern: compiled.pattern }
      : {}),
  };
};

/** All unknown users are named, one a line, and the exit status is 1: iotop 0.1's way. */
const userIds = (users: readonly string[], { userId }: Surroundings): readonly number[] => {
  const unknown: string[] = [];
  const ids: number[] = [];
  for (const user of users) {
    const id = /^\+?\d+$/.test(user) ? Number(user) : userId(user);
    if (id === undefined) unknown.push(user);
    else ids.push(id);
  }
  if (unknown.length > 0) {
    const names = unknown.map((user) => `Unknown user: ${user}`).join('\n');
    throw new UsageError(`${names}; give a name from /etc/passwd or a number`, 1);
  }
  return ids;
};

const settingsOf = (
  given: Arguments<string>,
  { defaults, only }: Personality,
  configured: Partial<Settings>,
): Settings => {
  const base: Settings = { ...defaults, ...configured };
  const settings = settingsBy((name, setting) => setting.fromOptions(given, base[name]));
  return given.flag('only') ? { ...settings, show: only } : settings;
};
