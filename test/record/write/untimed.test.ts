import { describe, expect, it } from 'vitest';
import { untimed } from '../../../src/record/write/untimed.ts';
import type { OwnerEntry } from '../../../src/sample/sample.ts';
import { readFolder, record } from '../../support/recordings/recordings.ts';
import { watched } from '../../support/samples/disk-load.ts';
import { realisticLoad, takeFrom, takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const samples = takeFrom(watched(realisticLoad()), 40);

const TIMES = ['queueTime', 'deviceTime', 'latency'];

describe('what devices were asked for, in a recording', () => {
  it('has bytes, and of tasks the requests, and no times', async () => {
    const folder = temporaryFolder();
    await record(folder, samples);
    const { samples: read } = await readFolder(folder);
    const kept = JSON.parse(JSON.stringify(samples), (name, value) => {
      if (TIMES.includes(name) || (name === 'discard' && value === 0)) return undefined;
      if (name !== 'owners') return value;
      return value.map(({ reads: _, writes: __, ...owned }: OwnerEntry) => owned);
    });
    expect(read).toEqual(kept);
  });

  it('has what was discarded', () => {
    const task = { tid: 1, startedAt: 2, comm: 'x', disk: [{ device: 'vda', discard: 4096 }] };
    const sample = sampleAt(0, { tasks: [task as never] });
    expect(untimed(sample)).toEqual(sample);
  });

  it('says nothing else of a task or a device than before', () => {
    const [sample] = takeSamples(1);
    expect(sample && untimed(sample)).toEqual(sample);
  });
});
