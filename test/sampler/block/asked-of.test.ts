/** What was asked for in an interval, under the names of tasks, owners and devices. */
import { describe, expect, it } from 'vitest';
import { OWNER } from '../../../src/kernel/abi/bpf/block/block-maps.ts';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import type {
  DeviceEntry,
  DeviceKind,
  OwnerEntry,
  SystemEntry,
} from '../../../src/sample/sample.ts';
import type { EntryDraft } from '../../../src/sample/task-row.ts';
import {
  AskedDevices,
  type AskedOfDevice,
  askedOf,
  withOwners,
} from '../../../src/sampler/block/asked-of.ts';
import type {
  Asked,
  AskedRecord,
  BlockKnows,
  Who,
} from '../../../src/sampler/block/asked-record.ts';
import type { BlockDevice } from '../../../src/sampler/live/block-devices.ts';
import { taskEntry } from '../../support/samples/samples.ts';

const device = (id: string, name: string, kind: DeviceKind): BlockDevice =>
  ({ kind, isUncounted: false, counters: { id, name } }) as BlockDevice;
const DEVICES = [
  device('8:0', 'sda', 'disk'),
  device('8:1', 'sda1', 'partition'),
  device('8:16', 'sdb', 'disk'),
  device('7:0', 'loop0', 'loop'),
  device('254:0', 'dm-0', 'layer'),
  device('251:0', 'zram0', 'memory'),
];

const NOTHING = { read: 0, write: 0, discard: 0, reads: 0, writes: 0, queueTime: 0, deviceTime: 0 };
const asked = (of: { readonly [Field in keyof Asked]?: unknown }): Asked =>
  ({ ...NOTHING, latency: [], ...of }) as Asked;
const WHO: Who = { tgid: 7, uid: 33, comm: 'dd', kernelThread: false, leaderStartedAt: 5e9 };
const NO_SECTORS = { read: { first: 0, last: 0 }, write: { first: 0, last: 0 } };
const record = (
  of: Partial<Omit<AskedRecord, 'asked'>> & { readonly asked: Parameters<typeof asked>[0] },
): AskedRecord => ({
  device: '8:0',
  tid: 7,
  startedAt: 5e9,
  who: WHO,
  sectors: NO_SECTORS,
  ...of,
  asked: asked(of.asked),
});
const ofNobody = (
  startedAt: number,
  what: Parameters<typeof asked>[0],
  id = '8:0',
): AskedRecord => ({
  device: id,
  tid: 0,
  startedAt,
  sectors: NO_SECTORS,
  asked: asked(what),
});

const NAMES: Readonly<Record<number, OwnerEntry['owner']>> = {
  [OWNER.undirtied]: 'before-iotop',
  [OWNER.fileSystem]: 'file-system',
  [OWNER.swapOut]: 'swap-out',
};
const ofRecords = (records: readonly AskedRecord[], knows: Partial<BlockKnows> = {}) =>
  askedOf(records, DEVICES, {
    knows: { owners: true, times: true, errors: true, requeues: true, holds: true, ...knows },
    ownerOf: (number) => NAMES[number] ?? 'unknown',
  });

/** Of the pass at 100 s. */
const addedTo = (entries: readonly EntryDraft[], records: readonly AskedRecord[]) =>
  ofRecords(records).tasks.addTo(entries, 100e9, (uid) => (uid === 33 ? 'www' : undefined));

describe('a task', () => {
  it('has what it asked each device for, and sums in which each byte is once: of disks and of loop devices, whose worker asks the disk', () => {
    const entry = taskEntry({ tid: 7 }) as EntryDraft;
    const [task] = addedTo(
      [entry],
      [
        record({ asked: { read: 1, write: 10, reads: 1 } }),
        record({ device: '8:16', asked: { read: 2, write: 20 } }),
        record({ device: '7:0', asked: { read: 4, write: 40 } }),
        record({ device: '99:9', asked: { read: 8, write: 80 } }),
        record({ device: '254:0', asked: { read: 16, write: 160 } }),
        record({ device: '251:0', asked: { read: 32, write: 320 } }),
      ],
    );
    expect(task).toMatchObject({ tid: 7, comm: 'task7', diskRead: 7, diskWrite: 70 });
    expect(task?.disk).toEqual([
      { device: 'sda', ...asked({ read: 1, write: 10, reads: 1 }) },
      { device: 'sdb', ...asked({ read: 2, write: 20 }) },
      { device: 'loop0', ...asked({ read: 4, write: 40 }) },
      { device: '99:9', ...asked({ read: 8, write: 80 }) },
      { device: 'dm-0', ...asked({ read: 16, write: 160 }) },
      { device: 'zram0', ...asked({ read: 32, write: 320 }) },
    ]);
    expect(task).not.toHaveProperty('ended');
  });

  it('that asked for nothing has zeros, and no device', () => {
    const [task] = addedTo([taskEntry({ tid: 8 }) as EntryDraft], []);
    expect(task).toMatchObject({ diskRead: 0, diskWrite: 0 });
    expect(task).not.toHaveProperty('disk');
  });

  it('is told by its start from another of its id', () => {
    const [living, past, ...more] = addedTo(
      [taskEntry({ tid: 7, startedAt: 9e9 }) as EntryDraft],
      [record({ asked: { write: 5 } }), record({ startedAt: 9e9, asked: { write: 3 } })],
    );
    expect(living).toMatchObject({ startedAt: 9e9, diskWrite: 3 });
    expect(past).toMatchObject({ tid: 7, startedAt: 5e9, diskWrite: 5, endedBefore: true });
    expect(more).toEqual([]);
  });

  it('that ended before, whose pages are written now, is known as it was then', () => {
    const kernelThread = { ...WHO, kernelThread: true, uid: 0, tgid: 2, leaderStartedAt: 1e9 };
    expect(
      addedTo(
        [],
        [
          record({ asked: { write: 4096 } }),
          record({ tid: 8, who: kernelThread, asked: { write: 1 } }),
        ],
      ),
    ).toEqual([
      {
        tid: 7,
        startedAt: 5e9,
        tgid: 7,
        comm: 'dd',
        uid: 33,
        user: 'www',
        ended: true,
        endedBefore: true,
        read: 0,
        write: 0,
        cancelledWrite: 0,
        diskRead: 0,
        diskWrite: 4096,
        disk: [{ device: 'sda', ...asked({ write: 4096 }) }],
      },
      expect.objectContaining({
        tid: 8,
        tgid: 2,
        processStartedAt: 1e9,
        kernelThread: true,
        ended: true,
      }),
    ]);
  });

  it('that read or discarded and is not among the living ended in this interval', () => {
    for (const what of [{ read: 1 }, { discard: 1 }]) {
      const [task] = addedTo([], [record({ asked: what })]);
      expect(task).toMatchObject({ ended: true });
      expect(task).not.toHaveProperty('endedBefore');
    }
  });

  it('born since the living were looked at is not said to have ended', () => {
    const [task] = addedTo([], [record({ startedAt: 100.5e9, asked: { write: 1 } })]);
    expect(task).toMatchObject({ tid: 7, diskWrite: 1 });
    expect(task).not.toHaveProperty('ended');
    expect(task).not.toHaveProperty('endedBefore');
  });

  it('of whom nothing but an id is left is in no entry of its own', () => {
    const { who: _, ...unnamed } = record({ asked: { deviceTime: 5 } });
    expect(addedTo([], [unnamed])).toEqual([]);
    const named = record({ device: '8:16', asked: { write: 1 } });
    expect(addedTo([], [unnamed, named])[0]).toMatchObject({ comm: 'dd', diskWrite: 1 });
  });

  it('is asked for by its start, of an id that was used again by the later', () => {
    const later = record({ startedAt: 9e9, asked: { read: 1 } });
    const earlier = record({ asked: { read: 1 } });
    for (const records of [
      [earlier, later],
      [later, earlier],
    ]) {
      expect([...ofRecords(records).tasks.starts]).toEqual([[7, 9e9]]);
    }
  });
});

describe('a device', () => {
  it('has its owners that are no task, each name once', () => {
    const { devices } = ofRecords([
      ofNobody(OWNER.fileSystem, { write: 1, latency: [{ below: 2048, reads: 0, writes: 1 }] }),
      ofNobody(4711, {
        write: 10,
        writes: 1,
        queueTime: 5,
        latency: [
          { below: 2048, reads: 0, writes: 1 },
          { below: 4096, reads: 2, writes: 0 },
        ],
      }),
      ofNobody(4712, { read: 20, latency: [{ below: 4096, reads: 1, writes: 1 }] }),
      ofNobody(OWNER.swapOut, { write: 100 }, '7:0'),
      ofNobody(OWNER.swapOut, { write: 1000 }, '99:9'),
    ]);
    expect(devices.of('8:0')?.owners).toEqual([
      {
        owner: 'file-system',
        ...asked({ write: 1, latency: [{ below: 2048, reads: 0, writes: 1 }] }),
      },
      {
        owner: 'unknown',
        ...asked({
          read: 20,
          write: 10,
          writes: 1,
          queueTime: 5,
          latency: [
            { below: 2048, reads: 0, writes: 1 },
            { below: 4096, reads: 3, writes: 1 },
          ],
        }),
      },
    ]);
    expect(devices.of('7:0')?.owners).toMatchObject([{ owner: 'swap-out', write: 100 }]);
    expect(devices.of('8:16')?.owners).toBeUndefined();
    expect(['8:0', '7:0', '8:16'].map((id) => devices.has(id))).toEqual([true, true, false]);
  });

  it('that is gone has its bytes counted as lost, unless they are a task’s', () => {
    const { gaps, devices } = ofRecords([
      ofNobody(OWNER.fileSystem, { read: 1, write: 2, discard: 4 }, '99:9'),
      ofNobody(OWNER.swapOut, { write: 8 }, '99:8'),
      ofNobody(OWNER.device, { reads: 3 }, '99:9'),
      ofNobody(OWNER.fileSystem, { write: 16 }),
      record({ device: '99:9', asked: { read: 32 } }),
    ]);
    expect(gaps).toEqual([{ kind: 'asked-lost', count: 15 }]);
    expect(devices.has('99:9')).toBe(false);
    expect(ofRecords([ofNobody(OWNER.device, { reads: 3 }, '99:9')]).gaps).toEqual([]);
  });

  it('has its failures, and none where nothing failed; unknown is what the kernel does not tell', () => {
    const records = [ofNobody(OWNER.device, { reads: 2, writes: 3 })];
    const all = ofRecords(records).devices;
    expect(all.of('8:0')).toEqual({ errors: 2, requeues: 3 });
    expect(all.of('8:16')).toEqual({ errors: 0, requeues: 0 });
    const some = ofRecords(records, { errors: false }).devices;
    expect(some.of('8:0')).toEqual({ requeues: 3 });
    expect(ofRecords(records, { requeues: false }).devices.of('8:0')).toEqual({ errors: 2 });
  });
});

describe('the machine', () => {
  const entries = [
    { id: '8:0', name: 'sda', kind: 'disk' },
    { id: '8:1', name: 'sda1', kind: 'partition' },
    { id: '8:16', name: 'sdb', kind: 'disk' },
    { id: '8:32', name: 'sdc', kind: 'disk' },
  ] as DeviceEntry[];
  const system: SystemEntry = { devices: entries };
  const owner = { owner: 'unknown', write: bytes(1), queueTime: nanoseconds(0) } as const;
  const devices = new AskedDevices(
    new Map<string, AskedOfDevice>([
      ['8:0', { owners: [owner], errors: 0, requeues: 1 }],
      ['8:1', { owners: [owner], errors: 0, requeues: 0 }],
      ['8:16', { errors: 2 }],
    ]),
    { errors: 0 },
  );

  it('has owners and failures at its whole devices, and no empty lists', () => {
    expect(withOwners(system, devices).devices).toEqual([
      { ...entries[0], owners: [owner], errors: 0, requeues: 1 },
      entries[1],
      { ...entries[2], errors: 2 },
      { ...entries[3], errors: 0 },
    ]);
  });

  it('stays as it was where nobody watched, or no device is known', () => {
    expect(withOwners(system, undefined)).toBe(system);
    const unknown = { pressure: {} } as SystemEntry;
    expect(withOwners(unknown, devices)).toBe(unknown);
  });
});
