/**
 * A server whose block layer is watched: a dd that has ended and is written back now, one that fills the cache, a reader who waits for nothing, and
 * what the file system itself writes. Figures are made, not measured.
 */
import { bytes } from '../../../src/lib/units.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { diskEntry } from './asked.ts';
import { diskOf } from './disks.ts';
import { sampleOf, type TaskFields } from './samples.ts';

const MIB = 2 ** 20;
const MS = 1e6;

const TASKS: readonly TaskFields[] = [
  {
    ...{ tid: 3100, comm: 'dd', ended: true, endedBefore: true },
    ...{ read: undefined, write: undefined, cancelledWrite: undefined },
    ...{ ioWait: undefined, swapWait: undefined, state: undefined, ioPriority: undefined },
    ...{ diskRead: 0, diskWrite: 120 * MIB },
    disk: [
      diskEntry('vda', {
        ...{ write: 120 * MIB, writes: 240, queueTime: 240 * 9 * MS, deviceTime: 240 * 5 * MS },
        latency: [
          [2 ** 24, 0, 200],
          [2 ** 26, 0, 40],
        ],
      }),
    ],
  },
  {
    tid: 4242,
    comm: 'fio',
    command: 'fio --name=reader --rw=randread --ioengine=libaio --iodepth=32 --direct=1',
    ...{ user: 'bench', uid: 1002, read: 78 * MIB, diskRead: 78 * MIB, diskWrite: 0 },
    disk: [
      diskEntry('vda', {
        ...{ read: 40 * MIB, reads: 10_240, queueTime: 900 * MS, deviceTime: 9000 * MS },
        latency: [
          [2 ** 20, 9000],
          [2 ** 21, 1240],
        ],
      }),
      diskEntry('sdb', {
        ...{ read: 38 * MIB, reads: 9728, queueTime: 300 * MS, deviceTime: 5000 * MS },
        latency: [[2 ** 20, 9728]],
      }),
    ],
  },
  {
    tid: 5001,
    comm: 'cp',
    command: 'cp -a /srv/www /mnt/usb/backup',
    ...{ read: 0, write: 310 * MIB, diskRead: 0, diskWrite: 0, writeCalls: 310 },
  },
  {
    tid: 77,
    comm: 'kworker/u8:2+flush-254:0',
    ...{ kernelThread: true, command: '', ioPriority: (1 << 13) | 3 },
    ...{ ioWait: 150 * MS, write: 16_384, diskRead: 0, diskWrite: 0 },
  },
];

export const watchedServer = (index = 0): Sample => {
  const { idle, ...sample } = serverAt(index);
  if (idle === undefined) return sample;
  return { ...sample, idle: { ...idle, still: [...idle.still, 'diskRead', 'diskWrite'] } };
};

const serverAt = (index: number): Sample =>
  sampleOf({
    index,
    tasks: TASKS,
    idle: [
      { tid: 1, comm: 'systemd', command: '/usr/lib/systemd/systemd --switched-root' },
      { tid: 812, comm: 'sshd', command: 'sshd: admin@pts/0', user: 'admin', uid: 1000 },
    ],
    system: {
      blockRead: bytes(78 * MIB),
      blockWrite: bytes(172 * MIB),
      devices: [
        diskOf('vda', {
          ...{ reads: 10_240, readBytes: 40 * MIB, writes: 344, writeBytes: 172 * MIB },
          ...{ busy: 961 * MS, queued: 14_000 * MS, readTime: 9900 * MS, writeTime: 4000 * MS },
          owners: [{ owner: 'file-system', write: 52 * MIB, writes: 104 }],
        }),
        diskOf('sdb', {
          ...{ reads: 9728, readBytes: 38 * MIB, busy: 800 * MS, queued: 5300 * MS },
          readTime: 5300 * MS,
        }),
      ],
    },
  });
