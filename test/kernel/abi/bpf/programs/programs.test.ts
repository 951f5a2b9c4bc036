import { describe, expect, it } from 'vitest';
import { COUNT } from '../../../../../src/kernel/abi/bpf/programs/maps.ts';
import { PF_KTHREAD } from '../../../../../src/kernel/abi/proc/task-stat.ts';
import { FakeScheduler, STATE } from '../../../../support/kernel/fake-scheduler.ts';
import {
  linux58,
  linux66Randomised,
  linuxWithoutAccounting,
} from '../../../../support/kernel/kernel-shapes.ts';
import type { SnapshotRow } from '../../../../support/snapshots/snapshot-row.ts';

describe('the programs', () => {
  it.each([
    ['', linux58()],
    [', over a cast task', linux66Randomised()],
  ])('keep what a task that ended did, but for the priority it gave back%s', (_, shape) => {
    const kernel = new FakeScheduler(shape);
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const task = kernel.birth({
      tid: 9,
      tgid: 9,
      startedAt: 77,
      read: 2 ** 40 + 1,
      write: 8192,
      cancelledWrite: 4096,
      readChars: 11,
      writeChars: 12,
      readCalls: 13,
      writeCalls: 14,
      runtime: 15,
      comm: 0x6464, // "dd"
    });
    kernel.point(task, 'uid', 1000);
    kernel.point(task, 'ppid', 4_194_304);
    kernel.point(task, 'cgroup', 4711);
    kernel.point(task, 'swapWait', 16);
    kernel.point(task, 'ioPriority', (2 << 13) | 4);
    const all = {
      tid: 9,
      startedAt: 77,
      read: 2 ** 40 + 1,
      write: 8192,
      cancelledWrite: 4096,
      readChars: 11,
      writeChars: 12,
      readCalls: 13,
      writeCalls: 14,
      runtime: 15,
      comm: 'dd',
      uid: 1000,
      cgroup: 4711,
      swapWait: 16,
    };
    expect(kernel.read(9)).toMatchObject({ ...all, ioPriority: (2 << 13) | 4, state: 'R' });
    kernel.death(task, idle);
    expect(kernel.takeExits()).toMatchObject([{ ...all, ppid: 4_194_304, ioPriority: -1 }]);
  });

  it('know no parent of a task that has none', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    kernel.death(kernel.birth({ tid: 9, tgid: 9, startedAt: 77, write: 4096 }), idle);
    expect(kernel.takeExits()).toMatchObject([{ tid: 9, ppid: 0 }]);
  });

  it('keep both ends of what is one task to everybody: a leader, and the thread that took its id and start by exec', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const leader = kernel.birth({ tid: 9, tgid: 9, startedAt: 77, write: 4096 });
    const thread = kernel.birth({ tid: 10, tgid: 9, startedAt: 78, write: 8192 });
    kernel.death(leader, idle);
    kernel.set(thread, { tid: 9, startedAt: 77 });
    const [living] = kernel.readAll().filter(({ tid }) => tid === 9);
    kernel.pass(1);
    kernel.death(thread, idle);
    const ends = kernel.takeExits();
    expect(ends).toMatchObject([
      { tid: 9, startedAt: 77, write: 4096 },
      { tid: 9, startedAt: 77, write: 8192 },
    ]);
    expect(ends[1]?.address).toBe(living?.address);
    expect(ends[0]?.address).not.toBe(living?.address);
  });

  it('keep the end of a task that did no I/O only when it led others, which may live on', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const alone = { living: 1, endedRuntime: 0 };
    const living = { living: 2, endedRuntime: 0 };
    const ended = { living: 0, endedRuntime: 5 };
    const end = (tid: number, tgid: number, threads: typeof alone): void => {
      const task = kernel.birth({ tid, tgid, startedAt: 7 });
      kernel.setThreads(task, threads);
      kernel.death(task, idle);
    };
    end(20, 20, alone);
    end(21, 21, living);
    end(22, 22, ended);
    end(24, 23, living);
    expect(kernel.takeExits().map(({ tid }) => tid)).toEqual([21, 22]);
  });

  it('give a thread that took its leader’s id and start none of its waits', () => {
    const kernel = new FakeScheduler(linux58());
    kernel.pass(1000);
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const leader = kernel.birth({ tid: 9, tgid: 9, startedAt: 77 });
    const thread = kernel.birth({ tid: 10, tgid: 9, startedAt: 78 });
    kernel.setInIoWait(leader, 1);
    kernel.set(leader, { state: STATE.waiting });
    kernel.change(leader, idle);
    kernel.pass(300);
    kernel.wake(leader);
    kernel.set(leader, { tid: 10 });
    kernel.set(thread, { tid: 9, startedAt: 77 });
    expect(kernel.readAll().find(({ tid }) => tid === 9)?.ioWait).toBe(0);
    kernel.death(leader, idle);
    expect(kernel.takeExits()).toMatchObject([{ tid: 10, startedAt: 77, ioWait: 300 }]);
    expect(kernel.waits()).toBe(0);
  });

  it('know a null pointer as unknown, but a task without an I/O context as one without a priority', () => {
    const kernel = new FakeScheduler(linux58());
    kernel.birth({ tid: 3, startedAt: 1 });
    expect(kernel.read(3)).toMatchObject({
      uid: Number.NaN,
      cgroup: Number.NaN,
      swapWait: Number.NaN,
      ioPriority: 0,
    });
  });

  it('tell threads of the kernel from others by their flags, also when they have ended', () => {
    const kernel = new FakeScheduler(linux58());
    const others = 0xffff_fffe & ~PF_KTHREAD;
    const idle = kernel.birth({ tid: 1, startedAt: 0, flags: PF_KTHREAD });
    const worker = kernel.birth({ tid: 2, startedAt: 0, flags: PF_KTHREAD | 1, write: 1 });
    const user = kernel.birth({ tid: 3, startedAt: 0, flags: others >>> 0, write: 1 });
    const kernelThreads = (rows: readonly SnapshotRow[]): readonly number[] =>
      rows.filter((row) => row.kernelThread).map(({ tid }) => tid);
    expect(kernelThreads(kernel.readAll())).toEqual([1, 2]);
    kernel.death(worker, idle);
    kernel.death(user, idle);
    const ended = kernel.takeExits();
    expect(ended).toHaveLength(2);
    expect(kernelThreads(ended)).toEqual([2]);
  });

  it('give fields this kernel lacks as unknown', () => {
    const kernel = new FakeScheduler(linuxWithoutAccounting());
    kernel.birth({ tid: 3, startedAt: 1 });
    expect(kernel.read(3)).toMatchObject({ read: Number.NaN, write: Number.NaN, ioWait: 0 });
  });

  it('count the exits and the waits for which there was no room', () => {
    const kernel = new FakeScheduler(linux58(), { waits: 1, exits: 2 });
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    for (let tid = 10; tid < 15; tid++) {
      const task = kernel.birth({ tid, startedAt: tid, write: 4096, state: STATE.waiting });
      kernel.setInIoWait(task, 1);
      kernel.change(task, idle);
      kernel.setInIoWait(task, 0);
    }
    expect(kernel.count(COUNT.waitsLost)).toBe(4);
    for (let tid = 20; tid < 25; tid++) {
      kernel.death(kernel.birth({ tid, startedAt: tid, write: 4096 }), idle);
    }
    expect(kernel.takeExits()).toHaveLength(2);
    expect(kernel.count(COUNT.exits)).toBe(2);
    expect(kernel.count(COUNT.exitsLost)).toBe(3);
  });

  it('end the wait of the task that comes also when the one that goes is dead', () => {
    const kernel = new FakeScheduler(linux58());
    const idle = kernel.birth({ tid: 1, startedAt: 0 });
    const waiter = kernel.birth({ tid: 2, startedAt: 0, state: STATE.waiting });
    const dying = kernel.birth({ tid: 3, startedAt: 0, write: 1 });
    kernel.pass(1000);
    kernel.setInIoWait(waiter, 1);
    kernel.change(waiter, idle);
    kernel.pass(100);
    kernel.death(dying, waiter);
    kernel.setInIoWait(waiter, 0);
    kernel.pass(100);
    expect(kernel.read(2).ioWait).toBe(100);
  });
});
