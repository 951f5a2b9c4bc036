/**
 * What does one pass of the BPF engine cost, and how near is that to the same iterator read from C?
 *
 * Prints CPU microseconds (user and system) a pass, least and median, of the engine and of bench/floor/task-iter.c, alternately.
 * Needs root and a C compiler. The load, sleeping tasks, is whatever runs on the machine: see bench/load.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../src/kernel/abi/bpf-program/assemble.ts';
import { MAPS } from '../src/kernel/abi/bpf-program/maps.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
} from '../src/kernel/abi/bpf-program/task-fields.ts';
import { taskIterator } from '../src/kernel/abi/bpf-program/task-iterator.ts';
import { RECORD_LENGTH } from '../src/kernel/abi/bpf-program/task-record.ts';
import { readBtf } from '../src/kernel/abi/btf.ts';
import { readBpfEnvironment } from '../src/kernel/sys/bpf-environment.ts';
import { systemClock } from '../src/kernel/sys/clock.ts';
import { openBpfEngine } from '../src/sampler/bpf-engine-open.ts';
import type { Engine } from '../src/sampler/engine.ts';
import { newSnapshot } from '../src/sampler/snapshot.ts';

const PASSES = 30;
const WARM_UP = 10;
const ROUNDS = 4;

/** The program as the floor reads it: maps named by their index. */
const dumpProgram = (btfBytes: Uint8Array): Uint8Array => {
  const btf = readBtf(btfBytes, BTF_NAMES);
  const shapes = Object.values(MAPS);
  const indices = new Map(Object.keys(MAPS).map((name, index) => [name, index]));
  const code = assemble(taskIterator(locateFields(btf)), indices);
  const header = Uint32Array.of(
    attachPoints(btf).taskIterator ?? 0,
    RECORD_LENGTH,
    shapes.length,
    ...shapes.flatMap(({ kind, keySize, valueSize, entries }) => [
      kind,
      keySize,
      valueSize,
      entries,
    ]),
  );
  return new Uint8Array([...new Uint8Array(header.buffer), ...code]);
};

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

const environment = readBpfEnvironment();
const folder = mkdtempSync(join(tmpdir(), 'iotop-bench-'));
const dump = join(folder, 'program');
const floor = join(folder, 'task-iter');
writeFileSync(dump, dumpProgram(environment.btf ?? new Uint8Array()));
execFileSync('cc', ['-O2', '-o', floor, 'bench/floor/task-iter.c']);

const engine = openBpfEngine(environment, systemClock);
const snapshot = newSnapshot();
engine.readTasks(snapshot);
process.stdout.write(`${snapshot.count} tasks; node ${process.version}\n`);
passes(engine, WARM_UP);
const least = { engine: Number.POSITIVE_INFINITY, floor: Number.POSITIVE_INFINITY };
for (let round = 0; round < ROUNDS; round++) {
  const costs = passes(engine, PASSES);
  const [floorLeast = Number.NaN, floorMedian] = execFileSync(floor, [dump, String(PASSES)], {
    encoding: 'utf8',
  })
    .split(' ')
    .map(Number);
  least.engine = Math.min(least.engine, ...costs);
  least.floor = Math.min(least.floor, floorLeast);
  process.stdout.write(
    `engine ${Math.min(...costs)} least ${median(costs)} median; C ${floorLeast} least ${floorMedian} median (µs)\n`,
  );
}
process.stdout.write(`least engine / least C: ${(least.engine / least.floor).toFixed(2)}\n`);
engine.close();
rmSync(folder, { recursive: true });
