/** Tasks that live less than an interval: the listing never shows them, and all they did is reported under their names. */
import { execFile, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { Sample } from '../../../src/sample/sample.ts';
import { chargedTo, entriesOf, tasksIn } from '../../support/iotop/monitored.ts';
import { describeAccuracy, KIB, loopDisk, MIB, underOwnName } from '../../support/load/accuracy.ts';
import type { MovedByTask } from '../../support/load/load.ts';

const run = promisify(execFile);

/** By task id and name: two tasks of one id are told apart by it. */
const nameOf = (task: { readonly tid: number; readonly comm: string }): string =>
  `${task.tid} ${task.comm}`;

const writtenByName = (tasks: readonly MovedByTask[]): Record<string, number> =>
  Object.fromEntries(tasks.map((task) => [nameOf(task), task.writeBytes]));

/** What the samples say of the tasks of a load, and of others of like names. */
const reportedOf = (samples: readonly Sample[], moved: readonly MovedByTask[], prefix: string) => {
  const own = new Set(moved.map(nameOf));
  const entries = entriesOf(samples, (entry) => own.has(nameOf(entry)));
  const byName: Record<string, number> = {};
  for (const entry of entries) {
    byName[nameOf(entry)] = (byName[nameOf(entry)] ?? 0) + (entry.write ?? 0);
  }
  const isStranger = (entry: { readonly tid: number; readonly comm: string }): boolean =>
    entry.comm.startsWith(prefix) && !own.has(nameOf(entry));
  return { entries, byName, strangers: chargedTo(entriesOf(samples, isStranger)).write };
};

describeAccuracy('tasks that live a moment', ({ folder, watch, load }) => {
  it('a thousand processes of 64 KiB in two seconds are charged once each, to the right names', async () => {
    const watching = await watch();
    const running = await load('short', 1000, 64 * KIB, 'buffered', 2);
    running.step();
    const moved = await running.moved();
    expect(moved).toHaveLength(1000);
    for (const { engine, samples } of await watching.caughtUp()) {
      const { entries, byName, strangers } = reportedOf(samples, moved, 'short-');
      expect(byName, engine).toEqual(writtenByName(moved));
      expect(chargedTo(entries).write, engine).toBeGreaterThanOrEqual(1000 * 64 * KIB);
      expect(tasksIn(entries).size, engine).toBe(1000);
      expect(strangers, engine).toBe(0);
    }
  });

  it('a pool of threads that each write 1 MiB and exit is charged to each thread, in its process', async () => {
    // The process stands before we look: of one that began while a pass went on, the name may be known only from the next on.
    const running = await load('threads', 64, MIB, 'direct', 8);
    const watching = await watch();
    running.step();
    const moved = await running.moved();
    expect(moved).toHaveLength(64);
    for (const { engine, samples } of await watching.caughtUp()) {
      const { entries, byName, strangers } = reportedOf(samples, moved, 'pool-');
      expect(byName, engine).toEqual(writtenByName(moved));
      expect(new Set(entries.map(({ tgid }) => tgid)), engine).toEqual(new Set([running.pid]));
      expect(new Set(entries.map(({ processComm }) => processComm)), engine).toEqual(
        new Set(['load']),
      );
      expect(strangers, engine).toBe(0);
    }
  });

  it('two hundred dd of 256 KiB inside one interval: all 50 MiB under their own name, nothing in the shell', async () => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(1);
    const one = `${dd} if=/dev/zero of=${disk} bs=256k count=1 oflag=direct status=none`;
    const watching = await watch(2);
    const shell = run('sh', ['-c', `for i in $(seq 200); do ${one}; done`]);
    const { pid } = shell.child;
    await shell;
    for (const { engine, samples } of await watching.caughtUp()) {
      const entries = entriesOf(samples, ({ comm }) => comm === basename(dd));
      expect(chargedTo(entries).write, engine).toBe(50 * MIB);
      expect(tasksIn(entries).size, engine).toBe(200);
      expect(chargedTo(entriesOf(samples, ({ tid }) => tid === pid)).write, engine).toBe(0);
    }
  });

  it('newborns that wait long for a first CPU are charged all they do, though passes came before they ran', async () => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(1);
    const one = `${dd} if=/dev/zero of=${disk} bs=256k count=1 oflag=direct status=none &`;
    const busy = spawn('taskset', ['-c', '0', 'sh', '-c', 'while :; do :; done']);
    onTestFinished(() => void busy.kill('SIGKILL'));
    const watching = await watch(0.1);
    // On the CPU of the busy shell, and behind it.
    await run('taskset', ['-c', '0', 'chrt', '-i', '0', 'sh', '-c', `${one.repeat(20)} wait`]);
    for (const { engine, samples } of await watching.caughtUp()) {
      const entries = entriesOf(samples, ({ comm }) => comm === basename(dd));
      expect(chargedTo(entries).write, engine).toBe(5 * MIB);
      expect(tasksIn(entries).size, engine).toBe(20);
    }
  });
});
