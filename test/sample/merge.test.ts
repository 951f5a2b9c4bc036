import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../src/lib/defined.ts';
import { bytes, nanoseconds } from '../../src/lib/units.ts';
import { allIdle } from '../../src/sample/idle-tasks.ts';
import type { DiskEntry, IdleTasks, Sample, TaskEntry } from '../../src/sample/sample.ts';
import { arbitrarySample } from '../support/samples/arbitrary-sample.ts';
import { mergeSamples } from '../support/samples/merged.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { sampleAt, task } from '../support/samples/stream-samples.ts';

/** The sum of a counter over all tasks, exact. */
const sumOf = (samples: readonly Sample[], counter: keyof TaskEntry): bigint =>
  samples
    .flatMap(({ tasks }) => tasks)
    .reduce((sum, entry) => sum + BigInt((entry[counter] as number | undefined) ?? 0), 0n);

describe('samples merged into one', () => {
  it('change no sum', () => {
    const small = arbitrarySample.map((sample) => ({
      ...sample,
      tasks: sample.tasks.map((entry, i) => ({
        ...entry,
        tid: (i % 3) as never,
        startedAt: nanoseconds(i),
        read: bytes((entry.read ?? 0) % 1e12),
        ioWait: nanoseconds((entry.ioWait ?? 0) % 1e12),
      })),
    }));
    fc.assert(
      fc.property(fc.array(small, { minLength: 1, maxLength: 6 }), (samples) => {
        const merged = [mergeSamples(samples)];
        for (const counter of ['read', 'ioWait'] as const) {
          expect(sumOf(merged, counter)).toBe(sumOf(samples, counter));
        }
      }),
    );
  });

  it('may be merged in any grouping', () => {
    const samples = [0, 1, 2].map((i) =>
      sampleAt(i, { tasks: [task({ read: bytes(i) }), task({ tid: i as never })] }),
    );
    const [a, b, c] = samples as [Sample, Sample, Sample];
    expect(mergeSamples([mergeSamples([a, b]), c])).toEqual(
      mergeSamples([a, mergeSamples([b, c])]),
    );
  });

  it('span from the first beginning to the last end', () => {
    expect(mergeSamples([sampleAt(0), sampleAt(1)])).toMatchObject({
      startedAt: sampleAt(0).startedAt,
      endedAt: sampleAt(1).endedAt,
      wallTime: sampleAt(1).wallTime,
    });
  });

  it('keep what was never known unknown', () => {
    const { read: _, ...unread } = task();
    const [known, unknown] = [task({ read: bytes(5) }), unread];
    const readOf = (...tasks: TaskEntry[]): unknown =>
      mergeSamples(tasks.map((entry, i) => sampleAt(i, { tasks: [entry] }))).tasks[0]?.read;
    expect([readOf(unknown, unknown), readOf(known, unknown), readOf(known, known)]).toEqual([
      undefined,
      5,
      10,
    ]);
  });

  it('say of a task what it was at last, and that it waits only when it still does', () => {
    const waiting = task({ comm: 'sh', waitingSince: nanoseconds(1), waitingLonger: true });
    const { waitingSince, waitingLonger, comm, ended } = mergeSamples([
      sampleAt(0, { tasks: [waiting] }),
      sampleAt(1, { tasks: [task({ comm: 'dd', ended: true })] }),
    ]).tasks[0] as TaskEntry;
    expect({ waitingSince, waitingLonger, comm, ended }).toEqual({
      waitingSince: undefined,
      waitingLonger: undefined,
      comm: 'dd',
      ended: true,
    });
  });

  it('know of a task what is known of the group it is in at last, and nothing of the one it left', () => {
    const web = { cgroup: 1, cgroupPath: '/libpod-1', containerName: 'web', podName: 'a/b' };
    const of = (group: object): TaskEntry => task({ tid: 7 as never, ...group });
    const factsAfter = (...groups: readonly object[]): Partial<TaskEntry> => {
      const samples = groups.map((group, at) => sampleAt(at, { tasks: [of(group)] }));
      const { cgroup, cgroupPath, containerName, podName } = mergeSamples(samples)
        .tasks[0] as TaskEntry;
      return { ...defined({ cgroup, cgroupPath, containerName, podName }) };
    };
    expect(factsAfter({ cgroup: 1 }, web, { cgroup: 1 })).toEqual(web);
    expect(factsAfter(web, { cgroup: 2 })).toEqual({ cgroup: 2 });
    expect(factsAfter(web, { cgroup: 2, cgroupPath: '/' })).toEqual({ cgroup: 2, cgroupPath: '/' });
    expect(factsAfter(web, {})).toEqual(web);
  });

  it('say of nobody that they wait who does not wait in the last', () => {
    const waiting = task({ waitingSince: nanoseconds(1) });
    const { tasks } = mergeSamples([sampleAt(0, { tasks: [waiting] }), sampleAt(1)]);
    expect(tasks).toHaveLength(1);
    expect(tasks[0]).not.toHaveProperty('waitingSince');
  });

  it('add up devices, pressure and losses, and say once what was never to be had', () => {
    const lack = { kind: 'unavailable', what: 'exits', reason: 'no listener', remedy: '' } as const;
    const device = { id: '8:0', name: 'sda', reads: 1, writes: 2, busy: 3, queued: 4 };
    const one = (i: number): Sample =>
      sampleAt(i, {
        system: {
          blockRead: bytes(10),
          devices: [{ ...device, readBytes: bytes(5), writeBytes: bytes(6) } as never],
          pressure: { ioSome: nanoseconds(7) },
        },
        gaps: [{ kind: 'exits-lost', count: 2 }, { kind: 'tasks-denied', count: 9 + i }, lack],
      });
    expect(mergeSamples([one(0), one(1)])).toMatchObject({
      system: {
        blockRead: 20,
        devices: [{ reads: 2, readBytes: 10, writes: 4, writeBytes: 12, busy: 6, queued: 8 }],
        pressure: { ioSome: 14 },
      },
      gaps: [{ kind: 'exits-lost', count: 4 }, { kind: 'tasks-denied', count: 10 }, lack],
    });
  });
});

describe('what devices were asked for, merged', () => {
  const below = fc.constantFrom(2 ** 16, 2 ** 17, 2 ** 18);
  const small = fc.option(fc.nat(1e9), { nil: undefined });
  const latency = fc.option(
    fc.array(fc.record({ below, reads: small, writes: small }), { maxLength: 4 }),
    { nil: undefined },
  );
  const asked = { read: small, write: small, discard: small, reads: small, writes: small };
  const times = { queueTime: small, deviceTime: small, latency };
  const device = fc.constantFrom('vda', 'vdb', 'loop0');
  const owner = fc.constantFrom('file-system', 'unknown');
  const disk = fc.array(fc.record({ device, ...asked, ...times }), { maxLength: 4 });
  const owners = fc.array(fc.record({ owner, ...asked, ...times }), { maxLength: 4 });
  const tasks = fc.uniqueArray(
    fc.record({ tid: fc.nat(2), startedAt: fc.constant(1), comm: fc.constant('x'), disk }),
    { maxLength: 3, selector: ({ tid }) => tid },
  );
  const watched = fc
    .record({ tasks, owners, errors: small, requeues: small })
    .map(({ tasks: list, ...about }) => ({ tasks: list, devices: [{ ...VDA, ...about }] }));
  const samples = fc
    .array(watched, { minLength: 1, maxLength: 5 })
    .map((parts) =>
      parts.map(({ tasks: list, devices }, i) =>
        sampleAt(i, { tasks: list, system: { devices } } as never as Partial<Sample>),
      ),
    );

  it('add up by device, by owner and by how long they took', () => {
    fc.assert(
      fc.property(samples, (parts) => {
        expect(askedIn([mergeSamples(parts)])).toEqual(askedIn(parts));
      }),
    );
  });

  it('have each device and each bound once, the shortest first', () => {
    const diskOf = (name: string, ...bounds: number[]): DiskEntry => ({
      device: name,
      latency: bounds.map((bound) => ({ below: nanoseconds(bound), reads: 1 })),
    });
    const listed = [[diskOf('vda', 8, 16), diskOf('vdb')], [diskOf('vda', 16, 4)]];
    const [merged] = mergeSamples(
      listed.map((disks, i) => sampleAt(i, { tasks: [task({ disk: disks })] })),
    ).tasks;
    const latencies = [
      { below: 4, reads: 1 },
      { below: 8, reads: 1 },
      { below: 16, reads: 2 },
    ];
    expect(merged?.disk).toEqual([{ device: 'vda', latency: latencies }, diskOf('vdb')]);
  });

  it('have as much to be written as the last that knows it', () => {
    const [many, few, unknown] = [5, 3, undefined].map((dirty, i) =>
      sampleAt(i, { system: dirty === undefined ? {} : { dirty: bytes(dirty) } }),
    ) as [Sample, Sample, Sample];
    expect(mergeSamples([many, few]).system.dirty).toBe(3);
    expect(mergeSamples([many, few, unknown]).system.dirty).toBe(3);
  });

  it('have the requests in flight at the end', () => {
    const [first, last] = [5, 3].map((inFlight, i) =>
      sampleAt(i, { system: { devices: [{ ...VDA, inFlight } as never] } }),
    ) as [Sample, Sample];
    expect(mergeSamples([first, last]).system.devices).toMatchObject([{ inFlight: 3 }]);
    const idle = sampleAt(1, { system: { devices: [] } });
    expect(mergeSamples([first, idle]).system.devices).toMatchObject([{ inFlight: 0 }]);
  });

  it('are of a task that ended before only where it had ended before each part', () => {
    const mergedOf = (...parts: readonly Partial<TaskEntry>[]): TaskEntry | undefined =>
      mergeSamples(parts.map((about, i) => sampleAt(i, { tasks: [task(about)] }))).tasks[0];
    const before = { ended: true, endedBefore: true } as const;
    expect(mergedOf(before, before)).toMatchObject(before);
    expect(mergedOf({ ended: true, command: 'dd' }, before)).toMatchObject({ command: 'dd' });
    expect(mergedOf({ ended: true }, before)).not.toHaveProperty('endedBefore');
    expect(mergedOf(before, { ended: true })).not.toHaveProperty('endedBefore');
  });
});

const VDA = {
  id: '254:0',
  name: 'vda',
  reads: 0,
  readBytes: 0,
  writes: 0,
  writeBytes: 0,
  busy: 0,
  queued: 0,
};

/** Every sum, by what it is of. */
const askedIn = (samples: readonly Sample[]): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {};
  const add = (key: string, value: unknown): void => {
    if (typeof value === 'number') sums[key] = (sums[key] ?? 0) + value;
  };
  const addAll = (key: string, { latency = [], ...figures }: Partial<DiskEntry>): void => {
    for (const [name, value] of Object.entries(figures)) add(`${key} ${name}`, value);
    for (const { below, reads, writes } of latency) {
      add(`${key} ${below} reads`, reads);
      add(`${key} ${below} writes`, writes);
    }
  };
  for (const { tasks, system } of samples) {
    for (const { tid, disk = [] } of tasks)
      for (const entry of disk) addAll(`${tid} ${entry.device}`, entry);
    for (const { owners = [], errors, requeues } of system.devices ?? []) {
      add('errors', errors);
      add('requeues', requeues);
      for (const entry of owners) addAll(entry.owner, entry as Partial<DiskEntry>);
    }
  }
  return sums;
};

/** What the tables say of their times stands in test/tui/frame-pace.test.ts. */
describe('the idle tasks of merged samples', () => {
  const busy = { tid: 2, read: 4096, readCalls: 1, state: 'D', user: 'eve' };
  const sleepers = [1, 2, 3].map((tid) => ({ tid, state: 'S', user: `user${tid}` }));
  const first = sampleOf({ tasks: [busy], idle: sleepers });
  const last = sampleOf({ index: 1, idle: sleepers });

  it('are those idle in each, with their names; the others are as the last has them', () => {
    const merged = mergeSamples([first, last]);
    expect(allIdle(merged.idle)).toMatchObject([sleepers[0], sleepers[2]]);
    expect(merged.tasks).toMatchObject([{ ...busy, state: 'S' }]);
  });

  it('have no names where nobody has asked for them', () => {
    const { names: _, ...unnamed } = last.idle as IdleTasks;
    expect(mergeSamples([first, { ...last, idle: unnamed }]).idle).not.toHaveProperty('names');
  });

  it('stood still in what none of the samples saw rise', () => {
    const seeing = (index: number, still: IdleTasks['still']): Sample => ({
      ...sampleOf({ index }),
      idle: { ...(last.idle as IdleTasks), still },
    });
    const seen = [
      seeing(0, ['read', 'readChars']),
      seeing(1, ['read', 'write']),
      seeing(2, ['read', 'readChars']),
    ];
    expect(mergeSamples(seen).idle?.still).toEqual(['read']);
  });

  it('are unknown where a sample is of a recording', () => {
    const { idle: _, ...recorded } = last;
    expect(mergeSamples([first, recorded])).not.toHaveProperty('idle');
    expect(mergeSamples([recorded, last])).not.toHaveProperty('idle');
  });
});
