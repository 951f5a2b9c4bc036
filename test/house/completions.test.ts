/** The completions are those of the tables, and each shell completes by them. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bashCompletion } from '../../scripts/completions/bash.ts';
import { fishCompletion } from '../../scripts/completions/fish.ts';
import { COMPLETED, OPTION_VALUES } from '../../scripts/completions/vocabulary.ts';
import { zshCompletion } from '../../scripts/completions/zsh.ts';
import { startInPty } from '../support/screen/pty.ts';
import { describeWith, itWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const FOLDER = resolve(import.meta.dirname, '../../completions');

describe('the completions', () => {
  it.each([
    ['iotop.bash', bashCompletion],
    ['_iotop', zshCompletion],
    ['iotop.fish', fishCompletion],
  ])('%s is the one made from the tables (vitest -u writes it anew)', async (name, made) => {
    await expect(made()).toMatchFileSnapshot(join(FOLDER, name));
  });

  it('may tell a value once for all commands, for an option takes the same in each', () => {
    for (const { name: command, options } of COMPLETED)
      for (const { name, takes } of options)
        expect({ command, name, takes: takes ?? 'none' }).toEqual({
          command,
          name,
          takes: OPTION_VALUES.get(name) ?? 'none',
        });
  });
});

/** What is typed, the word that is being typed last, and what must be offered for it: all, or `…` and more. */
const CASES: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [['re'], ['record', 'replay', 'report', 'repair']],
  [
    ['--unit', 'pro'],
    ['processes', 'programs'],
  ],
  [
    ['--engine', ''],
    ['bpf', 'taskstats', 'procfs'],
  ],
  [
    ['report', '--by', 'c'],
    ['cgroup', 'command', 'container'],
  ],
  [['report', '--compa'], ['--compare']],
  [['replay', '--spee'], ['--speed']],
  [['replay', '--batc'], ['--batch']],
  [
    ['record', '--fsync', ''],
    ['never', 'segment', 'block'],
  ],
  [['--where', 'serv'], ['service']],
  [['--where', 'write > 1M and (serv'], ['write > 1M and (service']],
  [
    ['--user', 'roo'],
    ['root', '…'],
  ],
  [
    ['--pid', String(process.pid)],
    [String(process.pid), '…'],
  ],
  [
    ['run', '--', 'setpri'],
    ['setpriv', '…'],
  ],
  [
    ['run', '--', 'setpriv', '/etc/passw'],
    ['/etc/passwd', '…'],
  ],
  [
    ['report', '/etc/passw'],
    ['/etc/passwd', '…'],
  ],
];

const expectOffered = (got: readonly string[], offered: readonly string[]): void => {
  if (offered.includes('…'))
    expect(got).toEqual(expect.arrayContaining(offered.filter((word) => word !== '…')));
  else expect([...got].sort()).toEqual([...offered].sort());
};

describe('bash', () => {
  const complete = (words: readonly string[]): readonly string[] => {
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _iotop; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const args = ['-c', script, join(FOLDER, 'iotop.bash'), 'iotop', ...words];
    const { stdout, stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((line) => line !== '');
  };

  it.each(CASES)('completes %j', (words, offered) => {
    expectOffered(complete(words), offered);
  });

  it('offers a file whose name has a blank as one word', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a b'), '');
    expectOffered(complete(['report', `${folder}/a`]), [`${folder}/a b`]);
  });

  it('completes a value behind =, which it takes for three words', () => {
    expectOffered(complete(['--unit', '=', 'pro']), ['processes', 'programs']);
    expectOffered(complete(['--engine', '=']), ['bpf', 'taskstats', 'procfs']);
  });
});

describeWith(['fish'], 'fish', () => {
  it.each(CASES)('completes %j', (words, offered) => {
    const line = ['iotop', ...words].map((word) => (/[ (]/.test(word) ? `"${word}` : word));
    const script = `source ${join(FOLDER, 'iotop.fish')}; complete -C (string join ' ' -- $argv)`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script, ...line], {
      encoding: 'utf8',
      // It makes folders for its settings and its history.
      env: { PATH: process.env.PATH, HOME: temporaryFolder(), LANG: 'C.UTF-8' },
    });
    expect(stderr).toBe('');
    const got = stdout.split('\n').filter((row) => row !== '');
    expectOffered(
      got.map((row) => row.split('\t')[0] ?? ''),
      offered,
    );
  });
});

describe('zsh', () => {
  itWith(['zsh'], 'completes commands, options, values and names of filters', async () => {
    const session = startInPty('zsh', ['-f', '-i'], { columns: 120, rows: 30 });
    onTestFinished(() => session.close());
    const shows = (text: string) =>
      session.until(text, (rows) => rows.some((row) => row.includes(text)));
    session.type(
      `PS1='> '; fpath=(${FOLDER} $fpath); autoload -U compinit; compinit -u -D; print -r R''EADY\r`,
    );
    await shows('READY');
    for (const [typed, completed] of [
      ['iotop rec', 'iotop record'],
      ['iotop --accum-', 'iotop --accum-bw'],
      ['iotop --unit=serv', 'iotop --unit=services'],
      ['iotop report --by cont', 'iotop report --by container'],
      ['iotop replay --spee', 'iotop replay --speed'],
      ['iotop --where serv', 'iotop --where service'],
      ['iotop record /etc/passw', 'iotop record /etc/passwd'],
      ['iotop run -- setpri', 'iotop run -- setpriv'],
      ['iotop watch bus', 'iotop watch busy'],
      ['iotop watch x -- setpri', 'iotop watch x -- setpriv'],
    ] as const) {
      session.type(`${typed}\t`);
      await shows(`> ${completed}`);
      session.type('\x15\x0c');
    }
  });
});
