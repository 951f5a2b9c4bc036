/** The laws of who had what written, on one file system, for every way to write. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { KIB, MIB } from '../load/accuracy.ts';
import { FILE_SYSTEMS } from '../load/file-system.ts';
import { itWith } from '../test-run/requires.ts';
import { accountsOf, askedLost, diskEntries, ownerEntries, sumOf } from './asked.ts';
import { fileSystemForTest, watchBlocks } from './watching.ts';
import { PAGE, runWriter, syncAll, WRITERS, type WriterName } from './writers.ts';

/** Metadata that a task that syncs writes itself beside its data, at most. */
const METADATA = { ext4: 0, xfs: 64 * KIB, btrfs: MIB } as const;

/** @param pages that each writer writes; the first one more than the next, so that no two are alike */
export const itKnowsWriters = (fileSystem: keyof typeof METADATA, pages: number): void =>
  itWith(
    [...FILE_SYSTEMS[fileSystem], 'fio'],
    `${fileSystem}: each writer has written by the device what it wrote, to the page, and the device did no more than all asked for`,
    async () => {
      const { folder, device } = await fileSystemForTest(fileSystem);
      const watching = await watchBlocks();
      const wrote = new Map<number, { name: WriterName; bytes: number }>();
      for (const [index, name] of (Object.keys(WRITERS) as WriterName[]).entries()) {
        const bytes = (pages - index) * PAGE;
        const pid = await runWriter(WRITERS[name], join(folder, `file-${index}`), bytes, folder);
        wrote.set(pid, { name, bytes });
      }
      syncAll(folder);
      const samples = await watching.caughtUp();

      const told = [...wrote].map(([pid, { name }]) => {
        const ofIt = ({ tgid }: TaskEntry): boolean => tgid === pid;
        return { name, bytes: sumOf(diskEntries(samples, device, ofIt), 'write') };
      });
      const expected = [...wrote.values()].map(({ name, bytes }, index) => {
        const more = (told[index]?.bytes ?? 0) - bytes;
        const isMetadata = 'syncs' in WRITERS[name] && more > 0 && more <= METADATA[fileSystem];
        return { name, bytes: isMetadata ? bytes + more : bytes };
      });
      expect(told).toEqual(expected);

      const { asked, done } = accountsOf(samples, device).at(-1) ?? {};
      expect(asked).toEqual(done);
      expect(askedLost(samples)).toBe(0);
      expect(sumOf(ownerEntries(samples, device, ['before-iotop']), 'write')).toBe(0);
    },
  );
