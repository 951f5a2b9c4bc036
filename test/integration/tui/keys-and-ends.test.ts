/** `iotop` as it is, in a real terminal: its keys, and every end. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { startWriter } from '../../support/load/endless-writer.ts';
import { type PtySession, startInPty } from '../../support/screen/pty.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const SIZE = { columns: 140, rows: 30 };
const start = (...args: readonly string[]): PtySession => {
  const session = startInPty(NODE, [PROGRAM, ...args], SIZE);
  onTestFinished(() => session.close());
  return session;
};

/** Keys that open a view over the table, and what it shows. */
const VIEWS = [
  ['\r', 'Esc back'],
  ['m', 'Space change'],
  ['?', 'iotop: keys and columns'],
  ['/d', 'filter: /d'],
] as const;

const isTable = (rows: readonly string[]): boolean =>
  rows.some((row) => /^ +[PT]ID .*USER .* COMMAND/.test(row));

/** Types, and gives it the time of a frame: what the key changes may look as before. */
const typeAndWait = async (session: PtySession, keys: string): Promise<void> => {
  session.type(keys);
  await sleep(60);
};

describeWith(['root'], 'iotop on a terminal', () => {
  it('goes through every view, key after key, and is still there', async () => {
    startWriter();
    const session = start();
    await session.until('a sample', (rows) =>
      rows.some((row) => / programs 1–\d+ of \d+$/.test(row)),
    );
    for (const keys of [
      'o',
      'o',
      'p',
      'p',
      'p',
      'p',
      'p',
      'a',
      'a',
      'a',
      '\x06',
      '\x06',
      'c',
      'v',
      'g',
      'u',
      'u',
      's',
      's',
    ])
      await typeAndWait(session, keys);
    await typeAndWait(session, '\x1b[6~');
    await typeAndWait(session, '\x1b[B');
    for (const [keys, shown] of VIEWS) {
      const isShown = (rows: readonly string[]): boolean => rows.some((row) => row.includes(shown));
      session.type(keys);
      await session.until(shown, isShown);
      // Alone: with what follows, an escape would be another key.
      session.type('\x1b');
      await session.until('the table', (rows) => isTable(rows) && !isShown(rows));
    }
    session.type('D');
    await session.until('the table', isTable);
    session.type('q');
    expect((await session.ended).exitCode).toBe(0);
  });

  it('says of a filter typed behind / which user there is not, when Enter keeps it', async () => {
    const session = start();
    await session.until('a sample', (rows) =>
      rows.some((row) => / programs 1–\d+ of \d+$/.test(row)),
    );
    session.type('/user = rot');
    await session.until('what was typed', (rows) => /user = rot/.test(rows.at(-1) ?? ''));
    session.type('\r');
    await session.until('the note', (rows) =>
      /no user rot here now \(did you mean root\?\)/.test(rows.at(-1) ?? ''),
    );
  });

  it('says that a task named by -p has ended', async () => {
    const sleeper = spawn('sleep', ['60']);
    onTestFinished(() => void sleeper.kill('SIGKILL'));
    const session = startInPty(NODE, [PROGRAM, '-p', String(sleeper.pid), '-d', '0.2'], SIZE);
    onTestFinished(() => session.close());
    await session.until('the task', (rows) => rows.some((row) => row.includes('sleep 60')));
    sleeper.kill('SIGKILL');
    const said = `-p ${sleeper.pid}: it has ended`;
    await session.until('its end', (rows) => rows.some((row) => row.includes(said)));
  });

  it('gives the terminal back as it was when it is told to end', async () => {
    const session = startInPty('bash', ['--norc', '--noprofile', '-i'], {
      ...SIZE,
      env: { PS1: 'shell> ' },
    });
    onTestFinished(() => session.close());
    await session.until('the prompt', (rows) => rows.some((row) => row.startsWith('shell>')));
    session.type(`before=$(stty -a); ${NODE} ${PROGRAM}\r`);
    await session.until('a sample', (rows) =>
      rows.some((row) => / programs 1–\d+ of \d+$/.test(row)),
    );
    const children = readFileSync(`/proc/${session.pid}/task/${session.pid}/children`, 'latin1');
    process.kill(Number(children.trim()), 'SIGTERM');
    await session.until('the shell', () => !session.isAlternate());
    session.type('[ "$(stty -a)" = "$before" ] && echo terminal as "before"\r');
    await session.until('the comparison', (rows) => rows.includes('terminal as before'));
  });

  it('prints lines where the terminal cannot be drawn on, and says why unless they were asked for', async () => {
    const outputOf = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) => {
      const session = startInPty(NODE, [PROGRAM, '-n', '1', '-d', '0.2', ...args], {
        ...SIZE,
        env,
      });
      onTestFinished(() => session.close());
      expect((await session.ended).exitCode).toBe(0);
      expect(session.output).toContain('Total DISK READ:');
      expect(session.output).not.toContain('\x1b');
      return session.output;
    };
    const why =
      /^iotop: cannot draw on this terminal \((.*)\): printing lists of busy tasks \(--no-only: of all\); Ctrl-C ends them\r$/m;
    expect(why.exec(await outputOf({ TERM: 'dumb' }))?.[1]).toBe('TERM=dumb');
    expect(await outputOf({ TERM: 'dumb' }, '-b')).not.toMatch(why);
  });

  it('ends by itself after the samples asked for', async () => {
    const session = startInPty(NODE, [PROGRAM, '-n', '2', '-d', '0.2'], SIZE);
    onTestFinished(() => session.close());
    expect((await session.ended).exitCode).toBe(0);
    expect(session.isAlternate()).toBe(false);
  });
});
