/**
 * What does recording cost? CPU and bytes a sample, at 1 Hz with 100 active tasks (test/support/samples/realistic-load.ts).
 *
 *   node scripts/run-ts.mjs bench/record.ts
 *
 * Without what the block layer tells, and with it (disk-load.ts): some fifteen of the tasks then asked a device for something.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSegments } from '../src/record/read/folder.ts';
import { readSegments } from '../src/record/read/reader.ts';
import { RecordingWriter } from '../src/record/write/writer.ts';
import type { Sample } from '../src/sample/sample.ts';
import { watched } from '../test/support/samples/disk-load.ts';
import { realisticLoad, takeFrom } from '../test/support/samples/realistic-load.ts';

const SAMPLES = Number(process.env.SAMPLES ?? 600);

const cpuMilliseconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

const report = (what: string, value: number, unit: string): void => {
  process.stdout.write(`${what.padEnd(40)} ${value.toFixed(3).padStart(10)} ${unit}\n`);
};

const measure = async (title: string, samples: readonly Sample[]): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'iotop-bench-'));
  process.stdout.write(`${title}\n`);
  try {
    const rows = samples.reduce((sum, { tasks }) => sum + tasks.length, 0);
    const writer = await RecordingWriter.open(folder);
    const before = process.cpuUsage();
    for (const sample of samples) {
      writer.append(sample);
      // As at 1 Hz: the block before is on disk when the next one is due.
      await new Promise(setImmediate);
    }
    await writer.close();
    const writing = cpuMilliseconds(before);
    const size = readdirSync(folder)
      .filter((name) => name.endsWith('.gz'))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

    const beforeReading = process.cpuUsage();
    const started = performance.now();
    let read = 0;
    for await (const sample of readSegments(await listSegments(folder)))
      read += sample.tasks.length;
    if (read !== rows) throw new Error(`read ${read} rows of ${rows}`);

    report('writing, CPU a sample', writing / SAMPLES, 'ms');
    report('  at 1 Hz, of one core', writing / SAMPLES / 10, '%');
    report('disk, an active task-sample', size / rows, 'bytes');
    report('disk, a day', ((size / SAMPLES) * 86_400) / 1e6, 'MB');
    report('reading, CPU a sample', cpuMilliseconds(beforeReading) / SAMPLES, 'ms');
    report('reading, time a sample', (performance.now() - started) / SAMPLES, 'ms');
  } finally {
    rmSync(folder, { recursive: true });
  }
};

await measure('tasks alone', takeFrom(realisticLoad(), SAMPLES));
await measure('with the block layer', takeFrom(watched(realisticLoad()), SAMPLES));
