/** Compares the two ways to read tasks while they do all that tasks can do. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupMountsOf } from '../../../src/kernel/abi/proc/mount-info.ts';
import { compileC } from '../iotop/compile-c.ts';
import { type Comparison, compareWays, type Span } from './compare-ways.ts';
import { frozenDisk } from './frozen-disk.ts';
import { startLoad } from './load.ts';
import { loopDevice } from './loop-device.ts';

/** @param many threads that run at once, now and then */
export const compareUnderLoad = async (many: number, span: Span): Promise<Comparison> => {
  const program = compileC(join(import.meta.dirname, '../../load/churn.c'));
  if (program.kind === 'absent') throw new Error(program.reason);
  const undo: (() => unknown)[] = [];
  try {
    const groups = makeCgroups(undo);
    const disk = loopDevice(8);
    undo.push(disk.remove);
    const frozen = frozenDisk();
    undo.push(frozen.remove);
    const stuck = spawn(
      'dd',
      ['if=/dev/zero', `of=${frozen.path}`, 'bs=4k', 'count=1', 'oflag=direct'],
      {
        stdio: 'ignore',
      },
    );
    const isOver = once(stuck, 'exit');
    undo.push(() => isOver, frozen.thaw);
    const load = await startLoad(program.path, [many, disk.path, ...groups], '/');
    undo.push(load.end);
    load.step();
    return await compareWays(load, span);
  } finally {
    for (const step of undo.reverse()) await step();
  }
};

/** Two groups, by the files that move a task there; none where there is no tree of version 2. */
const makeCgroups = (undo: (() => unknown)[]): readonly string[] => {
  const [root] = cgroupMountsOf(readFileSync('/proc/self/mountinfo', 'utf8'), 2);
  if (root === undefined) return [];
  return ['one', 'other'].map((name) => {
    const folder = join(root, `iotop-test-${process.pid}-${name}`);
    mkdirSync(folder);
    undo.push(() => rmdirSync(folder));
    return join(folder, 'cgroup.procs');
  });
};
