/** The arguments of `iotop run`: options of its own up to the command, everything behind is the command's. */
import { UsageError } from '../../lib/errors.ts';
import type { DeviceNames } from '../../model/devices/device-names.ts';
import type { EngineName } from '../../sample/sample.ts';
import { deviceNamedHere } from '../effects/device-names.ts';
import { type CommandPage, HELP_OPTION } from '../options/command-page.ts';
import { type Arguments, firstPositional } from '../options/parse-arguments.ts';
import {
  blockIn,
  DEVICE_OPTION,
  devicesIn,
  ENGINE_OPTION,
  engineIn,
  NO_BLOCK_OPTION,
} from '../options/shared-options.ts';

export const RUN_PAGE = {
  usage: 'iotop run [OPTIONS] [--] COMMAND [ARGUMENT…]',
  about: `Runs the command, waits for it, and prints what it and all its descendants read, wrote, cancelled and waited for, by name.
Standard input and output are left to the command, and its exit status is passed on.`,
  options: [
    { name: 'json', help: 'print the result as one JSON object (docs/run.md)' },
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      help: 'write the result to FILE [default: standard error]',
    },
    DEVICE_OPTION,
    ENGINE_OPTION,
    NO_BLOCK_OPTION,
  ],
} as const satisfies CommandPage;

export type RunOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly format: 'text' | 'json';
  /** Where the result goes; undefined: standard error. */
  readonly file: string | undefined;
  readonly engine: EngineName | undefined;
  /** undefined: all. */
  readonly devices: DeviceNames | undefined;
  readonly block: 'watch' | 'skip';
};

/** @returns the options of `run`, and the command with its arguments */
export const splitAtCommand = (
  args: readonly string[],
): { readonly own: readonly string[]; readonly commandLine: readonly string[] } => {
  const at = firstPositional([HELP_OPTION, ...RUN_PAGE.options], args);
  return { own: args.slice(0, at), commandLine: args.slice(args[at] === '--' ? at + 1 : at) };
};

/** @throws UsageError with cause and remedy */
export const runOptionsOf = (
  given: Arguments<(typeof RUN_PAGE)['options'][number]['name']>,
  [command, ...args]: readonly string[],
): RunOptions => {
  if (command === undefined) {
    throw new UsageError('iotop run needs a command; for example: iotop run -- make');
  }
  return {
    command,
    args,
    format: given.flag('json') ? 'json' : 'text',
    file: given.value('output'),
    engine: engineIn(given),
    devices: devicesIn(given)?.map(deviceNamedHere),
    block: blockIn(given),
  };
};
