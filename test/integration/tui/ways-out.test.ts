/** However the program ends: the terminal is as it was, the status is the one documented, and nothing is left for a debugger. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { END_SIGNALS } from '../../../src/lib/end-signals.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { type PtySession, startInPty } from '../../support/screen/pty.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const SIZE = { columns: 100, rows: 30 };

/** A shell at a terminal, which remembers what stty said. */
const startShell = async (env: Readonly<Record<string, string>> = {}): Promise<PtySession> => {
  const session = startInPty('bash', ['--norc', '--noprofile', '-i'], {
    ...SIZE,
    env: { PS1: 'shell> ', IOTOP: `${NODE} ${PROGRAM}`, ...env },
  });
  onTestFinished(() => session.close());
  await session.until('the prompt', (rows) => rows.some((row) => row.startsWith('shell>')));
  session.type('before=$(stty -a); settings=$(stty -g)\r');
  return session;
};

const expectRestored = async (session: PtySession): Promise<void> => {
  session.type('[ "$(stty -a)" = "$before" ] && echo terminal as "before" || stty -a\r');
  await session.until('the comparison', (rows) => rows.includes('terminal as before'));
  expect(session.isAlternate()).toBe(false);
};

const screenOpens = (session: PtySession): Promise<string[]> =>
  session.until('the screen', (rows) => rows.some((row) => row.includes('DISK READ')));

/** Where a shell that outlives its terminal writes how iotop ended. */
const statusFile = (): { readonly env: { STATUS: string }; readonly status: () => string } => {
  const path = join(temporaryFolder(), 'status');
  return {
    env: { STATUS: path },
    status: () => (existsSync(path) ? readFileSync(path, 'utf8').trim() : ''),
  };
};

const SCREEN = '$IOTOP --engine=procfs';
const LISTS = '$IOTOP --engine=procfs -b -p $$ -d 0.1';

describe('the screen', () => {
  it('ends by q with 0', async () => {
    const session = await startShell();
    session.type(`${SCREEN}; echo ended with $?\r`);
    await screenOpens(session);
    session.type('q');
    await session.until('the status', (rows) => rows.includes('ended with 0'));
    await expectRestored(session);
  });

  it.each(END_SIGNALS)('ends by %s with 0', async (signal) => {
    const session = await startShell();
    session.type(`${SCREEN}; echo ended with $?\r`);
    await screenOpens(session);
    process.kill(childOf(session.pid), signal);
    await session.until('the status', (rows) => rows.includes('ended with 0'));
    await expectRestored(session);
  });
});

it('the screen whose shell was killed under it ends with 0, and gives the terminal to the shell before', async () => {
  const { env, status } = statusFile();
  const session = await startShell(env);
  session.type('PS1="inner> " bash --norc --noprofile -i\r');
  await session.until('the inner shell', (rows) => rows.some((row) => row.startsWith('inner>')));
  session.type(`sh -c '${SCREEN}; echo $? >$STATUS'\r`);
  await screenOpens(session);
  process.kill(childOf(session.pid), 'SIGKILL');
  // It learns of it by the next key, which is not for it.
  await until(() => foregroundOf(session.pid) === session.pid);
  session.type('\r');
  await until(() => status() !== '');
  expect(status()).toBe('0');
  await expectRestored(session);
});

it('the help ends in a way of its own, too, where a pager may have the terminal, and else as Node does', async () => {
  const hook = join(temporaryFolder(), 'hook.cjs');
  writeFileSync(hook, "process.on('exit', () => console.error('as Node does'))");
  const session = await startShell({ HELP: `${NODE} --require ${hook} ${PROGRAM} --help` });
  session.type('$HELP 2>&1 | tail -n 1; echo one; $HELP 2>&1 </dev/null | tail -n 1; echo two\r');
  const rows = await session.until('the second', (all) => all.includes('two'));
  const [first, second] = [rows.indexOf('one'), rows.indexOf('two')].map((at) => rows[at - 1]);
  expect({ first, second }).toEqual({ first: '(called iotop-c: 1).', second: 'as Node does' });
});

describe('lists', () => {
  it('put nothing back of a terminal whose pager was raw when they started', async () => {
    const session = await startShell();
    // What less does, at moments of our choosing: raw before we start, as it was before we end.
    session.type(
      `stty -echo -icanon; ${LISTS} | { read -r line; stty "$settings" </dev/tty; }; echo pager is "gone"\r`,
    );
    await session.until('the end', (rows) => rows.includes('pager is gone'));
    await expectRestored(session);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('on a terminal end by %s with 0', async (signal) => {
    const session = await startShell();
    session.type(`${LISTS}; echo ended with $?\r`);
    await screenOpens(session);
    process.kill(childOf(session.pid), signal);
    await session.until('the status', (rows) => rows.includes('ended with 0'));
    await expectRestored(session);
  });

  it('leave a pipe that others write to waiting for its reader, as it was', async () => {
    const session = await startShell();
    session.type(`(${LISTS} -n 1; grep flags /proc/self/fdinfo/1) | tail -n 1\r`);
    const rows = await session.until('the flags', (all) => all.some((row) => /^flags:/.test(row)));
    const flags = rows.find((row) => row.startsWith('flags:'))?.replace(/^flags:\s+/, '');
    expect(Number.parseInt(flags ?? '', 8) & 0o4000).toBe(0);
  });
});

describe.each([
  ['the screen', SCREEN],
  ['lists', LISTS],
])('%s, when the terminal goes away', (_what, command) => {
  it('without a signal, end with 0 and no core', async () => {
    const { env, status } = statusFile();
    const session = await startShell(env);
    // Of another session, as a root shell by su or sudo is: no SIGHUP comes.
    session.type(`setsid sh -c '${command}; echo $? >$STATUS'\r`);
    await screenOpens(session);
    session.hangUp();
    await until(() => status() !== '');
    expect(status()).toBe('0');
  });

  it('with SIGHUP, end with 0 and no core', async () => {
    const { env, status } = statusFile();
    const session = await startShell(env);
    session.type(`sh -c 'trap : HUP; ${command}; echo $? >$STATUS'\r`);
    await screenOpens(session);
    session.hangUp();
    await until(() => status() !== '');
    expect(status()).toBe('0');
  });

  it('because its shell was killed, end with 0 and no core', async () => {
    const { env, status } = statusFile();
    const session = await startShell(env);
    session.type(`sh -c 'trap : HUP; ${command}; echo $? >$STATUS'\r`);
    await screenOpens(session);
    session.kill('SIGKILL');
    await until(() => status() !== '');
    expect(status()).toBe('0');
  });
});

/** The process group that has the terminal of a process: field 8 of its stat. */
const foregroundOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[5]);

const childOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
