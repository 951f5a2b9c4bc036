/** Bytes belong to the task that moved them: not to a parent that reaped it, not to a process whose thread ended. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { describeAccuracy, KIB, loopDisk, MIB, underOwnName } from '../../support/accuracy.ts';
import { chargedTo, entriesOf } from '../../support/monitored.ts';
import { PROGRAM } from '../../support/program.ts';

const run = promisify(execFile);

/** The columns of one process in lists of `-b -P -a -k`: KiB since the start, list by list. */
const writtenIn = (lists: string, pid: number): readonly number[] =>
  lists.split('\n').flatMap((line) => {
    const [id, , , , , write] = line.trim().split(/\s+/);
    return id === `${pid}` ? [Number(write)] : [];
  });

describeAccuracy('who is charged', ({ engine, folder, watch, load }) => {
  it('a shell that reaped a dd is charged nothing', async () => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(8);
    const monitor = await watch(0.3);
    const one = `${dd} if=/dev/zero of=${disk} bs=1M count=8 oflag=direct status=none`;
    // Stays for a while after each child, so that what it inherited would be seen.
    const shell = run('sh', ['-c', `${one}; sleep 0.7; ${one}; sleep 0.7; :`]);
    const { pid } = shell.child;
    await shell;
    const samples = await monitor.caughtUp();
    const charged = (name: (tid: number, comm: string) => boolean): number =>
      chargedTo(entriesOf(samples, ({ tid, comm }) => name(tid, comm))).write;
    expect(charged((_, comm) => comm === basename(dd))).toBe(16 * MIB);
    expect(charged((tid) => tid === pid)).toBe(0);
    expect(charged((tid) => tid === process.pid)).toBe(0);
  });

  /** Lists of processes, accumulated, without headers. */
  const accumulate = (): ChildProcess => {
    const options = ['-b', '-P', '-a', '-k', '-qqq', '-d', '0.3', '--engine', engine];
    const child = spawn(process.execPath, [PROGRAM, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGTERM'));
    return child;
  };

  it('with -P and -a a process whose threads end shows their bytes once, and never falls', async () => {
    const running = await load('threads', 48, MIB, 'direct', 4);
    const lists = accumulate();
    let text = '';
    const heard = new Promise<void>((done) => {
      lists.stdout?.on('data', (part) => {
        text += part;
        done();
      });
    });
    await heard;
    const monitor = await watch(0.3);
    running.step();
    const moved = await running.moved();
    const samples = await monitor.caughtUp();
    await monitor.caughtUp();

    const truth = moved.reduce((sum, task) => sum + task.writeBytes, 0);
    expect(truth).toBe(48 * MIB);
    expect(chargedTo(entriesOf(samples, ({ tgid }) => tgid === running.pid)).write).toBe(truth);
    const written = writtenIn(text, running.pid);
    expect(written.at(-1)).toBe(truth / KIB);
    expect(written).toEqual([...written].sort((a, b) => a - b));
  });
});
