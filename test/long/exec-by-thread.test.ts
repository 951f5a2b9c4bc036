/** A thread that runs exec becomes its process; what it wrote before, what the process wrote before, and what comes after are each counted once. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { chargedTo, entriesOf, tasksIn } from '../support/iotop/monitored.ts';
import { describeAccuracy, KIB, loopDisk, MIB, underOwnName } from '../support/load/accuracy.ts';
import { describeWith } from '../support/test-run/requires.ts';

/** The leader writes so many MiB, a thread 1 MiB; at a line of input the thread writes 2 MiB and runs the command given. */
const PROGRAM = `
import mmap, os, sys, threading
page = mmap.mmap(-1, 1 << 20)
disk = os.open(sys.argv[1], os.O_WRONLY | os.O_DIRECT)
def write(count):
    for _ in range(count): os.write(disk, page)
def run():
    write(1)
    print('ready', flush=True)
    sys.stdin.readline()
    write(2)
    os.execv(sys.argv[3], sys.argv[3:])
write(int(sys.argv[2]))
threading.Thread(target=run).start()
`;

/** Each life has the same id: its leader writes 4 KiB, a thread 8 KiB and runs exec, and what it became ends at once. */
const LIVES = `
import mmap, os, sys, threading
page = mmap.mmap(-1, 4096)
disk = os.open(sys.argv[1], os.O_WRONLY | os.O_DIRECT)
before = int(open('/proc/sys/kernel/ns_last_pid').read()) + 500
def run():
    os.write(disk, page); os.write(disk, page)
    os.execv(sys.argv[3], sys.argv[3:])
for _ in range(int(sys.argv[2])):
    with open('/proc/sys/kernel/ns_last_pid', 'w') as last: last.write(str(before))
    child = os.fork()
    if child == 0:
        os.write(disk, page)
        threading.Thread(target=run).start()
        threading.Event().wait()
    os.waitpid(child, 0)
    print(child)
`;

describeAccuracy('a thread that runs exec', ({ folder, watch }) => {
  describeWith(['python'], 'by python', () => {
    it('is charged what it wrote itself, before and after, and nobody is charged twice', async () => {
      const dd = underOwnName('dd', folder);
      const disk = loopDisk(8);
      const after = [dd, 'if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=3', 'oflag=direct'];
      // What follows dd in the shell keeps the process there for a while.
      const shell = `${after.join(' ')} status=none; sleep 1`;
      const args = ['-c', PROGRAM, disk, '4', '/bin/sh', '-c', shell];
      // Whoever uses a program or a library for the first time is charged for noting when; so all of them are used once before.
      spawnSync('python3', args, { input: '\n' });
      const watching = await watch(0.3);
      const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      await once(createInterface({ input: child.stdout }), 'line');
      const before = await watching.caughtUp();
      const lengths = before.map(({ samples }) => samples.length);
      const ended = once(child, 'exit');
      child.stdin.end('\n');
      await ended;
      for (const [index, { engine, samples }] of (await watching.caughtUp()).entries()) {
        const own = entriesOf(samples, ({ tgid, tid }) => (tgid ?? tid) === child.pid);
        expect(chargedTo(own).write, engine).toBe(7 * MIB);
        const late = entriesOf(
          samples.slice(lengths[index]),
          ({ tgid, tid }) => (tgid ?? tid) === child.pid,
        );
        expect(chargedTo(late).write, engine).toBe(2 * MIB);
        const byDd = entriesOf(samples, ({ comm }) => comm === basename(dd));
        expect(chargedTo(byDd).write, engine).toBe(3 * MIB);
        expect(tasksIn(own).size, engine).toBe(2);
      }
    });

    it.each([0, 4])(
      'is charged once too when it ends before the next look (leader wrote %i MiB)',
      async (leader) => {
        const dd = underOwnName('dd', folder);
        const disk = loopDisk(8);
        const after = [dd, 'if=/dev/zero', `of=${disk}`, 'bs=1M', 'count=3', 'oflag=direct'];
        const args = ['-c', PROGRAM, disk, String(leader), ...after, 'status=none'];
        spawnSync('python3', args, { input: '\n' });
        // So long that the end mostly comes in the interval of the exec; whether or not, the sum is the same.
        const watching = await watch(1);
        const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
        onTestFinished(() => void child.kill('SIGKILL'));
        await once(createInterface({ input: child.stdout }), 'line');
        await watching.caughtUp();
        const ended = once(child, 'exit');
        child.stdin.end('\n');
        await ended;
        for (const { engine, samples } of await watching.caughtUp()) {
          const own = entriesOf(samples, ({ tgid, tid }) => (tgid ?? tid) === child.pid);
          expect(chargedTo(own).write, engine).toBe((leader + 6) * MIB);
        }
      },
    );
  });
});

describeAccuracy(
  'threads that run exec under one id',
  ({ folder, watch }) => {
    describeWith(['python'], 'by python', () => {
      it('are each reported once, with all they wrote', async () => {
        const args = ['-c', LIVES, loopDisk(8), '100', underOwnName('true', folder)];
        const watching = await watch(1);
        const { stdout, status } = spawnSync('python3', args, { encoding: 'utf8' });
        expect(status).toBe(0);
        const ids = new Set(stdout.trim().split('\n').map(Number));
        // Somebody else may have taken it in between.
        expect(ids.size).toBeLessThan(50);
        for (const { engine, samples } of await watching.caughtUp()) {
          const lives = entriesOf(samples, ({ tgid, tid }) => ids.has(tgid ?? tid));
          expect(chargedTo(lives).write, engine).toBe(100 * 12 * KIB);
          const leaders = lives.filter(({ tgid, tid }) => (tgid ?? tid) === tid);
          expect(tasksIn(leaders).size, engine).toBe(100);
          for (const { tasks } of samples) expect(tasksIn(tasks).size, engine).toBe(tasks.length);
        }
      });
    });
  },
  ['bpf'],
);
