/** The same loads on every file system: both engines say what the kernel charged each task, and each task that works in its stead. */
import { readFileSync } from 'node:fs';
import { expect, onTestFinished } from 'vitest';
import type { EngineName } from '../../src/sample/sample.ts';
import { type Charged, chargedTo, entriesOf } from '../support/iotop/monitored.ts';
import { type Bench, describeAccuracy, KIB, MIB, type Seen } from '../support/load/accuracy.ts';
import {
  FILE_SYSTEMS,
  type FileSystem,
  type FileSystemName,
  makeFileSystem,
} from '../support/load/file-system.ts';
import type { MovedByTask } from '../support/load/load.ts';
import { itWith } from '../support/test-run/requires.ts';

const LOADS = [
  ['write', 8 * MIB, 'direct'],
  ['write', 6 * MIB, 'buffered'],
  ['mmap', 4 * MIB],
  ['threads', 4, MIB, 'direct'],
  ['unlink', 4 * MIB],
  ['read', 8 * MIB, 'direct'],
  ['read', 6 * MIB, 'buffered'],
] as const;

describeAccuracy('file systems', (bench) => {
  for (const name of ['ext4', 'xfs', 'btrfs', 'overlay'] as const) {
    onFileSystem(
      name,
      'charges tasks what they moved, and the kworker of the loop device',
      async (fileSystem) => {
        const watching = await bench.watch(0.5);
        const truths = await runLoads(bench, fileSystem.folder);
        const seen = await watching.caughtUp();
        const asked = { read: 0, write: 0 };
        for (const task of truths) {
          const isReader = task.comm === 'load-read';
          const isUnlinker = task.comm === 'load-unlink';
          expect(isReader ? task.readBytes : task.writeBytes).toBeGreaterThanOrEqual(task.asked);
          expect(task.cancelledWriteBytes).toBe(isUnlinker ? task.asked : 0);
          if (!isUnlinker) asked[isReader ? 'read' : 'write'] += task.asked;
        }
        expectToldAsCharged(seen, truths);
        for (const { engine, samples } of seen) {
          const { read, write } = chargedTo(
            entriesOf(samples, ({ comm }) => comm.startsWith('kworker/')),
          );
          expect(read, engine).toBeGreaterThanOrEqual(asked.read);
          expect(write, engine).toBeGreaterThanOrEqual(asked.write);
        }
      },
    );
  }

  onFileSystem(
    'fuse',
    'charges the writer and the daemon for a write, for a read the daemon only',
    async (fileSystem) => {
      const { folder, daemon = 0 } = fileSystem;
      const before = chargedToProcess(daemon);
      const watching = await bench.watch(0.5);
      const truths = await runLoads(bench, folder);
      const seen = await watching.caughtUp();
      const after = chargedToProcess(daemon);
      const truth = {
        read: after.read - before.read,
        write: after.write - before.write,
        cancelledWrite: after.cancelledWrite - before.cancelledWrite,
      };
      expectToldAsCharged(seen, truths);
      for (const { comm, asked, readBytes, writeBytes } of truths) {
        const written = comm === 'load-read' ? 0 : asked;
        expect({ comm, readBytes, writeBytes }).toEqual({
          comm,
          readBytes: 0,
          writeBytes: written,
        });
      }
      expect(truth.write).toBeGreaterThanOrEqual(
        truths.reduce((sum, { writeBytes }) => sum + writeBytes, 0),
      );
      for (const { engine, samples } of seen) {
        const told = chargedTo(entriesOf(samples, ({ tgid }) => tgid === daemon));
        expect(told, engine).toEqual(asToldBy(engine, truth));
      }
    },
  );
});

const onFileSystem = (
  name: FileSystemName,
  law: string,
  body: (fileSystem: FileSystem) => Promise<void>,
): void =>
  itWith(FILE_SYSTEMS[name], `${name} ${law}`, async () => {
    const fileSystem = await makeFileSystem(name);
    onTestFinished(fileSystem.remove);
    await body(fileSystem);
  });

/** One after another. @returns what the kernel charged each of their tasks */
const runLoads = async ({ loadIn }: Bench, folder: string): Promise<readonly MovedByTask[]> => {
  const truths: MovedByTask[] = [];
  for (const args of LOADS) {
    const load = await loadIn(folder, ...args);
    load.step();
    truths.push(...(await load.moved()));
    await load.end();
  }
  return truths;
};

const expectToldAsCharged = (seen: readonly Seen[], truths: readonly MovedByTask[]): void => {
  for (const { engine, samples } of seen) {
    for (const { tid, comm, readBytes, writeBytes, cancelledWriteBytes } of truths) {
      const told = entriesOf(samples, (entry) => entry.tid === tid && entry.comm === comm);
      expect(chargedTo(told), `${engine}: ${comm}`).toEqual(
        asToldBy(engine, {
          read: readBytes,
          write: writeBytes,
          cancelledWrite: cancelledWriteBytes,
        }),
      );
    }
  }
};

/** taskstats cuts each counter to the KiB. */
const asToldBy = (engine: EngineName, { read, write, cancelledWrite }: Charged): Charged => {
  const cut = (bytes: number): number => (engine === 'bpf' ? bytes : bytes - (bytes % KIB));
  return { read: cut(read), write: cut(write), cancelledWrite: cut(cancelledWrite) };
};

/** Its threads, those that ended, and children it waited for, of which a daemon has none. */
const chargedToProcess = (pid: number): Charged => {
  const text = readFileSync(`/proc/${pid}/io`, 'latin1');
  const figure = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1]);
  return {
    read: figure('read_bytes'),
    write: figure('write_bytes'),
    cancelledWrite: figure('cancelled_write_bytes'),
  };
};
