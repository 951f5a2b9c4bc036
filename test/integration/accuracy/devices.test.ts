/** What the disks moved beside what else the block layer did, and beside what tasks were charged. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addWrites, areChargesTooHigh, NO_WRITES } from '../../../src/model/write-charges.ts';
import { describeAccuracy, KIB, MIB } from '../../support/accuracy.ts';
import { loopDevice, run } from '../../support/loop-device.ts';
import { chargedTo, entriesOf } from '../../support/monitored.ts';

/** Bytes written by devices that have hardware, or what passes for it, behind them: sysfs names it. */
const writtenByHardware = (): number => {
  let sectors = 0;
  for (const name of readdirSync('/sys/block')) {
    if (!existsSync(`/sys/block/${name}/device`)) continue;
    const stat = readFileSync(`/sys/block/${name}/stat`, 'latin1').trim().split(/\s+/);
    sectors += Number(stat[6]);
  }
  return sectors * 512;
};

describeAccuracy('what the disks did', ({ watch, folder }) => {
  it('is what devices with hardware did, a loop device apart', async () => {
    const disk = loopDevice(64, folder);
    try {
      run('sync', '--file-system', folder);
      const outer = writtenByHardware();
      const watching = await watch(0.5);
      const inner = writtenByHardware();
      run('dd', 'if=/dev/zero', `of=${disk.path}`, 'bs=1M', 'count=64', 'oflag=direct');
      const innerEnd = writtenByHardware();
      const seen = await watching.caughtUp();
      const outerEnd = writtenByHardware();
      for (const { engine, samples } of seen) {
        const current = samples.reduce((sum, { system }) => sum + (system.blockWrite ?? 0), 0);
        expect(current, engine).toBeGreaterThanOrEqual(innerEnd - inner);
        expect(current, engine).toBeLessThanOrEqual(outerEnd - outer);
        const loops = samples
          .flatMap(({ system }) => system.devices ?? [])
          .filter(({ name }) => `/dev/${name}` === disk.path);
        const written = loops.reduce((sum, { writeBytes }) => sum + writeBytes, 0);
        expect([written, loops[0]?.kind], engine).toEqual([64 * MIB, 'loop']);
      }
    } finally {
      disk.remove();
    }
  });

  it('is far less than was charged where large folios are, and that is said exactly there', async () => {
    const file = join(folder, 'cached');
    const dd = (...options: readonly string[]): string =>
      run('dd', 'if=/dev/zero', `of=${file}`, ...options);
    // Folios are as large as the writes allow.
    dd('bs=64M', 'count=1', 'conv=fsync');
    const watching = await watch(0.5);
    const rewrites = 60;
    for (let i = 0; i < rewrites; i++) {
      dd('bs=4k', 'count=1', `seek=${(i * 7919) % 16_384}`, 'conv=notrunc,fdatasync');
    }
    for (const { engine, samples } of await watching.caughtUp()) {
      const { write } = chargedTo(entriesOf(samples, ({ comm }) => comm === 'dd'));
      const isWhole = write > rewrites * 256 * KIB;
      // Where folios are small: the pages, and a block of metadata now and then.
      if (!isWhole) expect(write, engine).toBeLessThan(rewrites * 32 * KIB);
      expect(areChargesTooHigh(samples.reduce(addWrites, NO_WRITES)), engine).toBe(isWhole);
    }
  });
});
