/** Eight jobs at once, reading and writing, buffered and direct, held against fio's own books. */
import { symlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { chargedTo, entriesOf } from '../support/iotop/monitored.ts';
import { type Bench, describeAccuracy, MIB, underOwnName } from '../support/load/accuracy.ts';
import { expectChargedAsMoved, runFio } from '../support/load/fio.ts';
import { describeWith } from '../support/test-run/requires.ts';

const SECONDS = process.env.IOTOP_TEST_LONG === undefined ? 5 : 30;
/** Of each job, a second: what a shared disk can surely do. */
const RATE = 2 * MIB;

describeAccuracy(`a mixed fio run of ${SECONDS} s`, (bench) => {
  describeWith(['fio'], 'four jobs direct, four buffered', () => mixed(bench));
});

const mixed = ({ folder, watch }: Bench): void => {
  it('Σ tasks is what the kernel charged, to the byte, and that is what fio moved, within 0.1 %', async () => {
    const direct = underOwnName('fio', folder);
    const named = (kind: string): string => {
      symlinkSync(direct, `${direct}-${kind}`);
      return `${direct}-${kind}`;
    };
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
    // Buffered: one pass over pages of one's own. Each is fetched once and dirtied once, so that it adds up as well.
    const jobs = [
      { program: named('dr'), options: [...read('dr'), 'direct=1'] },
      { program: named('dw'), options: [...write('dw'), 'direct=1'] },
      { program: named('br'), options: read('br') },
      { program: named('bw'), options: write('bw') },
    ];
    const runs = await Promise.all(
      jobs.map(({ program, options }) => runFio(program, options, folder)),
    );
    const seen = await watching.caughtUp();
    for (const [index, run] of runs.entries()) {
      expect(run.moved.read + run.moved.write).toBe(2 * SECONDS * RATE);
      expectChargedAsMoved(run, 0.001);
      const name = basename(jobs[index]?.program ?? '');
      for (const { engine, samples } of seen) {
        const { read, write } = chargedTo(entriesOf(samples, ({ comm }) => comm === name));
        expect({ read, write }, `${engine}, ${name}`).toEqual(run.charged);
      }
    }
  });
};
