import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HELPER } from '../../../../../src/kernel/abi/bpf/programs/instruction.ts';
import { taskIterator } from '../../../../../src/kernel/abi/bpf/programs/task-iterator.ts';
import { FakeScheduler, type FakeTask, STATE } from '../../../../support/kernel/fake-scheduler.ts';
import { kernelShapes, linux58 } from '../../../../support/kernel/kernel-shapes.ts';

const TIDS = [7, 8, 9, 65_536 + 8] as const;

/** One CPU and the tasks above; the idle task has it. */
const start = (shape = linux58()) => {
  const kernel = new FakeScheduler(shape);
  kernel.pass(1_000_000);
  const idle = kernel.birth({ tid: 1, tgid: 1, startedAt: 0 });
  kernel.setOnCpu(idle, 1);
  const tasks = TIDS.map((tid) =>
    kernel.birth({ tid, tgid: tid, startedAt: 10 * tid, state: STATE.sleeping }),
  );
  return { kernel, idle, tasks, task: tasks[0] as FakeTask };
};

/** The task gets the CPU, does something and sleeps again. */
const run = (kernel: FakeScheduler, idle: FakeTask, task: FakeTask, write: number): void => {
  kernel.set(task, { state: STATE.running });
  kernel.change(idle, task);
  kernel.set(task, { write });
  kernel.set(task, { state: STATE.sleeping });
  kernel.change(task, idle);
};

describe.each(kernelShapes())('a pass that tells what changed, on $name', (shape) => {
  it('tells in full of a task when it has run, and only then', () => {
    const { kernel, idle, task } = start(shape);
    kernel.readChanged();
    expect(kernel.toldInFull()).toBe(1 + TIDS.length);
    const before = kernel.readChanged();
    // The idle task has the CPU; 8 and 65,544 are kept in one place, which the latter has.
    expect(kernel.toldInFull()).toBe(1 + 2);
    run(kernel, idle, task, 4096);
    const after = kernel.readChanged();
    expect(kernel.toldInFull()).toBe(1 + 2 + 1);
    expect(after.map(({ tid }) => tid)).toEqual(before.map(({ tid }) => tid));
  });
});

describe('a pass that tells what changed', () => {
  /** What may happen to a task between two looks, one instant after the other. */
  const step = fc.record({
    at: fc.nat(TIDS.length - 1),
    what: fc.constantFrom('wake', 'run', 'write', 'sleep', 'wait', 'preempt', 'look', 'crowd'),
  });

  it('gives of every task what it has done, whatever happened between the looks', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { kernel, idle, tasks } = start();
        const written = TIDS.map(() => 0);
        let running = -1;
        const leave = (state: number, how: 'left' | 'preempted'): void => {
          if (running < 0) return;
          const task = tasks[running] as FakeTask;
          kernel.set(task, { state });
          kernel.change(task, idle, how);
          running = -1;
        };
        const look = (): void => {
          const rows = kernel.readChanged();
          const found = TIDS.map((tid) => rows.find((row) => row.tid === tid));
          expect(found.map((row) => row?.write)).toEqual(written);
          for (const [i, row] of found.entries()) {
            const state = kernel.state(tasks[i] as FakeTask);
            expect(row?.state).toBe(
              state === STATE.running ? 'R' : state === STATE.waiting ? 'D' : 'S',
            );
          }
        };
        for (const { at, what } of steps) {
          kernel.pass(100);
          const task = tasks[at] as FakeTask;
          switch (what) {
            case 'wake':
              if (running !== at) kernel.set(task, { state: STATE.running });
              break;
            case 'run':
              leave(STATE.running, 'preempted');
              kernel.set(task, { state: STATE.running });
              kernel.change(idle, task);
              kernel.setInIoWait(task, 0);
              running = at;
              break;
            case 'write': {
              if (running < 0) break;
              written[running] = (written[running] as number) + 4096;
              kernel.set(tasks[running] as FakeTask, { write: written[running] as number });
              break;
            }
            case 'sleep':
              leave(STATE.sleeping, 'left');
              break;
            case 'wait':
              if (running >= 0) kernel.setInIoWait(tasks[running] as FakeTask, 1);
              leave(STATE.waiting, 'left');
              break;
            case 'preempt':
              leave(STATE.running, 'preempted');
              break;
            case 'crowd':
              kernel.machine.room = at;
              break;
            case 'look':
              look();
              break;
          }
        }
        look();
      }),
      { numRuns: 300 },
    );
  });

  it('gives what a task did while its record was made, the next time', () => {
    const { kernel, idle, task } = start();
    run(kernel, idle, task, 4096);
    // The second record is this task's: complete, but not out yet.
    let records = 0;
    kernel.machine.onHelper = (helper) => {
      if (helper !== HELPER.seqWrite) return;
      records += 1;
      if (records === 2) run(kernel, idle, task, 8192);
    };
    expect(kernel.readChanged().find(({ tid }) => tid === 7)?.write).toBe(4096);
    expect(kernel.readChanged().find(({ tid }) => tid === 7)?.write).toBe(8192);
  });

  it('does not take a task for asleep that has only said it will sleep', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task);
    kernel.set(task, { state: STATE.sleeping });
    kernel.readChanged();
    kernel.set(task, { write: 4096 });
    expect(kernel.readChanged().find(({ tid }) => tid === 7)?.write).toBe(4096);
  });

  it('gives the state others have put a sleeping task in', () => {
    const { kernel, task } = start();
    kernel.readChanged();
    for (const [state, letter] of [
      [STATE.running, 'R'],
      [STATE.sleeping, 'S'],
      [STATE.traced, 't'],
    ] as const) {
      kernel.set(task, { state });
      expect(kernel.readChanged().find(({ tid }) => tid === 7)?.state).toBe(letter);
    }
  });

  it('tells of a task again when its record found no room', () => {
    const { kernel, idle, task } = start();
    kernel.readChanged();
    run(kernel, idle, task, 4096);
    kernel.machine.room = 1;
    expect(kernel.readChanged().find(({ tid }) => tid === 7)?.write).toBe(4096);
  });

  it('does not take a thread for the leader whose id and start it goes on under', () => {
    const { kernel, tasks, task: leader } = start();
    const thread = tasks[2] as FakeTask;
    kernel.set(leader, { write: 4096 });
    kernel.setSwitches(leader, [3, 1]);
    kernel.setSwitches(thread, [2, 2]);
    kernel.readChanged();
    kernel.remove(leader);
    kernel.set(thread, { tid: 7, tgid: 7, startedAt: 70, write: 512 });
    expect(kernel.readChanged().find(({ tid }) => tid === 7)?.write).toBe(512);
  });

  it('lets a wait grow while it lasts', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task);
    kernel.setInIoWait(task, 1);
    kernel.set(task, { state: STATE.waiting });
    kernel.change(task, idle);
    for (const waited of [100, 200, 300]) {
      kernel.pass(100);
      expect(kernel.readChanged().find(({ tid }) => tid === 7)?.ioWait).toBe(waited);
    }
  });

  it('is one that tells all where it cannot be told who has not run', () => {
    const { rest: _, ...fields } = start().kernel.fields;
    expect(taskIterator(fields, 'changed')).toEqual(taskIterator(fields, 'all'));
  });
});
