/**
 * What must hold on every kernel, checked on the one that runs: iotop as users start it, beside loads of known size on a disk
 * of our own, /dev/vda, and on an ext4. Prints a line a law and the count in the end.
 */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { release } from 'node:os';
import { checkBlocks, checkHeld } from './block-laws.ts';
import { checkGroup } from './group-laws.ts';
import { checkMarks } from './marks-laws.ts';
import { counts, dd, IOTOP, KIB, law, type Sample, samplesDuring } from './watching.ts';

const sumOf = (samples: readonly Sample[], tid: number, field: 'read' | 'write' | 'ioWait') =>
  samples
    .flatMap(({ tasks }) => tasks)
    .filter((task) => task.tid === tid && task.comm === 'dd')
    .reduce((sum, task) => sum + (task[field] ?? 0), 0);

/** Every byte of tasks that begin and end between two looks. */
const checkShort = async (engine: 'bpf' | 'taskstats'): Promise<void> => {
  const tids: number[] = [];
  const samples = await samplesDuring(engine, async () => {
    for (const args of [
      ['if=/dev/zero', 'of=/dev/vda', 'bs=64k', 'count=64', 'oflag=direct'],
      ['if=/dev/vda', 'of=/dev/null', 'bs=64k', 'count=32', 'iflag=direct'],
    ]) {
      const child = dd(...args);
      tids.push(child.pid as number);
      await once(child, 'exit');
    }
  });
  const [writer = 0, reader = 0] = tids;
  const written = sumOf(samples, writer, 'write');
  const read = sumOf(samples, reader, 'read');
  law(`${engine}: a dd that ended wrote all its 4 MiB`, written === 4096 * KIB, written);
  law(`${engine}: a dd that ended read all its 2 MiB`, read === 2048 * KIB, read);
  const ends = samples.flatMap(({ tasks }) => tasks.filter((task) => task.ended));
  const parents = tids.map((tid) => ends.find((task) => task.tid === tid)?.ppid);
  const areOurs = parents.every((parent) => parent === process.pid);
  law(`${engine}: of each dd that ended it is known who started it`, areOurs, parents);
  const waited = sumOf(samples, writer, 'ioWait');
  if (engine === 'bpf') law('bpf: it waited for the disk', waited > 0, waited);
};

/** A task that lives: its traffic, and its command line though it mostly waits. */
const checkLiving = async (engine: string): Promise<void> => {
  let tid = 0;
  const samples = await samplesDuring(engine, async (next) => {
    const child = dd('if=/dev/zero', 'of=/dev/vda', 'bs=4k', 'count=16384', 'oflag=direct');
    tid = child.pid as number;
    // Where the emulator is fast it may have written all before.
    const ended = once(child, 'exit');
    for (let i = 0; i < 6; i++) await next();
    child.kill();
    await ended;
  });
  const seen = samples.flatMap(({ tasks }) => tasks.filter((task) => task.tid === tid));
  const command = seen.find((task) => task.command?.startsWith('dd if=/dev/zero'));
  law(`${engine}: a dd that lives is seen writing`, sumOf(samples, tid, 'write') > 0, seen);
  law(`${engine}: its command line is known`, command !== undefined, seen);
  law(
    `${engine}: samples name the engine`,
    samples.every((one) => one.engine === engine),
    0,
  );
};

const doctor = spawnSync(process.execPath, [IOTOP, 'doctor'], { encoding: 'utf8' });
const { status, signal, stdout, stderr } = doctor;
law('doctor finds nothing essential missing', status === 0, { status, signal, stdout, stderr });
const [major = 0, minor = 0] = release().split('.').map(Number);
const canMark = major > 6 || (major === 6 && minor >= 4);
const passes = canMark ? 'only the tasks that ran' : 'every task';
law(`bpf: each pass asks ${passes}`, stdout.includes(`each pass asks ${passes}`), stdout);
for (const engine of ['bpf', 'taskstats'] as const) {
  await checkShort(engine);
  await checkLiving(engine);
}
await checkLiving('procfs');
await checkBlocks();
await checkHeld();
checkGroup();
if (canMark) await checkMarks();
console.log(`${counts.passed} passed, ${counts.failed} failed`);
