/**
 * The night of the README: a backup fills the disk and the database stands still behind it. Block layer watched. Figures are made, not measured.
 */
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { diskEntry } from './asked.ts';
import { diskOf } from './disks.ts';
import { sampleOf, type TaskFields } from './samples.ts';

const MIB = 2 ** 20;
const MS = 1e6;

/** 03:00 on 23 November 2026, UTC. */
const BEGIN = Date.UTC(2026, 10, 23, 3);

/** The sample of step `index` of the night, and how long a step is. */
type Step = { readonly index: number; readonly seconds: number };

export const badNight = ({ index, seconds }: Step): Sample => {
  const startedAt = (100 + index * seconds) * 1e9;
  const { idle, ...sample } = sampleOf({
    startedAt: nanoseconds(startedAt),
    endedAt: nanoseconds(startedAt + seconds * 1e9),
    wallTime: milliseconds(BEGIN + (index + 1) * seconds * 1000),
    host: 'db1',
    tasks: tasksOf(index, seconds),
    idle: [
      { tid: 1, comm: 'systemd', command: '/usr/lib/systemd/systemd --switched-root' },
      { tid: 812, comm: 'sshd', command: 'sshd: admin@pts/0', user: 'admin', uid: 1000 },
    ],
    system: {
      blockRead: bytes(13 * MIB * seconds),
      blockWrite: bytes(154 * MIB * seconds),
      devices: [
        diskOf('vda', {
          ...{ reads: 1664 * seconds, readBytes: 13 * MIB * seconds },
          ...{ writes: 310 * seconds, writeBytes: 154 * MIB * seconds },
          ...{ busy: 991 * MS * seconds, queued: 24_000 * MS * seconds },
          ...{ readTime: 9100 * MS * seconds, writeTime: 14_900 * MS * seconds },
          owners: [{ owner: 'file-system', write: 9 * MIB * seconds, writes: 36 * seconds }],
        }),
      ],
      pressure: {
        ioSome: nanoseconds(870 * MS * seconds),
        ioFull: nanoseconds(610 * MS * seconds),
      },
    },
  });
  return idle === undefined
    ? sample
    : { ...sample, idle: { ...idle, still: [...idle.still, 'diskRead', 'diskWrite'] } };
};

/** A backup into the page cache, a query that reads at random, the log writer that waits for the disk to confirm. */
const tasksOf = (index: number, seconds: number): readonly TaskFields[] => [
  {
    ...{ tid: 5120, comm: 'tar', command: 'tar -cf /srv/backup/home.tar /home' },
    ...asked({ write: (146 + (index % 5)) * MIB * seconds, writes: 292 * seconds }),
    ...{ write: 170 * MIB * seconds, ioWait: 220 * MS * seconds, startedAt: 60e9 },
  },
  {
    ...{ tid: 2210, comm: 'postgres', command: 'postgres: 17/main: app shop SELECT' },
    ...{ user: 'postgres', uid: 110, ioWait: 930 * MS * seconds, state: 'D', startedAt: 7e9 },
    ...asked({ read: 12.9 * MIB * seconds, reads: 1651 * seconds }),
    read: 12.9 * MIB * seconds,
  },
  {
    ...{ tid: 2054, comm: 'postgres', command: 'postgres: 17/main: walwriter', startedAt: 7e9 },
    ...{ user: 'postgres', uid: 110, ioWait: 1000 * MS * seconds, state: 'D' },
    ...{ waitingSince: 99.6e9, write: 0, diskRead: 0, diskWrite: 0 },
  },
];

/** What vda was asked for. */
const asked = (figures: { readonly [Way in 'read' | 'reads' | 'write' | 'writes']?: number }) => {
  const { read = 0, reads = 0, write = 0, writes = 0 } = figures;
  const took = reads > 0 ? { latency: [[2 ** 23, reads]] as const } : latencyOfWrites(writes);
  const times = {
    queueTime: (reads * 3 + writes * 30) * MS,
    deviceTime: (reads * 2.4 + writes * 18) * MS,
  };
  return {
    ...{ diskRead: read, diskWrite: write },
    disk: [diskEntry('vda', { ...figures, ...times, ...took })],
  };
};

const latencyOfWrites = (writes: number) => ({ latency: [[2 ** 26, 0, writes]] as const });
