/** What the accuracy suites share: the engines, a folder on a disk, the load generator, programs under names of their own. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, it, onTestFinished } from 'vitest';
import type { EngineName, Sample } from '../../../src/sample/sample.ts';
import { Monitor } from '../iotop/monitored.ts';
import { describeWith, excuseFor, type Need } from '../test-run/requires.ts';
import { buildLoad, type Load, makeDiskFolder, startLoad } from './load.ts';
import { loopDevice } from './loop-device.ts';

/** What each engine needs, and a load for it. */
export const ENGINE_NEEDS = {
  bpf: ['root', 'btf', 'init-pid-namespace', 'compiler'],
  taskstats: ['net-admin', 'taskstats', 'init-pid-namespace', 'compiler'],
  procfs: ['root', 'compiler'],
} as const satisfies Readonly<Record<EngineName, readonly Need[]>>;

/** The engines that see tasks end. */
const EXACT = ['bpf', 'taskstats'] as const satisfies readonly EngineName[];

/** What one engine reported. */
export type Seen = { readonly engine: EngineName; readonly samples: readonly Sample[] };

/** One load, watched by every engine at once: what they say can be held against each other too. */
export type Watch = {
  /** Everything up to now, by engine. */
  readonly caughtUp: () => Promise<readonly Seen[]>;
};

export type Bench = {
  readonly engines: readonly EngineName[];
  readonly folder: string;
  /** Starts the monitors; they end with the test. @param seconds their interval */
  readonly watch: (seconds?: number) => Promise<Watch>;
  /** Starts a load that ends with the test. */
  readonly load: (...args: readonly (string | number)[]) => Promise<Load>;
  /** The same in another folder. */
  readonly loadIn: (folder: string, ...args: readonly (string | number)[]) => Promise<Load>;
};

/** A suite under all those engines that work here, in a folder of its own on a disk. The others are skipped, each with its reason. */
export const describeAccuracy = (
  name: string,
  body: (bench: Bench) => void,
  candidates: readonly EngineName[] = EXACT,
): void => {
  const engines = candidates.filter((engine) => excuseFor(ENGINE_NEEDS[engine]) === undefined);
  for (const engine of candidates) {
    if (!engines.includes(engine))
      describeWith(ENGINE_NEEDS[engine], `${name}: ${engine}`, skipped);
  }
  if (engines.length === 0) return;
  describe(`${name}: ${engines.join(', ')}`, () => {
    const folder = makeDiskFolder();
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    body({
      engines,
      folder,
      watch: (seconds) => watchWith(engines, seconds),
      load: (...args) => loadIn(folder, args),
      loadIn: (other, ...args) => loadIn(other, args),
    });
  });
};

const skipped = (): void => it('adds up', () => undefined);

const watchWith = async (engines: readonly EngineName[], seconds?: number): Promise<Watch> => {
  const monitors = await Promise.all(engines.map((engine) => Monitor.start(engine, seconds)));
  for (const monitor of monitors) onTestFinished(() => monitor.stop());
  return {
    caughtUp: () =>
      Promise.all(
        monitors.map(async (monitor, index) => ({
          engine: engines[index] as EngineName,
          samples: await monitor.caughtUp(),
        })),
      ),
  };
};

const loadIn = async (folder: string, args: readonly (string | number)[]): Promise<Load> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(program.reason);
  const load = await startLoad(program.path, args, folder);
  onTestFinished(() => load.end());
  return load;
};

/**
 * A link to an installed program, so that its tasks bear a name nobody else's have. At most 15 letters.
 *
 * It is run once: the first run is charged for fetching the program from the disk, and for noting when the new link was used.
 */
export const underOwnName = (tool: string, folder: string): string => {
  const path = join(folder, `${basename(tool)}-${process.pid % 100_000}`);
  if (!existsSync(path)) {
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), path);
    // Used in the very tick it was made, it would be noted again.
    execFileSync('sleep', ['0.05']);
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    execFileSync('sync');
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
