/** 12,000 tasks, 300 of them busy: samples that no kernel made. */
import type { Sample, TaskNames } from '../../src/sample/sample.ts';
import { idleTasksOf, withoutNames } from '../../test/support/samples/idle-tasks.ts';
import { sampleOf, taskEntry } from '../../test/support/samples/samples.ts';

const BUSY = 300;
const IDLE = 11_700;

/** What is looked up of a sleeper. */
export const namesOf = (place: number): TaskNames => ({
  user: 'root',
  command: `/usr/bin/sleeper${place} --with some --arguments=${place}`,
});

const idle = withoutNames(
  idleTasksOf(
    Array.from({ length: IDLE }, (_, index) =>
      taskEntry({ tid: 1000 + index, comm: `sleeper${index}` }),
    ),
  ),
);

/** The same tasks in each, and other figures. @param index of the sample, from 0 */
export const crowdSample = (index: number): Sample => {
  const tasks = Array.from({ length: BUSY }, (_, row) => ({
    tid: 20_000 + row,
    comm: `busy${row}`,
    command: `/usr/bin/busy ${row}`,
    read: ((row * 7919 + index * 13) % 1000) * 4096,
    ioWait: ((row * 31 + index * 17) % 1000) * 1e6,
  }));
  return { ...sampleOf({ index, tasks, taskCount: BUSY + IDLE }), idle };
};
