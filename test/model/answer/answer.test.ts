import { describe, expect, it } from 'vitest';
import { type Bytes, type Nanoseconds, nanoseconds } from '../../../src/lib/units.ts';
import { answerOf } from '../../../src/model/answer/answer.ts';
import { answerText } from '../../../src/render/text/answer-text.ts';
import { USUAL_SCALE } from '../../../src/render/text/scale.ts';
import type { DeviceEntry, Sample, SystemEntry } from '../../../src/sample/sample.ts';
import { type SampleFields, sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const MB = 2 ** 20;
const UNSEEN = { kind: 'tasks-denied', count: 200 } as const;

let lastTid = 0;
const process = (comm: string, fields: Partial<TaskFields> = {}): TaskFields => {
  lastTid += 1;
  return { comm, tid: lastTid, ...fields };
};

const device = (name: string, busy: number, fields: Partial<DeviceEntry> = {}): DeviceEntry =>
  ({
    id: '254:0',
    name,
    kind: 'disk',
    reads: 0,
    readBytes: 0,
    writes: 0,
    writeBytes: 0,
    busy: busy * 1e9,
    queued: 0,
    ...fields,
  }) as DeviceEntry;

/** In MiB. */
const disks = (read: number, write: number, more: Partial<SystemEntry> = {}): SystemEntry => ({
  blockRead: (read * MB) as Bytes,
  blockWrite: (write * MB) as Bytes,
  ...more,
});

const say = (fields: SampleFields, width = 200): string =>
  answerText(answerOf(sampleOf(fields)), { scale: USUAL_SCALE, width, glyphs: 'unicode' });

type Case = readonly [law: string, sample: SampleFields, answer: string];

const dd = (mebibytes: number): TaskFields => process('dd', { write: mebibytes * MB });
const fio = (mebibytes: number): TaskFields => process('fio', { read: mebibytes * MB });

const WHO: readonly Case[] = [
  [
    'the tasks of a command are one, and their share is one of all writing of the disks',
    {
      tasks: [dd(50), fio(20), dd(40), dd(31), process('cp', { write: 3 * MB })],
      system: disks(20, 153),
    },
    'dd ×3 write 79 % (121 M/s), fio reads all (20.0 M/s)',
  ],
  [
    'another that does a fifth of it or more has its share too, behind who does most of the other way',
    { tasks: [dd(50), process('cp', { write: 40 * MB }), fio(20)], system: disks(20, 100) },
    'dd writes 50 % (50.0 M/s), fio reads all (20.0 M/s), cp writes 40 % (40.0 M/s)',
  ],
  [
    'where tasks wrote more than disks have yet, it is one of what tasks wrote',
    { tasks: [dd(90), process('cp', { write: 10 * MB })], system: disks(0, 1) },
    'dd writes 90 % (90.0 M/s)',
  ],
  [
    'a process that moved nothing is not counted with the others of its command',
    { tasks: [dd(50), dd(0)], system: disks(0, 50) },
    'dd writes all (50.0 M/s)',
  ],
  [
    'what was cancelled is not written',
    {
      tasks: [process('rm', { write: 90 * MB, cancelledWrite: 90 * MB }), dd(5)],
      system: disks(0, 5),
    },
    'dd writes all (5.00 M/s)',
  ],
  [
    'a program that does most of both is named once',
    { tasks: [process('fio', { read: 5 * MB, write: 30 * MB })], system: disks(5, 30) },
    'fio writes all (30.0 M/s) and reads all (5.00 M/s)',
  ],
  [
    'threads of a process are no processes of their own',
    {
      tasks: [
        { tid: 900, comm: 'mysqld', read: 6 * MB },
        {
          tid: 901,
          tgid: 900,
          comm: 'ib_io_rd-1',
          processComm: 'mysqld',
          processStartedAt: 5e9,
          read: 4 * MB,
        },
      ],
      system: disks(10, 0),
    },
    'mysqld reads all (10.0 M/s)',
  ],
  [
    'what is moved one way beside a hundred times as much is left out',
    { tasks: [dd(150), fio(1)], system: disks(1, 150) },
    'dd writes all (150 M/s)',
  ],
  [
    'kernel threads are named as what they are',
    {
      tasks: [
        process('kworker/u8:2+flush-254:0', { kernelThread: true, write: 30 * MB }),
        process('kworker/u8:4-flush-254:0', { kernelThread: true, write: 30 * MB }),
        process('jbd2/vda1-8', { kernelThread: true, read: 9 * MB }),
      ],
      system: disks(9, 60),
    },
    'kworker (write-back) ×2 write all (60.0 M/s), jbd2 (journal) reads all (9.00 M/s)',
  ],
  [
    'a program that took the name of a kernel thread is a program',
    { tasks: [process('jbd2/vda1-8', { write: 9 * MB })], system: disks(0, 9) },
    'jbd2/vda1-8 writes all (9.00 M/s)',
  ],
  [
    'a name cannot reach the terminal raw',
    { tasks: [process('a\u001b[2Jb', { write: 9 * MB })], system: disks(0, 9) },
    'a\\x1b[2Jb writes all (9.00 M/s)',
  ],
];

const BESIDES: readonly Case[] = [
  [
    'pages written back that nobody wrote now are write-back, and who writes a little has a small share',
    { tasks: [dd(1)], system: disks(0, 150, { writtenBack: (149 * MB) as Bytes }) },
    'most writing (149 M/s) is write-back of earlier writes, dd writes under 1 % (1024 K/s)',
  ],
  [
    'who moved a tenth stands before what nobody moved, who moved less behind it; of each way one comes before the rest',
    { tasks: [dd(10), fio(9)], system: disks(100, 100, { writtenBack: (95 * MB) as Bytes }) },
    'dd writes 10 % (10.0 M/s), most reading (91.0 M/s) is charged to no task, fio reads 9 % (9.00 M/s), most writing (90.0 M/s) is write-back of earlier writes',
  ],
  [
    'half of all is not the most of it: who writes nearly all that tasks do is alone, and has no share that makes one look for another',
    { tasks: [dd(96), process('cp', { write: 4 * MB })], system: disks(0, 200) },
    'dd writes 96.0 M/s, the rest is write-back or journal',
  ],
  [
    'beside another who writes, or where the share is large, it is a share',
    { tasks: [dd(94), process('cp', { write: 6 * MB })], system: disks(0, 190) },
    'dd writes 49 % (94.0 M/s)',
  ],
  [
    'three quarters and more are a share, whoever else writes',
    { tasks: [dd(75)], system: disks(0, 100) },
    'dd writes 75 % (75.0 M/s)',
  ],
  [
    'what is said of the rest is not said of who stood before it',
    { tasks: [process('dd', { tid: 3, read: 30 * MB, write: 60 * MB })], system: disks(60, 100) },
    'dd writes 60.0 M/s, the rest is write-back or journal, dd reads 30.0 M/s, the rest is charged to no task',
  ],
  [
    'the rest is swapping where most of it is',
    { tasks: [dd(60)], system: disks(0, 100, { swapOut: (21 * MB) as Bytes }) },
    'dd writes 60.0 M/s, the rest is swapping',
  ],
  [
    'of what no task was charged for and the kernel does not count as write-back, either it or the journal is the cause',
    { tasks: [], system: disks(0, 150, { writtenBack: (20 * MB) as Bytes }) },
    'most writing (150 M/s) is write-back or journal',
  ],
  [
    'pages that tasks wrote now do not make write-back of the rest',
    { tasks: [dd(60)], system: disks(0, 150, { writtenBack: (115 * MB) as Bytes }) },
    'dd writes 40 % (60.0 M/s), most writing (90.0 M/s) is write-back or journal',
  ],
  [
    'swapping is named by the kernel’s own count, each way by its own',
    {
      tasks: [],
      system: disks(50, 60, { swapIn: (49 * MB) as Bytes, swapOut: (10 * MB) as Bytes }),
    },
    'most writing (60.0 M/s) is write-back or journal, most reading (50.0 M/s) is swapping',
  ],
  [
    'who sees not everybody has no shares, and is told what others moved',
    { tasks: [fio(20), dd(2)], system: disks(300, 3), gaps: [UNSEEN] },
    'tasks not seen read 280 M/s, fio reads 20.0 M/s',
  ],
  [
    'what others moved both ways is one clause, and is not called write-back',
    { tasks: [], system: disks(20, 30, { writtenBack: (30 * MB) as Bytes }), gaps: [UNSEEN] },
    'tasks not seen write 30.0 M/s and read 20.0 M/s',
  ],
  [
    'where rights are not what is missing, nobody is told to get them',
    { tasks: [], system: disks(20, 0), gaps: [{ kind: 'exits-lost', count: 3 }] },
    'tasks not seen read 20.0 M/s',
  ],
  [
    'without shares, what is seen to be most is still said',
    { tasks: [dd(20)], system: disks(0, 22), gaps: [UNSEEN] },
    'dd writes 20.0 M/s',
  ],
  [
    'process 1 hidden by a sandbox leaves shares, but what nobody was charged for reading may be its own',
    {
      tasks: [dd(20)],
      system: disks(70, 90),
      gaps: [{ kind: 'unavailable', what: 'process-1', reason: 'hidden', remedy: '' }],
    },
    'dd writes 22 % (20.0 M/s), tasks not seen read 70.0 M/s, most writing (70.0 M/s) is write-back or journal',
  ],
  [
    'a figure that was discarded hides nobody',
    { tasks: [dd(20)], system: disks(0, 22), gaps: [{ kind: 'figures-discarded', count: 1 }] },
    'dd writes 91 % (20.0 M/s)',
  ],
  [
    'with loop devices in the figure of the disks nothing is said of the rest',
    {
      tasks: [dd(20)],
      system: disks(0, 90),
      gaps: [{ kind: 'doubtful', what: 'disks', reason: 'no diskstats', remedy: '' }],
    },
    'dd writes all (20.0 M/s)',
  ],
  [
    'so it is where nobody knew yet which devices are disks',
    {
      tasks: [dd(20)],
      system: disks(0, 90, {
        devices: [{ ...device('vda', 0.9), kind: undefined } as unknown as DeviceEntry],
      }),
    },
    'dd writes all (20.0 M/s)',
  ],
];

const since = (seconds: number): Nanoseconds => nanoseconds((101 - seconds) * 1e9);

const WAITS: readonly Case[] = [
  [
    'who waits since before the interval is named behind those that move',
    { tasks: [dd(20), process('sqlite3', { tid: 4242, waitingSince: since(1.2) })] },
    'dd writes all (20.0 M/s), sqlite3 4242 waits for I/O (1.20 s)',
  ],
  [
    'a wait that began in the interval is none yet',
    { tasks: [dd(20), process('sqlite3', { waitingSince: since(0.9) })] },
    'dd writes all (20.0 M/s)',
  ],
  [
    'a wait of the whole of a short interval is none yet',
    {
      tasks: [process('sqlite3', { waitingSince: since(0.4) })],
      startedAt: nanoseconds(100.98e9),
      system: disks(0, 0),
    },
    'the disk is quiet',
  ],
  [
    'who waits for ten seconds is stuck and comes first',
    { tasks: [dd(20), process('tar', { tid: 77, waitingSince: since(12.4) })] },
    'tar 77 stuck in I/O for 12 s, dd writes all (20.0 M/s)',
  ],
  [
    'the longest wait stands for its program, and the others are counted',
    {
      tasks: [
        process('dd', { waitingSince: since(2) }),
        process('dd', { waitingSince: since(3) }),
        process('cp', { waitingSince: since(1) }),
        process('mv', { waitingSince: since(1) }),
      ],
    },
    'dd ×2 wait for I/O (3.00 s) (and 2 more)',
  ],
  [
    'a wait from before iotop looked is longer than what was seen',
    { tasks: [process('tar', { tid: 77, waitingSince: since(12), waitingLonger: true })] },
    'tar 77 stuck in I/O for over 12 s',
  ],
  [
    'who ended waits no more',
    { tasks: [process('tar', { waitingSince: since(12), ended: true })], system: disks(0, 0) },
    'the disk is quiet',
  ],
];

const SLOWED: readonly Case[] = [
  [
    'who waits over half of the interval is named behind those that move, its share as in IO',
    {
      tasks: [dd(415), process('fio', { read: 15 * MB, ioWait: 0.82e9 })],
      system: disks(15, 415, { devices: [device('vda', 0.96)] }),
    },
    'dd writes all (415 M/s), fio reads all (15.0 M/s) and waits 82 %, vda 96 % busy',
  ],
  [
    'of several it is who waits longest, and who moved nothing too; behind the disk, one more',
    {
      tasks: [
        dd(90),
        process('cp', { ioWait: 0.6e9 }),
        process('sqlite3', { ioWait: 0.9e9 }),
        process('mv', { ioWait: 0.7e9 }),
      ],
      system: { devices: [device('vda', 0.9)] },
    },
    'dd writes all (90.0 M/s), sqlite3 waits 90 %, vda 90 % busy, mv waits 70 %',
  ],
  [
    'half of the interval is not over half',
    { tasks: [dd(90), process('cp', { ioWait: 0.5e9 })] },
    'dd writes all (90.0 M/s)',
  ],
  [
    'that who moves most waits is said where nobody else waits much; a kernel thread waits for others',
    {
      tasks: [
        process('dd', { write: 90 * MB, ioWait: 0.9e9 }),
        process('jbd2/vda1-8', { kernelThread: true, ioWait: 0.8e9 }),
      ],
    },
    'dd writes all (90.0 M/s) and waits 90 %',
  ],
  [
    'and not where somebody else does, be it for less',
    { tasks: [process('dd', { write: 90 * MB, ioWait: 0.9e9 }), process('cp', { ioWait: 0.6e9 })] },
    'dd writes all (90.0 M/s), cp waits 60 %',
  ],
  [
    'a wait of the whole interval is said alone',
    {
      tasks: [
        dd(20),
        process('tar', { ioWait: 0.9e9 }),
        process('sqlite3', { tid: 4242, waitingSince: since(1.2), ioWait: 1e9 }),
      ],
    },
    'dd writes all (20.0 M/s), sqlite3 4242 waits for I/O (1.20 s)',
  ],
];

const DISKS: readonly Case[] = [
  [
    'the busiest disk comes behind who moves most, however little it is busy',
    { tasks: [dd(20)], system: { devices: [device('vda', 0.03), device('vdb', 0.02)] } },
    'dd writes all (20.0 M/s), vda 3 % busy',
  ],
  [
    'a partition and a layer are no disks',
    {
      tasks: [dd(20)],
      system: {
        devices: [
          device('vda1', 0.9, { kind: 'partition' }),
          device('dm-0', 0.9, { kind: 'layer' }),
          device('vda', 0.5),
        ],
      },
    },
    'dd writes all (20.0 M/s), vda 50 % busy',
  ],
  [
    'a disk that is busy with little is told of',
    { system: disks(0, 0, { devices: [device('sda', 0.05)] }) },
    'sda 5 % busy',
  ],
  [
    'of a slow disk it is said how long its reads or its writes take, the slower ones',
    {
      system: disks(0, 0, {
        devices: [
          device('sda', 0.6, {
            reads: 990,
            readTime: 99e6,
            writes: 10,
            writeTime: 900e6,
          } as object),
        ],
      }),
    },
    'sda 60 % busy, 90ms a write',
  ],
  [
    'a few slow requests make no slow disk',
    {
      system: disks(0, 0, {
        devices: [
          device('sda', 0.6, { reads: 990, readTime: 99e6, writes: 4, writeTime: 900e6 } as object),
        ],
      }),
    },
    'sda 60 % busy',
  ],
];

const QUIET: readonly Case[] = [
  [
    'nothing to say: the disk is quiet',
    {
      tasks: [process('jbd2/vda1-8', { kernelThread: true, write: 8192 })],
      system: disks(0, 0.01, { devices: [device('vda', 0.01)] }),
    },
    'the disk is quiet',
  ],
  [
    'of a quiet disk, what it will have to write, from 64 MiB on',
    { system: disks(0, 0, { dirty: (150 * MB) as Bytes }) },
    'the disk is quiet, 150 M wait to be written',
  ],
  [
    'less waits everywhere',
    { system: disks(0, 0, { dirty: (64 * MB - 1) as Bytes }) },
    'the disk is quiet',
  ],
  [
    'where what the disks moved is unknown, only of the tasks seen anything is said',
    { tasks: [] },
    'nobody seen here reads or writes much',
  ],
];

/** Where the block layer is watched: what a program was charged for, and what disks were asked for, in MiB. */
const wrote = (
  comm: string,
  {
    asked = 0,
    charged = asked,
    ...fields
  }: Partial<TaskFields> & { asked?: number; charged?: number },
): TaskFields =>
  process(comm, { write: charged * MB, diskRead: 0, diskWrite: asked * MB, ...fields });
const reads = (comm: string, asked: number): TaskFields =>
  process(comm, { read: asked * MB, diskRead: asked * MB, diskWrite: 0 });
const owned = (...owners: readonly (readonly [string, number])[]): Partial<SystemEntry> => ({
  devices: [
    device('vda', 0, {
      owners: owners.map(([owner, mebibytes]) => ({ owner, write: mebibytes * MB })),
    } as object),
    device('dm-0', 0, { kind: 'layer', owners: [{ owner: 'unknown', write: 999 * MB }] } as object),
  ],
});
const gone = { ended: true, endedBefore: true };

const ASKED: readonly Case[] = [
  [
    'who dirtied pages writes them, not the kernel’s worker that does it now',
    {
      tasks: [
        wrote('dd', { charged: 0, asked: 300 }),
        wrote('kworker/u8:2-flush-254:0', { kernelThread: true }),
      ],
      system: disks(0, 302, { writtenBack: (302 * MB) as Bytes }),
    },
    'dd writes all (300 M/s)',
  ],
  [
    'what disks did besides was asked for before: shares are of what is asked for now, and said to be',
    { tasks: [wrote('fio', { asked: 776 })], system: disks(0, 944) },
    'fio writes all (776 M/s queued)',
  ],
  [
    'of who asks for less than half of what disks do the rest is told',
    { tasks: [wrote('fio', { asked: 100 })], system: disks(0, 944) },
    'most writing (844 M/s) was queued earlier, fio writes 11 % (100 M/s)',
  ],
  [
    'who ended before its pages are written is named, and said to have ended',
    { tasks: [wrote('dd', { asked: 300, ...gone })], system: disks(0, 300) },
    'dd (ended) writes all (300 M/s)',
  ],
  [
    'of a program only some of which ended nothing is said of that',
    { tasks: [wrote('dd', { asked: 1, ...gone }), wrote('dd', { asked: 1 })] },
    'dd ×2 write all (2048 K/s)',
  ],
  [
    'shares are of all that disks were asked for, owners that are no task included',
    { tasks: [wrote('dd', { asked: 60 })], system: disks(0, 90, owned(['file-system', 40])) },
    'dd writes 60 % (60.0 M/s queued), the file system itself writes 40 % (40.0 M/s queued)',
  ],
  [
    'a task that does a fifth of it comes before the largest that is none',
    {
      tasks: [wrote('dd', { asked: 30 }), reads('fio', 20)],
      system: disks(20, 100, owned(['before-iotop', 70])),
    },
    'dd writes 30 % (30.0 M/s), fio reads all (20.0 M/s), writes from before iotop began are 70 % of what is written (70.0 M/s)',
  ],
  [
    'every owner has its words',
    {
      tasks: [],
      system: disks(0, 100, owned(['swap-out', 50], ['raw-device', 25], ['unknown', 25])),
    },
    'swapping out writes 50 % (50.0 M/s), an unknown writer of the device itself writes 25 % (25.0 M/s), an unknown owner writes 25 % (25.0 M/s)',
  ],
  [
    'what loop devices write now was asked of them before',
    {
      tasks: [wrote('dd', { asked: 0 })],
      system: disks(0, 100, owned(['loop-device', 100])),
    },
    'most writing (100 M/s) was queued earlier',
  ],
  [
    'an owner of less than a fifth is not named',
    { tasks: [wrote('dd', { asked: 81 })], system: disks(0, 100, owned(['file-system', 19])) },
    'dd writes 81 % (81.0 M/s)',
  ],
  [
    'what disks did not do yet of what they were asked for is said to be queued',
    { tasks: [wrote('dd', { asked: 100 }), reads('fio', 20)], system: disks(20, 94) },
    'dd writes all (100 M/s queued), fio reads all (20.0 M/s)',
  ],
  [
    'but not where it is hardly less, or more',
    { tasks: [wrote('dd', { asked: 100 })], system: disks(0, 96) },
    'dd writes all (100 M/s)',
  ],
  [
    'a task not seen hides nobody, for the disks were watched',
    { tasks: [wrote('dd', { asked: 50 })], system: disks(0, 50), gaps: [UNSEEN] },
    'dd writes all (50.0 M/s)',
  ],
  [
    'what the disks moved and were not asked for now they were asked for earlier',
    { tasks: [wrote('dd', { asked: 10 })], system: disks(0, 100) },
    'most writing (90.0 M/s) was queued earlier, dd writes 10 % (10.0 M/s)',
  ],
  [
    'or somebody asked who was lost',
    {
      tasks: [wrote('dd', { asked: 10 })],
      system: disks(0, 100),
      gaps: [{ kind: 'asked-lost', count: 80 * MB }],
    },
    'tasks not seen write 90.0 M/s, dd writes 10 % (10.0 M/s)',
  ],
  [
    'who only fills the cache dirties it, and no disk writes',
    { tasks: [wrote('dd', { charged: 400 })], system: disks(0, 0) },
    'dd writes 400 M/s into memory, no disk writes it yet',
  ],
  [
    'who makes the disk work comes first',
    { tasks: [wrote('dd', { charged: 400 }), reads('fio', 20)], system: disks(20, 0) },
    'fio reads all (20.0 M/s), dd writes 400 M/s into memory, no disk writes it yet',
  ],
  [
    'but for who dirties a hundred times as much',
    { tasks: [wrote('dd', { charged: 101 }), reads('fio', 1)], system: disks(1, 0) },
    'dd writes 101 M/s into memory, no disk writes it yet, fio reads all (1024 K/s)',
  ],
  [
    'a hundred times is not more',
    { tasks: [wrote('dd', { charged: 100 }), reads('fio', 1)], system: disks(1, 0) },
    'fio reads all (1024 K/s), dd writes 100 M/s into memory, no disk writes it yet',
  ],
  [
    'of what is written in part both is said at once',
    { tasks: [wrote('dd', { charged: 400, asked: 100 })], system: disks(0, 100) },
    'dd writes all (100 M/s) and 400 M/s into memory',
  ],
  [
    'a worker that writes a loop device’s file does so for those who asked, and dirties nothing',
    {
      tasks: [
        wrote('dd', { charged: 400, asked: 390 }),
        wrote('kworker/u8:2+loop0', { charged: 390, asked: 0, kernelThread: true }),
        wrote('loop1', { charged: 390, asked: 0, kernelThread: true }),
      ],
      system: disks(0, 390),
    },
    'dd writes all (390 M/s)',
  ],
  [
    'a thread of the kernel that serves others far away dirties',
    {
      tasks: [wrote('nfsd', { charged: 400, asked: 0, kernelThread: true })],
      system: disks(0, 0),
    },
    '[nfsd] writes 400 M/s into memory, no disk writes it yet',
  ],
  [
    'half of it written is no news',
    { tasks: [wrote('dd', { charged: 400, asked: 201 })], system: disks(0, 201) },
    'dd writes all (201 M/s)',
  ],
  [
    'a quarter of what the disks do is worth a word, less is not',
    { tasks: [wrote('dd', { charged: 24 }), reads('fio', 100)], system: disks(100, 0) },
    'fio reads all (100 M/s)',
  ],
  [
    'a program is all its tasks: what is cancelled is dirtied no more',
    {
      tasks: [
        wrote('cp', { charged: 3 }),
        wrote('cp', { charged: 3 }),
        wrote('rm', { charged: 90, cancelledWrite: 90 * MB }),
      ],
      system: disks(0, 0),
    },
    'cp ×2 write 6.00 M/s into memory, no disk writes it yet',
  ],
  [
    'what nobody asks about is not said',
    { tasks: [wrote('dd', { charged: 0.09 })], system: disks(0, 0) },
    'the disk is quiet',
  ],
];

const held = (seconds: number): Partial<TaskFields> =>
  ({ disk: [{ device: 'vda', heldTime: seconds * 1e9 }] }) as object;

const HELD: readonly Case[] = [
  [
    'where it is not known who asked for what is held back, the worker says that it is for such a one, behind who waits',
    {
      tasks: [
        { ...reads('kworker/0:1-kthrotld', 2), kernelThread: true },
        process('dd', { ioWait: 0.95e9 }),
      ],
      system: disks(2, 0),
    },
    'dd waits 95 %, kworker (for who is held back by a limit) reads all (2048 K/s)',
  ],
  [
    'who moves most is said to be held back by a limit where it was so for half of the interval',
    { tasks: [{ ...reads('dd', 2), ...held(0.5) }], system: disks(2, 0) },
    'dd reads all (2048 K/s), held back by a limit',
  ],
  [
    'and not where it was so for less, or where another was',
    { tasks: [{ ...reads('dd', 2), ...held(0.49) }, process('cp', held(1))], system: disks(2, 0) },
    'dd reads all (2048 K/s)',
  ],
  [
    'so is who waits much, and each of them once',
    {
      tasks: [
        { ...wrote('fio', { asked: 90 }), diskRead: (MB * 20) as Bytes, ...held(3) },
        { ...reads('dd', 1), ioWait: 0.9e9, ...held(0.9) },
      ],
      system: disks(21, 90),
    },
    'fio writes all (90.0 M/s) and reads 95 % (20.0 M/s), held back by a limit, dd waits 90 % (I/O limit of its group)',
  ],
];

/** sqlite3 commits beside a flood of reading: 80 columns of the screen. */
const COMMITS: SampleFields = {
  tasks: [
    reads('fio', 348),
    { ...wrote('sqlite3', { asked: 3 }), ioWait: 0.85e9 },
    reads('tar', 90),
  ],
  system: {
    ...disks(438, 5),
    devices: [
      device('vda', 0.9, {
        reads: 2800,
        writes: 1000,
        owners: [{ owner: 'file-system', write: 2 * MB }],
      } as object),
    ],
  },
};

const requests = (reads: number, writes: number, busy = 0.9): Partial<SystemEntry> => ({
  devices: [device('vda', busy, { reads, writes })],
});
const discards = (comm: string, mebibytes: number, device = 'vda'): TaskFields =>
  process(comm, {
    diskRead: 0,
    diskWrite: 0,
    disk: [{ device, discard: mebibytes * MB }],
  } as object);
const of = (discard: number, write: number) => ({
  discardBytes: (discard * MB) as Bytes,
  writeBytes: (write * MB) as Bytes,
});
const discarded = (mebibytes: number): Partial<SystemEntry> => ({
  devices: [device('vda', 0, of(mebibytes, 0))],
});

const TRICKLES: readonly Case[] = [
  [
    'a way with less than a hundredth of all is left out where it is few requests too',
    { tasks: [wrote('dd', { asked: 101 }), reads('fio', 1)], system: requests(20, 210) },
    'dd writes all (101 M/s), vda 90 % busy',
  ],
  [
    'and not where it is many: they may be what makes the disk busy',
    { tasks: [wrote('dd', { asked: 101 }), reads('fio', 0.9)], system: requests(230, 210) },
    'dd writes all (101 M/s), fio reads all (922 K/s), vda 90 % busy',
  ],
  [
    'a small way of few requests comes behind who waits, and before the disk',
    {
      tasks: [
        wrote('dd', { asked: 90 }),
        reads('fio', 10),
        process('cp', { ioWait: 0.9e9, diskRead: 0, diskWrite: 0 } as object),
      ],
      system: requests(20, 210),
    },
    'dd writes all (90.0 M/s), cp waits 90 %, fio reads all (10.0 M/s), vda 90 % busy',
  ],
];

const DISCARDS: readonly Case[] = [
  [
    'who asked for it is named, first where it is a hundred times what is moved',
    {
      tasks: [wrote('dd', { asked: 2 }), discards('fstrim', 2300)],
      system: { ...disks(0, 2), ...discarded(2300) },
    },
    'fstrim discards 2.25 G/s, dd writes all (2048 K/s)',
  ],
  [
    'else behind who moves',
    { tasks: [wrote('dd', { asked: 100 }), discards('fstrim', 2300)], system: discarded(2300) },
    'dd writes all (100 M/s), fstrim discards 2.25 G/s',
  ],
  [
    'who overwrites files has as much discarded as it writes: that is no news',
    {
      tasks: [wrote('hog', { asked: 676 }), discards('hog', 696)],
      system: { devices: [device('vda', 0, of(696, 676))] },
    },
    'hog writes all (676 M/s)',
  ],
  [
    'it is the disk that does where it is not known who asked for most of it',
    { tasks: [discards('fstrim', 1000)], system: { ...disks(0, 0), ...discarded(2300) } },
    'vda discards 2.25 G/s',
  ],
  [
    'what is discarded in memory is no disk’s, and what a removed file has is no news',
    {
      tasks: [discards('rm', 511), discards('zramctl', 9000, 'zram0')],
      system: { ...disks(0, 0), ...discarded(511) },
    },
    'the disk is quiet',
  ],
];

const GROUPS = {
  'a small way beside a large one': TRICKLES,
  'what is discarded': DISCARDS,
  'who is held back': HELD,
  'who asks the disks': ASKED,
  'who moves': WHO,
  'what else is moved': BESIDES,
  'who waits': WAITS,
  'who is slowed down': SLOWED,
  'which disk': DISKS,
  quiet: QUIET,
};

it('in place of all an owner that is no task has a rate where there is little room', () => {
  const system = disks(0, 100, owned(['before-iotop', 100]));
  const at = (width: number) => say({ system }, width);
  expect(at(80)).toBe('writes from before iotop began are all of what is written (100 M/s)');
  expect(at(55)).toBe('writes before iotop are 100 M/s of what is written');
  expect(at(47)).toBe('writes before iotop are all of what is written');
});

it('a quiet disk with much to write has a shorter word where there is little room', () => {
  const system = disks(0, 0, { dirty: (150 * MB) as Bytes });
  expect(say({ system }, 40)).toBe('the disk is quiet, 150 M to be written');
});

for (const [name, cases] of Object.entries(GROUPS)) {
  describe(`the answer: ${name}`, () => {
    for (const [law, sample, answer] of cases) it(law, () => expect(say(sample)).toBe(answer));
  });
}

it('what is moved is measured over the interval, not over a second', () => {
  const tasks = [dd(40), process('tar', { tid: 77, waitingSince: since(15) })];
  expect(
    say({ tasks, startedAt: nanoseconds(91e9), system: { devices: [device('vda', 5)] } }),
  ).toBe(`tar 77 stuck in I/O for 15 s, dd writes all (4.00 M/s), vda 50 % busy`);
});

describe('of 80 columns', () => {
  it('who waits and how busy the disk is have theirs before who else moves, and owners that are no task', () => {
    expect(say(COMMITS, 80)).toBe(
      'fio reads 79 % (348 M/s), sqlite3 writes 3.00 M/s and waits 85 %, vda 90 % busy',
    );
    expect(say(COMMITS)).toBe(
      'fio reads 79 % (348 M/s), sqlite3 writes 60 % (3.00 M/s) and waits 85 %, vda 90 % busy, tar reads 21 % (90.0 M/s), the file system itself writes 40 % (2048 K/s)',
    );
  });

  it('so has the one who waits longest whatever else is said, with names of fourteen letters', () => {
    const name = (first: string): string => `${first}-of-fourteen`.slice(0, 14);
    const tasks = [
      wrote(name('npm'), { asked: 30 }),
      reads(name('tar'), 40),
      wrote(name('cp'), { charged: 72, asked: 25 }),
      { ...wrote(name('sqlite3'), { asked: 1 }), ioWait: 0.77e9 },
    ];
    const system = disks(40, 100, owned(['before-iotop', 44]));
    expect(say({ tasks, system }, 80)).toContain(`${name('sqlite3')} waits 77 %`);
  });
});

describe('a narrow answer', () => {
  const busy: SampleFields = {
    tasks: [
      dd(50),
      dd(40),
      dd(31),
      fio(20),
      process('sqlite3', { tid: 77, waitingSince: since(1.2) }),
    ],
    system: disks(20, 153, { devices: [device('vda', 0.97)] }),
  };

  it('loses rates and counts first, then clauses that find no room, from the end; in place of all it says how much', () => {
    expect([200, 80, 70, 67, 50, 40, 20, 9].map((width) => say(busy, width))).toEqual([
      `dd ×3 write 79 % (121 M/s), fio reads all (20.0 M/s), sqlite3 77 waits for I/O (1.20 s), vda 97 % busy`,
      'dd writes 79 %, fio reads all, sqlite3 77 waits for I/O (1.20 s), vda 97 % busy',
      'dd writes 79 %, fio reads 20.0 M/s, sqlite3 77 waits for I/O (1.20 s)',
      'dd writes 79 %, fio reads 20.0 M/s, sqlite3 waits for I/O (1.20 s)',
      'dd writes 79 %, fio reads 20.0 M/s, vda 97 % busy',
      'dd writes 79 %, fio reads all (20.0 M/s)',
      'dd writes 79 %',
      'dd writes',
    ]);
  });

  it('names those once of whom one more does the second thing', () => {
    const tasks = [
      wrote('cp', { asked: 400 }),
      wrote('cp', { asked: 400 }),
      ...[300, 300, 300].map((much) => discards('cp', much)),
    ];
    const system = { ...disks(0, 800), ...discarded(900) };
    expect(say({ tasks, system }, 90)).toBe('cp ×2 write all (800 M/s) and discard 900 M/s');
  });

  it('says together what is said of one program, whatever was more important between', () => {
    const tasks = [wrote('cp', { asked: 90, charged: 400 })];
    const system = { ...disks(0, 90), ...requests(0, 200) };
    expect(say({ tasks, system }, 55)).toBe('cp writes all and 400 M/s into memory, vda 90 % busy');
  });

  it('says of little beside much the amount, not its share of the little', () => {
    const tasks = [wrote('dd', { asked: 101 }), reads('fio', 5), reads('cp', 5)];
    const system = { ...disks(10, 101), ...requests(300, 200) };
    expect(say({ tasks, system }, 50)).toBe('dd writes all, fio reads 5.00 M/s, vda 90 % busy');
    expect(say({ tasks, system }, 32)).toBe('dd writes 101 M/s, vda 90 % busy');
  });

  it('uses the room that a clause too long for it leaves', () => {
    const tasks = [wrote('npm', { asked: 36 }), reads('fio', 20)];
    const system = disks(20, 100, owned(['before-iotop', 64]));
    expect([90, 75, 45].map((width) => say({ tasks, system }, width))).toEqual([
      'npm writes 36 %, fio reads all (20.0 M/s), writes before iotop are 64 % of what is written',
      'npm writes 36 % (36.0 M/s), fio reads all (20.0 M/s)',
      'npm writes 36 %, fio reads all (20.0 M/s)',
    ]);
  });

  it('of what no task was charged for keeps the rates of those named longest', () => {
    const fsync: SampleFields = {
      tasks: [process('fio', { write: 6 * MB })],
      system: disks(0, 17, { devices: [device('vda', 0.34)] }),
    };
    expect([80, 70, 60].map((width) => say(fsync, width))).toEqual([
      'fio writes 35 % (6.00 M/s), vda 34 % busy, most writing is write-back',
      'fio writes 35 % (6.00 M/s), vda 34 % busy, most writing is write-back',
      'fio writes 35 %, vda 34 % busy, most writing is write-back',
    ]);
  });

  it('says of a limit that somebody is held back, then nothing', () => {
    const tasks = [{ ...reads('dd', 2), ...held(1) }];
    expect([45, 44, 34, 33].map((width) => say({ tasks, system: disks(2, 0) }, width))).toEqual([
      'dd reads all (2048 K/s), held back by a limit',
      'dd reads all (2048 K/s), held back',
      'dd reads all (2048 K/s), held back',
      'dd reads 2048 K/s',
    ]);
  });

  it('is never wider than the screen', () => {
    for (let width = 0; width < 130; width++) {
      expect(say(busy, width).length, `${width} cells`).toBeLessThanOrEqual(width);
    }
  });

  it('has no × where there is no Unicode', () => {
    const clauses = answerOf(sampleOf(busy) as Sample);
    expect(answerText(clauses, { scale: USUAL_SCALE, width: 200, glyphs: 'ascii' })).toContain(
      'dd x3 write ',
    );
  });
});

describe('a script', () => {
  const running = (comm: string, ...commands: readonly string[]): SampleFields => ({
    tasks: commands.map((command) => process(comm, { command, write: MB })),
  });

  it.each([
    ['python3', '/usr/bin/python3 -u /srv/appendlog.py --fast', 'python3 appendlog.py'],
    ['node', 'node server.mjs', 'node server.mjs'],
    ['bash', 'bash -eux /opt/nightly.sh x.sh', 'bash nightly.sh'],
    ['java', 'java -Xmx1g -jar /opt/app.jar a.jar', 'java app.jar'],
    ['perl', 'perl -w rotate.pl', 'perl rotate.pl'],
    ['ruby', 'ruby job.rb', 'ruby job.rb'],
  ])('of %s is named: %s', (comm, command, name) => {
    expect(say(running(comm, command))).toBe(`${name} writes all (1024 K/s)`);
  });

  it.each([
    ['python3', 'python3 -c print(1) x.py'],
    ['python3', 'python3 -m http.server'],
    ['python3', 'python3 /srv/my scripts/run.py'],
    ['python3', '/usr/bin/other x.py'],
    ['bash', 'bash -c ./x.sh'],
    ['java', 'java -cp a.jar Main'],
    ['cat', 'cat x.py'],
    ['node', ''],
  ])('is not guessed: %s of %j', (comm, command) => {
    expect(say(running(comm, command))).toBe(`${comm} writes all (1024 K/s)`);
  });

  it('is named of several processes only where all run the same', () => {
    const [one, other] = ['python3 /srv/a.py 1', 'python3 /srv/b.py'];
    expect(say(running('python3', one, one))).toBe('python3 a.py ×2 write all (2048 K/s)');
    expect(say(running('python3', one, other))).toBe('python3 ×2 write all (2048 K/s)');
  });

  it('goes first where there is little room', () => {
    const sample = running('python3', 'python3 /srv/a.py');
    expect([34, 33].map((width) => say(sample, width))).toEqual([
      'python3 a.py writes all (1024 K/s)',
      'python3 writes all (1024 K/s)',
    ]);
  });
});
