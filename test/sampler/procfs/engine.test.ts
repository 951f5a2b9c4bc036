import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import type { Engine, TaskSelection } from '../../../src/sampler/engine.ts';
import { openProcfsEngine } from '../../../src/sampler/procfs/engine.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { FakeProc } from '../../support/machine/fake-proc.ts';
import { rowOf, rowsOf } from '../../support/snapshots/snapshot-row.ts';

const PF_KTHREAD = 0x200000;

describe('the procfs engine, on a /proc of our own', () => {
  let proc: FakeProc;
  let engine: Engine | undefined;
  let now = 1000;
  const clock = { bootTime: () => nanoseconds(now++) };
  const snapshot = newSnapshot(2);

  beforeEach(() => {
    proc = new FakeProc();
  });
  afterEach(() => {
    engine?.close();
    engine = undefined;
  });

  const open = (selection?: TaskSelection): Engine => {
    engine = openProcfsEngine({ clock, root: proc.root, ...(selection && { selection }) });
    return engine;
  };
  const tids = (): readonly number[] => rowsOf(snapshot).map(({ tid }) => tid);

  it('reads the threads of all processes in ascending order, whatever the order of the processes', () => {
    proc.add({ tid: 40 });
    proc.add({ tid: 7, comm: 'a b) c', start: 5, readBytes: 11, writeBytes: 12, state: 'D' });
    proc.add({ tid: 50, tgid: 7 });
    proc.add({ tid: 9, flags: PF_KTHREAD });
    expect(open().readTasks(snapshot)).toEqual([]);
    expect(tids()).toEqual([7, 9, 40, 50]);
    expect(rowsOf(snapshot).map(({ tgid }) => tgid)).toEqual([7, 9, 40, 7]);
    expect([...snapshot.columns.kernelThread.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
    expect(rowOf(snapshot, 7)).toMatchObject({
      comm: 'a b) c',
      state: 'D',
      startedAt: 50e6,
      read: 11,
      write: 12,
      cancelledWrite: 0,
      readChars: 1,
      writeChars: 2,
      readCalls: 3,
      writeCalls: 4,
      uid: process.getuid?.(),
    });
  });

  it('says that waits are unknown from the pass on in which somebody has switched delay accounting off', () => {
    let kept: 'on' | 'off' = 'on';
    engine = openProcfsEngine({ clock, root: proc.root, delays: () => kept });
    const missing = () => engine?.standingGaps.map((gap) => gap.kind === 'unavailable' && gap.what);
    expect(missing()).not.toContain('io-wait');
    kept = 'off';
    engine.readTasks(snapshot);
    expect(missing()).toContain('io-wait');
    kept = 'on';
    engine.readTasks(snapshot);
    expect(missing()).not.toContain('io-wait');
  });

  it('says when each row was read', () => {
    proc.add({ tid: 7 });
    proc.add({ tid: 8 });
    open().readTasks(snapshot);
    const [first, second] = rowsOf(snapshot);
    const moments = [
      snapshot.startedAt,
      first?.readAfter,
      first?.readBefore,
      second?.readAfter,
      second?.readBefore,
      snapshot.endedAt,
    ];
    expect(moments).toEqual([...moments].sort((a, b) => Number(a) - Number(b)));
  });

  it('leaves unknown what /proc does not tell, never zero', () => {
    proc.add({ tid: 7 });
    open().readTasks(snapshot);
    const row = rowOf(snapshot, 7);
    for (const name of ['swapWait', 'waitingSince', 'cgroup', 'runtime'] as const) {
      expect(row?.[name]).toBeNaN();
    }
    expect(row?.ioPriority).toBe(-1);
  });

  it('cuts a name to the 15 bytes a task can have', () => {
    proc.add({ tid: 7, comm: 'kworker/0:1-events_power_efficient' });
    open().readTasks(snapshot);
    expect(rowOf(snapshot, 7)?.comm).toBe('kworker/0:1-eve');
  });

  it('skips tasks that vanish, with nothing to say of them', () => {
    proc.add({ tid: 7 });
    proc.add({ tid: 8 });
    proc.add({ tid: 9, tgid: 8 });
    const opened = open();
    opened.readTasks(snapshot);
    proc.remove({ tid: 7 });
    proc.remove({ tid: 9, tgid: 8 });
    expect(opened.readTasks(snapshot)).toEqual([]);
    expect(tids()).toEqual([8]);
  });

  it('gives a tid used again by another process to that process', () => {
    proc.add({ tid: 7 });
    proc.add({ tid: 20, tgid: 7 });
    const opened = open();
    opened.readTasks(snapshot);
    proc.remove({ tid: 20, tgid: 7 });
    proc.add({ tid: 20, start: 200 });
    opened.readTasks(snapshot);
    expect(rowOf(snapshot, 20)).toMatchObject({ tgid: 20, startedAt: 2e9 });
  });

  it('counts a file that is not what it should be, and goes on', () => {
    proc.add({ tid: 7 });
    proc.add({ tid: 8 });
    proc.add({ tid: 9 });
    proc.spoil({ tid: 7 }, 'stat', '7 (task');
    proc.spoil({ tid: 9 }, 'io', 'rchar: x');
    expect(open().readTasks(snapshot)).toEqual([
      { kind: 'tasks-unread', count: 2, reason: 'task io: a number is due (at byte 7)' },
    ]);
    expect(tids()).toEqual([8]);
  });

  it('reads only the processes selected, with all their threads', () => {
    for (const tid of [7, 8, 9]) proc.add({ tid });
    proc.add({ tid: 10, tgid: 8 });
    open({ ids: new Set([8, 9, 12]) }).readTasks(snapshot);
    expect(tids()).toEqual([8, 9, 10]);
  });

  it('reads of a selected thread that is no leader only itself, as of its process', () => {
    for (const tid of [8, 10, 11]) proc.add({ tid, tgid: 8 });
    proc.write('10/status', 'Name:\tx\nTgid:\t8\nPid:\t10\n');
    open({ ids: new Set([10]) }).readTasks(snapshot);
    expect(rowsOf(snapshot).map(({ tid, tgid }) => [tid, tgid])).toEqual([[10, 8]]);
  });

  it('says once that it sees no exits, and gives none', () => {
    const exits = newSnapshot();
    const opened = open();
    expect(opened.standingGaps).toContainEqual(
      expect.objectContaining({ kind: 'unavailable', what: 'exits' }),
    );
    opened.drain();
    expect(opened.takeExits(exits)).toEqual([]);
    expect(exits.count).toBe(0);
  });

  it('does not open where there is no /proc, or one without I/O accounting', () => {
    expect(() => openProcfsEngine({ clock, root: `${proc.root}/none` })).toThrow(
      'mount it: mount -t proc proc /proc',
    );
    proc.eraseFile('self/io');
    expect(() => openProcfsEngine({ clock, root: proc.root })).toThrow('CONFIG_TASK_IO_ACCOUNTING');
  });
});
