/** `iotop` as it is, in a real terminal, beside a real load. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PROGRAM } from '../../support/program.ts';
import { type PtySession, startInPty } from '../../support/pty.ts';
import { describeWith } from '../../support/requires.ts';

const SIZE = { columns: 140, rows: 30 };
const start = (): PtySession => {
  const session = startInPty(process.execPath, [PROGRAM], SIZE);
  onTestFinished(() => session.close());
  return session;
};

/** Writes and fsyncs over and over until the test ends. */
const startWriter = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'iotop-load-'));
  const script = 'while :; do dd if=/dev/zero of="$0/x" bs=1M count=8 conv=fsync status=none; done';
  const child = spawn('bash', ['-c', script, folder], {
    stdio: 'ignore',
    detached: true,
  });
  onTestFinished(async () => {
    process.kill(-(child.pid as number), 'SIGKILL'); // dd too
    await new Promise((resolve) => setTimeout(resolve, 200));
    rmSync(folder, { recursive: true, force: true });
  });
  return child.pid as number;
};

describeWith(['root'], 'iotop on a terminal', () => {
  it('shows its first frame within 300 ms of its start, in CPU time', async () => {
    const session = start();
    await session.until('a frame', (rows) => rows[0]?.startsWith('Total DISK READ:') ?? false);
    const stat = readFileSync(`/proc/${session.pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    expect(ticks * 10).toBeLessThanOrEqual(300);
  });

  it('shows a writer that lives a moment at a time, and leaves it dimmed', async () => {
    startWriter();
    const session = start();
    const rows = await session.until('dd', (all) =>
      all.some((row) => /\d M\/s .*\bdd\b/.test(row)),
    );
    expect(rows[3]).toMatch(/of \d+ tasks/);
  });

  it('goes through every view, key after key, and is still there', async () => {
    startWriter();
    const session = start();
    await session.until('a sample', (rows) => rows.some((row) => / of \d+ tasks/.test(row)));
    for (const keys of [
      'o',
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
      '\x1b[6~',
      '\x1b[B',
      '\r',
      '\x1b[B',
      '\x1b',
      'm',
      '\x1b',
      '?',
      '\x1b',
      '/d',
      '\x1b',
      'D',
    ]) {
      session.type(keys);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await session.until('the table', (rows) => rows.some((row) => row.includes('COMMAND')));
    session.type('q');
    expect((await session.ended).exitCode).toBe(0);
  });

  it('gives the terminal back as it was when it is told to end', async () => {
    const session = startInPty('bash', ['--norc', '--noprofile', '-i'], {
      ...SIZE,
      env: { PS1: 'shell> ' },
    });
    onTestFinished(() => session.close());
    await session.until('the prompt', (rows) => rows.some((row) => row.startsWith('shell>')));
    session.type(`stty -a > /tmp/stty-live.$$; ${process.execPath} ${PROGRAM}\r`);
    await session.until('a sample', (rows) => rows.some((row) => / of \d+ tasks/.test(row)));
    const children = readFileSync(`/proc/${session.pid}/task/${session.pid}/children`, 'latin1');
    process.kill(Number(children.trim()), 'SIGTERM');
    await session.until('the shell', () => !session.isAlternate());
    session.type('stty -a | cmp - /tmp/stty-live.$$ && echo terminal as "before"\r');
    await session.until('the comparison', (rows) => rows.includes('terminal as before'));
  });

  it('prints lines where the terminal cannot be drawn on', async () => {
    const session = startInPty(process.execPath, [PROGRAM, '-n', '1'], {
      ...SIZE,
      env: { TERM: 'dumb' },
    });
    onTestFinished(() => session.close());
    expect((await session.ended).exitCode).toBe(0);
    expect(session.output).toContain('Total DISK READ:');
    expect(session.output).not.toContain('\x1b');
  });

  it('ends by itself after the samples asked for', async () => {
    const session = startInPty(process.execPath, [PROGRAM, '-n', '2', '-d', '0.2'], SIZE);
    onTestFinished(() => session.close());
    expect((await session.ended).exitCode).toBe(0);
    expect(session.isAlternate()).toBe(false);
  });
});
