/** What the name the program is called by changes besides the lines: messages, exit status, version, standard error. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIGNAL_CLAIMS, type SignalClaim } from '../../scripts/drop-in-claims.ts';
import { linkCalled } from '../support/iotop/idle-scene.ts';
import { iotop06, iotopC133, pathOf } from '../support/iotop/peers.ts';
import { CLEAN } from '../support/iotop/places.ts';
import { PROGRAM } from '../support/iotop/program.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

const folder = sharedFolder();
const NAMES = ['iotop', 'iotop-c', 'iotop-py'] as const;

beforeAll(() => {
  for (const name of NAMES) linkCalled(name, folder());
});

const called = (name: string, ...args: string[]) =>
  spawnSync(join(folder(), name), args, { encoding: 'utf8', env: CLEAN, maxBuffer: 64 * 2 ** 20 });

describe('the name the program is called by', () => {
  it.each(NAMES)('stands before its version: %s', (name) => {
    expect(called(name, '-v').stdout).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\n$`));
  });

  it.each([
    { name: 'iotop', status: 2 },
    { name: 'iotop-c', status: 1 },
    { name: 'iotop-py', status: 2 },
  ])('decides how a mistake ends: $name, exit status $status', ({ name, status }) => {
    for (const args of [['--bogus'], ['word'], ['-n', '0'], ['--filter', '['], ['-g', 'q']]) {
      const ended = called(name, ...args);
      expect(ended.status).toBe(status);
      expect(ended.stdout).toBe('');
      expect(ended.stderr).toMatch(new RegExp(`^${name}: .*\n$`));
    }
  });

  it('may be given as an option, which counts before what it is called by', () => {
    const ended = spawnSync(PROGRAM, ['--personality=iotop-c', '--bogus'], { encoding: 'utf8' });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toBe('iotop-c: unknown option --bogus; see iotop-c --help\n');
    expect(called('iotop-c', '--personality=iotop', 'word').status).toBe(2);
  });
});

describeWith(['root', 'taskstats', 'iotop-c 1.33'], 'a mistake', () => {
  it.each([
    ['--bogus'],
    ['word'],
    ['-n', '0'],
    ['-n', 'x'],
    ['-d', 'abc'],
    ['-p', 'x'],
    ['-u', 'no-such-user'],
    ['--filter=['],
    ['--acc'],
    ['-H', 'x'],
    ['--threshold', '99'],
  ])('%s %s ends as in iotop-c, and names the program as there', (...args) => {
    const theirs = spawnSync(pathOf(iotopC133()), args, { encoding: 'utf8' });
    const ours = called('iotop-c', ...args);
    expect([ours.status, ours.stderr.split(' ')[0]]).toEqual([
      theirs.status,
      theirs.stderr.split(' ')[0],
    ]);
  });
});

describeWith(['root', 'taskstats', 'iotop-c 1.33', 'iotop 0.6'], 'a list', () => {
  const statusAfter = async (program: string, signal: SignalClaim['signal']): Promise<number> => {
    const child = spawn(program, ['-b'], { stdio: ['ignore', 'pipe', 'ignore'], env: CLEAN });
    await once(child.stdout, 'data');
    child.stdout.resume();
    child.kill(signal);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 128 + constants.signals[signal];
  };

  it.each(SIGNAL_CLAIMS)('ends at $signal with the status claimed of each', async (claim) => {
    const { signal, iotopC, iotop06: python, ours } = claim;
    expect(await statusAfter(pathOf(iotopC133()), signal)).toBe(iotopC);
    expect(await statusAfter(pathOf(iotop06()), signal)).toBe(python);
    for (const name of NAMES) expect(await statusAfter(join(folder(), name), signal)).toBe(ours);
  });
});

describeWith(['root', 'taskstats', 'util-linux'], 'beside lists', () => {
  const said = (name: string, under: readonly string[]): string => {
    const args = [...under, join(folder(), name), '-b', '-n', '1', '-d', '0.1'];
    return spawnSync('env', args, { encoding: 'utf8', env: CLEAN, maxBuffer: 64 * 2 ** 20 }).stderr;
  };
  const isOff = (): boolean =>
    execFileSync('cat', ['/proc/sys/kernel/task_delayacct'], { encoding: 'utf8' }) === '0\n';

  it.each([
    { engine: 'the best', under: [], unknown: 'SWAPIN (is|and IO are)' },
    {
      engine: 'a lesser',
      under: ['unshare', '--pid', '--fork', '--mount-proc'],
      unknown: 'SWAPIN and IO are',
    },
  ])(
    'called iotop-c, one line at most is said, called iotop-py none, with $engine engine',
    ({ under, unknown }) => {
      expect(said('iotop-c', under)).toMatch(
        isOff() ? new RegExp(`^[^\\n]*task_delayacct is 0: ${unknown} unknown;[^\\n]*\\n$`) : /^$/,
      );
      expect(said('iotop-py', under)).toBe('');
    },
  );
});
