import { describe, expect, it } from 'vitest';
import { readRunOptions } from '../../../src/cli/commands/run-options.ts';

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
    expect(readRunOptions(args)).toEqual({ kind: 'run', ...is });
  });

  it.each([[['--help']], [['-h', '--', 'true']]])('may ask for help: %j', (args) => {
    expect(readRunOptions(args)).toEqual({ kind: 'help' });
  });

  it.each([
    { args: [], says: 'needs a command' },
    { args: ['--'], says: 'needs a command' },
    { args: ['--json'], says: 'needs a command' },
    { args: ['--bad', '--', 'true'], says: "Unknown option '--bad'" },
    { args: ['-o'], says: "'-o, --output <value>' argument missing" },
    { args: ['--engine', 'steam', '--', 'true'], says: 'give one of bpf, taskstats, procfs' },
  ])('are refused with the reason: $args', ({ args, says }) => {
    expect(() => readRunOptions(args)).toThrow(says);
  });
});
