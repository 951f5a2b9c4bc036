/** The law of the block layer for as long as a minute, and for a file that a whole second of the disk goes into. */
import { basename } from 'node:path';
import { expect } from 'vitest';
import { expectLaw } from '../support/block/account-laws.ts';
import { diskEntries, ownerEntries, sumOf } from '../support/block/asked.ts';
import { readAtRandom } from '../support/block/fio-latency.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../support/block/watching.ts';
import { runToEnd, syncAll, WRITERS } from '../support/block/writers.ts';
import { KIB, loopDisk, MIB } from '../support/load/accuracy.ts';
import { describeWith, itWith } from '../support/test-run/requires.ts';

const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 20 : 60;
const RATE = 25_000;
const DEPTH = 32;
/** s between the reading of one count and of the other, on a busy machine. */
const APART = 0.05;

describeWith([...BLOCK_NEEDS], 'what a device was asked for', () => {
  itWith(['fio'], `is what it did in ${SECONDS} s of up to ${RATE} requests a second`, async () => {
    const disk = loopDisk(64);
    const device = basename(disk);
    const watching = await watchBlocks(1);
    const fio = await readAtRandom(disk, [
      'ioengine=libaio',
      `iodepth=${DEPTH}`,
      `rate_iops=${RATE}`,
      `runtime=${SECONDS}`,
    ]);
    const samples = await watching.caughtUp();
    expectLaw(samples, device, (DEPTH + APART * RATE) * 4 * KIB);
    const ofFio = diskEntries(samples, device, ({ tgid }) => tgid === fio.pid);
    const more = sumOf(ofFio, 'read') - fio.bytes;
    expect(more).toBeGreaterThanOrEqual(0);
    expect(more).toBeLessThanOrEqual(MIB);
  });

  itWith(
    ['ext4', 'e2fsprogs'],
    'is known but for a hundredth when 300 MiB are written and synced',
    async () => {
      const { folder, device } = await fileSystemForTest('ext4', 512);
      const watching = await watchBlocks(1);
      const pid = await runToEnd(WRITERS.buffered.command(`${folder}/file`, 300 * MIB), folder);
      syncAll(folder);
      const samples = await watching.caughtUp();
      expectLaw(samples, device, 300 * MIB);
      const ofWriter = diskEntries(samples, device, ({ tgid }) => tgid === pid);
      expect(sumOf(ofWriter, 'write')).toBe(300 * MIB);
      const unknown = sumOf(ownerEntries(samples, device, ['unknown', 'before-iotop']), 'write');
      expect(unknown).toBeLessThanOrEqual(0.01 * 300 * MIB);
    },
  );
});
