import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groupTrees, readGroupIo } from '../../../../src/kernel/sys/proc/group-io.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const treeWith = (files: Readonly<Record<string, string>>): string => {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
};

describe('what the kernel says of a group', () => {
  it('is of version 2 its io.stat, its stalls, and the limits of all groups around it', () => {
    const unified = treeWith({
      'a.slice/io.max': '8:0 rbps=max wbps=1048576 riops=max wiops=max\n',
      'a.slice/b.service/io.max': '8:0 rbps=max wbps=max riops=50 wiops=max\n',
      'a.slice/b.service/io.stat': '8:0 rbytes=5 wbytes=7 rios=1 wios=1\n',
      'a.slice/b.service/io.pressure':
        'some avg10=9.10 avg60=2.00 avg300=0.50 total=1234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n',
      'io.max': '8:0 rbps=1\n',
    });
    const { readAt, ...io } = readGroupIo({ unified }, { unified: '/a.slice/b.service' });
    expect(readAt).toBeGreaterThan(0);
    expect(io).toEqual({
      bytes: [{ device: '8:0', read: 5, written: 7 }],
      stalled: 1_234_000,
      limits: [
        { device: '8:0', limit: 'riops', most: 50 },
        { device: '8:0', limit: 'wbps', most: 1048576, of: '/a.slice' },
      ],
    });
  });

  it('is of version 1 what blkio counts and throttles, with what is in it where the kernel says that, beside the stalls of version 2', () => {
    const group = 'docker/x';
    const files = {
      [`${group}/blkio.throttle.io_service_bytes`]: '8:0 Read 1\n8:0 Write 2\nTotal 3\n',
      [`${group}/blkio.throttle.read_bps_device`]: '8:0 11\n',
      [`${group}/blkio.throttle.write_bps_device`]: '8:0 12\n',
      [`${group}/blkio.throttle.read_iops_device`]: '8:0 13\n',
      [`${group}/blkio.throttle.write_iops_device`]: '8:0 14\n',
    };
    const recursive = { [`${group}/blkio.throttle.io_service_bytes_recursive`]: '8:0 Read 9\n' };
    const unified = treeWith({ 'docker/x/io.pressure': 'some avg10=0.00 total=2\n' });
    const read = (more: object) => {
      const trees = { blkio: treeWith({ ...files, ...more }), unified };
      const { readAt: _, ...io } = readGroupIo(trees, { blkio: `/${group}`, unified: `/${group}` });
      return io;
    };
    const limits = ['rbps', 'wbps', 'riops', 'wiops'].map((limit, i) => ({
      ...{ device: '8:0', limit, most: 11 + i },
    }));
    expect(read({})).toEqual({
      bytes: [{ device: '8:0', read: 1, written: 2 }],
      stalled: 2000,
      limits,
    });
    expect(read(recursive).bytes).toEqual([{ device: '8:0', read: 9, written: 0 }]);
  });

  it('is nothing of a group that is not there, not known, or outside the trees', () => {
    const root = treeWith({
      'tree/x': '',
      'io.stat': '8:0 rbytes=5 wbytes=7\n',
      'io.max': '8:0 rbps=5\n',
    });
    const trees = { unified: join(root, 'tree'), blkio: join(root, 'tree') };
    for (const path of ['/gone', '/../', '/a/../..', '/..', undefined]) {
      const paths = path === undefined ? {} : { unified: path, blkio: path };
      expect(readGroupIo(trees, paths), path).toEqual({
        readAt: expect.any(Number),
        limits: [],
      });
      expect(readGroupIo({}, paths).limits).toEqual([]);
    }
  });
});

it('the trees are where the mounts say', () => {
  const mountinfo = `25 1 0:22 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
26 1 0:23 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio
27 1 0:24 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
`;
  expect(groupTrees(treeWith({ 'self/mountinfo': mountinfo }))).toEqual({
    unified: '/sys/fs/cgroup/unified',
    blkio: '/sys/fs/cgroup/blkio',
  });
  expect(groupTrees(treeWith({ 'self/mountinfo': '' }))).toEqual({});
});
