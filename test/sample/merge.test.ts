import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../src/lib/units.ts';
import { allIdle } from '../../src/sample/idle-tasks.ts';
import type { IdleTasks, Sample, TaskEntry } from '../../src/sample/sample.ts';
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
