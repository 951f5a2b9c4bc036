/** `iotop` as it is, in a real terminal: what it takes to start, and who is on top beside a real load. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { startWriter } from '../../support/load/endless-writer.ts';
import { makeDiskFolder } from '../../support/load/load.ts';
import { type PtySession, startInPty } from '../../support/screen/pty.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const SIZE = { columns: 140, rows: 30 };
const start = (...args: readonly string[]): PtySession => {
  const session = startInPty(NODE, [PROGRAM, ...args], SIZE);
  onTestFinished(() => session.close());
  return session;
};

/** CPU time of a program up to the moment its terminal shows something, ms. */
const cpuTimeUntil = async (
  session: PtySession,
  isShown: (row: string) => boolean,
): Promise<number> => {
  await session.until('something', (rows) => isShown(rows[0] ?? ''));
  const threads = `/proc/${session.pid}/task`;
  const spent = readdirSync(threads).map((tid) =>
    Number(readFileSync(`${threads}/${tid}/schedstat`, 'latin1').split(' ')[0]),
  );
  session.close();
  return spent.reduce((sum, nanoseconds) => sum + nanoseconds / 1e6, 0);
};

/** A Node that does nothing, on the same terminal. */
const startEmptyNode = (): PtySession => {
  const session = startInPty(NODE, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'], SIZE);
  onTestFinished(() => session.close());
  return session;
};

/** Writes a block at a time and waits for the disk each time, until the test ends. @returns its process id */
const startSyncWriter = (): number => {
  const folder = makeDiskFolder();
  const file = `of=${folder}/x`;
  const child = spawn('dd', ['if=/dev/zero', file, 'bs=4k', 'oflag=dsync'], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return child.pid as number;
};

/** Reads one cached file over and over, more than anybody else, until the test ends. */
const startCachedReader = (): number => {
  const folder = mkdtempSync(join(tmpdir(), 'iotop-load-'));
  const file = join(folder, 'cached');
  writeFileSync(file, new Uint8Array(2 ** 20));
  const script = `const fs = require('fs'); setInterval(() => { for (let i = 0; i < 20; i++) fs.readFileSync(process.argv[1]); }, 10)`;
  const child = spawn(NODE, ['-e', script, file], { stdio: 'ignore' });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return child.pid as number;
};

describeWith(['root'], 'iotop on a terminal', () => {
  it("shows its first frame within twelve times the CPU time of an empty Node's start", async () => {
    const spent: number[] = [];
    const empty: number[] = [];
    // On a machine busy with others the same work takes more; the least of some starts is what it takes.
    for (let round = 0; round < 5; round++) {
      spent.push(
        await cpuTimeUntil(start(), (row) => row.startsWith('looking for the first time')),
      );
      empty.push(await cpuTimeUntil(startEmptyNode(), (row) => row === 'up'));
    }
    expect(Math.min(...spent)).toBeLessThanOrEqual(12 * Math.min(...empty));
  });

  it('shows a writer that lives a moment at a time, and leaves it dimmed', async () => {
    startWriter();
    const session = start();
    await session.until('dd, and a whole frame', (rows) => {
      const shown = rows.some((row) => /\d M\/s .*\bdd\b/.test(row));
      return shown && / programs 1–\d+ of \d+$/.test(rows.at(-1) ?? '');
    });
  });

  it('sorted by what tasks read from the page cache has the busiest reader on top, though it does nothing to the disk', async () => {
    const reader = startCachedReader();
    const session = start('-P');
    session.resize({ columns: 140, rows: 18 });
    await session.until('a sample', (rows) =>
      rows.some((row) => / processes 1–\d+ of \d+$/.test(row)),
    );
    session.type('v');
    await session.until('the columns', (rows) => rows.some((row) => row.includes('VFS READ')));
    const titles = (rows: readonly string[]): string =>
      rows.find((row) => row.includes('VFS READ')) ?? '';
    // How many columns lie between depends on what others do: some come when they are needed.
    for (let shown = titles(await session.rows()); !shown.includes('VFS READ>'); ) {
      const before = shown;
      session.type('\x1b[D');
      shown = titles(await session.until('another column', (rows) => titles(rows) !== before));
    }
    await session.until('the reader', (rows) => {
      const title = rows.findIndex((row) => row.includes('VFS READ>'));
      return title > 0 && rows[title + 1]?.trimStart().startsWith(`${reader} `) === true;
    });
  });

  it('says at every refresh, in one place, what a task waits for that waits some milliseconds at a time', async () => {
    const writer = startSyncWriter();
    const session = start('--unit=processes', '-p', String(writer), '-d', '0.5');
    await session.until('the writer', (rows) => rows.some((row) => row.includes('oflag=dsync')));
    session.type('\x1b[B\r');
    const seen = new Set<string>();
    await session.until('five refreshes', (rows) => {
      if (!rows.some((row) => row.startsWith('Command'))) return false;
      const waits = rows[1] ?? '';
      // The first look may find it running.
      if (/^Waits +in \d+ of \d+ looks.* for /.test(waits)) seen.add(waits);
      else expect(seen.size, rows.join('\n')).toBe(0);
      if (seen.size > 0) expect(rows[4]).toMatch(/^IO /);
      return seen.size >= 5;
    });
  });
});
