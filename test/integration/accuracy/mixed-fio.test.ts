/** Eight jobs at once, reading and writing, buffered and direct, held against fio's own books. */
import { symlinkSync } from 'node:fs';
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

const within = (charged: number, moved: number): number => Math.abs(charged / moved - 1);

const mixed = ({ folder, watch }: Bench): void => {
  it('direct: Σ tasks is what fio moved, within 0.1 %; buffered: so too, where pages are met once', async () => {
    const direct = underOwnName('fio', folder);
    const buffered = `${direct}-b`;
    symlinkSync(direct, buffered);
    const pace = ['bs=16k', 'ioengine=psync', `rate=${RATE},${RATE}`];
    const files = (name: string) => [`name=${name}`, 'numjobs=2', `size=${SECONDS * RATE}`];
    const read = (name: string) => [...files(name), ...pace, 'rw=read'];
    const write = (name: string) => [...files(name), ...pace, 'rw=write'];
    // Lay the files out first, past the page cache, so that whoever reads them later has to fetch every page.
    for (const name of ['dr', 'dw', 'br', 'bw']) {
      await runFio(
        direct,
        [...files(name), 'rw=write', 'bs=1m', 'direct=1', 'end_fsync=1'],
        folder,
      );
    }
    const watching = await watch(1);
    const [directRead, directWrite, bufferedRead, bufferedWrite] = await Promise.all([
      runFio(direct, [...read('dr'), 'direct=1'], folder),
      runFio(direct, [...write('dw'), 'direct=1'], folder),
      runFio(buffered, read('br'), folder),
      runFio(buffered, write('bw'), folder),
    ]);
    for (const { engine, samples } of await watching.caughtUp()) {
      const chargedBy = (program: string) =>
        chargedTo(entriesOf(samples, ({ comm }) => comm === basename(program)));
      const ofDirect = chargedBy(direct);
      expect(within(ofDirect.read, directRead.read), engine).toBeLessThanOrEqual(0.001);
      expect(within(ofDirect.write, directWrite.write), engine).toBeLessThanOrEqual(0.001);
      // One pass over pages of one's own: each is fetched once and dirtied once, so here buffered I/O adds up as well.
      const ofBuffered = chargedBy(buffered);
      expect(within(ofBuffered.read, bufferedRead.read), engine).toBeLessThanOrEqual(0.001);
      expect(within(ofBuffered.write, bufferedWrite.write), engine).toBeLessThanOrEqual(0.001);
    }
  });
};
