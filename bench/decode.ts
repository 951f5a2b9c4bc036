/**
 * What CPU does a line of the stream cost to read? By the scanner of our own lines and by the decoder of anybody's, of tasks without and with what
 * the block layer tells (test/support/samples/disk-load.ts), round by round.
 *
 *   node scripts/run-ts.mjs bench/decode.ts
 *
 * SCANNER=FILE: another build's `LineScanner` beside it (esbuild src/sample/stream/fast/scan-line.ts --bundle --format=esm).
 */
import { resolve } from 'node:path';
import type { Sample } from '../src/sample/sample.ts';
import { decodeSample } from '../src/sample/stream/decode.ts';
import { encodeSample, encodeSparse } from '../src/sample/stream/encode.ts';
import { LineScanner } from '../src/sample/stream/fast/scan-line.ts';
import { watched } from '../test/support/samples/disk-load.ts';
import { realisticLoad, takeFrom } from '../test/support/samples/realistic-load.ts';

const SAMPLES = Number(process.env.SAMPLES ?? 600);
const ROUNDS = Number(process.env.ROUNDS ?? 9);

type Read = (line: Buffer) => Sample | undefined;

const byScanner = (scanner: Pick<LineScanner, 'scan'>): Read => {
  return (line) => scanner.scan(line, 0, line.length);
};

const alone = takeFrom(realisticLoad(), SAMPLES);
const asked = takeFrom(watched(realisticLoad()), SAMPLES);
const sparse = (sample: Sample): string => encodeSparse(sample, (task) => task);
const LINES = {
  'tasks alone': alone.map(encodeSample),
  'with the block layer': asked.map(encodeSample),
  'tasks alone, sparse': alone.map(sparse),
  'with the block layer, sparse': asked.map(sparse),
};

const readers: { readonly [name: string]: Read } = {
  scanner: byScanner(new LineScanner()),
  ...(process.env.SCANNER && {
    'scanner of SCANNER': byScanner(
      new (
        (await import(resolve(process.env.SCANNER))) as { LineScanner: typeof LineScanner }
      ).LineScanner(),
    ),
  }),
  decoder: (line) => decodeSample(line.toString('utf8')),
};

const times = new Map<string, number[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const [kind, texts] of Object.entries(LINES)) {
    const lines = texts.map((text) => Buffer.from(text));
    const order = Object.entries(readers);
    for (const [name, read] of round % 2 === 0 ? order : order.reverse()) {
      const begun = process.cpuUsage();
      let tasks = 0;
      let declined = 0;
      for (const line of lines) {
        const sample = read(line);
        if (sample === undefined) declined += 1;
        else tasks += sample.tasks.length;
      }
      const what = `${kind}, ${name}${declined > 0 ? ` (declined ${declined})` : ''}`;
      const { user, system } = process.cpuUsage(begun);
      const each = ((user + system) / Math.max(1, tasks)) * 1e3;
      times.set(what, [...(times.get(what) ?? []), each]);
    }
  }
}
for (const [what, all] of times) {
  const sorted = all.sort((a, b) => a - b);
  const [least, median] = [sorted[0] as number, sorted[sorted.length >> 1] as number];
  process.stdout.write(
    `${what.padEnd(44)} ${least.toFixed(0).padStart(6)} ns a task at least, ${median.toFixed(0).padStart(6)} median\n`,
  );
}
