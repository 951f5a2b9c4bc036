/**
 * Prints the table of docs/accounting.md: known loads, and what iotop (both engines), Debian's iotop-c and pidstat say of them in the same run.
 *
 * Usage: node scripts/run-ts.mjs scripts/accuracy-table.ts
 * Needs root, a C compiler, iotop-c, sysstat and a built dist/iotop.js. Takes some 80 seconds; other loads on the machine do no harm.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { TaskEntry } from '../src/sample/sample.ts';
import { chargedTo, entriesOf, Monitor } from '../test/support/iotop/monitored.ts';
import { buildLoad, makeDiskFolder, startLoad } from '../test/support/load/load.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

type Row = {
  readonly what: string;
  readonly args: readonly (string | number)[];
  /** Tasks of the load by name; whoever else of them is charged something is a phantom, and counted. */
  readonly names: RegExp;
  readonly moved: 'read' | 'write';
};

const ROWS: readonly Row[] = [
  {
    what: 'one process writes 64 MiB directly, over 3 s',
    args: ['write', 64 * MIB, 'direct', 3],
    names: /^load(-write)?$/,
    moved: 'write',
  },
  {
    what: 'one process reads 64 MiB directly, over 3 s',
    args: ['read', 64 * MIB, 'direct', 3],
    names: /^load(-read)?$/,
    moved: 'read',
  },
  {
    what: '1,000 processes of 64 KiB within 2 s',
    args: ['short', 1000, 64 * KIB, 'buffered', 2],
    names: /^(load|short-\d+)$/,
    moved: 'write',
  },
  {
    what: '64 threads that each write 1 MiB and exit',
    args: ['threads', 64, MIB, 'direct'],
    names: /^(load|pool-\d+)$/,
    moved: 'write',
  },
  {
    what: '2,000 processes of 4 KiB a second, for 3 s',
    args: ['storm', 2000, 3, 4 * KIB],
    names: /^(load|storm)$/,
    moved: 'write',
  },
  {
    what: '16 MiB written to a file that is then deleted (net)',
    args: ['unlink', 16 * MIB],
    names: /^load(-unlink)?$/,
    moved: 'write',
  },
  {
    what: '32 MiB dirtied through a shared mapping',
    args: ['mmap', 32 * MIB],
    names: /^load(-mmap)?$/,
    moved: 'write',
  },
];

/** Lists of one second from the others: before the load, through it, and one after its end. */
const LISTS = 8;

const main = async (): Promise<void> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(program.reason);
  const folder = makeDiskFolder();
  try {
    console.log('| load | truly moved | iotop, bpf | iotop, taskstats | iotop-c | pidstat |');
    console.log('|---|--:|--:|--:|--:|--:|');
    for (const row of ROWS) console.log(await measured(row, program.path, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const measured = async (row: Row, program: string, folder: string): Promise<string> => {
  const load = await startLoad(program, row.args, folder);
  const monitors = [await Monitor.start('bpf', 1), await Monitor.start('taskstats', 1)];
  const others = [iotopC(row), pidstat(row)];
  // Their first lists are their baselines.
  await sleep(2500);
  load.step();
  const moved = await load.moved();
  const truth = moved.reduce((sum, task) => sum + netOf(task, row.moved), 0);
  const ours = await Promise.all(monitors.map(async (each) => sumOf(row, await each.caughtUp())));
  await Promise.all(monitors.map((each) => each.stop()));
  const theirs = await Promise.all(others);
  await load.end();
  const cells = [truth, ...ours, ...theirs].map((bytes) => inKib(bytes));
  return `| ${row.what} | ${cells.join(' | ')} |`;
};

const netOf = (
  task: { readBytes: number; writeBytes: number; cancelledWriteBytes: number },
  moved: Row['moved'],
): number => (moved === 'read' ? task.readBytes : task.writeBytes - task.cancelledWriteBytes);

const sumOf = (row: Row, samples: Parameters<typeof entriesOf>[0]): number => {
  const isOurs = ({ comm }: TaskEntry): boolean => row.names.test(comm);
  const { read, write, cancelledWrite } = chargedTo(entriesOf(samples, isOurs));
  return row.moved === 'read' ? read : Math.max(0, write - cancelledWrite);
};

/** Rates of one-second lists, added up: bytes. Its short names are that of the program, which is `load`, for every task. */
const iotopC = async (row: Row): Promise<number> => {
  const options = ['-b', '-k', '-o', '-qqq', '-d', '1', '-n', `${LISTS}`];
  const lines = await linesOf('iotop-c', options);
  let kib = 0;
  for (const line of lines) {
    const found = /^\s*\d+\s+\S+\s+\S+\s+([\d.]+) K\/s\s+([\d.]+) K\/s.*%\s+(.*)$/.exec(line);
    if (found !== null && row.names.test((found[3] ?? '').trim())) {
      kib += Number(found[row.moved === 'read' ? 1 : 2]);
    }
  }
  return kib * KIB;
};

const pidstat = async (row: Row): Promise<number> => {
  const lines = await linesOf('pidstat', ['-d', '1', `${LISTS}`]);
  let kib = 0;
  for (const line of lines) {
    const [time, , , read, write, cancelled, , ...command] = line.trim().split(/\s+/);
    if (!/^\d\d:/.test(time ?? '') || !row.names.test(command.join(' '))) continue;
    kib += row.moved === 'read' ? Number(read) : Number(write) - Number(cancelled);
  }
  return Math.max(0, kib) * KIB;
};

const linesOf = async (program: string, options: readonly string[]): Promise<readonly string[]> => {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await promisify(execFile)(program, options, { env, maxBuffer: 64 * MIB });
  return stdout.split('\n');
};

const inKib = (bytes: number): string => `${Math.round(bytes / KIB).toLocaleString('en-US')} KiB`;

await main();
