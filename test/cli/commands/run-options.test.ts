import { describe, expect, it } from 'vitest';
import {
  RUN_PAGE,
  type RunOptions,
  runOptionsOf,
  splitAtCommand,
} from '../../../src/cli/commands/run-options.ts';
import { parseArgumentsBy } from '../../../src/cli/options/parse-arguments.ts';

const readRunOptions = (args: readonly string[]): RunOptions => {
  const { own, commandLine } = splitAtCommand(args);
  const given = parseArgumentsBy(RUN_PAGE.options, own, 'iotop run --help');
  return runOptionsOf(given, commandLine);
};

describe('the arguments of run', () => {
  it.each([
    { args: ['--', 'dd', '-x'], is: { command: 'dd', args: ['-x'], format: 'text' } },
    { args: ['dd', '--json'], is: { command: 'dd', args: ['--json'], format: 'text' } },
    { args: ['--json', '--', '--odd'], is: { command: '--odd', args: [], format: 'json' } },
    {
      args: ['-o', 'out', 'make', '--', 'all'],
      is: { command: 'make', args: ['--', 'all'], format: 'text', file: 'out' },
    },
    {
      args: ['--engine', 'procfs', '--output=out', '--', 'true'],
      is: { command: 'true', args: [], format: 'text', file: 'out', engine: 'procfs' },
    },
  ])('end where the command begins: $args', ({ args, is }) => {
    expect(readRunOptions(args)).toEqual({
      file: undefined,
      engine: undefined,
      block: 'watch',
      ...is,
    });
  });

  it.each([
    { args: ['--help'], own: ['--help'] },
    { args: ['-h', '--', 'true'], own: ['-h'] },
    { args: ['true', '--help'], own: [] },
    { args: ['-', '--help'], own: [] },
  ])('that ask for help stand before the command: $args', ({ args, own }) => {
    expect(splitAtCommand(args).own).toEqual(own);
  });

  it.each([
    { args: [], says: 'needs a command' },
    { args: ['--'], says: 'needs a command' },
    { args: ['--json'], says: 'needs a command' },
    { args: ['--bad', '--', 'true'], says: 'unknown option --bad; see iotop run --help' },
    { args: ['-o'], says: 'option --output needs a value; see iotop run --help' },
    { args: ['--engine', 'steam', '--', 'true'], says: 'give one of bpf, taskstats, procfs' },
  ])('are refused with the reason: $args', ({ args, says }) => {
    expect(() => readRunOptions(args)).toThrow(says);
  });
});
