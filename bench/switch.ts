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
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDescriptor } from '../src/kernel/sys/bpf/bpf.ts';
import { compileC } from '../test/support/iotop/compile-c.ts';
import { enableStatistics, perRun, type RunCount, runsOf, since } from './support/bpf-runs.ts';
import { machineFacts } from './support/machine.ts';
import { textTable } from './support/table.ts';
import { startWatched } from './support/watched.ts';

/** A byte goes there and back so often each round; each way is a switch. */
const FULL = { bytes: 400_000, rounds: 3 };
const QUICK = { bytes: 10_000, rounds: 1 };

/** Nanoseconds that a run may take. */
const AIM = 100;

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

/** @throws Error when iotop has no program there */
const switchCounter = (pid: number): (() => RunCount) => {
  const counter = () => runsOf(pid).get('sched_switch');
  if (counter() === undefined) throw new Error('iotop has no program in sched_switch here');
  return () => counter() as RunCount;
};

/** Counts what one round adds. @throws Error when there is no C compiler */
const countRound = (counter: () => RunCount, bytes: number): RunCount => {
  const load = compileC(join(import.meta.dirname, 'floor/switches.c'));
  if (load.kind === 'absent') throw new Error(`no load: ${load.reason}`);
  const before = counter();
  execFileSync(load.path, [String(bytes)], { stdio: 'ignore' });
  return since(before, counter());
};

const rowOf = (count: RunCount, round: number): readonly string[] => [
  String(round + 1),
  count.runs.toLocaleString('en'),
  perRun(count).toFixed(1),
];

const verdictOn = (counts: readonly RunCount[]): string => {
  const [least, most] = [Math.min, Math.max].map((of) => of(...counts.map(perRun)));
  const verdict = (most ?? Number.NaN) <= AIM ? 'held' : 'not held';
  return `${least?.toFixed(0)} to ${most?.toFixed(0)} ns a run; aim: at most ${AIM}: ${verdict}.`;
};

await main();
