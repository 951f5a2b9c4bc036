/** In which order the screen has its rows where nobody chose another. */
import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/tui/core/settings.ts';
import { type SampleFields, sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';

const K = 1024;

/** What a screen of ten rows shows after each of these intervals. */
const ordersAfter = (
  intervals: readonly SampleFields[],
  settings: Partial<Settings> = {},
): readonly (readonly number[])[] => {
  const screen = new DrivenScreen({ size: { columns: 80, rows: 16 }, settings });
  return intervals.map((fields, index) => {
    screen.see(sampleOf({ index, ...fields }));
    return screen.state.rows.slice(0, 10).map(({ row }) => row.entry.tid);
  });
};

const lastOrder = (
  intervals: readonly SampleFields[],
  settings: Partial<Settings> = {},
): readonly number[] => ordersAfter(intervals, settings).at(-1) ?? [];

const idleOf = (count: number, except: readonly number[] = []): readonly TaskFields[] =>
  Array.from({ length: count }, (_, index) => ({ tid: index + 1 })).filter(
    ({ tid }) => !except.includes(tid),
  );

const repeated = (times: number, fields: SampleFields): readonly SampleFields[] =>
  Array.from({ length: times }, () => fields);

describe('rows', () => {
  it('do not change places because one writes every other second', () => {
    const both = {
      tasks: [
        { tid: 5, write: 60 * K },
        { tid: 6, write: 40 * K },
      ],
    };
    const one = {
      tasks: [
        { tid: 5, write: 0 },
        { tid: 6, write: 40 * K },
      ],
    };
    const bursts = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? both : one));
    const tops = ordersAfter(bursts)
      .slice(8)
      .map(([first]) => first);
    expect(new Set(tops)).toEqual(new Set([6]));
    const now = ordersAfter(bursts, { sortColumn: 'write' }).map(([first]) => first);
    expect(new Set(now)).toEqual(new Set([5, 6]));
  });

  it('are in the order of what the disks do now, then of who fills the cache', () => {
    const of = (tid: number, charged: number, asked: number): TaskFields => ({
      ...{ tid, read: 0, write: charged * K, diskRead: 0, diskWrite: asked * K },
    });
    const tasks = [of(5, 0, 40), of(6, 90_000, 0), of(7, 3000, 3000), of(8, 0, 0)];
    expect(lastOrder(repeated(3, { tasks }))).toEqual([7, 6, 5, 8]);
  });

  it('have who is new on top in the second interval', () => {
    const old = { tid: 9, read: 20 * K };
    const fresh = { tid: 99, write: 50 * K };
    expect(
      lastOrder([...repeated(9, { tasks: [old] }), ...repeated(2, { tasks: [old, fresh] })]),
    ).toEqual([99, 9]);
  });

  it('sorted by another column are by what it was in the interval', () => {
    const before = repeated(9, {
      tasks: [
        { tid: 5, read: 90 * K },
        { tid: 6, read: 1 },
      ],
    });
    const now = {
      tasks: [
        { tid: 5, read: 1 },
        { tid: 6, read: 2 },
      ],
    };
    expect(lastOrder([...before, now], { sortColumn: 'read' })).toEqual([6, 5]);
  });

  it('of amounts are by all that was moved, however long ago', () => {
    const before = {
      tasks: [
        { tid: 5, read: 90 * K },
        { tid: 6, read: 80 * K },
      ],
    };
    const now = { tasks: [{ tid: 6, read: 8 * K }] };
    expect(lastOrder([before, ...repeated(9, now)], { measure: 'total' })).toEqual([6, 5]);
    expect(lastOrder([before, now], { measure: 'total' })).toEqual([5, 6]);
  });

  it('of processes are by what all their threads moved', () => {
    const thread = (tid: number) => ({ tid, tgid: 5, processStartedAt: 5e9, write: 30 * K });
    const tasks = [{ tid: 5 }, thread(6), thread(7), { tid: 9, write: 40 * K }];
    const grouped = { threads: 'grouped' } as const;
    expect(lastOrder([{ tasks }], { unit: 'processes' })).toEqual([5, 9]);
    expect(lastOrder([{ tasks }], grouped)).toEqual([5, 6, 7, 5, 9]);
    expect(lastOrder([{ tasks }])).toEqual([9, 6, 7, 5]);
  });

  it('of those that moved nothing are by how long they wait now', () => {
    const before = { tasks: [{ tid: 3, read: 90 * K }] };
    const quiet = {
      tasks: [
        { tid: 7, ioWait: 5e8 },
        { tid: 6, ioWait: 9e8 },
      ],
      idle: idleOf(5),
    };
    expect(lastOrder([before, ...repeated(30, quiet)]).slice(0, 4)).toEqual([6, 7, 3, 1]);
  });

  it('of a machine at rest begin with those that moved last, wherever their ids stand', () => {
    const first = { tasks: [{ tid: 3000, write: 90 * K }], idle: idleOf(4000, [3000]) };
    const second = { tasks: [{ tid: 2000, read: 10 * K }], idle: idleOf(4000, [2000]) };
    const rest = repeated(20, { idle: idleOf(4000) });
    const later = repeated(20, { idle: idleOf(4000) });
    const order = lastOrder([first, ...rest, second, ...later]);
    expect(order.slice(0, 5)).toEqual([2000, 3000, 1, 2, 3]);
  });

  it('of which nobody moved anything begin with programs, and end with the threads of the kernel', () => {
    const idle = idleOf(40).map((task) => ({
      ...task,
      kernelThread: task.tid > 1 && task.tid < 38,
    }));
    const most = { idle: [...idle, ...idleOf(100).slice(40)] };
    expect(lastOrder([most]).slice(0, 5)).toEqual([1, 38, 39, 40, 41]);
    expect(lastOrder([most], { unit: 'processes' }).slice(0, 3)).toEqual([1, 38, 39]);
    expect(lastOrder([{ idle }]).slice(0, 6)).toEqual([1, 38, 39, 40, 2, 3]);
    expect(lastOrder([most], { sortColumn: 'io' }).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('who bears the id of one that moved is not taken for it', () => {
    const idle = [...idleOf(4000, [3000]), { tid: 3000, startedAt: 9e9 }];
    const before = { tasks: [{ tid: 3000, write: 90 * K }], idle: idleOf(4000, [3000]) };
    const order = lastOrder([before, { idle: [...idle].sort((a, b) => a.tid - b.tid) }]);
    expect(order.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it('of a loop of short tasks have one place, by what all of them moved lately', () => {
    const loop = Array.from({ length: 12 }, (_, index) => ({
      tasks: [
        { tid: 9, comm: 'fio', read: 20 * K },
        ...[1, 2, 3].map((nth) => ({
          tid: 100 + 3 * index + nth,
          comm: 'cp',
          write: 15 * K,
          ended: true,
        })),
      ],
    }));
    const tops = ordersAfter(loop).slice(1);
    expect(tops).toEqual(tops.map(() => [0, 9]));
    const [first] = ordersAfter(loop, { ended: 'shown' }).slice(-1);
    expect(first?.[0]).toBe(9);
  });

  it('who has ended is not above those that go on', () => {
    const tasks = [
      { tid: 5, write: 90 * K, ended: true },
      { tid: 6, write: 1 * K },
    ];
    const orders = ordersAfter([{ tasks }, { tasks: [{ tid: 6, write: 1 * K }] }]);
    expect(orders).toEqual([
      [5, 6],
      [6, 5],
    ]);
  });
});
