/** The laws of who had what written, on one file system, for every way to write. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';
import type { Monitor } from '../iotop/monitored.ts';
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
      const wrote: { pid: number; name: WriterName; bytes: number }[] = [];
      for (const [index, name] of (Object.keys(WRITERS) as WriterName[]).entries()) {
        const bytes = (pages - index) * PAGE;
        const pid = await runWriter(WRITERS[name], join(folder, `file-${index}`), bytes, folder);
        wrote.push({ pid, name, bytes });
      }
      syncAll(folder);
      const samples = await atRest(watching, device);

      // Where others start many tasks, two writers may have had one id.
      const pids = [...new Set(wrote.map(({ pid }) => pid))];
      const told = pids.map((pid) => {
        const ofIt = ({ tgid }: TaskEntry): boolean => tgid === pid;
        return sumOf(diskEntries(samples, device, ofIt), 'write');
      });
      const expected = pids.map((pid, index) => {
        const writers = wrote.filter((one) => one.pid === pid);
        const bytes = writers.reduce((sum, one) => sum + one.bytes, 0);
        const more = (told[index] ?? 0) - bytes;
        const syncs = writers.some(({ name }) => 'syncs' in WRITERS[name]);
        return syncs && more > 0 && more <= METADATA[fileSystem] ? bytes + more : bytes;
      });
      const names = pids.map((pid) => wrote.filter((one) => one.pid === pid).map(nameOf));
      expect(pids.map((_, i) => [names[i], told[i]])).toEqual(
        pids.map((_, i) => [names[i], expected[i]]),
      );

      const { asked, done } = accountsOf(samples, device).at(-1) ?? {};
      expect(asked).toEqual(done);
      expect(askedLost(samples)).toBe(0);
      expect(sumOf(ownerEntries(samples, device, ['before-iotop']), 'write')).toBe(0);
    },
  );

const nameOf = ({ name }: { readonly name: WriterName }): WriterName => name;

/** The journal may write once more just when a sample is taken: then the next one has it whole. */
const atRest = async (watching: Monitor, device: string): Promise<readonly Sample[]> => {
  for (let i = 0; i < LOOKS; i++) {
    const { asked, done } = accountsOf(await watching.caughtUp(), device).at(-1) ?? {};
    if (asked?.write === done?.write && asked?.read === done?.read) break;
  }
  return watching.samples;
};

const LOOKS = 5;
