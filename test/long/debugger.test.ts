/** Node opens its debugger on SIGUSR1. No command of ours does: whoever reached the port would be who runs iotop, root mostly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CLEAN } from '../support/iotop/places.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { startInPty } from '../support/screen/pty.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

/** State of a socket that waits for connections. Source: include/net/tcp_states.h */
const LISTEN = '0A';

/** Inode numbers of the sockets that listen on a port, of whatever process. */
const listeningSockets = (): ReadonlySet<string> =>
  new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN)
      .map((fields) => fields[9] as string),
  );

/** How many of them a process has. */
const portsOf = (pid: number): number => {
  const listening = listeningSockets();
  return readdirSync(`/proc/${pid}/fd`)
    .map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1])
    .filter((inode) => inode !== undefined && listening.has(inode)).length;
};

const linkOf = (path: string): string => {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // closed meanwhile
  }
};

/** Signals it and gives it the time in which Node opens the port. @returns how many it opened */
const portsAfterSignal = async (pid: number): Promise<number> => {
  for (let round = 0; round < 2; round++) {
    process.kill(pid, 'SIGUSR1');
    for (let wait = 0; wait < 20; wait++) {
      await sleep(20);
      const ports = portsOf(pid);
      if (ports > 0) return ports;
    }
  }
  return 0;
};

const start = (
  args: readonly string[],
  node: readonly string[] = [],
  env: NodeJS.ProcessEnv = CLEAN,
): ChildProcess => {
  const child = spawn(process.execPath, [...node, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

/** A command that is done in a moment stays for a while, at its very end. */
const LINGER =
  'data:text/javascript,process.on("exit",()=>{const end=Date.now()+15000;while(Date.now()<end);})';

describe('SIGUSR1', () => {
  it('opens a port on another program of Node: this test sees it', async () => {
    const child = start(['-e', 'console.log(1); setInterval(() => {}, 1000)']);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(await portsAfterSignal(child.pid as number)).toBe(1);
  });

  it.each([
    ['lists', ['-b', '-d', '0.2']],
    ['JSON', ['--json', '-d', '0.2']],
    ['run', ['run', '--', 'bash', '-c', 'echo started; sleep 5']],
  ])('opens none on %s', async (_, args) => {
    const child = start([PROGRAM, ...args]);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(await portsAfterSignal(child.pid as number)).toBe(0);
    expect(child.exitCode).toBeNull();
  });

  it('opens none on a recorder', async () => {
    const folder = temporaryFolder();
    const child = start([PROGRAM, 'record', folder, '-d', '0.2']);
    while (readdirSync(folder).length === 0 && child.exitCode === null) await sleep(20);
    expect(await portsAfterSignal(child.pid as number)).toBe(0);
    expect(child.exitCode).toBeNull();
  });

  it('opens none on a replay of what comes on standard input', async () => {
    const child = start([PROGRAM, 'replay', '-', '--json']);
    await sleep(300);
    expect(await portsAfterSignal(child.pid as number)).toBe(0);
    expect(child.exitCode).toBeNull();
  });

  it('opens none on the screen, which ends with status 0 on SIGQUIT and gives the terminal back', async () => {
    const session = startInPty(NODE, [PROGRAM], { columns: 100, rows: 24 });
    onTestFinished(() => session.close());
    await session.until('a frame', (rows) => rows[2]?.startsWith('tasks ') ?? false);
    expect(await portsAfterSignal(session.pid)).toBe(0);
    session.kill('SIGQUIT');
    expect((await session.ended).exitCode).toBe(0);
    expect(session.isAlternate()).toBe(false);
  });

  it.each([
    ['report', ['report', 'test/fixtures/recordings/version-1']],
    ['doctor', ['doctor']],
    ['verify', ['verify', 'test/fixtures/recordings/version-1']],
    ['--version', ['--version']],
  ])('opens none on %s, not even at its end', async (_, args) => {
    // Asked for coverage, it ends in Node's own way, and so tells of its end.
    const env = { ...CLEAN, NODE_V8_COVERAGE: temporaryFolder() };
    const child = start([PROGRAM, ...args], ['--import', LINGER], env);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(await portsAfterSignal(child.pid as number)).toBe(0);
  });
});
