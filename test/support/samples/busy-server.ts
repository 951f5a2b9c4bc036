/** A server with something of everything: the scene of the golden screens. Figures are made, not measured. */

import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import type { DeviceEntry, Sample } from '../../../src/sample/sample.ts';
import { diskOf } from './disks.ts';
import type { SampleFields, TaskFields } from './samples.ts';
import { sampleOf } from './samples.ts';

const MILLISECOND = 1e6;
const MIB = 1024 * 1024;

const idle: readonly TaskFields[] = [
  { tid: 1, comm: 'systemd', command: '/usr/lib/systemd/systemd --switched-root', startedAt: 1e9 },
  { tid: 2, comm: 'kthreadd', command: '', kernelThread: true, startedAt: 1e9 },
  { tid: 812, comm: 'sshd', command: 'sshd: admin@pts/0', user: 'admin', uid: 1000 },
  {
    tid: 1301,
    startedAt: 6e9,
    tgid: 1300,
    comm: 'nginx',
    processComm: 'nginx',
    command: 'nginx: worker process',
    user: 'www-data',
    uid: 33,
    processStartedAt: 6e9,
  },
  { tid: 1300, comm: 'nginx', command: 'nginx: master process /usr/sbin/nginx', startedAt: 6e9 },
];

/** Waves, so that graphs have a shape. */
const wave = (index: number, length: number): number =>
  (1 + Math.sin((index * 2 * Math.PI) / length)) / 2;

const busy = (index: number): readonly TaskFields[] => [
  {
    tid: 4242,
    comm: 'dd',
    command:
      '/usr/bin/dd if=/dev/zero of=/srv/backup/image.raw bs=1M count=4096 oflag=direct status=progress',
    write: 180 * MIB * wave(index, 12),
    ioWait: 880 * MILLISECOND * wave(index, 12),
    state: 'D',
    writeCalls: 180,
    totals: { kind: 'totals', write: 4 * 1024 * MIB, read: 0 },
  },
  {
    tid: 2001,
    tgid: 2000,
    comm: 'io-worker-1',
    processComm: 'postgres',
    processStartedAt: 7e9,
    startedAt: 8e9,
    command: 'postgres: writer process',
    user: 'postgres',
    uid: 110,
    ioPriority: (2 << 13) | 0,
    read: 12.5 * MIB,
    write: 3 * MIB,
    cancelledWrite: 1 * MIB,
    ioWait: 420 * MILLISECOND,
  },
  {
    tid: 2000,
    comm: 'postgres',
    startedAt: 7e9,
    command: 'postgres: writer process',
    user: 'postgres',
    uid: 110,
    read: 0.5 * MIB * wave(index, 7),
    ioWait: 40 * MILLISECOND,
  },
  {
    tid: 77,
    comm: 'kworker/u8:2-flush-254:0',
    kernelThread: true,
    command: '',
    ioPriority: (1 << 13) | 3,
    write: 2048,
    ioWait: 150 * MILLISECOND,
    swapWait: undefined,
  },
  {
    tid: 31337,
    comm: '日本語の名前',
    command: '/opt/日本語/プログラム --出力=ファイル 💾 e\u0301cole שלום',
    user: '利用者',
    uid: 1001,
    ioPriority: 3 << 13,
    read: 900,
    ioWait: 0,
  },
  ...(index === 28
    ? [
        {
          tid: 5000,
          comm: 'cp',
          command: 'cp -a /srv/a /srv/b',
          read: 64 * MIB,
          write: 64 * MIB,
          ended: true,
        },
      ]
    : []),
];

const disk = (name: string, { read = 0, write = 0, ...figures }: Record<string, number | string>) =>
  diskOf(name, {
    readBytes: bytes(Number(read) * MIB),
    writeBytes: bytes(Number(write) * MIB),
    ...figures,
  });

/** A busy one with a partition, and one that does little. */
const DISKS: readonly DeviceEntry[] = [
  disk('vda', {
    ...{ reads: 3200, read: 13.5, writes: 410, write: 168.4 },
    ...{ busy: 874 * MILLISECOND, queued: 12_300 * MILLISECOND },
    ...{ readTime: 384 * MILLISECOND, writeTime: 11_900 * MILLISECOND },
  }),
  disk('vda1', {
    kind: 'partition',
    partOf: 'vda',
    read: 13.5,
    write: 168.4,
    busy: 800 * MILLISECOND,
  }),
  disk('sdb', {
    ...{ reads: 4, read: 0.5, writes: 12, write: 1.6, busy: 31 * MILLISECOND },
    ...{ queued: 90 * MILLISECOND, readTime: 30 * MILLISECOND, writeTime: 60 * MILLISECOND },
  }),
];

export const TWO_DISKS = {
  blockRead: bytes(14 * MIB),
  blockWrite: bytes(170 * MIB),
  devices: DISKS,
  pressure: { ioSome: nanoseconds(312 * MILLISECOND), ioFull: nanoseconds(120 * MILLISECOND) },
} as const satisfies SampleFields['system'];

/** A swap device in memory and a loop device, which are no disks. */
export const TWO_OTHERS: readonly DeviceEntry[] = (
  [
    ['loop0', 'loop', 2],
    ['zram0', 'memory', 300],
  ] as const
).map(([name, kind, mebibytes]) => ({
  id: name,
  name,
  kind,
  reads: 1,
  readBytes: bytes(mebibytes * MIB),
  writes: 0,
  writeBytes: bytes(0),
  busy: nanoseconds(MILLISECOND),
  queued: nanoseconds(MILLISECOND),
}));

/** The sample of second `index` (28 is the one in which `cp` ends). */
const busyServer = (index: number, fields: SampleFields = {}): Sample =>
  sampleOf({ index, tasks: busy(index), idle, system: TWO_DISKS, ...fields });

/** Half a minute of it. */
export const halfAMinute = (fields: SampleFields = {}): readonly Sample[] =>
  Array.from({ length: 30 }, (_, index) => busyServer(index, fields));
