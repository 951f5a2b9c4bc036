/** What loop devices have charged twice, as far as it is known. */
import { expect, it } from 'vitest';
import { ChargedTwice, chargedTwice } from '../../../src/model/totals/charged-twice.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const worker = { comm: 'kworker/u8:2+loop0', kernelThread: true, read: 3, write: 40 } as const;
const loop = diskOf('loop0', { kind: 'loop', readBytes: 9, writeBytes: 100 });

const twice = (tasks: readonly TaskFields[], ...devices: readonly object[]) =>
  chargedTwice(sampleOf({ tasks, system: { devices } as never }));

it('what workers are charged while loop devices move as much is charged twice', () => {
  expect(twice([{ tid: 1, ...worker }], loop)).toEqual({ read: 3, write: 40 });
  expect(
    twice(
      [1, 2, 3, 4].map((tid) => ({ tid, ...worker })),
      loop,
    ),
  ).toEqual({
    read: 9,
    write: 100,
  });
  const old = { tid: 5, comm: 'loop0', kernelThread: true, write: 7 };
  expect(twice([old], loop)).toEqual({ read: 0, write: 7 });
});

it('nothing is known to be where only some tasks are known, or samples are kept to a device', () => {
  const sample = sampleOf({ tasks: [{ tid: 1, ...worker }], system: { devices: [loop] } as never });
  const nothing = { read: 0, write: 0 };
  for (const what of ['unchosen-tasks', 'other-users'] as const) {
    const gap = { kind: 'unavailable', what, reason: '', remedy: '' } as const;
    expect(chargedTwice({ ...sample, gaps: [gap] })).toEqual(nothing);
  }
  const keptTo = { devices: new Set(['loop0']), belowLoops: new Set<string>() };
  expect(chargedTwice({ ...sample, keptTo })).toEqual(nothing);
});

it('over a time bytes count once, also where they were charged to the writer before it', () => {
  const sumOf = (...tasks: readonly TaskFields[]) => {
    const twice = new ChargedTwice();
    let sum = 0;
    for (const task of tasks) {
      twice.add(sampleOf({ tasks: [task], system: { devices: [loop] } as never }));
      sum += Number(task.write ?? 0);
    }
    return twice.once('write', sum);
  };
  const writer = { tid: 2, comm: 'dd', write: 40 };
  expect(sumOf(writer, { tid: 1, ...worker })).toBe(40);
  expect(sumOf({ tid: 1, ...worker })).toBe(40);
  expect(sumOf(writer, { ...writer, write: 5 })).toBe(45);
  expect(sumOf(writer, { tid: 1, ...worker }, { tid: 1, ...worker })).toBe(80);
});

it('nothing is where no loop device moves anything, nor of programs and threads that serve others', () => {
  expect(twice([{ tid: 1, ...worker }], diskOf('vda', { writeBytes: 100 }))).toEqual({
    read: 0,
    write: 0,
  });
  const others = [
    { tid: 1, comm: 'loop0', write: 50 },
    { tid: 2, comm: 'nfsd', kernelThread: true, write: 50 },
  ];
  expect(twice(others, loop).write).toBe(0);
});
