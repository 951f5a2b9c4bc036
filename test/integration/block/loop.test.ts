/** Who is behind what a loop device's worker reads and writes below: whoever asked the loop device has it there, and below it is loop devices'. */
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';
import { expectLaw } from '../../support/block/account-laws.ts';
import { diskEntries, ownerEntries, sumOf } from '../../support/block/asked.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../../support/block/watching.ts';
import { runToEnd, syncAll, WRITERS } from '../../support/block/writers.ts';
import { entriesOf } from '../../support/iotop/monitored.ts';
import { MIB } from '../../support/load/accuracy.ts';
import { FILE_SYSTEMS } from '../../support/load/file-system.ts';
import { run } from '../../support/load/loop-device.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

/** The largest there is here: what two have dirtied is theirs to within that. */
const ONE_REQUEST = 2 * MIB;

type Way = 'buffered' | 'direct';

/** A loop device on a file of this file system, gone when the test ends. */
const loopOn = (folder: string, name: string, way: Way) => {
  const file = join(folder, name);
  run('truncate', `--size=${32 * MIB}`, file);
  const option = `--direct-io=${way === 'direct' ? 'on' : 'off'}`;
  const path = run('losetup', '--find', '--show', option, file).trim();
  onTestFinished(() => void run('losetup', '--detach', path));
  return { file, path, device: basename(path) };
};

const of =
  (pid: number) =>
  ({ tgid }: TaskEntry): boolean =>
    tgid === pid;

const write = (file: string, bytes: number, writer: 'buffered' | 'direct'): Promise<number> =>
  runToEnd(WRITERS[writer].command(file, bytes), temporaryFolder());

const read = (file: string, bytes: number): Promise<number> =>
  runToEnd(
    ['dd', `if=${file}`, 'of=/dev/null', 'bs=64k', `count=${bytes / 65_536}`, 'iflag=direct'],
    temporaryFolder(),
  );

/** Bytes of whoever asked at the top: each once. */
const asked = (samples: readonly Sample[], pid: number) => {
  const entries = entriesOf(samples, of(pid));
  return {
    read: entries.reduce((sum, { diskRead = 0 }) => sum + diskRead, 0),
    write: entries.reduce((sum, { diskWrite = 0 }) => sum + diskWrite, 0),
  };
};

const ofLoops = (samples: readonly Sample[], device: string, way: 'read' | 'write'): number =>
  sumOf(ownerEntries(samples, device, ['loop-device']), way);

describeWith([...BLOCK_NEEDS, ...FILE_SYSTEMS.ext4], 'what a loop device does below', () => {
  it.each(['buffered', 'direct'] as const)(
    'is loop devices’, where it is %s, and each byte is once in the figures of who asked it',
    async (way) => {
      const { folder, device: below } = await fileSystemForTest('ext4');
      const loop = loopOn(folder, 'disk', way);
      const watching = await watchBlocks();
      const writer = await write(loop.path, 8 * MIB, 'direct');
      const cached = await write(loop.path, 6 * MIB, 'buffered');
      run('blockdev', '--flushbufs', loop.path);
      syncAll(folder);
      // Else it is read from the memory of the file below.
      run('dd', `of=${loop.file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0');
      const reader = await read(loop.path, 4 * MIB);
      const samples = await watching.caughtUp();
      expect({
        writer: asked(samples, writer),
        cached: asked(samples, cached).write,
        reader: asked(samples, reader),
      }).toEqual({
        writer: { read: 0, write: 8 * MIB },
        cached: 6 * MIB,
        reader: { read: 4 * MIB, write: 0 },
      });
      for (const pid of [writer, cached, reader]) {
        expect(diskEntries(samples, below, of(pid))).toEqual([]);
      }
      expect(ofLoops(samples, below, 'write')).toBeGreaterThanOrEqual(8 * MIB);
      expect(ofLoops(samples, below, 'read')).toBeGreaterThanOrEqual(4 * MIB);
      expect(ofLoops(samples, loop.device, 'write')).toBe(0);
      for (const device of [loop.device, below]) expectLaw(samples, device, 32 * MIB);
    },
  );

  it('is so of an ext4 on it, and of two loop devices at once', async () => {
    const { folder, device: below } = await fileSystemForTest('ext4');
    const loops = [loopOn(folder, 'a', 'buffered'), loopOn(folder, 'b', 'direct')] as const;
    const mounts = loops.map(({ path }) => {
      run('mkfs.ext4', '-q', '-E', 'lazy_itable_init=0,lazy_journal_init=0', path);
      const mount = temporaryFolder();
      run('mount', path, mount);
      onTestFinished(() => void run('umount', mount));
      return mount;
    });
    syncAll(folder);
    const watching = await watchBlocks();
    const pids = await Promise.all(
      mounts.map((mount, i) => write(join(mount, 'file'), (i + 4) * MIB, 'buffered')),
    );
    for (const mount of mounts) syncAll(mount);
    syncAll(folder);
    const samples = await watching.caughtUp();
    for (const [i, pid] of pids.entries()) {
      const { device } = loops[i] as (typeof loops)[0];
      expect(sumOf(diskEntries(samples, device, of(pid)), 'write')).toBe((i + 4) * MIB);
      expect(asked(samples, pid).write).toBe((i + 4) * MIB);
      expect(diskEntries(samples, below, of(pid))).toEqual([]);
      expectLaw(samples, device, 32 * MIB);
    }
    expect(ofLoops(samples, below, 'write')).toBeGreaterThanOrEqual(9 * MIB);
    expectLaw(samples, below, 32 * MIB);
  });

  it('is apart from what is written to the same file beside it', async () => {
    const { folder, device: below } = await fileSystemForTest('ext4');
    const loop = loopOn(folder, 'disk', 'buffered');
    await write(loop.file, 32 * MIB, 'buffered');
    syncAll(folder);
    const watching = await watchBlocks();
    await write(loop.path, 12 * MIB, 'direct');
    const [program = '', ...args] = WRITERS.buffered.command(loop.file, 6 * MIB);
    const there = ['conv=notrunc', 'oflag=seek_bytes', `seek=${16 * MIB}`];
    const beside = await runToEnd([program, ...args, ...there], folder);
    syncAll(folder);
    const samples = await watching.caughtUp();
    const ofBeside = sumOf(diskEntries(samples, below, of(beside)), 'write');
    const ofLoop = ofLoops(samples, below, 'write');
    expect(ofBeside + ofLoop).toBe(18 * MIB);
    expect(Math.abs(ofBeside - 6 * MIB)).toBeLessThanOrEqual(ONE_REQUEST);
    expectLaw(samples, below, 32 * MIB);
  });
});
