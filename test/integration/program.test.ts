/** iotop as users run it, without a terminal: what its first version promised on the command line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM, runProgram } from '../support/iotop/program.ts';
import { makeDiskFolder } from '../support/load/load.ts';
import { startInPty } from '../support/screen/pty.ts';
import { describeWith } from '../support/test-run/requires.ts';

const NOBODY = 65_534;
/** Nobody has it. */
const NAMELESS = 54_321;

/** A process that is gone when the test is. */
const start = (
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly uid?: number } = {},
): ChildProcess & { readonly pid: number } => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], ...options });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  if (child.pid === undefined) throw new Error(`${command} did not start`);
  return child as ChildProcess & { readonly pid: number };
};

/** The rows of one task, one a list. */
const rowsOf = (stdout: string, pid: number): readonly string[] =>
  stdout.split('\n').filter((line) => Number.parseInt(line, 10) === pid);

describe('the command line', () => {
  it('--help says on standard output what the figures mean, which keys there are, and how it ends', async () => {
    const { code, stdout, stderr } = await runProgram(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const words of ['DISK READ and DISK WRITE are', 'SWAPIN and IO are', 'Keys:', '--delay'])
      expect(stdout).toContain(words);
  });

  it('--version names the program and the version of its package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runProgram(['--version'])).toEqual({
      code: 0,
      stdout: `iotop ${version}\n`,
      stderr: '',
    });
  });

  it('a word that is no option is an error that names it', async () => {
    const { code, stdout, stderr } = await runProgram(['-b', 'surplus']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('"surplus"');
  });

  it('users who do not exist are all named before it ends', async () => {
    const { code, stdout, stderr } = await runProgram(['-b', '-u', 'no.one', '-u', 'none.such']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^iotop: Unknown user: no\.one\niotop: Unknown user: none\.such/);
  });
});

describe('lists', () => {
  it('are as many as asked for, the interval apart, on standard output', async () => {
    const before = performance.now();
    const { code, stdout } = await runProgram(['-b', '-n', '3', '-d', '0.4']);
    expect(code).toBe(0);
    expect(stdout.match(/^ {2}Total DISK READ: .* \| {3}Total DISK WRITE: /gm)).toHaveLength(3);
    expect(
      stdout.match(/^ +TID PRIO USER +DISK READ +DISK WRITE +SWAPIN +IO +COMMAND$/gm),
    ).toHaveLength(3);
    expect(performance.now() - before).toBeGreaterThan(1200);
  });

  it('have figures from the first on', async () => {
    const folder = makeDiskFolder();
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const script = 'while :; do printf %65536s >> x; done';
    const writer = start('bash', ['-c', script], { cwd: folder });
    const { stdout } = await runProgram(['-b', '-n', '1', '-d', '0.2', '-p', String(writer.pid)]);
    expect(rowsOf(stdout, writer.pid)).toEqual([
      expect.stringMatching(/ [1-9][0-9.]* [KMG]\/s .*bash -c/),
    ]);
  });

  it.each(['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const)(
    'end with status 0 at %s, such as Ctrl-C',
    async (signal) => {
      const iotop = start(NODE, [PROGRAM, '-b', '-d', '0.2']);
      await once(iotop.stdout as NodeJS.ReadableStream, 'data');
      iotop.kill(signal);
      expect(await once(iotop, 'exit')).toEqual([0, null]);
    },
  );

  it('end with status 0 when nobody reads them any more', async () => {
    const iotop = start(NODE, [PROGRAM, '-b', '-d', '0.2']);
    await once(iotop.stdout as NodeJS.ReadableStream, 'data');
    iotop.stdout?.destroy();
    expect(await once(iotop, 'exit')).toEqual([0, null]);
  });

  it('show the new command of a process that became another program, without its folder', async () => {
    const changing = start('bash', ['-c', 'read; exec "$0" 1234', '/bin/sleep']);
    const iotop = start(NODE, [PROGRAM, '-b', '-d', '0.3', '-p', String(changing.pid)]);
    let output = '';
    for await (const piece of iotop.stdout as NodeJS.ReadableStream) {
      if (output === '') changing.stdin?.write('\n');
      output += String(piece);
      if (output.includes('sleep 1234')) break;
    }
    const rows = rowsOf(output, changing.pid);
    expect(rows[0]).toMatch(/ bash -c read; exec/);
    expect(rows.at(-1)).toMatch(/ sleep 1234$/);
  });
});

describe('standard error', () => {
  it('says that a task named by -p is not there, and has an end to its list all the same', async () => {
    const { code, stderr } = await runProgram(['-b', '-n', '1', '-d', '0.1', '-p', '99999999']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^iotop: -p 99999999: there is no such task/m);
  });

  /** Node and V8 complain there too, of what one version of them does not know. */
  it.each([
    ['-b -n 1 -d 0.1'],
    ['-b -n 1 -d 0.1 --engine procfs'],
    ['--json -n 1 -d 0.1'],
    ['--csv -n 1 -d 0.1'],
    ['run -- true'],
    ['doctor --json'],
  ])('has no line but our own: iotop %s', async (args) => {
    const { stderr } = await runProgram(args.split(' '));
    // The table of `run` has no name before its lines.
    const OURS =
      /^(?:$|iotop: |COMMAND |true |total |\(ended unseen\) |not seen: |[\d.]+ s elapsed|TASKS: those that read|approximate|DEVICE |\S+ +[\d.]+ [KM]? +[\d.]+ B .* tasks$)/;
    expect(stderr.split('\n').filter((line) => !OURS.test(line))).toEqual([]);
  });

  it('leaves nothing foreign on the terminal when the screen has gone', async () => {
    const session = startInPty(NODE, [PROGRAM], { columns: 200, rows: 24 });
    onTestFinished(() => session.close());
    await session.until('a frame', (rows) => rows.some((row) => row.includes(' DISK READ')));
    session.type('q');
    await session.ended;
    const rows = await session.rows();
    expect(rows.filter((row) => row !== '' && !row.startsWith('iotop: '))).toEqual([]);
  });
});

describeWith(['root'], 'users', () => {
  it('and processes that are asked for are both shown', async () => {
    const ours = start('sleep', ['600']);
    const theirs = start('sleep', ['600'], { uid: NOBODY });
    const other = start('sleep', ['600'], { uid: NAMELESS });
    const { stdout } = await runProgram([
      '-b',
      '-n',
      '1',
      '-d',
      '0.2',
      '-p',
      String(ours.pid),
      '-u',
      String(NOBODY),
    ]);
    expect(rowsOf(stdout, ours.pid)).toHaveLength(1);
    expect(rowsOf(stdout, theirs.pid)).toHaveLength(1);
    expect(rowsOf(stdout, other.pid)).toEqual([]);
  });

  it('without a name are shown by their number', async () => {
    const nameless = start('sleep', ['600'], { uid: NAMELESS });
    const { stdout } = await runProgram(['-b', '-n', '1', '-d', '0.2', '-p', String(nameless.pid)]);
    expect(rowsOf(stdout, nameless.pid)).toEqual([expect.stringContaining(` ${NAMELESS} `)]);
  });

  it('who may not use the engine they insist on are told why, and what to do, with status 1', async () => {
    const { code, stdout, stderr } = await runProgram(['-b', '-n', '1', '--engine', 'taskstats'], {
      uid: NOBODY,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^iotop: taskstats refuses to answer: EPERM; run as root/m);
  });
});

describeWith(['root'], 'settings that may not be read', () => {
  it('are not missed where HOME is still that of who started it as another user, and told of where they are ours', async () => {
    const user = mkdtempSync(join(tmpdir(), 'iotop-home-'));
    onTestFinished(() => rmSync(user, { recursive: true }));
    const folder = join(user, '.config/iotop');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.toml'), '');
    chmodSync(folder, 0);
    chmodSync(user, 0o711);
    const complaintsWith = async (env: Readonly<Record<string, string>>) => {
      const { stderr } = await runProgram(['-b', '-n', '1', '-d', '0.1'], { uid: NOBODY, env });
      return stderr.split('\n').filter((line) => line.includes('config.toml'));
    };
    expect(await complaintsWith({ HOME: user })).toEqual([]);
    expect(await complaintsWith({ HOME: join(folder, 'deeper') })).toEqual([]);
    const denied = [expect.stringContaining('permission denied; defaults hold')];
    expect(await complaintsWith({ HOME: user, XDG_CONFIG_HOME: join(user, '.config') })).toEqual(
      denied,
    );
    chownSync(user, NOBODY, NOBODY);
    expect(await complaintsWith({ HOME: user })).toEqual(denied);
  });
});

describeWith(['root', 'init-pid-namespace'], 'a thread of the kernel', () => {
  it('is shown by its name in brackets', async () => {
    const KTHREADD = 2;
    const { stdout } = await runProgram(['-b', '-n', '1', '-d', '0.2', '-p', String(KTHREADD)]);
    expect(rowsOf(stdout, KTHREADD)).toEqual([expect.stringMatching(/ \[kthreadd\]$/)]);
  });
});
