/** Eight jobs at once, reading and writing, buffered and direct, held against fio's own books. */
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { type Bench, describeAccuracy, MIB, underOwnName } from '../../support/accuracy.ts';
import { runFio } from '../../support/fio.ts';
import { chargedTo, entriesOf } from '../../support/monitored.ts';
import { describeWith } from '../../support/requires.ts';

const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 8 : 30;
/** Of each job, a second: what a shared disk can surely do. */
const RATE = 2 * MIB;

describeAccuracy(`a mixed fio run of ${SECONDS} s`, (bench) => {
  describeWith(['fio'], 'four jobs direct, four buffered', () => mixed(bench));
});

const mixed = ({ folder, watch }: Bench): void => {
  it('direct: Σ tasks is what fio moved, within 0.1 %; buffered: pages are charged once, when they are first dirtied or fetched', async () => {
    const direct = underOwnName('fio', folder);
    const buffered = `${direct}-b`;
    const { symlinkSync } = await import('node:fs');
    symlinkSync(direct, buffered);
    const common = ['bs=16k', 'ioengine=psync', 'group_reporting', `rate=${RATE},${RATE}`];
    const files = (name: string) => [
      `name=${name}`,
      'numjobs=2',
      `size=${(SECONDS * RATE) / MIB}m`,
    ];
    const reads = [...common, 'rw=read'];
    const writes = [...common, 'rw=write'];
    // Lay the files out first: what that writes is not part of the run.
    for (const name of ['dr', 'dw', 'br', 'bw']) {
      await runFio(direct, [...files(name), 'rw=write', 'bs=1m', 'end_fsync=1'], folder);
    }
    const monitor = await watch(1);
    const [directRead, directWrite, bufferedRead, bufferedWrite] = await Promise.all([
      runFio(direct, [...files('dr'), ...reads, 'direct=1'], folder),
      runFio(direct, [...files('dw'), ...writes, 'direct=1'], folder),
      runFio(buffered, [...files('br'), ...reads, 'invalidate=1'], folder),
      runFio(buffered, [...files('bw'), ...writes], folder),
    ]);
    const samples = await monitor.caughtUp();
    const chargedBy = (program: string) =>
      chargedTo(entriesOf(samples, ({ comm }) => comm === basename(program)));

    const ofDirect = chargedBy(direct);
    expect(Math.abs(ofDirect.read / directRead.read - 1)).toBeLessThanOrEqual(0.001);
    expect(Math.abs(ofDirect.write / directWrite.write - 1)).toBeLessThanOrEqual(0.001);
    // One pass over pages of one's own: each is fetched once and dirtied once, so here buffered I/O adds up too.
    const ofBuffered = chargedBy(buffered);
    expect(Math.abs(ofBuffered.read / bufferedRead.read - 1)).toBeLessThanOrEqual(0.001);
    expect(Math.abs(ofBuffered.write / bufferedWrite.write - 1)).toBeLessThanOrEqual(0.001);
  });
};
