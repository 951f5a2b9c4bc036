import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/lib/text.ts';
import { bytes } from '../../src/lib/units.ts';
import type { Sample } from '../../src/sample/sample.ts';
import { record } from '../support/recordings/recordings.ts';
import { watched } from '../support/samples/disk-load.ts';
import { realisticLoad, takeFrom, takeSamples } from '../support/samples/realistic-load.ts';
import { task } from '../support/samples/stream-samples.ts';
import { itWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const hostile = task({
  comm: decodeText(Uint8Array.of(0x22, 0x1b, 0x0a, 0x9b, 0xff)),
  write: bytes(99),
});
const samples = takeSamples(60, { start: Date.UTC(2026, 10, 23, 3, 59, 30) }).map((sample) => ({
  ...sample,
  tasks: [hostile, ...sample.tasks],
}));

/** Bytes written, by comm as the stream shows it. */
const written = (): Record<string, number> => {
  const sums = new Map<string, number>();
  for (const { comm, write } of samples.flatMap(({ tasks }: Sample) => tasks)) {
    const shown = comm.replace(/[\ud800-\udfff]/gu, '\ufffd');
    sums.set(shown, (sums.get(shown) ?? 0) + (write ?? 0));
  }
  return Object.fromEntries(sums);
};

/** Two segments: the samples go past an hour. */
const recording = async (): Promise<string> => {
  const folder = temporaryFolder();
  await record(folder, samples);
  return folder;
};

const DUCKDB = '@duckdb/node-api';
/** Its packages cannot be locked everywhere; the test installs it into the clone's own packages, once. */
const duckdbFolder = (): string | undefined => {
  const folder = resolve('node_modules/.cache/iotop-duckdb');
  if (!existsSync(join(folder, 'node_modules', DUCKDB))) {
    mkdirSync(folder, { recursive: true });
    const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, DUCKDB];
    if (spawnSync('npm', install, { timeout: 60_000 }).status !== 0) return undefined;
  }
  return folder;
};

describe('a recording as it lies', () => {
  itWith(['jq'], 'is read by zcat and jq', async () => {
    const query = '[.[].tasks[]] | group_by(.comm) | map([.[0].comm, (map(.write // 0) | add)])';
    const out = execFileSync('sh', [
      '-c',
      'zcat "$0"/*.gz | jq -sc "$1"',
      await recording(),
      query,
    ]);
    expect(Object.fromEntries(JSON.parse(out.toString()))).toEqual(written());
  });

  itWith(['jq'], 'says by zcat and jq for whom the disks wrote', async () => {
    const asked = takeFrom(watched(realisticLoad()), 40);
    const folder = temporaryFolder();
    await record(folder, asked);
    const query =
      /jq -c '(\.tasks\[\].*diskWrite.*)'/.exec(readFileSync('docs/recording.md', 'utf8'))?.[1] ??
      '';
    const out = execFileSync('sh', ['-c', 'zcat "$0"/*.gz | jq -c "$1"', folder, query]);
    const wrote = asked.flatMap(({ tasks }) => tasks).filter(({ diskWrite = 0 }) => diskWrite > 0);
    expect(wrote.length).toBeGreaterThan(100);
    expect(
      out
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(wrote.map(({ tid, comm, diskWrite }) => [tid, comm, diskWrite]));
  });

  itWith(['python'], "is read by Python's gzip", async () => {
    const program = `
import collections, glob, gzip, json, sys
sums = collections.Counter()
for path in sorted(glob.glob(sys.argv[1] + '/*.gz')):
    for line in gzip.open(path, 'rt', encoding='utf-8', errors='strict'):
        for task in json.loads(line)['tasks']:
            sums[task['comm']] += task.get('write') or 0
print(json.dumps(list(sums.items())))`;
    const out = execFileSync('python3', ['-c', program, await recording()]);
    expect(Object.fromEntries(JSON.parse(out.toString()))).toEqual(written());
  });

  it('is read by DuckDB', async ({ skip }) => {
    const installed = duckdbFolder();
    if (installed === undefined) return skip(`npm could not install ${DUCKDB}`);
    const load = createRequire(join(installed, 'package.json'));
    const { DuckDBInstance } = load(DUCKDB) as {
      DuckDBInstance: { create(): Promise<{ connect(): Promise<DuckConnection> }> };
    };
    const connection = await (await DuckDBInstance.create()).connect();
    const rows = await connection.runAndReadAll(`
      SELECT task.comm, coalesce(sum(task.write), 0)::DOUBLE AS written
      FROM (SELECT unnest(tasks) AS task FROM read_json('${await recording()}/*.gz'))
      GROUP BY ALL`);
    expect(Object.fromEntries(rows.getRows())).toEqual(written());
  });
});

type DuckConnection = {
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>;
};
