/** Bytes belong to the task that moved them: not to a parent that reaped it, not to a process whose thread ended. */
import { execFile, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import type { EngineName } from '../../../src/sample/sample.ts';
import { chargedTo, entriesOf } from '../../support/iotop/monitored.ts';
import { PROGRAM } from '../../support/iotop/program.ts';
import { describeAccuracy, KIB, loopDisk, MIB, underOwnName } from '../../support/load/accuracy.ts';

const run = promisify(execFile);

/** Seconds from one list to the next. */
const INTERVAL = 0.3;

/** Accumulated lists of processes, without headers, as they grow. */
class Lists {
  text = '';

  static async start(engine: EngineName): Promise<Lists> {
    const options = ['-b', '-P', '-a', '-k', '-qqq', '-d', `${INTERVAL}`, '--engine', engine];
    const child = spawn(process.execPath, [PROGRAM, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGTERM'));
    const lists = new Lists();
    await new Promise((done) => {
      child.stdout.on('data', (part) => {
        lists.text += part;
        done(undefined);
      });
    });
    return lists;
  }

  /** KiB written by one process since the start, list by list. */
  writtenBy(pid: number): readonly number[] {
    return this.text.split('\n').flatMap((line) => {
      const [id, , , , , write] = line.trim().split(/\s+/);
      return id === `${pid}` ? [Number(write)] : [];
    });
  }
}

describeAccuracy('who is charged', ({ engines, folder, watch, load }) => {
  it('a shell that reaped a dd is charged nothing', async () => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(8);
    const one = `${dd} if=/dev/zero of=${disk} bs=1M count=8 oflag=direct status=none`;
    const watching = await watch(INTERVAL);
    // It stays for a while after each child, so that what it inherited would be seen.
    const shell = run('sh', ['-c', `${one}; sleep 0.7; ${one}; sleep 0.7; :`]);
    const { pid } = shell.child;
    await shell;
    for (const { engine, samples } of await watching.caughtUp()) {
      const ofDd = entriesOf(samples, ({ comm }) => comm === basename(dd));
      expect(chargedTo(ofDd).write, engine).toBe(16 * MIB);
      expect(chargedTo(entriesOf(samples, ({ tid }) => tid === pid)).write, engine).toBe(0);
    }
  });

  it('with -P and -a a process whose threads end shows their bytes once, and never falls', async () => {
    const running = await load('threads', 48, MIB, 'direct', 4);
    const lists = await Promise.all(engines.map((engine) => Lists.start(engine)));
    const watching = await watch(INTERVAL);
    running.step();
    const moved = await running.moved();
    const truth = moved.reduce((sum, task) => sum + task.writeBytes, 0);
    for (const { engine, samples } of await watching.caughtUp()) {
      const ofProcess = entriesOf(samples, ({ tgid }) => tgid === running.pid);
      expect(chargedTo(ofProcess).write, engine).toBe(truth);
    }
    for (const [index, list] of lists.entries()) {
      const latest = (): number | undefined => list.writtenBy(running.pid).at(-1);
      await expect
        .poll(latest, { timeout: 20_000, message: `${engines[index]}` })
        .toBe(truth / KIB);
    }
    // Once and not again.
    await sleep(2 * INTERVAL * 1000);
    for (const [index, list] of lists.entries()) {
      const written = list.writtenBy(running.pid);
      expect(written, engines[index]).toEqual([...written].sort((a, b) => a - b));
      expect(written.at(-1), engines[index]).toBe(truth / KIB);
    }
  });
});
