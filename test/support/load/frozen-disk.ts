/** A block device that can be made to hang, for tests of tasks that are stuck. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoopDevice, loopDevice, run } from './loop-device.ts';

/**
 * A device that answers nothing until it is thawed: its file lies on a frozen file system. Its own writers then wait for a block request,
 * which is I/O wait; those of the frozen file system itself would wait for a lock, which the kernel does not call I/O wait.
 */
export const frozenDisk = (): LoopDevice & { readonly thaw: () => void } => {
  const undo: (() => void)[] = [];
  const remove = (): void => {
    for (const step of undo.splice(0).reverse()) step();
  };
  try {
    const outer = loopDevice(64);
    undo.push(outer.remove);
    const mount = mkdtempSync(join(tmpdir(), 'iotop-frozen-'));
    undo.push(() => rmSync(mount, { recursive: true }));
    run('mkfs.ext4', '-q', outer.path);
    run('mount', outer.path, mount);
    undo.push(() => run('umount', mount));
    const inner = loopDevice(8, mount);
    undo.push(inner.remove);
    run('sync', '--file-system', mount);
    run('fsfreeze', '--freeze', mount);
    return { path: inner.path, thaw: () => run('fsfreeze', '--unfreeze', mount), remove };
  } catch (thrown) {
    remove();
    throw thrown;
  }
};
