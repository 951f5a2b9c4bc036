/** How slow a machine was, and which slow samples are one slow time. */
import { describe, expect, it } from 'vitest';
import { milliseconds, nanoseconds } from '../../src/lib/units.ts';
import { SlowTimes, slowIn } from '../../src/sample/slow.ts';
import { diskOf } from '../support/samples/disks.ts';
import { sampleOf, type TaskFields } from '../support/samples/samples.ts';

const SECOND = 1e9;
const slowOf = (system: object, tasks: readonly TaskFields[] = []): number | undefined =>
  slowIn(
    sampleOf({
      startedAt: nanoseconds(0),
      endedAt: nanoseconds(SECOND),
      system: system as never,
      tasks,
    }),
  );
const busy = (share: number, kind = 'disk') => diskOf('vda', { kind, busy: share * SECOND });

describe('how slow a machine was', () => {
  it('is how busy its busiest disk was or how long tasks stalled, whichever is more', () => {
    expect(slowOf({ devices: [busy(0.3), busy(0.93)], pressure: { ioSome: 0.4e9 } })).toBe(0.93);
    expect(slowOf({ devices: [busy(0.3)], pressure: { ioSome: 0.8e9 } })).toBe(0.8);
    expect(slowOf({ devices: [busy(1.2)] })).toBe(1);
  });

  it('counts no partition, layer or memory, whose requests are those of a disk, or none', () => {
    for (const kind of ['partition', 'layer', 'loop', 'memory'])
      expect(slowOf({ devices: [busy(0.9, kind), busy(0.1)] })).toBe(0.1);
  });

  it('is the longest wait of a task where the kernel counts no stalls; its own threads wait for others', () => {
    const tasks = [
      { tid: 7, ioWait: 0.6e9 },
      { tid: 8, ioWait: 0.9e9, kernelThread: true },
    ] as const;
    expect(slowOf({}, tasks)).toBe(0.6);
    expect(slowOf({ pressure: { ioSome: 0 } }, tasks)).toBe(0);
  });

  it('is unknown where nobody counted, and zero where nothing was slow', () => {
    expect(slowOf({ blockRead: 9e9 })).toBeUndefined();
    expect(slowOf({ devices: [busy(0)] })).toBe(0);
  });
});

describe('slow times', () => {
  /** Of one-second samples that were slow in these seconds. */
  const seen = (slow: readonly number[]): readonly (string | undefined)[] => {
    const times = new SlowTimes();
    return Array.from({ length: 40 }, (_, second) =>
      times.see(
        sampleOf({
          wallTime: milliseconds(1e6 + second * 1000),
          startedAt: nanoseconds(0),
          endedAt: nanoseconds(SECOND),
          system: { devices: [busy(slow.includes(second) ? 0.5 : 0.49)] },
        }),
      ),
    );
  };

  it('are of samples that were slow for half of their time or more', () => {
    expect(seen([]).every((word) => word === undefined)).toBe(true);
    expect(seen([3, 4])).toEqual(
      Array.from({ length: 40 }, (_, at) => ({ 3: 'begins', 4: 'goes on' })[at]),
    );
  });

  it('are one where less than ten seconds lie between, and two where ten do', () => {
    expect(seen([3, 13])[13]).toBe('goes on');
    expect(seen([3, 14])[14]).toBe('begins');
  });
});
