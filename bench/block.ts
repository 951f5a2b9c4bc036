/**
 * What do our programs in the block layer cost each request and each dirtied folio, by the kernel's own count?
 *
 *   node scripts/run-ts.mjs bench/block.ts [--quick]
 *
 * fio reads, writes past the cache and writes into it while iotop runs; the kernel counts the runs of each program and their time. Its two looks
 * at the clock are part of each run; net is without them. --quick is for CI: it shows that the benchmark still works, not what anything costs. Needs root and fio.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDescriptor } from '../src/kernel/sys/bpf/bpf.ts';
import { enableStatistics, perRun, type RunCount, runsOf, since } from './support/bpf-runs.ts';
import { machineFacts } from './support/machine.ts';
import { textTable } from './support/table.ts';
import { startWatched } from './support/watched.ts';

const LOADS = [
  {
    name: 'read, direct, 32 deep',
    options: ['rw=randread', 'direct=1', 'iodepth=32', 'ioengine=libaio'],
  },
  {
    name: 'write, direct, 32 deep',
    options: ['rw=randwrite', 'direct=1', 'iodepth=32', 'ioengine=libaio'],
  },
  {
    name: 'write into the cache, then fsync',
    options: ['rw=randwrite', 'ioengine=psync', 'end_fsync=1'],
  },
] as const;

/** ns: two looks at the clock, and no more; as an empty program shows on the machine of bench/README.md. */
const LOOKING = 85;

/** ns, net. */
const AIM = { request: 400, folio: 250 };

/** What runs once for each request, one after the other. */
const OF_REQUEST = [
  'block_bio_queue',
  'block_io_start',
  'block_rq_issue',
  'block_io_done',
  'block_rq_complete',
];
const OF_FOLIO = ['writeback_dirty_folio', 'writeback_dirty_page'];

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  console.log(`${machineFacts().join('\n')}\n`);
  const statistics = enableStatistics();
  const folder = mkdtempSync(join(tmpdir(), 'iotop-block-'));
  const monitor = await startWatched(['-b', '-o', '--engine', 'bpf'], 'pipe');
  try {
    for (const { name, options } of LOADS) {
      const before = runsOf(monitor.pid);
      load(folder, options, values.quick ? 1 : 5);
      const counts = new Map(
        [...runsOf(monitor.pid)].map(([at, count]) => [at, since(before.get(at), count)]),
      );
      console.log(`${name}\n${tableOf(counts)}\n`);
    }
  } finally {
    await monitor.end();
    closeDescriptor(statistics);
    rmSync(folder, { recursive: true });
  }
};

const load = (folder: string, options: readonly string[], seconds: number): void => {
  const common = ['name=block', 'bs=4k', 'size=64m', `runtime=${seconds}`, 'time_based'];
  execFileSync(
    'fio',
    [...common, ...options].map((option) => `--${option}`),
    {
      cwd: folder,
      stdio: 'ignore',
    },
  );
};

const tableOf = (counts: ReadonlyMap<string, RunCount>): string => {
  const seen = (names: readonly string[]) => names.filter((at) => (counts.get(at)?.runs ?? 0) > 0);
  const rows = seen([...OF_REQUEST, ...OF_FOLIO]).map((at) => {
    const count = counts.get(at) as RunCount;
    const gross = perRun(count);
    return [at, count.runs.toLocaleString('en'), gross.toFixed(0), (gross - LOOKING).toFixed(0)];
  });
  const sum = (names: readonly string[]): number =>
    seen(names).reduce((total, at) => total + perRun(counts.get(at) as RunCount) - LOOKING, 0);
  const verdict = [
    `a request ${sum(OF_REQUEST).toFixed(0)} ns net (aim ${AIM.request})`,
    ...(seen(OF_FOLIO).length === 0
      ? []
      : [`a folio ${sum(OF_FOLIO).toFixed(0)} (aim ${AIM.folio})`]),
  ];
  return `${textTable(['', 'runs', 'ns a run', 'net'], rows)}\n${verdict.join(', ')}`;
};

await main();
