import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HELPER } from '../../../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import { COUNT } from '../../../../../src/kernel/abi/bpf/programs/maps.ts';
import { FakeScheduler, type FakeTask, STATE } from '../../../../support/kernel/fake-scheduler.ts';
import { kernelShapes } from '../../../../support/kernel/kernel-shapes.ts';

for (const shape of kernelShapes()) {
  describe(`the programs on ${shape.name}`, () => {
    const start = () => {
      const kernel = new FakeScheduler(shape);
      kernel.pass(1_000_000);
      const idle = kernel.birth({ tid: 1, tgid: 1, startedAt: 0 });
      const task = kernel.birth({ tid: 7, tgid: 6, startedAt: 500 });
      return { kernel, idle, task };
    };
    /** The task goes to wait for I/O, as io_schedule() does. */
    const goWait = (kernel: FakeScheduler, task: FakeTask, idle: FakeTask): void => {
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      kernel.change(task, idle);
    };
    const comeBack = (kernel: FakeScheduler, task: FakeTask, idle: FakeTask): void => {
      kernel.set(task, { state: STATE.running });
      kernel.change(idle, task);
      kernel.setInIoWait(task, 0);
    };

    it('adds a wait from the switch away to the waking', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      kernel.pass(50); // for a CPU, which is no wait for I/O
      comeBack(kernel, task, idle);
      kernel.pass(1000);
      expect(kernel.read(7)).toMatchObject({ ioWait: 300, waitingSince: Number.NaN });
      expect(kernel.read(1).ioWait).toBe(0);
    });

    it('shows a wait while it lasts, on top of those before', () => {
      const { kernel, idle, task } = start();
      for (let round = 0; round < 2; round++) {
        goWait(kernel, task, idle);
        kernel.pass(100);
        kernel.wake(task);
        comeBack(kernel, task, idle);
      }
      const since = Number(kernel.machine.now);
      goWait(kernel, task, idle);
      kernel.pass(70);
      expect(kernel.read(7)).toMatchObject({ ioWait: 270, waitingSince: since });
    });

    it('ends a wait whose waking was missed when the task is back on a CPU', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      comeBack(kernel, task, idle);
      kernel.pass(1000);
      expect(kernel.read(7).ioWait).toBe(300);
    });

    it('does not count the time a task ran as waiting when the end of a wait was missed', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.setInIoWait(task, 0);
      kernel.pass(5000);
      goWait(kernel, task, idle);
      kernel.pass(10);
      kernel.wake(task);
      expect(kernel.read(7).ioWait).toBe(10);
    });

    it('shows no wait that is over, though neither the waking nor the switch back was seen', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      comeBack(kernel, task, idle);
      const shielded = idle;
      goWait(kernel, task, shielded);
      kernel.pass(40); // an interrupt wakes the task while the shielded one runs: no program hears of it
      kernel.set(task, { state: STATE.running });
      kernel.changeUnseen(shielded, task);
      kernel.setInIoWait(task, 0);
      kernel.set(task, { state: STATE.sleeping });
      kernel.change(task, idle);
      kernel.pass(5000);
      expect(kernel.read(7)).toMatchObject({ ioWait: 300, waitingSince: Number.NaN, state: 'S' });
      goWait(kernel, task, idle);
      kernel.pass(10);
      kernel.wake(task);
      expect(kernel.read(7).ioWait).toBe(310);
    });

    it('shows no wait of a task that was woken unseen and waits for a CPU; its sum does not fall', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.set(task, { state: STATE.running });
      expect(kernel.read(7)).toMatchObject({ ioWait: 300, waitingSince: Number.NaN, state: 'R' });
      kernel.pass(50);
      expect(kernel.read(7)).toMatchObject({ ioWait: 350, waitingSince: Number.NaN });
      comeBack(kernel, task, idle);
      kernel.pass(1000);
      expect(kernel.read(7)).toMatchObject({ ioWait: 350, waitingSince: Number.NaN });
    });

    it('keeps of a task that ended what it waited, without a wait whose end was not seen', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      comeBack(kernel, task, idle);
      goWait(kernel, task, idle);
      kernel.changeUnseen(idle, task);
      kernel.setInIoWait(task, 0);
      kernel.pass(5000);
      kernel.death(task, idle);
      expect(kernel.takeExits()).toMatchObject([{ ioWait: 300 }]);
    });

    it('does not take an interruptible sleep for a wait, though it is marked as one: io_uring waits for a pipe so', () => {
      const { kernel, idle, task } = start();
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.sleeping });
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: Number.NaN });
      kernel.change(task, idle);
      kernel.pass(100);
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: Number.NaN });
      kernel.wake(task);
      comeBack(kernel, task, idle);
      expect(kernel.waits()).toBe(0);
    });

    it.each(['ended', 'begun'] as const)(
      'knows a wait that has %s while it looks, after one whose end was not seen',
      (how) => {
        const { kernel, idle, task } = start();
        goWait(kernel, task, idle);
        kernel.changeUnseen(idle, task);
        kernel.setInIoWait(task, 0);
        kernel.pass(1000);
        const began = Number(kernel.machine.now);
        let looked = 0;
        kernel.machine.onHelper = (helper) => {
          if (helper !== HELPER.mapLookup || looked++ > 0) return;
          kernel.machine.onHelper = () => undefined;
          goWait(kernel, task, idle);
          kernel.pass(30);
          if (how === 'ended') {
            kernel.wake(task);
            comeBack(kernel, task, idle);
          }
        };
        const { ioWait, waitingSince } = kernel.read(7);
        // One that goes on is taken at the moment the pass began.
        expect(ioWait).toBe(how === 'ended' ? 30 : 0);
        expect(waitingSince).toBe(how === 'ended' ? Number.NaN : began);
      },
    );

    it('does not take sleep or preemption for a wait', () => {
      const { kernel, idle, task } = start();
      kernel.setInIoWait(task, 0);
      kernel.set(task, { state: STATE.sleeping });
      kernel.change(task, idle);
      kernel.pass(100);
      kernel.wake(task);
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      kernel.change(task, idle, 'preempted');
      kernel.pass(100);
      expect(kernel.waits()).toBe(0);
    });

    it('takes a wait that began before it watched to begin when first seen', () => {
      const { kernel, task } = start();
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      const first = Number(kernel.machine.now);
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: first });
      kernel.pass(400);
      expect(kernel.read(7)).toMatchObject({ ioWait: 400, waitingSince: first });
      kernel.wake(task);
      kernel.pass(400);
      kernel.set(task, { state: STATE.running });
      expect(kernel.read(7)).toMatchObject({ ioWait: 400, waitingSince: Number.NaN });
    });

    it('notes no wait for a task that was woken and runs before the note is there', () => {
      const { kernel, task } = start();
      kernel.setInIoWait(task, 1);
      kernel.set(task, { state: STATE.waiting });
      kernel.machine.onHelper = (helper) => {
        if (helper !== HELPER.mapUpdate) return;
        kernel.set(task, { state: STATE.running });
        kernel.setInIoWait(task, 0);
      };
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: Number.NaN });
      kernel.machine.onHelper = () => undefined;
      expect(kernel.waits()).toBe(0);
    });

    it('lets no task inherit the waits of another that was in its place', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.set(task, { startedAt: 600 }); // another task, the end of the first unseen
      kernel.set(task, { state: STATE.running });
      expect(kernel.read(7)).toMatchObject({ ioWait: 0, waitingSince: Number.NaN });
      goWait(kernel, task, idle);
      kernel.pass(20);
      kernel.wake(task);
      expect(kernel.read(7).ioWait).toBe(20);
    });

    it('keeps a task that waited when it ends, with when, and forgets its waits', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      comeBack(kernel, task, idle);
      kernel.pass(5);
      const end = Number(kernel.machine.now);
      kernel.death(task, idle);
      kernel.pass(5);
      expect(kernel.takeExits()).toMatchObject([
        { tid: 7, tgid: 6, startedAt: 500, ioWait: 300, readAfter: end, readBefore: end },
      ]);
      expect(kernel.waits()).toBe(0);
      expect(kernel.count(COUNT.exits)).toBe(1);
    });

    it('shows who looks while a task ends its waits or its end, never a task that has not waited', () => {
      const { kernel, idle, task } = start();
      goWait(kernel, task, idle);
      kernel.pass(300);
      kernel.wake(task);
      comeBack(kernel, task, idle);
      const seen: number[] = [];
      kernel.machine.onHelper = () => seen.push(kernel.waits() + kernel.count(COUNT.exits));
      kernel.death(task, idle);
      expect(Math.min(...seen)).toBeGreaterThan(0);
      expect(kernel.waits()).toBe(0);
    });

    it('does not keep a task that ended without I/O', () => {
      const { kernel, idle, task } = start();
      kernel.death(task, idle);
      expect(kernel.takeExits()).toEqual([]);
      expect(kernel.count(COUNT.exits)).toBe(0);
    });

    it('never lets a wait sum fall, and never above the time that passed, whatever happens when', () => {
      const event = fc.constantFrom('wait', 'wake', 'wake-unseen', 'back', 'time', 'preempt');
      fc.assert(
        fc.property(fc.array(event, { maxLength: 60 }), (events) => {
          const { kernel, idle, task } = start();
          const began = Number(kernel.machine.now);
          let last = 0;
          let running = true;
          for (const kind of events) {
            // Only one that runs can begin to wait; wakings may come late, twice or never.
            if (kind === 'time') kernel.pass(100);
            if (kind === 'wake' && !running) kernel.wake(task);
            if (kind === 'wake-unseen' && !running) kernel.set(task, { state: STATE.running });
            if (kind === 'back' && !running) comeBack(kernel, task, idle);
            if (kind === 'wait' && running) goWait(kernel, task, idle);
            if (kind === 'preempt' && running) kernel.change(task, idle, 'preempted');
            running = kind === 'back' || (running && kind !== 'wait' && kind !== 'preempt');
            const { ioWait, waitingSince } = kernel.read(7);
            expect(ioWait).toBeGreaterThanOrEqual(last);
            expect(ioWait).toBeLessThanOrEqual(Number(kernel.machine.now) - began);
            if (!Number.isNaN(waitingSince)) expect(waitingSince).toBeGreaterThanOrEqual(began);
            last = ioWait;
          }
        }),
        { numRuns: 300 },
      );
    });
  });
}
