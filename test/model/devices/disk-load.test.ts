import { expect, it } from 'vitest';
import { type Nanoseconds, nanoseconds } from '../../../src/lib/units.ts';
import { isDisk, loadOf, slowerWay } from '../../../src/model/devices/disk-load.ts';
import { diskOf } from '../../support/samples/disks.ts';

const SECOND = 1e9 as Nanoseconds;
const MS = 1e6;

it('a disk has rates, a busy share, a mean time of the slower of reads and writes, and a mean queue, of any interval', () => {
  const disk = diskOf('vda', {
    reads: 30,
    readBytes: 4000,
    writes: 10,
    writeBytes: 8000,
    busy: 500 * MS,
    queued: 6000 * MS,
    readTime: 15 * MS,
    writeTime: 5 * MS,
  });
  expect(loadOf(disk, nanoseconds(2 * SECOND))).toEqual({
    read: 2000,
    write: 4000,
    busy: 0.25,
    slower: { way: 'read', time: 0.5 * MS, requests: 30 },
    inFlight: 3,
  });
});

it('time of flushes and discards is in the queue, and no part of the latency', () => {
  const disk = diskOf('vda', { writes: 1, queued: 900 * MS, readTime: 0, writeTime: 2 * MS });
  expect(loadOf(disk, SECOND)).toMatchObject({ slower: { time: 2 * MS }, inFlight: 0.9 });
});

it('where no request ended, latency is unknown, and the queue too while one is in flight', () => {
  const stuck = loadOf(diskOf('vda', { busy: 1000 * MS }), SECOND);
  expect(stuck.busy).toBe(1);
  expect(stuck).not.toHaveProperty('slower');
  expect(stuck).not.toHaveProperty('inFlight');
});

it('latency is unknown where nobody noted the times, as in old recordings', () => {
  const { readTime: _, writeTime: __, ...old } = diskOf('vda', { reads: 5, queued: 10 * MS });
  expect(loadOf(old, SECOND)).not.toHaveProperty('slower');
});

it.each([
  ['many fast reads hide no slow writes', [9000, 900], [10, 290], 'write', 29],
  ['a few slow writes say nothing beside many reads', [9000, 900], [4, 290], 'read', 0.1],
  ['where both are few, the slower counts', [1, 3], [4, 80], 'write', 20],
] as const)('%s', (_, [reads, readTime], [writes, writeTime], way, time) => {
  const figures = { reads, readTime: readTime * MS, writes, writeTime: writeTime * MS };
  expect(slowerWay(diskOf('vda', figures))).toMatchObject({ way, time: time * MS });
});

it('a disk that is not in the sample did nothing', () => {
  expect(loadOf(undefined, SECOND)).toEqual({
    read: 0,
    write: 0,
    busy: 0,
    inFlight: 0,
  });
});

it.each([
  ['disk', true],
  ['memory', true],
  ['partition', false],
  ['loop', false],
  ['layer', false],
  [undefined, false],
] as const)('a device of kind %s: a row of its own is %s', (kind, isShown) => {
  const { kind: _, ...device } = diskOf('x');
  expect(isDisk(kind === undefined ? device : { ...device, kind })).toBe(isShown);
});
