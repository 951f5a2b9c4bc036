/** Who is behind what a worker of the kernel writes: one of two, both, many that ended, or nobody who is a task. */
import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';
import { diskEntries, ownerEntries, sumOf } from '../../support/block/asked.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../../support/block/watching.ts';
import { PAGE, runToEnd, syncAll, WRITERS } from '../../support/block/writers.ts';
import { entriesOf } from '../../support/iotop/monitored.ts';
import { KIB, loopDisk, MIB, underOwnName } from '../../support/load/accuracy.ts';
import { FILE_SYSTEMS } from '../../support/load/file-system.ts';
import { run } from '../../support/load/loop-device.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

/** Files, more than are remembered. */
const MANY = 20_000;
/** From the middle of a folio. */
const REWRITTEN = 514 * PAGE;

const write = (file: string, bytes: number, folder: string): Promise<number> =>
  runToEnd(WRITERS.buffered.command(file, bytes), folder);

const of =
  (pid: number) =>
  ({ tgid }: TaskEntry): boolean =>
    tgid === pid;

/** Bytes that the loop device was asked for, and not those of the disk below as well. */
const askedOnce = (samples: readonly Sample[], pid: number): number =>
  entriesOf(samples, of(pid)).reduce((sum, { diskWrite = 0 }) => sum + diskWrite, 0);

describeWith([...BLOCK_NEEDS, ...FILE_SYSTEMS.ext4], 'what a worker of the kernel writes', () => {
  it('belongs to each of two writers of two files', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const watching = await watchBlocks();
    const [first, second] = await Promise.all([
      write(join(folder, 'a'), 24 * MIB, folder),
      write(join(folder, 'b'), 12 * MIB, folder),
    ]);
    syncAll(folder);
    const samples = await watching.caughtUp();
    expect(sumOf(diskEntries(samples, device, of(first)), 'write')).toBe(24 * MIB);
    expect(sumOf(diskEntries(samples, device, of(second)), 'write')).toBe(12 * MIB);
  });

  it('is shared between two writers of one file as they dirtied it', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const file = join(folder, 'shared');
    const watching = await watchBlocks();
    const first = await write(file, 12 * MIB, folder);
    const [program = '', ...args] = WRITERS.buffered.command(file, 6 * MIB);
    const there = ['conv=notrunc', 'oflag=seek_bytes', `seek=${12 * MIB}`];
    const second = await runToEnd([program, ...args, ...there], folder);
    syncAll(folder);
    const samples = await watching.caughtUp();
    const ofFirst = sumOf(diskEntries(samples, device, of(first)), 'write');
    const ofSecond = sumOf(diskEntries(samples, device, of(second)), 'write');
    expect(ofFirst + ofSecond).toBe(18 * MIB);
    expect(Math.abs(ofSecond - 6 * MIB)).toBeLessThanOrEqual(0.02 * 18 * MIB);
    const below = { first: askedOnce(samples, first), second: askedOnce(samples, second) };
    expect(below.first + below.second).toBe(18 * MIB);
    expect(Math.abs(below.second - 6 * MIB)).toBeLessThanOrEqual(0.02 * 18 * MIB);
  });

  it('belongs to who rewrote a part of another’s file, with its times, and each byte is in its figures once', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const file = join(folder, 'rewritten');
    const watching = await watchBlocks();
    const first = await write(file, 4 * MIB, folder);
    syncAll(folder);
    const [program = '', ...args] = WRITERS.buffered.command(file, REWRITTEN);
    const there = ['conv=notrunc', 'oflag=seek_bytes', `seek=${77 * PAGE}`];
    const second = await runToEnd([program, ...args, ...there], folder);
    syncAll(folder);
    const samples = await watching.caughtUp();
    const ofSecond = diskEntries(samples, device, of(second));
    expect(sumOf(diskEntries(samples, device, of(first)), 'write')).toBe(4 * MIB);
    expect(sumOf(ofSecond, 'write')).toBe(REWRITTEN);
    expect(ofSecond.flatMap(({ latency = [] }) => latency)).not.toEqual([]);
    expect({ first: askedOnce(samples, first), second: askedOnce(samples, second) }).toEqual({
      first: 4 * MIB,
      second: REWRITTEN,
    });
  });

  it('belongs to each of 400 that ended before it was written, by name', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const dd = underOwnName('dd', temporaryFolder());
    const watching = await watchBlocks();
    const each = `${dd} if=/dev/zero of=file-$i bs=8k count=1 status=none`;
    await promisify(execFile)('sh', ['-c', `for i in $(seq 400); do ${each}; done`], {
      cwd: folder,
    });
    // They ended in an interval before that of the sync.
    await watching.caughtUp();
    syncAll(folder);
    const samples = await watching.caughtUp();
    const wrote = new Map<string, number>();
    for (const task of samples.flatMap(({ tasks }) => tasks)) {
      if (task.comm !== basename(dd)) continue;
      const id = `${task.tid}@${task.startedAt}`;
      const here = task.disk?.find((one) => one.device === device)?.write ?? 0;
      wrote.set(id, (wrote.get(id) ?? 0) + here);
    }
    expect({ tasks: wrote.size, wrote: [...new Set(wrote.values())] }).toEqual({
      tasks: 400,
      wrote: [8 * KIB],
    });
    const late = samples.flatMap(({ tasks }) => tasks.filter((task) => task.endedBefore));
    expect(late.filter(({ comm }) => comm === basename(dd)).length).toBeGreaterThan(0);
    expect(
      late.filter(({ ended, tgid, uid }) => !ended || tgid === undefined || uid === undefined),
    ).toEqual([]);
  });

  it('belongs to nobody known when it was dirtied before iotop looked', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    await write(join(folder, 'old'), 4 * MIB, folder);
    const watching = await watchBlocks();
    syncAll(folder);
    const samples = await watching.caughtUp();
    const before = sumOf(ownerEntries(samples, device, ['before-iotop']), 'write');
    expect(before).toBe(4 * MIB);
  });

  it('belongs to nobody known, but not to before iotop, where a task dirtied more files than are remembered', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const watching = await watchBlocks();
    const write = `
const { writeFileSync } = require('node:fs');
for (let i = 0; i < ${MANY}; i++) writeFileSync('file-' + i, Buffer.alloc(${PAGE}, 1));`;
    const pid = await runToEnd([process.execPath, '-e', write], folder);
    syncAll(folder);
    const samples = await watching.caughtUp();
    const known = sumOf(diskEntries(samples, device, of(pid)), 'write');
    const unknown = sumOf(ownerEntries(samples, device, ['unknown']), 'write');
    expect(known + unknown).toBe(MANY * PAGE);
    expect(known).toBeGreaterThanOrEqual(4_000 * PAGE);
    expect(sumOf(ownerEntries(samples, device, ['before-iotop']), 'write')).toBe(0);
  });

  it('is the journal’s and the metadata’s own beside the data', async () => {
    const { folder, device } = await fileSystemForTest('ext4');
    const watching = await watchBlocks();
    run('sh', '-c', `mkdir ${folder}/d && for i in $(seq 200); do : >${folder}/d/$i; done`);
    syncAll(folder);
    const samples = await watching.caughtUp();
    const isJournal = ({ comm }: TaskEntry): boolean => comm.startsWith('jbd2/');
    const ofJournal = sumOf(diskEntries(samples, device, isJournal), 'write');
    const own = sumOf(ownerEntries(samples, device, ['file-system']), 'write');
    expect(ofJournal + own).toBeGreaterThanOrEqual(PAGE);
    expect(sumOf(ownerEntries(samples, device, ['unknown', 'raw-device']), 'write')).toBe(0);
  });

  it('belongs to who wrote through the device’s own file', async () => {
    const disk = loopDisk(8);
    const watching = await watchBlocks();
    const pid = await write(disk, 4 * MIB, temporaryFolder());
    run('blockdev', '--flushbufs', disk);
    const samples = await watching.caughtUp();
    expect(sumOf(diskEntries(samples, basename(disk), of(pid)), 'write')).toBe(4 * MIB);
  });

  it('belongs to who wrote through the device’s own file and let nobody else, as mkfs does', async () => {
    const disk = loopDisk(8);
    const watching = await watchBlocks();
    const write = `
const { constants: { O_RDWR, O_EXCL }, openSync, writeSync, fsyncSync } = require('node:fs');
const device = openSync('${disk}', O_RDWR | O_EXCL);
writeSync(device, Buffer.alloc(${4 * MIB}, 1));
fsyncSync(device);`;
    const pid = await runToEnd([process.execPath, '-e', write], temporaryFolder());
    const samples = await watching.caughtUp();
    expect(sumOf(diskEntries(samples, basename(disk), of(pid)), 'write')).toBe(4 * MIB);
    expect(sumOf(ownerEntries(samples, basename(disk)), 'write')).toBe(0);
  });
});
