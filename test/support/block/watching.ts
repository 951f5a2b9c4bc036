/** iotop beside a load on a device of our own, where nobody else's bytes go. */
import { onTestFinished } from 'vitest';
import { Monitor } from '../iotop/monitored.ts';
import { type FileSystem, type FileSystemName, makeFileSystem } from '../load/file-system.ts';
import type { Need } from '../test-run/requires.ts';

/** What watching the block layer needs. */
export const BLOCK_NEEDS = [
  'root',
  'btf',
  'init-pid-namespace',
  'util-linux',
] as const satisfies readonly Need[];

/** Starts iotop and waits for its first sample; it ends with the test. @param seconds its interval */
export const watchBlocks = async (
  seconds = 0.2,
  options: readonly string[] = [],
): Promise<Monitor> => {
  const monitor = await Monitor.start('bpf', seconds, options);
  onTestFinished(() => monitor.stop());
  return monitor;
};

/** A file system on a loop device, gone when the test ends. */
export const fileSystemForTest = async (
  name: FileSystemName,
  mebibytes?: number,
): Promise<FileSystem> => {
  const fileSystem = await makeFileSystem(name, mebibytes);
  onTestFinished(fileSystem.remove);
  return fileSystem;
};
