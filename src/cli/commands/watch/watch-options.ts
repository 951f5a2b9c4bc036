/** The arguments of `iotop watch`: its own options and the expression up to `--`, behind it the command. */
import { UsageError } from '../../../lib/errors.ts';
import { choiceOf } from '../../../lib/option-value.ts';
import { durationOf } from '../../../lib/quantities.ts';
import {
  type Bytes,
  type Milliseconds,
  milliseconds,
  type Nanoseconds,
  nanoseconds,
} from '../../../lib/units.ts';
import { type Trigger, triggerOf } from '../../../model/trigger/trigger.ts';
import { UNITS } from '../../../model/units/unit.ts';
import type { EngineName } from '../../../sample/sample.ts';
import type { CommandPage } from '../../options/command-page.ts';
import type { Arguments } from '../../options/parse-arguments.ts';
import {
  blockIn,
  DELAY_OPTION,
  delayIn,
  ENGINE_OPTION,
  engineIn,
  MAX_SIZE_OPTION,
  maxSizeIn,
  NO_BLOCK_OPTION,
  numberIn,
} from '../../options/shared-options.ts';

export const WATCH_PAGE = {
  usage: "iotop watch [OPTIONS] 'EXPRESSION [for TIME]' [-- COMMAND [ARGUMENT…]]",
  about: `Waits until EXPRESSION (docs/filter.md) holds of a process or a device without a break for TIME, then prints a line, starts COMMAND
without a shell (who and how much is in its environment and, as JSON, on its standard input) and with --record DIR records the time
around it. It tells of a crossing once (docs/watch.md). For example:
iotop watch 'device = vda and busy > 90 % for 10s' -- logger -t disk "vda is busy"
The exit status is 0 when NUM firings (--times) have come, and after a signal where none are asked for; 128 and the signal's number
when it ends the watch before they have come; 1 when nothing can be measured, or the end of a recording could not be written; 2 when
the command line is wrong.`,
  options: [
    {
      name: 'unit',
      value: 'NAME',
      takes: UNITS,
      help: `what is asked: ${UNITS.join(', ')} [default: as EXPRESSION needs]`,
    },
    DELAY_OPTION,
    { name: 'period', value: 'TIME', help: 'fire once in TIME at most [default: 60s]' },
    { name: 'times', value: 'NUM', help: 'exit after NUM firings [default: never]' },
    { name: 'json', help: 'print JSON, as COMMAND gets it, not a line for people' },
    {
      name: 'record',
      value: 'DIR',
      help: 'record the time around each firing into a folder, which is made if it is missing',
    },
    {
      name: 'before',
      value: 'TIME',
      help: 'so long before EXPRESSION began to hold [default: 60s]',
    },
    { name: 'after', value: 'TIME', help: 'so long after the firing [default: 60s]' },
    MAX_SIZE_OPTION,
    ENGINE_OPTION,
    NO_BLOCK_OPTION,
  ],
} as const satisfies CommandPage;

export type WatchOptions = {
  readonly trigger: Trigger;
  readonly interval: Milliseconds;
  readonly period: Nanoseconds;
  /** Firings; Infinity: no end. */
  readonly times: number;
  readonly format: 'text' | 'json';
  /** undefined: none is started. */
  readonly commandLine: readonly [string, ...string[]] | undefined;
  /** undefined: nothing is recorded. */
  readonly recording: RecordingOptions | undefined;
  readonly engine: EngineName | undefined;
  readonly block: 'watch' | 'skip';
};

export type RecordingOptions = {
  readonly folder: string;
  /** Before the expression began to hold. */
  readonly before: Nanoseconds;
  readonly after: Nanoseconds;
  /** undefined: no limit. */
  readonly maxSize: Bytes | undefined;
};

/** @returns the arguments of `watch`, and the command with its own; empty: none */
export const splitAtDashes = (
  args: readonly string[],
): { readonly own: readonly string[]; readonly commandLine: readonly string[] } => {
  const at = args.indexOf('--');
  return at < 0
    ? { own: args, commandLine: [] }
    : { own: args.slice(0, at), commandLine: args.slice(at + 1) };
};

type Given = Arguments<(typeof WATCH_PAGE)['options'][number]['name']>;

/** @throws UsageError with cause and remedy */
export const watchOptionsOf = (
  given: Given,
  [command, ...args]: readonly string[],
): WatchOptions => {
  const [text = '', extra] = given.positionals;
  if (extra !== undefined)
    throw new UsageError(
      `watch takes one expression, not also ${JSON.stringify(extra)}; put quotes around the expression, and -- before a command`,
    );
  const trigger = triggerOf(text, choiceOf(given.value('unit'), '--unit', UNITS));
  return {
    trigger,
    interval: delayIn(given),
    period: timeIn(given, 'period'),
    times: given.parsed('times', numberIn({ least: 1, whole: true })) ?? Number.POSITIVE_INFINITY,
    format: given.flag('json') ? 'json' : 'text',
    commandLine: command === undefined ? undefined : [command, ...args],
    recording: recordingIn(given),
    engine: engineIn(given),
    block: blockIn(given),
  };
};

const recordingIn = (given: Given): RecordingOptions | undefined => {
  const folder = given.value('record');
  if (folder !== undefined) {
    const [before, after] = [timeIn(given, 'before'), timeIn(given, 'after')];
    return { folder, before, after, maxSize: maxSizeIn(given) };
  }
  const lone = (['before', 'after', 'max-size'] as const).find((name) => given.value(name));
  if (lone !== undefined) throw new UsageError(`--${lone} is about a recording; add --record=DIR`);
  return undefined;
};

const timeIn = (given: Given, name: 'period' | 'before' | 'after'): Nanoseconds =>
  nanoseconds((given.parsed(name, durationOf) ?? MINUTE) * 1e6);

const MINUTE = milliseconds(60_000);
