/** What tasks and owners asked a device for is what the device did by its own count, whatever the block layer makes of it. */
import { basename } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { expectLaw } from '../../support/block/account-laws.ts';
import { deviceEntries, diskEntries, ownerEntries, sumOf } from '../../support/block/asked.ts';
import { readAtRandom } from '../../support/block/fio-latency.ts';
import { slowDisk } from '../../support/block/slow-disk.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../../support/block/watching.ts';
import { runToEnd, syncAll, WRITERS } from '../../support/block/writers.ts';
import { KIB, loopDisk, MIB } from '../../support/load/accuracy.ts';
import { run } from '../../support/load/loop-device.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const DEPTH = 32;
const RATE = 5000;
/** s between the reading of one count and of the other, on a busy machine. */
const APART = 0.05;

describeWith([...BLOCK_NEEDS], 'what a device was asked for', () => {
  itWith(
    ['fio'],
    `is what it did, in every sample of fio at ${RATE} requests a second`,
    async () => {
      const disk = loopDisk(32);
      const device = basename(disk);
      const watching = await watchBlocks();
      const fio = await readAtRandom(disk, [
        'ioengine=libaio',
        `iodepth=${DEPTH}`,
        `rate_iops=${RATE}`,
        'runtime=2',
      ]);
      const samples = await watching.caughtUp();
      expectLaw(samples, device, (DEPTH + APART * RATE) * 4 * KIB);
      const ofFio = diskEntries(samples, device, ({ tgid }) => tgid === fio.pid);
      // Its probing of the device is a few pages more, through the cache.
      expect(sumOf(ofFio, 'read')).toBeGreaterThanOrEqual(fio.bytes);
      expect(sumOf(ofFio, 'read')).toBeLessThanOrEqual(fio.bytes + MIB);
    },
  );

  itWith(
    ['fio'],
    'is in sequence where fio reads from end to end, and not where it jumps',
    async () => {
      const disk = loopDisk(32);
      const watching = await watchBlocks();
      const options = ['ioengine=libaio', 'iodepth=4', 'runtime=1', 'rate_iops=4000'];
      const inSequence = async (rw: string) => {
        const { pid, requests } = await readAtRandom(disk, [...options, `rw=${rw}`]);
        // Its job is a thread of it, which reads nothing else.
        const of = ({ tid, tgid }: TaskEntry): boolean => tgid === pid && tid !== pid;
        const entries = diskEntries(await watching.caughtUp(), basename(disk), of);
        expect(sumOf(entries, 'reads')).toBe(requests);
        return { requests, sequential: sumOf(entries, 'sequential') };
      };
      const whole = await inSequence('read');
      // The first, and the first of each time round.
      const rounds = Math.ceil((whole.requests * 4 * KIB) / (32 * MIB));
      expect(whole.sequential).toBe(whole.requests - rounds);
      const random = await inSequence('randread');
      expect(random.sequential).toBeLessThan(0.01 * random.requests);
    },
  );

  itWith(
    ['fio', 'group-io'],
    'is what it did where its queue is full and io_uring asks again',
    async () => {
      const { path, device, enter } = slowDisk(2000);
      const watching = await watchBlocks();
      await readAtRandom(path, ['ioengine=io_uring', 'iodepth=256', 'runtime=1'], enter);
      expectLaw(await watching.caughtUp(), device, 2 * MIB);
    },
  );

  it('is what it did when it is told to discard, and to write zeros', async () => {
    const disk = loopDisk(8);
    const device = basename(disk);
    const watching = await watchBlocks();
    run('blkdiscard', '--offset', '0', '--length', `${2 * MIB}`, disk);
    run('blkdiscard', '--zeroout', '--offset', `${4 * MIB}`, '--length', `${MIB}`, disk);
    const samples = await watching.caughtUp();
    expectLaw(samples, device, 8 * MIB);
    const all = [...diskEntries(samples, device), ...ownerEntries(samples, device)];
    expect(sumOf(all, 'discard')).toBe(2 * MIB);
    expect(
      deviceEntries(samples, device).reduce((sum, { discardBytes = 0 }) => sum + discardBytes, 0),
    ).toBe(2 * MIB);
  });

  itWith(
    ['ext4', 'e2fsprogs'],
    'is known but for a hundredth when a file is written and synced',
    async () => {
      const { folder, device } = await fileSystemForTest('ext4');
      const watching = await watchBlocks();
      await runToEnd(WRITERS.buffered.command(`${folder}/file`, 64 * MIB), folder);
      syncAll(folder);
      const samples = await watching.caughtUp();
      expectLaw(samples, device, 64 * MIB);
      const unknown = sumOf(ownerEntries(samples, device, ['unknown', 'before-iotop']), 'write');
      expect(unknown).toBeLessThanOrEqual(0.01 * 64 * MIB);
    },
  );

  it('and what failed is counted, as of a device whose file has no room', async () => {
    const folder = temporaryFolder();
    run('mount', '-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder);
    onTestFinished(() => void run('umount', folder));
    run('truncate', '--size=16M', `${folder}/disk`);
    const path = run('losetup', '--find', '--show', `${folder}/disk`).trim();
    onTestFinished(() => void run('losetup', '--detach', path));
    const watching = await watchBlocks();
    const write = runToEnd(
      ['dd', 'if=/dev/zero', `of=${path}`, 'bs=64k', 'count=128', 'oflag=direct'],
      folder,
    );
    await expect(write).rejects.toThrow();
    const samples = await watching.caughtUp();
    const failed = deviceEntries(samples, basename(path)).reduce(
      (sum, { errors = 0 }) => sum + errors,
      0,
    );
    expect(failed).toBeGreaterThanOrEqual(1);
    expect(failed).toBeLessThanOrEqual(2);
  });
});
