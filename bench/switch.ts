/**
 * What does our program in sched_switch cost each switch of the machine, by the kernel's own count?
 *
 *   node scripts/run-ts.mjs bench/switch.ts [--quick] [--rounds 3]
 *
 * Two processes on one CPU hand a byte to and fro while iotop runs; the kernel counts the runs of its program and their time, the two
 * looks at the clock for that included. --quick is for CI: it shows that the benchmark still works, not what anything costs. Needs root
 * and a C compiler.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BpfArguments, closeDescriptor } from '../src/kernel/sys/bpf/bpf.ts';
import { compileC } from '../test/support/iotop/compile-c.ts';
import { machineFacts } from './support/machine.ts';
import { textTable } from './support/table.ts';
import { startWatched } from './support/watched.ts';

/** A byte goes there and back so often each round; each way is a switch. */
const FULL = { bytes: 400_000, rounds: 3 };
const QUICK = { bytes: 10_000, rounds: 1 };

/** Nanoseconds that a run may take. */
const AIM = 100;

/** What the kernel counted. */
type Count = { readonly runs: number; readonly nanoseconds: number };

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
  });
  const usual = values.quick ? QUICK : FULL;
  const rounds = Number(values.rounds ?? usual.rounds);
  console.log(`${machineFacts().join('\n')}\n`);
  const statistics = enableStatistics();
  const monitor = await startWatched(['-b', '-o', '--engine', 'bpf'], 'pipe');
  try {
    const counter = switchCounter(monitor.pid);
    const counts = Array.from({ length: rounds }, () => countRound(counter, usual.bytes));
    console.log(textTable(['round', 'runs', 'ns a run'], counts.map(rowOf)));
    console.log(values.quick ? '\nToo few runs for a verdict.' : `\n${verdictOn(counts)}`);
  } finally {
    await monitor.end();
    closeDescriptor(statistics);
  }
};

/**
 * As `sysctl kernel.bpf_stats_enabled=1`, but only for as long as the descriptor is open: ends with this process, however that ends.
 *
 * @throws Error when the kernel refuses (before Linux 5.8, or without root)
 */
const enableStatistics = (): number => {
  const fd = new BpfArguments(4).number(0, RUN_TIME).call(ENABLE_STATS);
  if (fd < 0) throw new Error('the kernel counts no runs for us: needs root and Linux 5.8');
  return fd;
};

/** Commands of bpf(2), include/uapi/linux/bpf.h. */
const ENABLE_STATS = 32;
const RUN_TIME = 0;

/**
 * What reads the count of the process's program in sched_switch.
 *
 * @throws Error when it has none
 */
const switchCounter = (pid: number): (() => Count) => {
  const folder = `/proc/${pid}/fdinfo`;
  const fields = (fd: string): ReadonlyMap<string, string> =>
    new Map(
      readFileSync(join(folder, fd), 'utf8')
        .split('\n')
        .map((line) => line.split(':\t') as [string, string]),
    );
  const fds = readdirSync(folder);
  const link = fds.map(fields).find((each) => each.get('tp_name') === 'sched_switch');
  const program = fds.find((fd) => {
    const found = fields(fd);
    return found.has('run_cnt') && found.get('prog_id') === link?.get('prog_id');
  });
  if (program === undefined) throw new Error('iotop has no program in sched_switch here');
  return () => {
    const found = fields(program);
    return { runs: Number(found.get('run_cnt')), nanoseconds: Number(found.get('run_time_ns')) };
  };
};

/** Counts what one round adds. @throws Error when there is no C compiler */
const countRound = (counter: () => Count, bytes: number): Count => {
  const load = compileC(join(import.meta.dirname, 'floor/switches.c'));
  if (load.kind === 'absent') throw new Error(`no load: ${load.reason}`);
  const before = counter();
  execFileSync(load.path, [String(bytes)], { stdio: 'ignore' });
  const after = counter();
  return {
    runs: after.runs - before.runs,
    nanoseconds: after.nanoseconds - before.nanoseconds,
  };
};

const rowOf = (count: Count, round: number): readonly string[] => [
  String(round + 1),
  count.runs.toLocaleString('en'),
  perRun(count).toFixed(1),
];

const perRun = ({ runs, nanoseconds }: Count): number => nanoseconds / runs;

const verdictOn = (counts: readonly Count[]): string => {
  const [least, most] = [Math.min, Math.max].map((of) => of(...counts.map(perRun)));
  const verdict = (most ?? Number.NaN) <= AIM ? 'held' : 'not held';
  return `${least?.toFixed(0)} to ${most?.toFixed(0)} ns a run; aim: at most ${AIM}: ${verdict}.`;
};

await main();
