/** What is attached to the block layer, by the kernel's own books: something while somebody asks, nothing otherwise. */
import { expect, it } from 'vitest';
import { BLOCK_NEEDS, watchBlocks } from '../../support/block/watching.ts';
import { Monitor } from '../../support/iotop/monitored.ts';
import {
  programExists,
  programsHeldBy,
  tracepointsHeldBy,
} from '../../support/machine/bpf-programs.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { until } from '../../support/test-run/until.ts';

/** The iterator, who ran, and three in the scheduler. */
const OF_TASKS = 5;

const ofBlocks = (name: string): boolean =>
  /^(block|writeback|iomap|jbd2|ext4|xfs|btrfs)_/.test(name);

describeWith(BLOCK_NEEDS, 'what is attached to the block layer', () => {
  it('is there while iotop runs, and gone from the kernel when it has ended', async () => {
    const monitor = await Monitor.start('bpf', 0.2);
    const attached = tracepointsHeldBy(monitor.pid);
    const programs = programsHeldBy(monitor.pid);
    await monitor.stop();
    expect(attached).toContain('block_bio_queue');
    expect(programs.length).toBeGreaterThan(OF_TASKS);
    await until(() => programs.filter(programExists).length === 0);
  });

  it('is nothing with --no-block, nor with an engine that reads no block layer', async () => {
    const without = await watchBlocks(0.2, ['--no-block']);
    expect(tracepointsHeldBy(without.pid).filter(ofBlocks)).toEqual([]);
    expect(tracepointsHeldBy(without.pid)).toContain('sched_switch');
    expect(programsHeldBy(without.pid)).toHaveLength(OF_TASKS);
    expect(
      without.samples.flatMap(({ gaps }) =>
        gaps.filter((gap) => 'what' in gap && gap.what === 'block'),
      ),
    ).toEqual([]);
    const procfs = await Monitor.start('procfs', 0.2);
    const held = programsHeldBy(procfs.pid);
    await procfs.stop();
    expect(held).toEqual([]);
  });

  it('says nothing of devices’ askers with --no-block, and 0 of a task that asked for nothing without it', async () => {
    const without = await watchBlocks(0.2, ['--no-block']);
    const watched = await watchBlocks(0.2);
    for (const { tasks } of await without.caughtUp()) {
      expect(
        tasks.filter(({ diskWrite, disk }) => diskWrite !== undefined || disk !== undefined),
      ).toEqual([]);
    }
    for (const { tasks } of await watched.caughtUp()) {
      expect(
        tasks.filter(
          ({ diskRead, diskWrite }) => diskRead === undefined || diskWrite === undefined,
        ),
      ).toEqual([]);
    }
  });
});
