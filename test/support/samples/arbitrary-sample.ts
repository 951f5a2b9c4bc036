/** Any sample that a source may deliver, for laws that hold for all of them. */
import fc from 'fast-check';
import { decodeText } from '../../../src/lib/text.ts';
import { DEVICE_KINDS, type Sample } from '../../../src/sample/sample.ts';

/** Counters and clocks: small, large, beyond 2^53. */
const count = fc.oneof(
  fc.constant(0),
  fc.nat(100_000),
  fc.maxSafeNat(),
  fc.maxSafeNat().map((n) => n * 2048),
);

/** What lib/text makes of any bytes: valid or not. */
export const arbitraryText = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.uint8Array({ maxLength }).map((bytes) => decodeText(bytes)),
  );

const taskFields = {
  tgid: count,
  processComm: arbitraryText(15),
  processStartedAt: count,
  command: arbitraryText(60),
  kernelThread: fc.constant(true as const),
  user: arbitraryText(12),
  uid: count,
  cgroup: count,
  ioPriority: count,
  state: fc.constantFrom('R', 'S', 'D'),
  ended: fc.constant(true as const),
  processLives: fc.constant(true as const),
  waitingSince: count,
  waitingLonger: fc.constant(true as const),
  read: count,
  write: count,
  cancelledWrite: count,
  readChars: count,
  writeChars: count,
  readCalls: count,
  writeCalls: count,
  ioWait: count,
  swapWait: count,
};

const task = fc.record(
  { tid: fc.nat(5_000_000), startedAt: count, comm: arbitraryText(15), ...taskFields },
  { requiredKeys: ['tid', 'startedAt', 'comm'] },
);

const device = fc.record(
  {
    id: fc.constantFrom('8:0', '259:1'),
    name: arbitraryText(20),
    kind: fc.constantFrom(...DEVICE_KINDS),
    partOf: arbitraryText(20),
    reads: count,
    readBytes: count,
    writes: count,
    writeBytes: count,
    discardBytes: count,
    busy: count,
    queued: count,
  },
  { requiredKeys: ['id', 'name', 'reads', 'readBytes', 'writes', 'writeBytes', 'busy', 'queued'] },
);

const pressure = fc.record(
  { ioSome: count, ioFull: count, memorySome: count, memoryFull: count },
  { requiredKeys: [] },
);

const system = fc.record(
  {
    blockRead: count,
    blockWrite: count,
    swapIn: count,
    swapOut: count,
    writtenBack: count,
    devices: fc.array(device, { maxLength: 3 }),
    pressure,
  },
  { requiredKeys: [] },
);

const gap = fc.oneof(
  fc.record({
    kind: fc.constantFrom('exits-lost', 'tasks-denied', 'figures-discarded'),
    count,
  }),
  fc.record({ kind: fc.constant('tasks-unread'), count, reason: arbitraryText(40) }),
  fc.record({
    kind: fc.constantFrom('unavailable', 'doubtful'),
    what: fc.constantFrom(
      'exits',
      'io-wait',
      'swap-wait',
      'other-users',
      'hidden-tasks',
      'process-1',
      'cgroup',
      'disks',
      'system',
    ),
    reason: arbitraryText(40),
    remedy: arbitraryText(40),
  }),
);

/** The units' brands are the only thing missing, hence the cast. */
export const arbitrarySample = fc
  .record(
    {
      startedAt: fc.nat(1e9),
      length: fc.nat(1e9),
      wallTime: fc.nat(2e9),
      host: arbitraryText(20),
      engine: fc.constantFrom('bpf', 'taskstats', 'procfs'),
      taskCount: count,
      tasks: fc.uniqueArray(task, { maxLength: 6, selector: (t) => `${t.tid}@${t.startedAt}` }),
      system,
      gaps: fc.array(gap, { maxLength: 3 }),
    },
    {
      requiredKeys: [
        'startedAt',
        'length',
        'wallTime',
        'host',
        'engine',
        'tasks',
        'system',
        'gaps',
      ],
    },
  )
  .map(({ length, ...rest }) => ({
    ...rest,
    endedAt: rest.startedAt + length,
  })) as unknown as fc.Arbitrary<Sample>;
