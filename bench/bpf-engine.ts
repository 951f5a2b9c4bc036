/**
 * What does one pass of the BPF engine cost, and how near is that to the same iterator read from C?
 *
 * Prints CPU microseconds (user and system) a pass, least and median, of the engine and of bench/floor/task-iter.c, alternately, both told
 * all tasks; then of the engine told who ran, as it mostly is.
 * Needs root and a C compiler. The load, sleeping tasks, is whatever runs on the machine: see test/load/load.c.
 */
import { execFileSync } from 'node:child_process';
import { readBpfEnvironment } from '../src/kernel/sys/bpf/bpf-environment.ts';
import { systemClock } from '../src/kernel/sys/clock.ts';
import { openBpfEngine } from '../src/sampler/bpf/open.ts';
import { Passes } from '../src/sampler/live/passes.ts';
import { buildFloor } from './support/floor.ts';

const PASSES = 30;
const WARM_UP = 10;
const ROUNDS = 4;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const costs = (passes: Passes, told: 'all' | 'who ran', count: number): readonly number[] =>
  Array.from({ length: count }, () => {
    if (told === 'all') passes.readAllNext();
    const before = process.cpuUsage();
    passes.next();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });

const engine = openBpfEngine(readBpfEnvironment(), systemClock);
const passes = new Passes(engine);
passes.next();
process.stdout.write(`${passes.table.now.count} tasks; node ${process.version}\n`);
const floor = buildFloor();
if (floor.kind === 'absent') throw new Error(`no floor: ${floor.reason}`);
const [program, ...args] = floor.command;
costs(passes, 'all', WARM_UP);
const least = { engine: Number.POSITIVE_INFINITY, floor: Number.POSITIVE_INFINITY };
for (let round = 0; round < ROUNDS; round++) {
  const all = costs(passes, 'all', PASSES);
  const answer = execFileSync(program, [...args, '-n', String(PASSES)], { encoding: 'utf8' });
  const [floorLeast = Number.NaN, floorMedian] = answer.split(' ').map(Number);
  least.engine = Math.min(least.engine, ...all);
  least.floor = Math.min(least.floor, floorLeast);
  process.stdout.write(
    `all: engine ${Math.min(...all)} least ${median(all)} median; C ${floorLeast} least ${floorMedian} median (µs)\n`,
  );
}
process.stdout.write(`all: least engine / least C: ${(least.engine / least.floor).toFixed(2)}\n`);
costs(passes, 'who ran', WARM_UP);
const ran = costs(passes, 'who ran', PASSES);
process.stdout.write(`who ran: engine ${Math.min(...ran)} least ${median(ran)} median (µs)\n`);
engine.close();
