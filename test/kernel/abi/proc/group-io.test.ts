import { describe, expect, it } from 'vitest';
import {
  ioMaxOf,
  ioStatOf,
  serviceBytesOf,
  throttleOf,
} from '../../../../src/kernel/abi/proc/group-io.ts';

/** As cgroup-v2.rst and blkio-controller.rst have them; of version 1 as a 6.18 kernel wrote them of a container that may write 2 MB/s. */
const IO_STAT = `8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
8:0 rbytes=90430464 wbytes=299008000 rios=8950 wios=1252 dbytes=50331648 dios=3021
253:0
`;
const SERVICE_BYTES = `254:0 Read 122880
254:0 Write 17629184
254:0 Sync 34529280
254:0 Async 0
254:0 Discard 16777216
254:0 Total 34529280
Total 34529280
`;

describe('the count of a control group', () => {
  it('is by device, what was never asked of one left out', () => {
    expect(ioStatOf(IO_STAT)).toEqual([
      { device: '8:16', read: 1459200, written: 314773504 },
      { device: '8:0', read: 90430464, written: 299008000 },
    ]);
    expect(serviceBytesOf(SERVICE_BYTES)).toEqual([
      { device: '254:0', read: 122880, written: 17629184 },
    ]);
  });

  it('is nothing where a file says nothing', () => {
    for (const text of ['', '\n', 'Total 0\n', 'x', '8:0', ' rbytes=1 wbytes=1'])
      expect([ioStatOf(text), ioMaxOf(text), throttleOf(text, 'rbps')], text).toEqual([[], [], []]);
    expect(ioStatOf('8:0 rbytes=1\n8:1 rbytes=x wbytes=-1')).toEqual([]);
    expect(serviceBytesOf('Total 0\n')).toEqual([]);
  });
});

it('a limit is what is no max, of each device, in bytes or requests', () => {
  expect(ioMaxOf('8:16 rbps=2097152 wbps=max riops=max wiops=120\n8:0 rbps=max')).toEqual([
    { device: '8:16', limit: 'rbps', most: 2097152 },
    { device: '8:16', limit: 'wiops', most: 120 },
  ]);
  expect(throttleOf('254:0 2097152\n8:0 1\n8:1 max\n', 'wbps')).toEqual([
    { device: '254:0', limit: 'wbps', most: 2097152 },
    { device: '8:0', limit: 'wbps', most: 1 },
  ]);
});
