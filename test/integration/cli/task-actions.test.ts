import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readDetails } from '../../../src/cli/effects/details/read-details.ts';
import { sendSignal, setIoPriority } from '../../../src/cli/effects/task-actions.ts';
import { ioprioGet } from '../../../src/kernel/sys/libc.ts';
import {
  type HeldProcess,
  holdProcess,
  type LivingTask,
  livingTask,
} from '../../../src/kernel/sys/process/task-control.ts';
import type { Nanoseconds } from '../../../src/lib/units.ts';
import type { Tid } from '../../../src/sample/sample.ts';
import { NO_DETAILS, type Target, type TaskDetails } from '../../../src/tui/core/effects.ts';
import { AS_NOBODY } from '../../support/iotop/places.ts';
import { bundled } from '../../support/screen/pty.ts';
import { place } from '../../support/test-run/place.ts';
import { itWith } from '../../support/test-run/requires.ts';

const targetOf = (pid: number, change: Partial<Target> = {}): Target => ({
  unit: 'process',
  tid: pid as Tid,
  tgid: pid as Tid,
  startedAt: (livingTask(pid)?.startedAt ?? 0) as Nanoseconds,
  name: 'sleep',
  processName: 'sleep',
  ...change,
});

const detailsOf = (pid: number): TaskDetails => readDetails(targetOf(pid));

const startSleep = (): number => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
};

const IDLE = 3 << 13;

describe('setting the I/O priority', () => {
  it('of a process reaches each of its threads', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const pid = child.pid as number;
    const outcome = setIoPriority(targetOf(pid), IDLE);
    const threads = detailsOf(pid).threads.map(({ tid }) => tid);
    expect(threads.length).toBeGreaterThan(3);
    expect(outcome).toEqual({
      tone: 'good',
      text: `process ${pid} (sleep): I/O priority is idle now for ${threads.length} threads`,
    });
    for (const tid of threads) expect(ioprioGet(1, tid)).toBe(IDLE);
  });

  it('of a thread reaches it alone', () => {
    const pid = startSleep();
    const before = ioprioGet(1, process.pid);
    expect(setIoPriority(targetOf(pid, { unit: 'thread' }), (2 << 13) | 7).tone).toBe('good');
    expect(ioprioGet(1, pid)).toBe((2 << 13) | 7);
    expect(ioprioGet(1, process.pid)).toBe(before);
  });

  it('that the kernel refuses says why', () => {
    const outcome = setIoPriority(targetOf(startSleep()), 7 << 13);
    expect(outcome.tone).toBe('error');
    expect(outcome.text).toContain('EINVAL');
  });
});

describe('a signal', () => {
  it('reaches the process', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    const pid = child.pid as number;
    expect(sendSignal(targetOf(pid), 'SIGTERM')).toEqual({
      tone: 'good',
      text: `SIGTERM sent to process ${pid} (sleep)`,
    });
    expect((await once(child, 'exit'))[1]).toBe('SIGTERM');
  });

  it('is not sent to a kernel thread, which would ignore it', () => {
    const kthreadd = targetOf(2, { name: 'kthreadd', processName: 'kthreadd' });
    expect(sendSignal(kthreadd, 'SIGKILL')).toEqual({
      tone: 'error',
      text: 'process 2 (kthreadd) is a kernel thread: it ignores signals',
    });
  });

  it('to a process that has ended says so', async () => {
    const child = spawn('true', { stdio: 'ignore' });
    const target = targetOf(child.pid as number, { name: 'true', processName: 'true' });
    await once(child, 'exit');
    expect(sendSignal(target, 'SIGTERM')).toEqual({
      tone: 'error',
      text: `process ${child.pid} (true) has ended`,
    });
  });

  it('goes to the process that was held, not to who got its number', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    const held = holdProcess(child.pid as number) as HeldProcess;
    onTestFinished(() => held.close());
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(held.signal(15)).toBe('ESRCH');
  });
});

describe('a task id that has gone to another', () => {
  it('a moment after its start gets no signal', () => {
    const pid = startSleep();
    const { startedAt } = livingTask(pid) as LivingTask;
    const before = targetOf(pid, { startedAt: (startedAt - 3e8) as Nanoseconds });
    expect(sendSignal(before, 'SIGKILL').text).toBe(
      `process ${pid} (sleep) has ended; its number is another's now`,
    );
    expect(livingTask(pid)).toBeDefined();
  });

  it('gets neither priority nor signal', () => {
    const pid = startSleep();
    const stranger = targetOf(pid, { startedAt: 5e9 as Nanoseconds });
    const before = ioprioGet(1, pid);
    expect(setIoPriority(stranger, IDLE).text).toContain('has ended');
    expect(sendSignal(stranger, 'SIGKILL').text).toContain('has ended');
    expect(ioprioGet(1, pid)).toBe(before);
    expect(livingTask(pid)?.startedAt).toBeDefined();
  });
});

describe('details', () => {
  it('hold command line, cgroup, folder, threads and open files with positions', () => {
    const folder = mkdtempSync(join(tmpdir(), 'iotop-details-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'a file\nwith a newline');
    writeSync(openSync(file, 'w'), 'x'.repeat(4321));
    const details = detailsOf(process.pid);
    expect(details.commandLine[0]).toMatch(/node/);
    expect(details.cgroup).toMatch(/^\//);
    expect(details.workingDirectory).toBe(process.cwd());
    expect(details.threads.map(({ tid }) => tid)).toContain(process.pid);
    expect(details.openFiles).toContainEqual({
      descriptor: expect.any(Number),
      path: file,
      position: 4321,
      mount: expect.objectContaining({ point: expect.stringMatching(/^\//) }),
    });
    expect(details.problems).toEqual([]);
  });

  it('of a task that is gone are empty, and no problem', () => {
    expect(detailsOf(2 ** 22 - 1)).toEqual({ ...NO_DETAILS, isGone: true });
  });

  it('of a task that is gone name the parents it had', () => {
    const target = { ...targetOf(2 ** 22 - 1), ppid: process.pid as Tid };
    const { isGone, parents } = readDetails(target);
    expect(isGone).toBe(true);
    expect(parents.slice(0, 2).map(({ pid }) => pid)).toEqual([process.pid, process.ppid]);
  });

  it('of another task that has got its number are empty too', () => {
    const pid = startSleep();
    const other = targetOf(pid, { startedAt: 5e9 as Nanoseconds });
    expect(readDetails(other)).toEqual({ ...NO_DETAILS, isGone: true });
    expect(detailsOf(pid).commandLine).toEqual(['sleep', '600']);
  });

  it('name the parents, to the first process there is', () => {
    const { parents } = detailsOf(startSleep());
    expect(parents[0]?.pid).toBe(process.pid);
    expect(parents[1]?.pid).toBe(process.ppid);
    expect(parents.length).toBeLessThan(64);
  });
});

describe('without permission', () => {
  let program = '';
  beforeAll(async () => {
    program = await bundled('test/support/programs/act-as-nobody.ts');
  });

  itWith(['root', 'util-linux'], 'every refusal of the kernel is told', async () => {
    const pid = startSleep();
    const [command = '', ...options] = AS_NOBODY;
    const child = spawn(command, [...options, place().node, program, String(pid)], {
      stdio: 'pipe',
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    await new Promise((resolve) => child.once('close', resolve));
    const { priority, signal, details } = JSON.parse(output);
    const mounts = readFileSync('/proc/mounts', 'latin1');
    const isHidden = /^proc \/proc \S+ \S*hidepid=(invisible|ptraceable|2|4)/m.test(mounts);
    const reason = isHidden ? 'has ended, or is hidden from this user' : 'EPERM (not permitted';
    for (const outcome of [priority, signal]) {
      expect(outcome).toMatchObject({ tone: 'error', text: expect.stringContaining(reason) });
    }
    expect(details.problems).toEqual(isHidden ? [] : ['open files: not permitted (run as root)']);
    expect(livingTask(pid)?.startedAt).toBeDefined();
  });
});
