/** A recording says how long requests took: fio's own account of its requests, in a replay and in a report. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { runRecord } from '../../../src/cli/commands/record.ts';
import { runReplay } from '../../../src/cli/commands/replay.ts';
import { runReport } from '../../../src/cli/commands/report.ts';
import { latencyOf, meanLatency, sumOf } from '../../../src/model/asked.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { diskEntries } from '../../support/block/asked.ts';
import { readAtRandom } from '../../support/block/fio-latency.ts';
import { slowDisk } from '../../support/block/slow-disk.ts';
import { BLOCK_NEEDS } from '../../support/block/watching.ts';
import { runCommand } from '../../support/iotop/command-run.ts';
import { LAST_STEPS } from '../../support/iotop/monitored.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const READS_A_SECOND = 200;
const DEPTH = 8;
/** ns: the disk lets so many go a second, and so many wait. */
const EXPECTED = (DEPTH / READS_A_SECOND) * 1e9;

itWith(
  [...BLOCK_NEEDS, 'fio', 'group-io'],
  'how long requests took is in a replay of the recording, and by device in its report',
  async () => {
    const { path, device, enter } = slowDisk(READS_A_SECOND);
    const folder = temporaryFolder();
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const recorder = runCommand(runRecord, [folder, '-d', '0.5'], { signal: stop.signal });
    const options = ['ioengine=libaio', `iodepth=${DEPTH}`, 'runtime=4'];
    const fio = await readAtRandom(path, options, enter);
    await sleep(LAST_STEPS);
    stop.abort();
    expect((await recorder).code).toBe(0);

    const { out } = await runCommand(runReplay, [folder, '--json']);
    const samples: Sample[] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const asked = sumOf(diskEntries(samples, device, ({ tgid }) => tgid === fio.pid));
    const mean = meanLatency([asked]) ?? 0;
    expect(mean / EXPECTED).toBeGreaterThan(0.7);
    expect(mean / EXPECTED).toBeLessThan(1.3);
    const p99 = latencyOf(asked.latency, 0.99) ?? 0;
    expect(fio.p99).toBeLessThan(p99 * 1.15);
    expect(fio.p99).toBeGreaterThan((p99 / 2) * 0.85);

    const { devices } = JSON.parse((await runCommand(runReport, [folder, '--json'])).out);
    expect(devices.find(({ name }: { name: string }) => name === device)).toMatchObject({ p99 });
    const report = (await runCommand(runReport, [folder])).out;
    expect(report).toMatch(new RegExp(`^${device} .* \\d+ms/\\d+ms  tasks$`, 'm'));
  },
);
