/** Loads of a known size by programs everybody has: what is reported is what was moved, to the KiB. */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { chargedTo, entriesOf } from '../../support/iotop/monitored.ts';
import {
  type Bench,
  describeAccuracy,
  loopDisk,
  MIB,
  underOwnName,
} from '../../support/load/accuracy.ts';
import { expectChargedAsMoved, runFio } from '../../support/load/fio.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const run = promisify(execFile);

describeAccuracy('loads of known size', (bench) => {
  ddLoads(bench);
  describeWith(['fio'], 'fio', () => fioLoads(bench));
});

/** Each of another size, at a place of its own. */
const ddOptions = (disk: string, index: number): readonly string[] => [
  ...['if=/dev/zero', `of=${disk}`, 'bs=256k', 'oflag=direct'],
  ...[`seek=${index * 20}`, `count=${12 + index}`],
];

const ddLoads = ({ folder, watch }: Bench): void => {
  it.each([1, 8])('dd oflag=direct, %i at a time, are charged what each wrote', async (count) => {
    const dd = underOwnName('dd', folder);
    const disk = loopDisk(count * 5);
    const indexes = Array.from({ length: count }, (_, index) => index);
    const watching = await watch(0.2);
    await Promise.all(indexes.map((index) => run(dd, ddOptions(disk, index))));
    for (const { engine, samples } of await watching.caughtUp()) {
      const entries = entriesOf(samples, ({ comm }) => comm === basename(dd));
      const byTask = new Map<number, number>();
      for (const { tid, write } of entries) byTask.set(tid, (byTask.get(tid) ?? 0) + (write ?? 0));
      const written = [...byTask.values()].filter((bytes) => bytes > 0).sort((a, b) => a - b);
      expect(written, engine).toEqual(indexes.map((index) => ((12 + index) * MIB) / 4));
    }
  });
};

const fioLoads = ({ folder, watch }: Bench): void => {
  const always = ['name=known', 'direct=1', 'bs=16k', 'ioengine=psync'];
  const kinds = [
    { jobs: 1, kind: 'process', rw: 'write', option: [] },
    { jobs: 8, kind: 'processes', rw: 'randrw', option: [] },
    { jobs: 8, kind: 'threads', rw: 'randrw', option: ['thread'] },
    { jobs: 8, kind: 'threads', rw: 'read', option: ['thread'] },
  ] as const;

  it.for(kinds)('fio, $jobs $kind of $rw, are charged what fio says it moved', async (load) => {
    const fio = underOwnName('fio', folder);
    const disk = loopDisk(load.jobs * 4);
    const shape = [`rw=${load.rw}`, `numjobs=${load.jobs}`, 'size=4m', 'offset_increment=4m'];
    const options = [...always, `filename=${disk}`, ...shape, ...load.option];
    // Once before: the program itself has to come from the disk.
    await runFio(fio, options, folder);
    const watching = await watch(0.2);
    const run = await runFio(fio, options, folder);
    expect(run.moved.read + run.moved.write).toBe(load.jobs * 4 * MIB);
    expectChargedAsMoved(run, 0);
    for (const { engine, samples } of await watching.caughtUp()) {
      const isOurs = (comm?: string): boolean => comm === basename(fio);
      const { read, write } = chargedTo(
        entriesOf(samples, ({ comm, processComm }) => isOurs(comm) || isOurs(processComm)),
      );
      expect({ read, write }, engine).toEqual(run.charged);
    }
  });
};
