/** The whole screen in a real terminal, acting on real processes; only the figures are made up. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ioprioGet } from '../../../src/kernel/sys/libc.ts';
import { NODE } from '../../support/iotop/program.ts';
import { bundled, type PtySession, startInPty } from '../../support/screen/pty.ts';
import { until } from '../../support/test-run/until.ts';

const SIZE = { columns: 100, rows: 24 };
const WHO_PROCESS = 1;
const IDLE = 3 << 13;
let program = '';

beforeAll(async () => {
  program = await bundled('test/support/programs/screen-with-script.ts');
});

const startSleeper = (name: string): number => {
  const child = spawn('bash', ['-c', `exec -a ${name} sleep 600`], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
};

const start = async (
  pids: readonly number[],
  env: Readonly<Record<string, string>> = {},
): Promise<PtySession> => {
  const session = startInPty(NODE, [program, ...pids.map(String)], { ...SIZE, env });
  onTestFinished(() => session.close());
  await session.until('rows', (rows) => rows.some((row) => row.includes('4.00 M/s')));
  return session;
};

const rowOf = (rows: readonly string[], name: string): number =>
  rows.findIndex((row) => row.includes(name));

const bottomIs = (text: string) => (rows: readonly string[]) =>
  rows.at(-1)?.includes(text) ?? false;

describe('the screen in a terminal', () => {
  it('sorts, filters, opens details and leaves', async () => {
    const session = await start([startSleeper('first-one'), startSleeper('second-one')]);
    const rows = await session.until('both', (all) => rowOf(all, 'second-one') > 0);
    expect(rowOf(rows, 'second-one')).toBeLessThan(rowOf(rows, 'first-one'));

    session.type('r');
    await session.until('the reverse', (all) => rowOf(all, 'first-one') < rowOf(all, 'second-one'));
    session.type('r/first\r');
    await session.until('the filtered', (all) => rowOf(all, 'second-one') < 0);
    session.type('\x1b[B\r');
    const details = await session.until('details', (all) => rowOf(all, '/dev/null') > 0);
    expect(details.join('\n')).toMatch(/Command\s+first-one 600/);
    expect(rowOf(details, 'Folder')).toBeGreaterThan(0);
    session.type('\x1b');
    await session.until('the table', (all) => rowOf(all, 'COMMAND') > 0);
    session.type('q');
    await session.until('the end', (all) => rowOf(all, 'ended by quit') >= 0);
    expect((await session.ended).exitCode).toBe(0);
  });

  it('sets the I/O priority of a process, and of it alone', async () => {
    const [one, other] = [startSleeper('reniced'), startSleeper('bystander')];
    const before = ioprioGet(WHO_PROCESS, other);
    const session = await start([other, one]);
    session.type('p\x1b[B');
    await session.until('processes', (rows) => rowOf(rows, ' PID USER') > 0);
    session.type('i\x1b[C\r');
    await session.until('the question', (rows) => rowOf(rows, 'Set it to idle?') > 0);
    expect(ioprioGet(WHO_PROCESS, one)).not.toBe(IDLE);
    session.type('y');
    await session.until('the answer', bottomIs('I/O priority is idle now for 1 thread'));
    expect(ioprioGet(WHO_PROCESS, one)).toBe(IDLE);
    expect(ioprioGet(WHO_PROCESS, other)).toBe(before);
    expect(ioprioGet(WHO_PROCESS, process.pid)).not.toBe(IDLE);
  });

  it('sends a signal after asking', async () => {
    const pid = startSleeper('victim');
    const session = await start([pid]);
    session.type('\x1b[Bk');
    await session.until('the menu', (rows) => rowOf(rows, '> SIGTERM') > 0);
    session.type('\x1b[B\x1b[B\x1b[B\x1b[B\r');
    await session.until('the question', (rows) => rowOf(rows, 'Send SIGSTOP?') > 0);
    session.type('y');
    await session.until('the answer', bottomIs(`SIGSTOP sent to process ${pid}`));
    // It stops when it gets a CPU.
    await until(() => / T /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  });

  it('changes nothing when read-only', async () => {
    const session = await start([startSleeper('safe')], { READ_ONLY: '1' });
    session.type('\x1b[Bk');
    await session.until('the refusal', bottomIs('--read-only'));
  });

  it('saves what was chosen', async () => {
    const home = mkdtempSync(join(tmpdir(), 'iotop-home-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const session = await start([startSleeper('any')], { HOME: home });
    session.type('oW');
    await session.until('the answer', bottomIs(`saved in ${home}/.config/iotop/config.toml`));
    expect(readFileSync(join(home, '.config/iotop/config.toml'), 'utf8')).toContain(
      'show = "active"',
    );
  });

  it('says that saving failed, and why', async () => {
    const session = await start([startSleeper('any')], { HOME: '/proc/no' });
    session.type('W');
    await session.until('the answer', bottomIs('cannot save /proc/no/.config/iotop/config.toml'));
    expect(existsSync('/proc/no')).toBe(false);
  });

  it('follows resizes at once, down to almost nothing and back', async () => {
    const session = await start([startSleeper('sized')]);
    for (const size of [
      { columns: 40, rows: 10 },
      { columns: 20, rows: 4 },
      { columns: 5, rows: 2 },
      { columns: 200, rows: 50 },
    ]) {
      session.resize(size);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    await session.until(
      'the wide table',
      (rows) => rows.length === 50 && rowOf(rows, 'sized 600') > 0,
    );
  });

  it('goes on while the terminal takes nothing, and shows the latest when it does again', async () => {
    const session = await start([startSleeper('patient')]);
    session.pause();
    session.resize({ columns: 190, rows: 40 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    session.goOn();
    await session.until(
      'the screen',
      (rows) => rows.length === 40 && rowOf(rows, 'patient 600') > 0,
    );
    session.type('q');
    expect((await session.ended).exitCode).toBe(0);
  });

  it('ends when told to while the terminal takes nothing', async () => {
    const session = await start([startSleeper('stuck')]);
    session.pause();
    session.resize({ columns: 200, rows: 60 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(session.pid, 'SIGTERM');
    const isGone = () => !existsSync(`/proc/${session.pid}`) || isZombie(session.pid);
    await expect.poll(isGone, { timeout: 5000 }).toBe(true);
    session.goOn();
  });
});

describe('a process whose names are hostile', () => {
  const ARGV = String.raw`evil\e[31;1;5m\e[9;9H\x9b7m\xff\n\t\u202egpj\u200b`;
  const COMM = String.raw`a\x1b[41m\x9b\xffb`;

  it('leaves the screen intact, in the table and in the details', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'x-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(folder, 'h');
    writeFileSync(
      program,
      `import time; open("/proc/self/comm","wb").write(b"${COMM}"); time.sleep(600)`,
    );
    const child = spawn('bash', ['-c', `exec python3 ${program} $'${ARGV}'`], { stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    const pid = child.pid as number;
    const comm = () => readFileSync(`/proc/${pid}/comm`, 'latin1');
    await expect.poll(comm, { timeout: 5000 }).toContain('[41m');

    const session = await start([pid, startSleeper('harmless')]);
    session.resize({ columns: 200, rows: 24 });
    const rows = await session.until(
      'the command',
      (all) => all.some(({ length }) => length === 200) && rowOf(all, 'evil') > 0,
    );
    const title = rowOf(rows, 'COMMAND');
    expect(rows[title]).toMatch(/^ +TID USER .* COMMAND\s*$/);
    expect(rowOf(rows, 'harmless')).toBe(title + 1);
    expect(rows[title + 2]).toContain(String.raw`evil\x1b[31;1;5m`);
    session.type('\x1b[B\x1b[B\r');
    const details = await session.until('the details', (all) => rowOf(all, 'Command') > 0);
    expect(rowOf(details, String.raw`a\x1b[41m`)).toBeGreaterThanOrEqual(0);
    for (const raw of ['\x1b[31;1;5m', '\x1b[9;9H', '\x1b[41m', '\x9b', '\u202e', '\u200b']) {
      expect(session.output).not.toContain(raw);
    }
  });
});

const isZombie = (pid: number): boolean =>
  readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
