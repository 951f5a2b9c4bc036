/** Loads of a known size by programs everybody has: what is reported is what was moved, to the KiB. */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type Bench,
  describeAccuracy,
  loopDisk,
  MIB,
  underOwnName,
} from '../../support/accuracy.ts';
import { runFio } from '../../support/fio.ts';
import { chargedTo, entriesOf } from '../../support/monitored.ts';
import { describeWith } from '../../support/requires.ts';

const run = promisify(execFile);

describeAccuracy('loads of known size', (bench) => {
  describe('dd oflag=direct', () => ddLoads(bench));
  describeWith(['fio'], 'fio --direct=1', () => fioLoads(bench));
});

const ddLoads = ({ folder, watch }: Bench): void => {
  it.each([1, 8])('%i at a time is charged what each wrote', async (count) => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(count * 5);
    const monitor = await watch();
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        run(dd, [
          'if=/dev/zero',
          `of=${disk}`,
          'bs=256k',
          `seek=${i * 20}`,
          `count=${12 + i}`,
          'oflag=direct',
        ]),
      ),
    );
    const entries = entriesOf(await monitor.caughtUp(), ({ comm }) => comm === basename(dd));
    const byTask = new Map<number, number>();
    for (const { tid, write } of entries) byTask.set(tid, (byTask.get(tid) ?? 0) + (write ?? 0));
    const written = [...byTask.values()].sort((a, b) => a - b);
    expect(written).toEqual(Array.from({ length: count }, (_, i) => ((12 + i) * MIB) / 4));
    expect(chargedTo(entries).read).toBe(0);
  });
};

const fioLoads = ({ folder, watch }: Bench): void => {
  const kinds = [
    { jobs: 1, kind: 'process', rw: 'write', option: [] },
    { jobs: 8, kind: 'processes', rw: 'randrw', option: [] },
    { jobs: 8, kind: 'threads', rw: 'randrw', option: ['thread'] },
    { jobs: 8, kind: 'threads', rw: 'read', option: ['thread'] },
  ] as const;

  it.each(kinds)('$jobs $kind of $rw are charged what fio says it moved', async (load) => {
    const fio = underOwnName('fio', folder);
    const disk = loopDisk(32);
    const monitor = await watch();
    const shape = [`rw=${load.rw}`, `numjobs=${load.jobs}`, 'size=4m', 'offset_increment=4m'];
    const always = ['name=known', `filename=${disk}`, 'direct=1', 'bs=16k', 'ioengine=psync'];
    const moved = await runFio(fio, [...always, ...shape, ...load.option], folder);
    const entries = entriesOf(
      await monitor.caughtUp(),
      ({ comm, processComm }) => comm === basename(fio) || processComm === basename(fio),
    );
    expect(moved.read + moved.write).toBe(load.jobs * 4 * MIB);
    const { read, write } = chargedTo(entries);
    expect({ read, write }).toEqual(moved);
  });
};
