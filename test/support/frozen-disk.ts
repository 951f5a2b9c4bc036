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
  const outer = loopDevice(64);
  const mount = mkdtempSync(join(tmpdir(), 'iotop-frozen-'));
  run('mkfs.ext4', '-q', outer.path);
  run('mount', outer.path, mount);
  const inner = loopDevice(8, mount);
  run('sync', '--file-system', mount);
  run('fsfreeze', '--freeze', mount);
  return {
    path: inner.path,
    thaw: () => run('fsfreeze', '--unfreeze', mount),
    remove: () => {
      inner.remove();
      run('umount', mount);
      rmSync(mount, { recursive: true });
      outer.remove();
    },
  };
};
