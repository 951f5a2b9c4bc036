/** Tasks that live less than an interval: the listing never shows them, and all they did is reported under their names. */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeAccuracy, KIB, loopDisk, MIB, underOwnName } from '../../support/accuracy.ts';
import type { MovedByTask } from '../../support/load.ts';
import { chargedTo, entriesOf, tasksIn } from '../../support/monitored.ts';

const run = promisify(execFile);

/** By task id and name: two tasks of one id are told apart by it. */
const nameOf = (task: { readonly tid: number; readonly comm: string }): string =>
  `${task.tid} ${task.comm}`;

const writtenByName = (tasks: readonly MovedByTask[]): Record<string, number> =>
  Object.fromEntries(tasks.map((task) => [nameOf(task), task.writeBytes]));

describeAccuracy('tasks that live a moment', ({ folder, watch, load }) => {
  const reported = async (prefix: string, ...args: readonly (string | number)[]) => {
    const monitor = await watch();
    const running = await load(...args);
    running.step();
    const moved = await running.moved();
    const samples = await monitor.caughtUp();
    const own = new Set(moved.map(nameOf));
    const entries = entriesOf(samples, (entry) => own.has(nameOf(entry)));
    const strangers = entriesOf(
      samples,
      (entry) => entry.comm.startsWith(prefix) && !own.has(nameOf(entry)),
    );
    const byName: Record<string, number> = {};
    for (const entry of entries) {
      byName[nameOf(entry)] = (byName[nameOf(entry)] ?? 0) + (entry.write ?? 0);
    }
    return { moved, entries, byName, strangers };
  };

  it('a thousand processes of 64 KiB in two seconds are charged once each, to the right names', async () => {
    const seen = await reported('short-', 'short', 1000, 64 * KIB, 'buffered', 2);
    expect(seen.moved).toHaveLength(1000);
    expect(seen.byName).toEqual(writtenByName(seen.moved));
    expect(chargedTo(seen.entries).write).toBe(1000 * 64 * KIB);
    expect(tasksIn(seen.entries).size).toBe(1000);
    expect(chargedTo(seen.strangers).write).toBe(0);
  });

  it('a pool of threads that each write 1 MiB and exit is charged to each thread, in its process', async () => {
    const seen = await reported('pool-', 'threads', 64, MIB, 'direct', 8);
    expect(seen.byName).toEqual(writtenByName(seen.moved));
    expect(chargedTo(seen.entries).write).toBe(64 * MIB);
    expect(new Set(seen.entries.map(({ tgid }) => tgid)).size).toBe(1);
    expect(seen.entries.every(({ processComm }) => processComm === 'load')).toBe(true);
    expect(chargedTo(seen.strangers).write).toBe(0);
  });

  it('two hundred dd of 256 KiB inside one interval: all 50 MiB under their own name, nothing in the shell', async () => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(1);
    const one = `${dd} if=/dev/zero of=${disk} bs=256k count=1 oflag=direct status=none`;
    const monitor = await watch(3);
    const shell = run('sh', ['-c', `for i in $(seq 200); do ${one}; done`]);
    const { pid } = shell.child;
    await shell;
    const samples = await monitor.caughtUp();
    const entries = entriesOf(samples, ({ comm }) => comm === basename(dd));
    expect(chargedTo(entries).write).toBe(50 * MIB);
    expect(tasksIn(entries).size).toBe(200);
    expect(entries.every(({ write }) => write === 256 * KIB)).toBe(true);
    expect(chargedTo(entriesOf(samples, ({ tid }) => tid === pid)).write).toBe(0);
  });
});
