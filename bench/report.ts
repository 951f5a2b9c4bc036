/**
 * What does a report over a day cost? A day at 1 Hz with 100 active tasks (test/support/samples/realistic-load.ts), and a jump into it.
 *
 *   HOURS=24 node scripts/run-ts.mjs bench/report.ts
 *
 * The recording is made once and kept in DIR, when DIR is given.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { milliseconds } from '../src/lib/units.ts';
import { RangeTotals } from '../src/model/range/range-report.ts';
import { listSegments } from '../src/record/read/folder.ts';
import { readSegments } from '../src/record/read/reader.ts';
import { RecordingWriter } from '../src/record/write/writer.ts';
import { realisticLoad } from '../test/support/samples/realistic-load.ts';

const HOURS = Number(process.env.HOURS ?? 1);
const START = Date.UTC(2026, 10, 23, 3);

const print = (what: string, value: number, unit: string): void => {
  process.stdout.write(`${what.padEnd(34)} ${value.toFixed(2).padStart(10)} ${unit}\n`);
};

const makeRecording = async (folder: string): Promise<void> => {
  const writer = await RecordingWriter.open(folder, { sync: 'never' });
  let left = HOURS * 3600;
  for (const sample of realisticLoad({ start: START })) {
    writer.append(sample);
    if (left % 60 === 0) await writer.settled();
    left -= 1;
    if (left === 0) break;
  }
  await writer.close();
};

const measureReport = async (folder: string): Promise<void> => {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const totals = new RangeTotals({ by: 'process' });
  for await (const sample of readSegments(await listSegments(folder))) totals.add(sample);
  const { samples, rows } = totals.result(10);
  const { user, system } = process.cpuUsage(cpu);
  print(`report over ${samples} samples`, (performance.now() - begun) / 1000, 's');
  print('  CPU', (user + system) / 1e6, 's');
  print('  a sample', (performance.now() - begun) / samples, 'ms');
  print('  largest memory (RSS)', process.resourceUsage().maxRSS / 1024, 'MiB');
  if (rows.length !== 10) throw new Error(`a report of ${rows.length} rows`);
};

const measureJump = async (folder: string): Promise<void> => {
  const begun = performance.now();
  const at = milliseconds(START + HOURS * 1_800_000);
  for await (const { wallTime } of readSegments(await listSegments(folder), { from: at })) {
    print('first sample at a time', performance.now() - begun, 'ms');
    if (wallTime < at) throw new Error('a sample before the time asked for');
    return;
  }
};

const folder = process.env.DIR ?? mkdtempSync(join(tmpdir(), 'iotop-bench-'));
try {
  if (!existsSync(folder) || readdirSync(folder).length === 0) await makeRecording(folder);
  const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
  print('recording', sizes.reduce((sum, size) => sum + size, 0) / 1e6, 'MB');
  await measureJump(folder);
  await measureReport(folder);
} finally {
  if (process.env.DIR === undefined) rmSync(folder, { recursive: true });
}
