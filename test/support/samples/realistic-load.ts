/**
 * Samples of a host at work, the same for the same seed: a hundred active tasks a second.
 *
 * The mix and the sizes are those of a load that was run and read from the kernel once (25 loggers, 8 SQLite writers, 40
 * tasks that poll, 8 agents that read /proc, 2 bulk readers: 83 tasks, 40 s; 9.2 bytes a task on disk in this format), with
 * kernel threads and short-lived tasks added.
 */
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { Sample, TaskEntry, Tid } from '../../../src/sample/sample.ts';

type LoadOptions = {
  readonly seed?: number;
  /** Wall time of the first sample's beginning, ms since 1970. */
  readonly start?: number;
};

/** The samples of one second each, without end. */
export function* realisticLoad({
  seed = 1,
  start = Date.UTC(2026, 10, 23, 3),
}: LoadOptions = {}): Generator<Sample> {
  const random = generator(seed);
  const residents = residentsOf(random);
  let nextTid = 40_000;
  let end = 1e13;
  for (let second = 0; ; second++) {
    const startedAt = end;
    end += 1e9 + random(0, 200_000) * 10;
    nextTid += random(2, 9);
    const tasks = [
      ...residents.map(({ entry, work }) => ({ ...entry, ...work(random) })),
      ...[nextTid - 1, nextTid].map((tid) => shortLived(random, tid, startedAt)),
    ];
    yield {
      startedAt: nanoseconds(startedAt),
      endedAt: nanoseconds(end),
      wallTime: milliseconds(start + (second + 1) * 1000 + random(0, 2)),
      host: 'db1.example.org',
      engine: 'bpf',
      taskCount: 12_000 + random(0, 40),
      tasks: tasks as unknown as TaskEntry[],
      system: systemOf(random),
      gaps: [],
    };
  }
}

/** The first `count` samples. */
export const takeSamples = (count: number, options: LoadOptions = {}): Sample[] =>
  takeFrom(realisticLoad(options), count);

/** The first `count` of any. */
export const takeFrom = (source: Iterable<Sample>, count: number): Sample[] => {
  const samples: Sample[] = [];
  for (const sample of source) {
    samples.push(sample);
    if (samples.length === count) break;
  }
  return samples;
};

/** A whole number from `least` to `most`. */
export type Random = (least: number, most: number) => number;
type Counters = { readonly [name: string]: number };
/** A program of the host: some processes of some threads, all of which do the same kind of work. */
type Program = {
  readonly comm: string;
  readonly command: string;
  readonly uid: number;
  readonly processes: number;
  readonly threads: number;
  readonly work: (random: Random) => Counters;
};

/** Park and Miller's generator: good enough to be irregular, and the same everywhere. */
export const generator = (seed: number): Random => {
  let state = seed * 7919 + 1;
  return (least, most) => {
    state = (state * 48_271) % 2_147_483_647;
    return least + (state % (most - least + 1));
  };
};

const log = (random: Random): Counters => {
  const writeCalls = random(1, 9);
  return { write: random(0, 2) * 4096, writeCalls, writeChars: writeCalls * random(90, 180) };
};

const poll = (random: Random): Counters => {
  const ticks = random(0, 11) === 0 ? 9 : 10;
  return { readCalls: ticks, readChars: ticks };
};

const tick = (): Counters => ({ writeCalls: 5, writeChars: 5 });

const scrape = (random: Random): Counters => ({
  readCalls: 15,
  readChars: 14_000 + random(0, 30),
});

const store = (random: Random): Counters => {
  const pages = random(0, 12);
  const fetched = random(0, 9) === 0 ? random(1, 8) : 0;
  return {
    read: fetched * 8192,
    write: pages * 8192,
    ioWait: fetched * random(60_000, 900_000),
    readCalls: fetched,
    readChars: fetched * 8192,
    writeCalls: pages,
    writeChars: pages * 8240,
  };
};

const writeBack = (random: Random): Counters => ({
  write: random(1, 60) * 4096,
  ioWait: random(0, 3) * random(100_000, 4_000_000),
});

const copy = (random: Random): Counters => {
  const readCalls = random(300, 460);
  const size = readCalls * 131_072;
  return { read: size, ioWait: random(1e8, 9e8), readCalls, readChars: size };
};

/** What runs on the host; 98 threads in all, in the proportions of the load that was read. */
const PROGRAMS: readonly Program[] = [
  { comm: 'nginx', command: 'nginx: worker process', uid: 33, processes: 4, threads: 1, work: log },
  {
    comm: 'pool-7-thread',
    command: 'java -Xmx8g -XX:+UseG1GC -jar /srv/app/app.jar --spring.profiles.active=production',
    uid: 998,
    processes: 2,
    threads: 11,
    work: log,
  },
  {
    comm: 'rs:main Q:Reg',
    command: '/usr/sbin/rsyslogd -n',
    uid: 0,
    processes: 1,
    threads: 2,
    work: log,
  },
  {
    comm: 'event-loop',
    command: '/usr/bin/broker --foreground',
    uid: 112,
    processes: 4,
    threads: 6,
    work: poll,
  },
  {
    comm: 'ticker',
    command: '/usr/bin/scheduler --foreground',
    uid: 113,
    processes: 2,
    threads: 8,
    work: tick,
  },
  {
    comm: 'node_exporter',
    command: '/usr/bin/node_exporter --web.listen-address=:9100',
    uid: 114,
    processes: 1,
    threads: 8,
    work: scrape,
  },
  {
    comm: 'postgres',
    command: 'postgres: app app 10.0.0.7(41212) idle in transaction',
    uid: 115,
    processes: 12,
    threads: 1,
    work: store,
  },
  { comm: 'kworker/u8:2-fl', command: '', uid: 0, processes: 8, threads: 1, work: writeBack },
  {
    comm: 'rsync',
    command: 'rsync -a --delete /srv/data/ backup:/srv/data/',
    uid: 0,
    processes: 2,
    threads: 1,
    work: copy,
  },
];

const ZERO = {
  cancelledWrite: 0,
  swapWait: 0,
  read: 0,
  write: 0,
  ioWait: 0,
  readCalls: 0,
  readChars: 0,
  writeCalls: 0,
  writeChars: 0,
};

type Resident = { readonly entry: object; readonly work: (random: Random) => Counters };

/** Every thread of every program, by tid. Threads of a process start within a second of each other. */
const residentsOf = (random: Random): readonly Resident[] => {
  let tid = 700;
  let cgroup = 2000;
  return PROGRAMS.flatMap((program) => {
    cgroup += 41;
    return Array.from({ length: program.processes }, () => {
      const tgid = tid + random(1, 90);
      tid = tgid + program.threads;
      const born = random(5, 90_000) * 1e9 + random(0, 1e9);
      return Array.from({ length: program.threads }, (_, thread): Resident => {
        const startedAt = born + thread * random(100_000, 90_000_000);
        return {
          entry: entryOf(program, {
            tgid,
            tid: tgid + thread,
            startedAt,
            processStartedAt: born,
            cgroup,
          }),
          work: program.work,
        };
      });
    }).flat();
  });
};

const entryOf = (
  { comm, command, uid }: Program,
  identity: {
    readonly tid: number;
    readonly tgid: number;
    readonly startedAt: number;
    readonly processStartedAt: number;
    readonly cgroup: number;
  },
): object => ({
  ...ZERO,
  tid: identity.tid,
  tgid: identity.tgid,
  startedAt: identity.startedAt,
  cgroup: identity.cgroup,
  cgroupPath: pathOf(command, identity.cgroup),
  comm,
  // Kernel threads have no command line.
  ...(command === '' ? { kernelThread: true } : { command }),
  ...(identity.tid === identity.tgid ? {} : { processStartedAt: identity.processStartedAt }),
  uid,
  user: uid === 0 ? 'root' : `service-${uid}`,
  ioPriority: 0,
  state: 'S',
});

/** Some run in containers of docker, the others are services of systemd. */
const pathOf = (command: string, cgroup: number): string => {
  if (command === '') return '/';
  return cgroup % 4 === 0
    ? `/system.slice/docker-${randomDigits(cgroup)}.scope`
    : `/system.slice/service-${cgroup}.service`;
};

/** As of a container's id: 64 hexadecimal ones. */
const randomDigits = (seed: number): string => {
  const random = generator(seed);
  return Array.from({ length: 64 }, () => random(0, 15).toString(16)).join('');
};

const shortLived = (random: Random, tid: number, startedAt: number): object => ({
  ...ZERO,
  tid: tid as Tid,
  tgid: tid as Tid,
  startedAt: nanoseconds(startedAt + random(1e6, 9e8)),
  comm: 'sh',
  command: 'sh -c /usr/local/bin/check',
  uid: 0,
  cgroup: 2041,
  cgroupPath: pathOf('sh', 2041),
  ioPriority: 0,
  ended: true,
  read: bytes(random(0, 3) * 4096),
  readCalls: random(3, 20),
  readChars: random(800, 9000),
});

const systemOf = (random: Random): Sample['system'] => ({
  blockRead: bytes(random(0, 60_000) * 1024),
  blockWrite: bytes(random(0, 9000) * 1024),
  swapIn: bytes(0),
  swapOut: bytes(0),
  devices: [
    {
      id: '8:0',
      name: 'sda',
      reads: random(0, 400),
      readBytes: bytes(random(0, 60_000) * 1024),
      writes: random(0, 300),
      writeBytes: bytes(random(0, 9000) * 1024),
      discardBytes: bytes(0),
      busy: nanoseconds(random(0, 1000) * 1e6),
      queued: nanoseconds(random(0, 4000) * 1e6),
    },
  ],
  pressure: {
    ioSome: nanoseconds(random(0, 400_000) * 1000),
    ioFull: nanoseconds(random(0, 90_000) * 1000),
    memorySome: nanoseconds(0),
    memoryFull: nanoseconds(0),
  },
});
