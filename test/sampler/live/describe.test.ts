/** Names for tasks, over the processes of this machine: the tests' own, whose command is known. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Users } from '../../../src/kernel/sys/users/users.ts';
import { nanoseconds } from '../../../src/lib/units.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { Describer } from '../../../src/sampler/live/describe.ts';
import type { Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { taskEntry } from '../../support/samples/samples.ts';
import { snapshotOf, type TaskRow } from '../../support/snapshots/snapshots.ts';

const READ = { commands: 'read', priorities: 'skip', users: undefined } as const;

/** A process that says when it runs, with this command line. */
const processWith = async (title: string): Promise<number> => {
  const child = spawn('sh', ['-c', 'echo up; read line', title], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return child.pid as number;
};

const nowWith = (row: TaskRow & { readonly runtime?: number }) => {
  const snapshot = snapshotOf(0, [row]);
  snapshot.columns.runtime[0] = row.runtime ?? Number.NaN;
  return snapshot;
};

const entryOf = (tid: number, fields: Partial<TaskEntry> = {}): TaskEntry =>
  taskEntry({ tid, startedAt: 1e9, user: undefined, ...fields });

const described = (describer: Describer, entry: TaskEntry, now: Snapshot): TaskEntry => ({
  ...entry,
  ...describer.namesOf(entry, now),
});

describe('a description', () => {
  it('has users looked up before it is asked for, each once: the answer may take a while', () => {
    const asked: number[] = [];
    const users = new Users('/nonexistent/passwd', {
      nameOf: (uid) => void asked.push(uid),
    });
    const snapshot = snapshotOf(0, [{ tid: 7 }, { tid: 8 }, { tid: 9 }]);
    snapshot.columns.uid.set([70001, 5, 70001]);
    new Describer({ ...READ, users }).expect(snapshot);
    expect(asked).toEqual([70001, 5]);
  });

  it('has the command line, the arguments joined', async () => {
    const pid = await processWith('title');
    const { command } = described(new Describer(READ), entryOf(pid), nowWith({ tid: pid }));
    expect(command).toBe('sh -c echo up; read line title');
  });

  it('of a kernel thread has an empty one, and none is read', () => {
    const entry = entryOf(process.pid, { kernelThread: true });
    expect(described(new Describer(READ), entry, nowWith({ tid: 1 })).command).toBe('');
  });

  it('has no command of a process whose memory is gone, for an empty one is a kernel thread’s; or the last one it had', async () => {
    // Its parent has become a program that collects nobody.
    const parent = spawn('sh', ['-c', 'sleep 601 & echo $!; exec sleep 600'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill());
    const pid = Number(String((await once(parent.stdout, 'data'))[0]));
    const isZombie = () => readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
    const at = (runtime: number) => nowWith({ tid: pid, startedAt: 1e9, runtime });
    await expect.poll(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1')).toMatch(/^sleep/);
    const describer = new Describer(READ);
    expect(described(describer, entryOf(pid), at(1)).command).toBe('sleep 601');
    process.kill(pid);
    await expect.poll(isZombie).toBe(true);
    expect(described(describer, entryOf(pid), at(2)).command).toBe('sleep 601');
    expect(described(new Describer(READ), entryOf(pid), at(2))).not.toHaveProperty('command');
    // With a thread that lives on it is that thread's; this process stands in for one.
    const own = { tid: process.pid, tgid: pid };
    const threaded = snapshotOf(0, own.tid < pid ? [own, { tid: pid }] : [{ tid: pid }, own]);
    expect(described(new Describer(READ), entryOf(pid), threaded).command).toContain('node');
  });

  it('of a kernel thread has its whole name, also where commands are not asked for', () => {
    const skip = new Describer({ ...READ, commands: 'skip' });
    // This process stands in for one: what is known of its name is the beginning.
    const whole = readFileSync('/proc/self/comm', 'utf8').trimEnd();
    const entry = entryOf(process.pid, { kernelThread: true, comm: whole.slice(0, 2) });
    expect(described(skip, entry, nowWith({ tid: process.pid })).comm).toBe(whole);
  });

  it('has no command where it is not asked for, or the task is gone', () => {
    const skip = new Describer({ ...READ, commands: 'skip' });
    expect(described(skip, entryOf(process.pid), nowWith({ tid: 1 }))).not.toHaveProperty(
      'command',
    );
    const gone = entryOf(4_194_303);
    expect(described(new Describer(READ), gone, nowWith({ tid: 1 }))).not.toHaveProperty('command');
  });

  it('keeps the command of a process that did not run, and so did not become another program', async () => {
    const pid = await processWith('kept');
    const describer = new Describer(READ);
    const row = { tid: pid, runtime: 50 };
    const first = described(describer, entryOf(pid), nowWith(row)).command;
    // Asked of the same id without a change of runtime: what is known is given, whatever /proc says.
    process.kill(pid, 'SIGKILL');
    expect(described(describer, entryOf(pid), nowWith(row)).command).toBe(first);
  });

  it('does not ask a process stuck in the kernel, but one of which a thread is', () => {
    const stuck = entryOf(process.pid, { state: 'D' });
    const now = nowWith({ tid: process.pid });
    expect(described(new Describer(READ), stuck, now)).not.toHaveProperty('command');
    const thread = entryOf(4_194_303, { tgid: stuck.tid, state: 'D' });
    expect(described(new Describer(READ), thread, now).command).toContain('node');
  });

  it('of a process stuck in the kernel has its command when another program has read it', async () => {
    const pid = await processWith('stuck');
    const describer = new Describer(READ);
    const stuck = entryOf(pid, { state: 'D' });
    const now = nowWith({ tid: pid });
    await vi.waitFor(() => expect(described(describer, stuck, now).command).toBeDefined());
    expect(described(describer, stuck, now).command).toBe('sh -c echo up; read line stuck');
    // Who bears its number later is another.
    const heir = nowWith({ tid: pid, startedAt: 5e9 });
    expect(
      described(describer, { ...stuck, startedAt: nanoseconds(5e9) }, heir).command,
    ).toBeUndefined();
  });

  it("of an ended task has its process's command, not that of who bears the number now", async () => {
    const pid = await processWith('owner');
    const describer = new Describer(READ);
    const now = nowWith({ tid: pid, startedAt: 1e9 });
    described(describer, entryOf(pid), now);
    const ended = { ended: true as const };
    expect(described(describer, entryOf(pid, ended), now).command).toContain('owner');
    const other = entryOf(pid, { ...ended, startedAt: 9e9 as TaskEntry['startedAt'] });
    expect(described(describer, other, now)).not.toHaveProperty('command');
  });

  it('of an ended task has none that was read before it became another program', async () => {
    const pid = await processWith('forker');
    const describer = new Describer(READ);
    const now = nowWith({ tid: pid, startedAt: 1e9 });
    described(describer, entryOf(pid, { comm: 'sh' }), now);
    const ended = { ended: true as const };
    expect(described(describer, entryOf(pid, { ...ended, comm: 'dd' }), now)).not.toHaveProperty(
      'command',
    );
    const thread = { ...ended, tid: pid + 1, tgid: pid, comm: 'worker', processStartedAt: 1e9 };
    for (const leader of [{}, { processComm: 'sh' }])
      expect(
        described(describer, entryOf(pid, { ...thread, ...leader } as Partial<TaskEntry>), now)
          .command,
      ).toContain('forker');
  });

  it('has the I/O priority the engine knows, and none of a task that ended, of which nobody can be asked', () => {
    const describer = new Describer({ ...READ, commands: 'skip', priorities: 'read' });
    const now = nowWith({ tid: 1 });
    const realtime = (1 << 13) | 2;
    expect(described(describer, entryOf(1, { ioPriority: realtime }), now).ioPriority).toBe(
      realtime,
    );
    const { ioPriority: _, ...classNone } = entryOf(process.pid);
    const ended = { ...classNone, ended: true as const };
    expect(described(describer, ended, now)).not.toHaveProperty('ioPriority');
    expect(described(describer, classNone, now).ioPriority).toBeGreaterThan(0);
  });
});
