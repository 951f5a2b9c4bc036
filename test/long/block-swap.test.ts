/** Memory that goes to swap is written by whoever needs memory, and belongs to swap-out; who reads it back reads it. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import {
  accountsOf,
  deviceEntries,
  diskEntries,
  ownerEntries,
  sumOf,
} from '../support/block/asked.ts';
import { memoryGroup } from '../support/block/control-group.ts';
import { BLOCK_NEEDS, watchBlocks } from '../support/block/watching.ts';
import { MIB } from '../support/load/accuracy.ts';
import { emptyLoopDevice, run } from '../support/load/loop-device.ts';
import { describeWith, itWith } from '../support/test-run/requires.ts';

const SWAP = 96;
const LIMIT = 16 * MIB;

/** Pages written to swap since the machine started. */
const swappedOut = (): number =>
  Number(/^pswpout (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1'))?.[1]) * 4096;

const onLoop = (): string => {
  const { path, remove } = emptyLoopDevice(SWAP);
  onTestFinished(remove);
  return path;
};

const onZram = (): string => {
  const number = readFileSync('/sys/class/zram-control/hot_add', 'latin1').trim();
  onTestFinished(() => writeFileSync('/sys/class/zram-control/hot_remove', number));
  writeFileSync(`/sys/block/zram${number}/disksize`, `${SWAP}M`);
  onTestFinished(() => writeFileSync(`/sys/block/zram${number}/reset`, '1'));
  return `/dev/zram${number}`;
};

/** dd fills its buffer twice: the second time it reads back what went to swap. Not with zeros, of which the kernel only makes a note. */
const swapOn = async (path: string) => {
  const enter = memoryGroup(LIMIT);
  run('mkswap', path);
  run('swapon', '--priority', '32000', path);
  onTestFinished(() => void run('swapoff', path));
  const watching = await watchBlocks();
  const before = swappedOut();
  const hog = `${enter}; exec dd if=/dev/urandom of=/dev/null bs=48M count=2 iflag=fullblock`;
  const child = promisify(execFile)('sh', ['-c', hog]);
  const pid = child.child.pid as number;
  await child;
  const samples = await watching.caughtUp();
  return { samples, pid, out: swappedOut() - before };
};

describeWith([...BLOCK_NEEDS, 'group-memory'], 'memory that goes to swap', () => {
  for (const [name, needs, make] of [
    ['a loop device', [], onLoop],
    ['zram', ['zram'], onZram],
  ] as const) {
    itWith(needs, `on ${name} belongs to swap-out, and coming back to who needs it`, async () => {
      const path = make();
      const device = basename(path);
      const { samples, pid, out } = await swapOn(path);
      expect(out).toBeGreaterThan(16 * MIB);
      expect(sumOf(ownerEntries(samples, device, ['swap-out']), 'write')).toBe(out);
      const wrote = sumOf(diskEntries(samples, device), 'write');
      expect(wrote).toBe(0);
      const read = sumOf(
        diskEntries(samples, device, ({ tid }) => tid === pid),
        'read',
      );
      const readByDevice = deviceEntries(samples, device).reduce(
        (sum, one) => sum + one.readBytes,
        0,
      );
      expect(read).toBeGreaterThan(0);
      expect(read).toBe(readByDevice);
      const last = accountsOf(samples, device).at(-1);
      expect(last?.asked).toEqual(last?.done);
    });
  }
});
