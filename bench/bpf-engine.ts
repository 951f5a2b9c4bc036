/**
 * What does one pass of the BPF engine cost, and how near is that to the same iterator read from C?
 *
 * Prints CPU microseconds (user and system) a pass, least and median, of the engine and of bench/floor/task-iter.c, alternately.
 * Needs root and a C compiler. The load, sleeping tasks, is whatever runs on the machine: see test/load/load.c.
 */
import { execFileSync } from 'node:child_process';
import { readBpfEnvironment } from '../src/kernel/sys/bpf-environment.ts';
import { systemClock } from '../src/kernel/sys/clock.ts';
import { openBpfEngine } from '../src/sampler/bpf-engine-open.ts';
import type { Engine } from '../src/sampler/engine.ts';
import { newSnapshot } from '../src/sampler/snapshot.ts';
import { buildFloor } from './floor.ts';

const PASSES = 30;
const WARM_UP = 10;
const ROUNDS = 4;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const passes = (engine: Engine, count: number): readonly number[] => {
  const snapshot = newSnapshot();
  return Array.from({ length: count }, () => {
    const before = process.cpuUsage();
    engine.readTasks(snapshot);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
};

const floor = buildFloor();
if (floor.kind === 'absent') throw new Error(`no floor: ${floor.reason}`);
const [program, ...args] = floor.command;

const engine = openBpfEngine(readBpfEnvironment(), systemClock);
const snapshot = newSnapshot();
engine.readTasks(snapshot);
process.stdout.write(`${snapshot.count} tasks; node ${process.version}\n`);
passes(engine, WARM_UP);
const least = { engine: Number.POSITIVE_INFINITY, floor: Number.POSITIVE_INFINITY };
for (let round = 0; round < ROUNDS; round++) {
  const costs = passes(engine, PASSES);
  const answer = execFileSync(program, [...args, '-n', String(PASSES)], { encoding: 'utf8' });
  const [floorLeast = Number.NaN, floorMedian] = answer.split(' ').map(Number);
  least.engine = Math.min(least.engine, ...costs);
  least.floor = Math.min(least.floor, floorLeast);
  process.stdout.write(
    `engine ${Math.min(...costs)} least ${median(costs)} median; C ${floorLeast} least ${floorMedian} median (µs)\n`,
  );
}
process.stdout.write(`least engine / least C: ${(least.engine / least.floor).toFixed(2)}\n`);
engine.close();
