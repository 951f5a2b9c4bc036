/** What of samples a trigger asks: processes with all their threads, services, devices. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { triggerOf } from '../../../src/model/trigger/trigger.ts';
import { type Firing, Watcher } from '../../../src/model/trigger/watcher.ts';
import type { Unit } from '../../../src/model/units/unit.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { type SampleFields, sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const MIB = 2 ** 20;

const watch = (
  text: string,
  samples: readonly SampleFields[],
  unit?: Unit,
): readonly (Firing | undefined)[] => {
  const watcher = new Watcher(triggerOf(text, unit), nanoseconds(0));
  return samples.map((fields, index) => watcher.take(sampleOf({ index, ...fields })));
};

const namesIn = (firing: Firing | undefined) =>
  firing?.subjects.map(({ row: { entry } }) => entry.comm);

const devices = (...load: readonly object[]): Pick<Sample, 'system'> => ({
  system: {
    devices: load.map((fields) => ({
      ...{ id: '1:1', kind: 'disk', reads: 0, readBytes: 0, writes: 0, writeBytes: 0 },
      ...{ busy: 0, queued: 0, ...fields },
    })),
  } as never,
});

const thread = (tid: number, write: number): TaskFields => ({
  ...{ tid, tgid: 7, comm: 'postgres', processStartedAt: 5e9, processComm: 'postgres' },
  startedAt: 5e9,
  write,
});

describe('a trigger', () => {
  it('is asked of a process, whose threads are added up', () => {
    const tasks = [thread(7, 3 * MIB), thread(8, 3 * MIB), { tid: 9, write: 3 * MIB }];
    const [firing] = watch('write > 5M', [{ tasks }]);
    expect(namesIn(firing)).toEqual(['postgres']);
    expect(firing?.subjects[0].figures).toEqual([{ name: 'write', kind: 'rate', value: 6 * MIB }]);
    expect(watch('write > 5M', [{ tasks }], 'threads')).toEqual([undefined]);
  });

  it('must hold for the same process all the time', () => {
    const writes = (tid: number, startedAt = 5e9) => ({ tasks: [{ tid, startedAt, write: MIB }] });
    expect(watch('write > 0 for 2s', [writes(7), writes(8), writes(7, 6e9)])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const [, second, third] = watch('write > 0 for 2s', [writes(7), writes(7), writes(7)]);
    expect(second?.subjects).toHaveLength(1);
    expect(third).toBeUndefined();
  });

  it('tells of who moves most first', () => {
    const tasks = [
      { tid: 1, write: MIB, ioWait: 9e8 },
      { tid: 2, write: 9 * MIB },
      { tid: 3, write: 2 * MIB },
    ];
    expect(namesIn(watch('write > 0', [{ tasks }])[0])).toEqual(['task2', 'task3', 'task1']);
  });

  it('tells of the busiest device first', () => {
    const [firing] = watch('busy > 0', [
      devices({ name: 'vda', busy: 1e8, writeBytes: MIB }, { name: 'vdb', busy: 2e8 }),
    ]);
    expect(namesIn(firing)).toEqual(['vdb', 'vda']);
  });

  it('does not fire for what is unknown', () => {
    expect(watch('lat > 0', [{ tasks: [{ tid: 1, write: MIB }] }])).toEqual([undefined]);
    expect(watch('not lat > 0', [{ tasks: [{ tid: 1, write: MIB }] }])).toEqual([undefined]);
  });

  it('is not asked of idle tasks', () => {
    expect(watch('write < 1M', [{ idle: [{ tid: 1 }] }])).toEqual([undefined]);
  });

  it('of services knows the names of all their processes', () => {
    const inService = (tid: number, comm: string): TaskFields => ({
      ...{ tid, comm, write: MIB, cgroup: 9, cgroupPath: '/system.slice/nginx.service' },
    });
    const tasks = [inService(1, 'nginx'), inService(2, 'helper'), { tid: 3, write: 5 * MIB }];
    const fires = (text: string) => namesIn(watch(text, [{ tasks }], 'services')[0]);
    expect(fires('service = nginx and write > 1M')).toEqual(['nginx.service']);
    expect(fires('comm = helper')).toEqual(['nginx.service']);
    expect(fires('service = nginx and write > 2M')).toBeUndefined();
    expect(fires('service = nginx and comm = task3')).toBeUndefined();
  });

  it('is asked of devices, also of one that does nothing now', () => {
    const [busy, idle] = watch('busy > 90 % or busy < 1 %', [
      devices({ name: 'vda', busy: 0.95e9 }, { name: 'vdb', busy: 0.5e9 }),
      devices({ name: 'vda', busy: 0.95e9 }),
    ]);
    expect(namesIn(busy)).toEqual(['vda']);
    expect(busy?.subjects[0].figures).toEqual([{ name: 'busy', kind: 'share', value: 0.95 }]);
    expect(namesIn(idle)).toEqual(['vdb']);
  });
});
