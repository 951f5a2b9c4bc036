/** Whose children tasks were that have ended, by each engine that hears of ends, held against what the shells say of themselves. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { readBpfEnvironment } from '../../src/kernel/sys/bpf/bpf-environment.ts';
import { systemClock } from '../../src/kernel/sys/clock.ts';
import { openBpfEngine } from '../../src/sampler/bpf/open.ts';
import type { Engine } from '../../src/sampler/engine.ts';
import { newSnapshot } from '../../src/sampler/table/snapshot.ts';
import { openTaskstatsEngine } from '../../src/sampler/taskstats/engine.ts';
import { underOwnName } from '../support/load/accuracy.ts';
import { buildLoad, makeDiskFolder, startLoad } from '../support/load/load.ts';
import { rowsOf, type SnapshotRow } from '../support/snapshots/snapshot-row.ts';
import { describeWith, type Need } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

const ENGINES: readonly (readonly [name: string, needs: readonly Need[], open: () => Engine])[] = [
  [
    'BPF',
    ['root', 'btf', 'init-pid-namespace', 'compiler'],
    () => openBpfEngine(readBpfEnvironment(), systemClock),
  ],
  [
    'taskstats',
    ['net-admin', 'taskstats', 'init-pid-namespace', 'init-network-namespace', 'compiler'],
    () => openTaskstatsEngine(systemClock),
  ],
];

/** Runs dd in the thread that runs this, and tells its id. */
const START_IN_THREAD = `const { parentPort, workerData } = require('node:worker_threads');
const { pid } = require('node:child_process').spawnSync('dd', workerData, { stdio: 'ignore' });
parentPort.postMessage(pid);`;

/** Commands of the loop. */
const COMMANDS = 40;

for (const [name, needs, open] of ENGINES) {
  describeWith(needs, `of tasks that ended, the ${name} engine`, () => {
    /** @param deed with the engine open and a folder on a disk @returns the ends it heard of, once they are enough */
    const endsDuring = async (
      deed: (folder: string) => Promise<void> | void,
      isEnough: (rows: readonly SnapshotRow[]) => boolean,
    ): Promise<readonly SnapshotRow[]> => {
      const engine = open();
      const folder = makeDiskFolder();
      const rows: SnapshotRow[] = [];
      try {
        engine.readTasks(newSnapshot());
        await deed(folder);
        await until(() => {
          const exits = newSnapshot();
          engine.takeExits(exits);
          rows.push(...rowsOf(exits));
          return isEnough(rows);
        });
        return rows;
      } finally {
        engine.close();
        rmSync(folder, { recursive: true });
      }
    };

    it('names the shell that started each command of a loop', async () => {
      let shell: number | undefined;
      let command = '';
      const ofLoop = (rows: readonly SnapshotRow[]) =>
        rows.filter(({ comm, write }) => comm === command && write > 0);
      const rows = await endsDuring(
        (folder) => {
          const ourDd = underOwnName('dd', folder);
          command = basename(ourDd);
          const dd = `${ourDd} if=/dev/zero of=${folder}/file bs=4k count=1 conv=fsync 2>/dev/null`;
          shell = Number(
            sh(`echo $$; i=0; while [ $i -lt ${COMMANDS} ]; do ${dd}; i=$((i+1)); done`),
          );
        },
        (some) => ofLoop(some).length >= COMMANDS,
      );
      expect(ofLoop(rows).map(({ ppid }) => ppid)).toEqual(Array(COMMANDS).fill(shell));
    });

    it('names, where who started a task ended before it, who adopted it', async () => {
      let orphan: readonly number[] = [];
      const rows = await endsDuring(
        (folder) => {
          // The inner shell goes on as dd; the outer one is long gone.
          const inner = `sleep 0.3; read -r pid name state parent rest < /proc/$$/stat; echo $$ $parent $1; exec dd if=/dev/zero of=${folder}/file bs=4k count=1 conv=fsync 2>/dev/null`;
          const outer = `sh -c '${inner}' sh $$ &`;
          orphan = sh(`sh -c "$1"; exit 0`, outer).trim().split(' ').map(Number);
        },
        (some) => some.some(({ tid }) => tid === orphan[0]),
      );
      const [pid, adopter, starter] = orphan;
      expect(adopter).not.toBe(starter);
      expect(rows.find(({ tid }) => tid === pid)?.ppid).toBe(adopter);
    });

    it('names the process, where a thread of it started the task', async () => {
      let pid = 0;
      const rows = await endsDuring(
        async (folder) => {
          const dd = ['if=/dev/zero', `of=${folder}/file`, 'bs=4k', 'count=1', 'conv=fsync'];
          const worker = new Worker(START_IN_THREAD, { eval: true, workerData: dd });
          [pid] = (await once(worker, 'message')) as [number];
        },
        (some) => some.some(({ tid }) => tid === pid),
      );
      expect(rows.find(({ tid }) => tid === pid)?.ppid).toBe(process.pid);
    });

    it("names of a thread its process's parent", async () => {
      let pid = 0;
      const program = buildLoad();
      if (program.kind === 'absent') throw new Error(program.reason);
      const rows = await endsDuring(
        async (folder) => {
          const load = await startLoad(program.path, ['threads', 4, 65_536, 'direct', 2], folder);
          pid = load.pid;
          load.step();
          await load.moved();
          await load.end();
        },
        (some) => some.filter(({ tid, tgid }) => tgid === pid && tid !== pid).length >= 4,
      );
      const threads = rows.filter(({ tid, tgid }) => tgid === pid && tid !== pid);
      expect(threads.map(({ ppid }) => ppid)).toEqual(threads.map(() => process.pid));
    });
  });
}

const sh = (script: string, ...words: readonly string[]): string =>
  spawnSync('sh', ['-c', script, 'sh', ...words], { encoding: 'utf8' }).stdout;
