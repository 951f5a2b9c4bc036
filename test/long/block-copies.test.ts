/** Files that share blocks, and folios that are larger than what is written of them: the device writes less than tasks are charged for, and ours says so. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { diskEntries, sumOf } from '../support/block/asked.ts';
import { BLOCK_NEEDS, fileSystemForTest, watchBlocks } from '../support/block/watching.ts';
import { PAGE, runToEnd, syncAll, WRITERS } from '../support/block/writers.ts';
import { chargedTo, entriesOf } from '../support/iotop/monitored.ts';
import { MIB } from '../support/load/accuracy.ts';
import { FILE_SYSTEMS } from '../support/load/file-system.ts';
import { buildLoad, startLoad } from '../support/load/load.ts';
import { describeWith, itWith } from '../support/test-run/requires.ts';

const REWRITES = 200;

describeWith(BLOCK_NEEDS, 'the device of files that share blocks', () => {
  for (const name of ['xfs', 'btrfs'] as const) {
    itWith(
      FILE_SYSTEMS[name],
      `${name}: is asked for no data by a copy that shares them, and by who then changes it for that part alone`,
      async () => {
        const { folder, device } = await fileSystemForTest(name);
        const file = join(folder, 'file');
        const copy = join(folder, 'copy');
        await runToEnd(WRITERS.buffered.command(file, 16 * MIB), folder);
        syncAll(folder);
        const watching = await watchBlocks();
        const copier = await runToEnd(['cp', '--reflink=always', file, copy], folder);
        const [program = '', ...args] = WRITERS.buffered.command(copy, 2 * MIB);
        const there = ['conv=notrunc', 'oflag=seek_bytes', `seek=${4 * MIB}`];
        const changer = await runToEnd([program, ...args, ...there], folder);
        syncAll(folder);
        const samples = await watching.caughtUp();
        const written = (pid: number): number =>
          sumOf(
            diskEntries(samples, device, ({ tgid }) => tgid === pid),
            'write',
          );
        expect(written(copier)).toBeLessThanOrEqual(MIB);
        expect(written(changer)).toBe(2 * MIB);
      },
    );
  }

  for (const name of ['ext4', 'xfs'] as const) {
    itWith(
      [...FILE_SYSTEMS[name], 'compiler'],
      `${name}: writes ${REWRITES} pages of large folios, whatever the task is charged for them`,
      async () => {
        const { folder, device, moved } = await fileSystemForTest(name);
        const program = buildLoad();
        if (program.kind === 'absent') throw new Error(program.reason);
        const load = await startLoad(program.path, ['rewrite', REWRITES, 64 * MIB], folder);
        try {
          const watching = await watchBlocks();
          const before = moved().write;
          load.step();
          const [truth] = await load.moved();
          const samples = await watching.caughtUp();
          const all = moved().write - before;
          const isIt = ({ tid }: { tid: number }): boolean => tid === truth?.tid;
          const written = sumOf(diskEntries(samples, device, isIt), 'write');
          expect(chargedTo(entriesOf(samples, isIt)).write).toBe(truth?.writeBytes);
          expect(written).toBeGreaterThanOrEqual(REWRITES * PAGE);
          expect(written).toBeLessThanOrEqual(all);
          expect(written).toBeLessThanOrEqual(1.5 * REWRITES * PAGE);
        } finally {
          await load.end();
        }
      },
    );
  }
});
