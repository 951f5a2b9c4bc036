import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HELPER } from '../../../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import { MARK_MAPS } from '../../../../../src/kernel/abi/bpf/programs/maps.ts';
import { FakeScheduler, type FakeTask, STATE } from '../../../../support/kernel/fake-scheduler.ts';
import { kernelShapes, linux58 } from '../../../../support/kernel/kernel-shapes.ts';

const TIDS = [7, 8, 63, 64, 65_536 + 8] as const;

/** One CPU and the tasks above; the idle task has it, which is in no list. All were read once. */
const start = (shape = linux58(), ringSlots?: number) => {
  const kernel = new FakeScheduler(shape, { ...(ringSlots !== undefined && { ringSlots }) });
  kernel.pass(1_000_000);
  const idle = kernel.birth({ tid: 0, startedAt: 0 });
  kernel.remove(idle);
  kernel.setOnCpu(idle, 1);
  const tasks = TIDS.map((tid) =>
    kernel.birth({ tid, tgid: tid, startedAt: 10 * tid, state: STATE.sleeping }),
  );
  kernel.readAll();
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

const writeOf = (kernel: FakeScheduler, tid: number): number | undefined =>
  kernel.readRan().find((row) => row.tid === tid)?.write;

describe.each(kernelShapes())('a pass that asks those that ran, on $name', (shape) => {
  it('asks a task when it has run, and only then', () => {
    const { kernel, idle, task } = start(shape);
    expect(kernel.readRan().map(({ tid }) => tid)).toEqual(TIDS);
    expect(kernel.asked()).toBe(0);
    run(kernel, idle, task, 4096);
    run(kernel, idle, task, 8192);
    const written = writeOf(kernel, 7);
    if (!shape.missing.includes('write')) expect(written).toBe(8192);
    expect(kernel.asked()).toBe(1);
    kernel.readRan();
    expect(kernel.asked()).toBe(0);
  });
});

describe('a pass that asks those that ran', () => {
  /** What may happen to a task between two looks, one instant after the other. */
  const step = fc.record({
    at: fc.nat(TIDS.length - 1),
    what: fc.constantFrom('run', 'write', 'sleep', 'wait', 'preempt', 'look', 'end', 'bear'),
  });

  it('gives of every task what it has done, whatever happened between the looks', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { kernel, idle, tasks: first } = start();
        const tasks: (FakeTask | undefined)[] = [...first];
        const written = TIDS.map(() => 0);
        let running = -1;
        const leave = (state: number, how: 'left' | 'preempted'): void => {
          const task = tasks[running];
          if (task === undefined) return;
          kernel.set(task, { state });
          kernel.change(task, idle, how);
          running = -1;
        };
        const look = (): void => {
          const rows = kernel.readRan();
          const living = TIDS.filter((_, i) => tasks[i] !== undefined);
          expect(rows.map(({ tid }) => tid)).toEqual(living);
          for (const row of rows) {
            const i = (TIDS as readonly number[]).indexOf(row.tid);
            const state = kernel.state(tasks[i] as FakeTask);
            expect(row.write).toBe(written[i]);
            expect(row.state).toBe(
              state === STATE.running ? 'R' : state === STATE.waiting ? 'D' : 'S',
            );
          }
        };
        for (const { at, what } of steps) {
          kernel.pass(100);
          const task = tasks[at];
          switch (what) {
            case 'run':
              leave(STATE.running, 'preempted');
              if (task === undefined) break;
              kernel.set(task, { state: STATE.running });
              kernel.change(idle, task);
              kernel.setInIoWait(task, 0);
              running = at;
              break;
            case 'write':
              if (running < 0) break;
              written[running] = (written[running] as number) + 4096;
              kernel.set(tasks[running] as FakeTask, { write: written[running] as number });
              break;
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
            case 'end':
              if (running < 0) break;
              kernel.death(tasks[running] as FakeTask, idle);
              tasks[running] = undefined;
              written[running] = 0;
              running = -1;
              break;
            case 'bear': {
              // A task that never ran is known once it does.
              if (task !== undefined) break;
              leave(STATE.running, 'preempted');
              const tid = TIDS[at] as number;
              const born = kernel.birth({ tid, tgid: tid, startedAt: 99, state: STATE.running });
              tasks[at] = born;
              kernel.change(idle, born);
              running = at;
              break;
            }
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
    // The record is complete, but not out yet.
    kernel.machine.onHelper = onceOf(HELPER.mapUpdate, () => run(kernel, idle, task, 8192));
    expect(writeOf(kernel, 7)).toBe(4096);
    expect(writeOf(kernel, 7)).toBe(8192);
  });

  it('does not lose a task that comes on a CPU during the pass', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task, 'left', () => kernel.readRan());
    kernel.set(task, { write: 4096 });
    expect(writeOf(kernel, 7)).toBe(4096);
  });

  it('asks a task again that has a CPU, or has only said it will sleep', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task);
    for (const [state, write] of [
      [STATE.running, 4096],
      [STATE.sleeping, 8192],
    ] as const) {
      kernel.set(task, { state, write });
      expect(writeOf(kernel, 7)).toBe(write);
    }
    kernel.set(task, { write: 12_288 });
    kernel.change(task, idle);
    expect(writeOf(kernel, 7)).toBe(12_288);
    kernel.readRan();
    expect(kernel.asked()).toBe(0);
  });

  it('asks a task that had a CPU before any was marked', () => {
    const { kernel, task } = start();
    kernel.setOnCpu(task, 1);
    kernel.readAll();
    kernel.set(task, { write: 4096 });
    expect(writeOf(kernel, 7)).toBe(4096);
  });

  it('asks a task whose coming on a CPU no program saw, once it has gone', () => {
    const { kernel, idle, task } = start();
    const comeUnseen = (): void => {
      kernel.set(task, { state: STATE.running });
      kernel.changeUnseen(idle, task);
    };
    comeUnseen();
    kernel.set(task, { write: 4096, state: STATE.sleeping });
    kernel.change(task, idle);
    expect(writeOf(kernel, 7)).toBe(4096);
    comeUnseen();
    kernel.remove(task); // reaped before it goes for good, as a thread is
    kernel.death(task, idle);
    expect(kernel.readRan().map(({ tid }) => tid)).toEqual(TIDS.slice(1));
  });

  it('asks a task that was preempted as it went to sleep, and comes back while the pass looks', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task);
    kernel.set(task, { state: STATE.sleeping });
    kernel.change(task, idle, 'preempted');
    // Its mark still stood when it came, and is taken away before it is on the CPU.
    kernel.change(idle, task, 'left', () => kernel.readRan());
    kernel.set(task, { write: 4096 });
    kernel.change(task, idle);
    expect(writeOf(kernel, 7)).toBe(4096);
  });

  it('asks a task that ends until it is reaped, and then knows that it is gone', () => {
    const { kernel, idle, task } = start();
    kernel.set(task, { state: STATE.running });
    kernel.change(idle, task);
    kernel.set(task, { state: STATE.dead, exitState: 32 });
    kernel.change(task, idle);
    for (let look = 0; look < 3; look++) {
      expect(kernel.readRan().find(({ tid }) => tid === 7)?.state).toBe('Z');
    }
    kernel.remove(task);
    expect(kernel.readRan().map(({ tid }) => tid)).toEqual(TIDS.slice(1));
    expect(kernel.marked()).toBe(0);
  });

  it('does not take a thread for the leader whose id and start it goes on under', () => {
    const { kernel, idle, tasks, task: leader } = start();
    const thread = tasks[2] as FakeTask;
    run(kernel, idle, leader, 4096);
    kernel.readRan();
    kernel.set(thread, { state: STATE.running });
    kernel.change(idle, thread);
    kernel.readRan();
    kernel.change(thread, leader);
    kernel.death(leader, thread);
    kernel.set(thread, { tid: 7, tgid: 7, startedAt: 70, write: 512 });
    const rows = kernel.readRan();
    expect(rows.find(({ tid }) => tid === 7)?.write).toBe(512);
    expect(rows.map(({ tid }) => tid)).toEqual(TIDS.filter((tid) => tid !== 63));
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
      expect(kernel.readRan().find(({ tid }) => tid === 7)?.ioWait).toBe(waited);
    }
  });

  it('loses nobody when more ran than the ring holds: all are asked, and then again those that run', () => {
    const { kernel, idle, tasks } = start(linux58(), 4);
    for (const write of [512, 1024, 1536]) {
      for (const task of tasks) run(kernel, idle, task, write);
      expect(kernel.readRan().map((row) => row.write)).toEqual(TIDS.map(() => write));
      for (const task of tasks.slice(2)) run(kernel, idle, task, write + 1);
      const after = TIDS.map((_, i) => (i < 2 ? write : write + 1));
      expect(kernel.readRan().map((row) => row.write)).toEqual(after);
    }
    expect(kernel.incomplete).toBe(3);
  });

  it('loses nobody of as many as the ring holds, however often it has gone round', () => {
    const { kernel, idle, tasks } = start(linux58(), 4);
    for (const write of [512, 1024, 1536]) {
      for (const task of tasks.slice(0, 4)) run(kernel, idle, task, write);
      expect(kernel.readRan().map((row) => row.write)).toEqual([write, write, write, write, 0]);
    }
    expect(kernel.incomplete).toBe(0);
  });

  it('lets a slot that is counted and not written hold nobody behind it back', () => {
    const { kernel, idle, tasks } = start();
    const [first, ...others] = tasks as [FakeTask, ...FakeTask[]];
    kernel.set(first, { state: STATE.running });
    kernel.stopAtSlot(() => {
      for (const task of others) run(kernel, idle, task, 512);
      expect(kernel.readRan().map((row) => row.write)).toEqual([0, 512, 512, 512, 512]);
      expect([kernel.asked(), kernel.marked()]).toEqual([4, 0]);
    });
    kernel.change(idle, first);
    expect(kernel.incomplete).toBe(0);
    for (const write of [4096, 8192]) {
      kernel.set(first, { write });
      expect(writeOf(kernel, 7)).toBe(write);
    }
    // All were read once, for the tid that was in no slot; from then on as ever.
    expect([kernel.incomplete, kernel.asked()]).toEqual([1, 1]);
  });

  it('takes a tid that is written just as the pass comes to its slot', () => {
    const { kernel, task } = start();
    kernel.set(task, { write: 512 });
    const slot = kernel.beginMark();
    kernel.stopAtSlot(() => kernel.machine.write(slot, 4, 7n));
    expect(writeOf(kernel, 7)).toBe(512);
    expect([kernel.asked(), kernel.machine.read(slot, 4)]).toEqual([1, 0n]);
  });

  it('loses neither of two whose slot is the same, one time round the ring later', () => {
    const { kernel, idle, tasks } = start(linux58(), 4);
    const [one, second, third, fourth, other] = tasks as [
      FakeTask,
      FakeTask,
      FakeTask,
      FakeTask,
      FakeTask,
    ];
    const comeStopped = (task: FakeTask, meanwhile: () => void): void => {
      kernel.set(task, { state: STATE.running });
      kernel.stopAtSlot(meanwhile);
      kernel.change(idle, task);
    };
    comeStopped(one, () => {
      kernel.readRan();
      for (const task of [second, third, fourth]) run(kernel, idle, task, 512);
      kernel.readRan();
      comeStopped(other, () => kernel.readRan());
      expect(kernel.asked()).toBe(0);
    });
    for (const task of [one, other]) kernel.set(task, { write: 4096 });
    expect(kernel.readRan().map((row) => row.write)).toEqual([4096, 512, 512, 512, 4096]);
    expect(kernel.incomplete).toBe(1);
  });

  it('loses nobody whose slot was passed by, however often that happens and wherever the ring is', () => {
    const stops = fc.array(fc.record({ at: fc.nat(4), passes: fc.nat(3), others: fc.nat(6) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(stops, (steps) => {
        const { kernel, idle, tasks } = start(linux58(), 4);
        const written = TIDS.map(() => 0);
        const runOne = (at: number): void => {
          written[at] = (written[at] as number) + 512;
          run(kernel, idle, tasks[at] as FakeTask, written[at] as number);
        };
        for (const { at, passes, others } of steps) {
          kernel.stopAtSlot(() => {
            for (let i = 0; i < others; i++) {
              runOne((at + 1 + (i % 4)) % TIDS.length);
              if (i < passes) expect(kernel.readRan().map((row) => row.write)).toEqual(written);
            }
          });
          const before = written[at] as number;
          kernel.set(tasks[at] as FakeTask, { state: STATE.running });
          kernel.change(idle, tasks[at] as FakeTask);
          written[at] = before + 512;
          kernel.set(tasks[at] as FakeTask, {
            write: written[at] as number,
            state: STATE.sleeping,
          });
          kernel.change(tasks[at] as FakeTask, idle);
          expect(kernel.readRan().map((row) => row.write)).toEqual(written);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('asks all that ran, also those that one run has no room for', () => {
    const { kernel, idle } = start();
    const tids = Array.from({ length: MARK_MAPS.ran.entries + 5 }, (_, i) => 100 + i);
    for (const tid of tids) {
      run(kernel, idle, kernel.birth({ tid, tgid: tid, startedAt: 99, state: 1 }), tid);
    }
    const rows = kernel.readRan().filter(({ tid, write }) => tid >= 100 && tid === write);
    expect(rows.length).toBe(tids.length);
    expect(kernel.asked()).toBe(tids.length);
  }, 60_000);
});

/** Calls `deed` the first time that helper is called. */
const onceOf = (wanted: number, deed: () => void): ((helper: number) => void) => {
  let isDone = false;
  return (helper) => {
    if (helper !== wanted || isDone) return;
    isDone = true;
    deed();
  };
};
