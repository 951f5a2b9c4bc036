/** What is typed behind `iotop watch`, and what is said of mistakes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandOf } from '../../../../src/cli/commands/commands.ts';
import { runWatch } from '../../../../src/cli/commands/watch/watch.ts';
import {
  splitAtDashes,
  WATCH_PAGE,
  watchOptionsOf,
} from '../../../../src/cli/commands/watch/watch-options.ts';
import { parseArgumentsBy } from '../../../../src/cli/options/parse-arguments.ts';
import { UsageError } from '../../../../src/lib/errors.ts';
import { runCommand } from '../../../support/iotop/command-run.ts';

const optionsOf = (...args: readonly string[]) => {
  const { own, commandLine } = splitAtDashes(args);
  return watchOptionsOf(parseArgumentsBy(WATCH_PAGE.options, own, ''), commandLine);
};

it('is a command', () => {
  expect(commandOf(['watch', 'write > 1M']).rest).toEqual(['write > 1M']);
});

describe('the options', () => {
  it('have values where none are given', () => {
    expect(optionsOf('write > 1M')).toEqual({
      trigger: expect.objectContaining({ text: 'write > 1M', unit: 'processes', lasting: 0 }),
      interval: 1000,
      period: 60e9,
      times: Number.POSITIVE_INFINITY,
      format: 'text',
      commandLine: undefined,
      recording: undefined,
      engine: undefined,
      block: 'watch',
    });
  });

  it('stand before the expression or behind it, up to the command', () => {
    const given = ['--period', '5m', 'write > 1M', '--times=2', '-d', '0.5', '--', 'sh', '--json'];
    expect(optionsOf(...given)).toMatchObject({
      ...{ period: 300e9, times: 2, interval: 500, format: 'text' },
      commandLine: ['sh', '--json'],
    });
    expect(optionsOf('write > 1M', '--json', '--')).toMatchObject({
      ...{ format: 'json', commandLine: undefined },
    });
  });

  it('of a recording have a minute before and after', () => {
    expect(optionsOf('write > 1M for 10s', '--record', '/x').recording).toEqual({
      ...{ folder: '/x', before: 60e9, after: 60e9, maxSize: undefined },
    });
    const all = ['--record=/x', '--before=2m', '--after', '5s', '--max-size=1GiB'];
    expect(optionsOf('write > 1M', ...all).recording).toEqual({
      ...{ folder: '/x', before: 120e9, after: 5e9, maxSize: 2 ** 30 },
    });
  });
});

describe('a mistake', () => {
  it.each([
    [[], 'the expression is empty; for example'],
    [['device', '=', 'vda'], 'put quotes around the expression, and -- before a command'],
    [['write > 1M', 'logger'], 'watch takes one expression, not also "logger"; put quotes'],
    [['wrte > 1M for 10s'], 'the expression at character 1: no name wrte; did you mean write?'],
    [['write > 1M', '--before=3s'], '--before is about a recording; add --record=DIR'],
    [['write > 1M', '--max-size=3G'], '--max-size is about a recording; add --record=DIR'],
    [['write > 1M', '--record=/x', '--max-size=3K'], 'give 1MiB at least'],
    [['write > 1M', '--period=5'], 'invalid duration "5" for --period'],
    [['write > 1M', '--times=0'], 'invalid value "0" for --times'],
    [['write > 1M', '--unit=disks'], 'invalid value "disks" for --unit; give one of threads'],
    [
      ['write > 1M', '--', 'no-such-program'],
      'no-such-program: no such command in PATH; give its path',
    ],
    [
      ['write > 1M', '--', '/etc/passwd'],
      '/etc/passwd is no file that may be executed; make it one',
    ],
    [['write > 1M', '--', '/etc'], '/etc is no file that may be executed'],
    [['write > 1M', '--', '/no/such'], '/no/such: no such file; give the path of a command'],
  ])('%j is told before anything is watched', async (args, problem) => {
    const run = runCommand(runWatch, args);
    await expect(run).rejects.toThrow(problem);
    await expect(run).rejects.toThrow(UsageError);
  });
});

it('the help says how it is called and when it exits', async () => {
  const { code, out } = await runCommand(runWatch, ['--help', '--', 'sh']);
  expect(code).toBe(0);
  expect(out).toContain("iotop watch [OPTIONS] 'EXPRESSION [for TIME]' [-- COMMAND [ARGUMENT…]]");
  const status = /The exit status is 0 [^.]+\./.exec(out)?.[0] ?? 'missing';
  const page = readFileSync('docs/watch.md', 'utf8').replaceAll('`', '');
  expect(page.replaceAll(/\s+/g, ' ')).toContain(status.replaceAll(/\s+/g, ' '));
});

describe('a signal', () => {
  it.each([
    [['--times=1'], 'SIGTERM', 143],
    [['--times=3'], 'SIGINT', 130],
    [[], 'SIGTERM', 0],
  ] as const)('with %j before anything fires: %s ends with %d', async (options, signal, status) => {
    const args = ['write > 1M', '--engine=procfs', '--no-block', ...options];
    const { code } = await runCommand(runWatch, args, { signal: AbortSignal.abort(signal) });
    expect(code).toBe(status);
  });
});

it('who waits for a user that there is not is told so at once, in one line', async () => {
  const args = ['user = no-such-user and write > 1M for 10s', '--engine=procfs', '--no-block'];
  const { errors } = await runCommand(runWatch, args, { signal: AbortSignal.abort('SIGTERM') });
  const told = errors.filter((line) => line.includes('no-such-user'));
  expect(told).toEqual(['no user no-such-user here now; it is waited for']);
});
