/** The own figures of a control group that the kernel really limits: its limit, its count and its stalls are those of a load of known size. */
import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { readGroup } from '../../../src/cli/effects/details/read-details.ts';
import { groupTrees } from '../../../src/kernel/sys/proc/group-io.ts';
import { readsGroup } from '../../support/block/control-group.ts';
import { loopDisk } from '../../support/load/accuracy.ts';
import { run } from '../../support/load/loop-device.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { until } from '../../support/test-run/until.ts';

const READS = 100;
const A_SECOND = 50;
const SIZE = 64 * 1024;

/** The same path in the tree of version 2, which alone counts stalls. @returns for the shell: goes there too */
const beside = (unified: string, path: string): string => {
  const folder = `${unified}${path}`;
  mkdirSync(folder);
  onTestFinished(() =>
    until(() => {
      try {
        rmdirSync(folder);
        return true;
      } catch {
        return false;
      }
    }),
  );
  return `echo $$ >${folder}/cgroup.procs`;
};

itWith(
  ['root', 'group-io'],
  'the count, the limit and the stalls of a group are those of what was read in it',
  () => {
    const disk = loopDisk(16);
    const device = readFileSync(`/sys/block/${basename(disk)}/dev`, 'latin1').trim();
    const enter = readsGroup(device, A_SECOND);
    const folder = /(\/sys\S+)\/cgroup\.procs/.exec(enter)?.[1] ?? '';
    const { unified, blkio = '' } = groupTrees();
    const isOld = folder.startsWith(`${blkio}/`) && blkio !== '';
    const path = folder.slice((isOld ? blkio : (unified ?? '')).length);
    const also = isOld && unified !== undefined ? beside(unified, path) : ':';
    const before = readGroup(path);
    run(
      'sh',
      '-c',
      `${enter}; ${also}; exec dd if=${disk} of=/dev/null bs=${SIZE} count=${READS} iflag=direct`,
    );
    const after = readGroup(path);
    const readIn = ({ bytes = [] }: typeof after): number =>
      bytes.find((each) => each.device === device)?.read ?? 0;
    expect(readIn(after) - readIn(before)).toBe(READS * SIZE);
    expect(after.limits).toEqual([{ device, limit: 'riops', most: A_SECOND }]);
    // Two seconds in which it did little but wait; the kernel's figure is a mean over CPUs, and by that too low where a task changes them.
    const [took, stalled] = [
      after.readAt - before.readAt,
      (after.stalled ?? Number.NaN) - (before.stalled ?? Number.NaN),
    ];
    if (unified === undefined) return;
    expect(stalled).toBeGreaterThan(took / 4);
    expect(stalled).toBeLessThan(took);
  },
);
