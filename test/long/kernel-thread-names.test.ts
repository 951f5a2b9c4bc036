/** The whole names of this machine's kernel threads, by every engine and every output, beside /proc/PID/status. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from '../support/iotop/program.ts';
import { type LoopDevice, loopDevice } from '../support/load/loop-device.ts';
import { describeWith, type Need } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const KTHREADD = 2;
/** Where all sources but one cut a name. */
const CUT = 15;

type Names = ReadonlyMap<number, string>;

/** As ps(1) shows them, from the same file: `Name` of status. Adds what they are called now to what they were called before. */
const addNamesNow = (names: Map<number, Set<string>>): void => {
  for (const folder of readdirSync('/proc')) {
    if (!/^\d+$/.test(folder)) continue;
    const status = statusOf(folder);
    const parent = Number(/^PPid:\t(\d+)$/m.exec(status)?.[1]);
    const name = /^Name:\t(.*)$/m.exec(status)?.[1];
    if (parent !== KTHREADD || name === undefined) continue;
    const known = names.get(Number(folder)) ?? new Set();
    names.set(Number(folder), known.add(name));
  }
};

const statusOf = (folder: string): string => {
  try {
    return readFileSync(`/proc/${folder}/status`, 'utf8');
  } catch {
    return ''; // ended between two looks
  }
};

/** Without what a worker does at the moment, or did last. */
const withoutWork = (name: string): string => name.replace(/^(kworker\/u?\d+:\d+\w*)[-+].*/, '$1');

/** What each kernel thread was called while `look` looked. A worker's name changes with its work, in microseconds. */
const readMeanwhile = async (
  look: () => Promise<Names>,
): Promise<{ readonly ours: Names; readonly theirs: ReadonlyMap<number, ReadonlySet<string>> }> => {
  const theirs = new Map<number, Set<string>>();
  addNamesNow(theirs);
  const timer = setInterval(addNamesNow, 25, theirs);
  const ours = await look();
  clearInterval(timer);
  addNamesNow(theirs);
  return { ours, theirs };
};

/**
 * Looks several times. But for its work every name must be right at each look; with it, at one of two: a worker may take up
 * and finish another work between two readings.
 */
const expectNames = async (look: () => Promise<Names>): Promise<void> => {
  const right = new Set<number>();
  const wrong: number[] = [];
  let isLongSeen = false;
  // On a busy machine a short look may meet no kernel thread at work.
  for (let round = 0; round < 3 || (!isLongSeen && round < 20); round++) {
    const { ours, theirs } = await readMeanwhile(look);
    isLongSeen ||= [...ours.values()].some((name) => name.length > CUT);
    for (const [tid, name] of ours) {
      const names = theirs.get(tid);
      if (names === undefined) continue; // born and ended meanwhile
      expect([...names].map(withoutWork)).toContain(withoutWork(name));
      if (names.has(name)) right.add(tid);
      else wrong.push(tid);
    }
  }
  expect(isLongSeen).toBe(true);
  const twice = wrong.filter((tid, at) => wrong.indexOf(tid) !== at);
  expect(twice.filter((tid) => !right.has(tid))).toEqual([]);
};

const namesInList = (list: string): Names =>
  new Map(
    [...list.matchAll(/^ *(\d+) .*? \[(\S+)\]$/gm)].map(([, tid, name]) => [
      Number(tid),
      name as string,
    ]),
  );

/** The last name of each. */
const namesInStream = (stream: string): Names => {
  type Task = { readonly tid: number; readonly comm: string; readonly kernelThread?: true };
  const tasks = stream
    .trimEnd()
    .split('\n')
    .flatMap((line): readonly Task[] => JSON.parse(line).tasks);
  return new Map(
    tasks.filter(({ kernelThread }) => kernelThread).map(({ tid, comm }) => [tid, comm]),
  );
};

const NEEDS = {
  bpf: ['root', 'btf', 'init-pid-namespace'],
  taskstats: ['root', 'net-admin', 'taskstats', 'init-pid-namespace'],
  procfs: ['root', 'init-pid-namespace'],
} as const satisfies Readonly<Record<string, readonly Need[]>>;

for (const engine of ['bpf', 'taskstats', 'procfs'] as const) {
  describeWith(NEEDS[engine], `the names of kernel threads by ${engine}`, () => {
    let device: LoopDevice | undefined;
    let reader: ReturnType<typeof spawn> | undefined;
    beforeAll(() => {
      device = loopDevice(16);
      // A worker of the device does the reading: a kernel thread that is always in the stream.
      const loop = 'while dd if="$1" of=/dev/null bs=64k iflag=direct; do :; done';
      reader = spawn('sh', ['-c', loop, 'sh', device.path], {
        stdio: 'ignore',
        detached: true,
      });
    });
    afterAll(async () => {
      const ended = new Promise((resolve) => reader?.once('exit', resolve));
      if (reader?.pid !== undefined) process.kill(-reader.pid, 'SIGKILL');
      await ended;
      device?.remove();
    });

    it('are whole in lists, in full and in short', async () => {
      for (const style of ['-c', '--no-fullcmdline']) {
        const args = ['--engine', engine, '-b', style, '-n', '1', '-d', '0.2'];
        await expectNames(async () => namesInList((await runProgram(args)).stdout));
      }
    });

    it('are whole in JSON', async () => {
      const args = ['--engine', engine, '--json', '-n', '2', '-d', '0.2'];
      await expectNames(async () => namesInStream((await runProgram(args)).stdout));
    });

    it('come out of a recording as they went in', async () => {
      await expectNames(async () => {
        const folder = join(temporaryFolder(), 'recording');
        await runProgram(['record', '--engine', engine, '-n', '2', '-d', '0.2', folder]);
        return namesInStream((await runProgram(['replay', folder, '--json'])).stdout);
      });
    });
  });
}
