/** What the accuracy suites share: the engines, a folder on a disk, the load generator, programs under names of their own. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { EngineName } from '../../src/sample/sample.ts';
import { buildLoad, type Load, makeDiskFolder, startLoad } from './load.ts';
import { loopDevice } from './loop-device.ts';
import { Monitor } from './monitored.ts';
import { describeWith, type Need } from './requires.ts';

/** The engines that see tasks end, and what they need. */
const NEEDS = {
  bpf: ['root', 'btf', 'init-pid-namespace', 'c-compiler'],
  taskstats: ['net-admin', 'taskstats', 'init-pid-namespace', 'c-compiler'],
} as const satisfies Partial<Record<EngineName, readonly Need[]>>;

export type ExactEngine = keyof typeof NEEDS;

export type Bench = {
  readonly engine: ExactEngine;
  readonly folder: string;
  /** Starts a monitor that ends with the test. */
  readonly watch: (seconds?: number) => Promise<Monitor>;
  /** Starts a load that ends with the test. */
  readonly load: (...args: readonly (string | number)[]) => Promise<Load>;
};

/** The suite once for each engine that counts everything, each with a folder of its own on a disk. */
export const describeAccuracy = (name: string, body: (bench: Bench) => void): void => {
  for (const engine of Object.keys(NEEDS) as ExactEngine[]) {
    describeWith(NEEDS[engine], `${name}, ${engine}`, () => {
      const folder = makeDiskFolder();
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      body({
        engine,
        folder,
        watch: (seconds) => watchWith(engine, seconds),
        load: (...args) => loadIn(folder, args),
      });
    });
  }
};

export const watchWith = async (engine: EngineName, seconds?: number): Promise<Monitor> => {
  const monitor = await Monitor.start(engine, seconds);
  onTestFinished(() => monitor.stop());
  return monitor;
};

export const loadIn = async (folder: string, args: readonly (string | number)[]): Promise<Load> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(program.reason);
  const load = await startLoad(program.path, args, folder);
  onTestFinished(() => load.end());
  return load;
};

/** A link to an installed program, so that its tasks bear a name nobody else's have. At most 15 letters. */
export const underOwnName = (tool: string, folder: string): string => {
  const path = join(folder, `${basename(tool)}-${process.pid % 100_000}`);
  if (!existsSync(path)) {
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), path);
  }
  return path;
};

/**
 * A block device that goes with the test. Through a file system, one writer in some hundreds is charged a block of metadata too (a write of the
 * inode table that the journal has let go of): true, but not what was asked for.
 */
export const loopDisk = (mebibytes: number): string => {
  const disk = loopDevice(mebibytes);
  onTestFinished(() => disk.remove());
  return disk.path;
};

export const KIB = 1024;
export const MIB = 1024 * KIB;
