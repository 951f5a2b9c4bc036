import { describe, expect, it } from 'vitest';
import type { AskedDevice } from '../../../src/model/totals/asked-totals.ts';
import { askedLines } from '../../../src/render/report/asked-lines.ts';

const linesOf = (...devices: readonly object[]): readonly string[] =>
  askedLines(devices as readonly AskedDevice[], String);

describe('the table of what devices were asked for', () => {
  it('has a line for the tasks of a device and one for each owner that is none, and says of what is no disk what it is', () => {
    expect(
      linesOf(
        {
          name: 'vda',
          kind: 'disk',
          tasks: { read: 0, write: 90 },
          owners: [{ owner: 'file-system', read: 0, write: 10 }],
        },
        { name: 'loop0', kind: 'loop', tasks: { read: 5, write: 0 }, owners: [] },
      ),
    ).toEqual([
      'DEVICE        FROM DISK  TO DISK  FOR',
      'vda                   0       90  tasks',
      'vda                   0       10  the file system itself',
      'loop0 (loop)          5        0  tasks',
    ]);
  });

  it('has no line for tasks where they asked for nothing, nor for an owner of less than a hundredth', () => {
    const owners = [
      { owner: 'before-iotop', read: 0, write: 1000 },
      { owner: 'unknown', read: 9, write: 0 },
    ];
    const lines = linesOf({ name: 'vda', tasks: { read: 0, write: 0 }, owners });
    expect(lines.slice(1).map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual([
      'writes from before iotop began',
    ]);
  });

  it('says how long requests took where that is known of one', () => {
    const timed = { read: 0, write: 90, meanLatency: 400_000, p99: 2 ** 21 };
    const owners = [{ owner: 'file-system', read: 0, write: 10 }];
    expect(linesOf({ name: 'vda', kind: 'disk', tasks: timed, owners })).toEqual([
      'DEVICE  FROM DISK  TO DISK      LAT/P99  FOR',
      'vda             0       90  400us/2.1ms  tasks',
      'vda             0       10            -  the file system itself',
    ]);
  });

  it('is empty where nothing was asked, or nobody watched', () => {
    expect(linesOf()).toEqual([]);
  });

  it('lets no name obey a terminal', () => {
    const lines = linesOf({ name: 'x\x1b[2J', tasks: { read: 1, write: 0 }, owners: [] });
    expect(lines.join('')).not.toContain('\x1b');
  });
});
