/** What the disks moved beside what else the block layer did. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeAccuracy, MIB } from '../../support/load/accuracy.ts';
import { loopDevice, run } from '../../support/load/loop-device.ts';

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
});
