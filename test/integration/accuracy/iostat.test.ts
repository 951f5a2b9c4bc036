/** The rows of devices beside `iostat -x` (sysstat), over the same seconds of one load. */
import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import { deviceRows } from '../../../src/model/units/device-rows.ts';
import type { Row } from '../../../src/model/view/row.ts';
import {
  type SystemCounters,
  SystemReader,
  systemBetween,
} from '../../../src/sampler/live/system.ts';
import { loopDevice } from '../../support/load/loop-device.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const run = promisify(execFile);

const SECONDS = 5;

const LOAD = [
  ...['--name=beside', '--ioengine=libaio', '--direct=1', '--iodepth=16', '--rw=randrw'],
  ...['--bs=16k', '--size=64m', '--time_based', '--rate_iops=700,350', '--rate_process=poisson'],
];

type Reading = { readonly counters: SystemCounters; readonly at: number };

/** Of iostat's names: our column, and how many of ours its unit is. */
const COLUMNS: Readonly<Record<string, readonly [id: ColumnId, unit: number]>> = {
  'r/s': ['device-reads', 1],
  'w/s': ['device-writes', 1],
  'rkB/s': ['read', 1024],
  'wkB/s': ['write', 1024],
  r_await: ['device-read-await', 1e6],
  w_await: ['device-write-await', 1e6],
  'aqu-sz': ['device-queue', 1],
  util: ['io', 0.01],
};

/** In iostat's units; bytes by the second. */
const figureOf = (row: Row, id: ColumnId, unit: number): number => {
  const value = columnOf(id).value(row, { commandStyle: 'full' });
  const seconds = columnOf(id).kind === 'amount' ? row.elapsed / 1e9 : 1;
  return Number(value) / unit / seconds;
};

/** Two decimals are printed. */
const PRINTED = 0.01;

describeWith(['root', 'fio', 'sysstat'], 'a row of a device', () => {
  it('says within 5 % what iostat -x says of the same seconds', async () => {
    const disk = loopDevice(64);
    onTestFinished(disk.remove);
    const reader = new SystemReader('skip');
    const read = (): Reading => ({ counters: reader.read(), at: performance.now() * 1e6 });
    const name = basename(disk.path);
    const load = run('fio', [...LOAD, `--filename=${disk.path}`, `--runtime=${SECONDS + 2}`]);
    await run('iostat', ['-y', '1', '1']); // until the load runs evenly
    const from = read();
    const options = ['-x', '-y', '-d', '-k', '-o', 'JSON', name, String(SECONDS), '1'];
    const { stdout } = await run('iostat', options, { env: { ...process.env, LC_ALL: 'C' } });
    const to = read();
    reader.close();
    await load;
    const [theirs] = JSON.parse(stdout).sysstat.hosts[0].statistics[0].disk;
    const sample = sampleOf({
      system: systemBetween(from.counters, to.counters),
      startedAt: from.at as never,
      endedAt: to.at as never,
    });
    const row = deviceRows(sample, VIEW).find(({ entry }) => entry.comm === name) as Row;
    expect(theirs['r/s']).toBeGreaterThan(300);
    for (const [word, [id, unit]] of Object.entries(COLUMNS)) {
      const [ours, iostats] = [figureOf(row, id, unit), theirs[word]];
      expect(
        Math.abs(ours - iostats),
        `${word}: ${ours}, of iostat ${iostats}`,
      ).toBeLessThanOrEqual(0.05 * iostats + PRINTED);
    }
  });
});
