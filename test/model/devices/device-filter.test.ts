/** --device: what is left of a sample that is kept to some devices. */
import { describe, expect, it } from 'vitest';
import { deviceFilter, keptTo, unknownDevice } from '../../../src/model/devices/device-filter.ts';
import { bareDeviceName } from '../../../src/model/devices/device-names.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const device = (
  name: string,
  kind: string,
  [readBytes, writeBytes]: [number, number],
  more = {},
) => ({
  id: '8:0',
  name,
  kind,
  readBytes,
  writeBytes,
  reads: 1,
  writes: 1,
  busy: 1,
  queued: 1,
  ...more,
});

const asked = (name: string, read: number, write: number) => ({ device: name, read, write });

const TASKS: readonly TaskFields[] = [
  {
    tid: 1,
    read: 100,
    write: 900,
    cancelledWrite: 50,
    ioWait: 7,
    totals: { kind: 'totals', read: 5 },
    diskRead: 30,
    diskWrite: 40,
    disk: [asked('vda', 10, 40), asked('vdb', 20, 0), asked('dm-0', 4, 40)],
  },
  { tid: 2, write: 60, diskRead: 0, diskWrite: 0 },
  { tid: 3, diskRead: 8, diskWrite: 0, disk: [asked('vdb', 8, 0)] },
];

const SAMPLE = sampleOf({
  tasks: TASKS,
  idle: [{ tid: 9 }],
  system: {
    blockRead: 1000,
    blockWrite: 2000,
    swapIn: 5,
    writtenBack: 77,
    pressure: { ioSome: 9 },
    devices: [
      device('vda', 'disk', [600, 2000]),
      device('vda1', 'partition', [10, 20], { partOf: 'vda' }),
      device('vdb', 'disk', [400, 0]),
      device('dm-0', 'layer', [50, 60], { on: 'vda1', alias: 'vg0-root' }),
      device('loop0', 'loop', [1, 2], { on: 'dm-0' }),
    ],
  } as unknown as Sample['system'],
});

const tasksOf = ({ tasks }: Sample): readonly unknown[] =>
  tasks.map(({ tid, read, write, diskRead, diskWrite, disk }) => [
    tid,
    [read, write],
    [diskRead, diskWrite],
    disk?.map((each) => each.device),
  ]);

const devicesOf = ({ system }: Sample): readonly unknown[] =>
  (system.devices ?? []).map(({ name }) => name);

describe('a sample kept to a device', () => {
  it('has the tasks that asked something of it, with what they asked of it alone', () => {
    expect(tasksOf(keptTo(SAMPLE, ['vda']))).toEqual([[1, [10, 40], [10, 40], ['vda']]]);
    expect(tasksOf(keptTo(SAMPLE, ['vdb']))).toEqual([
      [1, [20, 0], [20, 0], ['vdb']],
      [3, [8, 0], [8, 0], ['vdb']],
    ]);
    expect(tasksOf(keptTo(SAMPLE, ['vdc']))).toEqual([]);
  });

  it('has the waits of its tasks, and nothing that was counted of more than the device', () => {
    const [entry] = keptTo(SAMPLE, ['vda']).tasks;
    expect(entry).toMatchObject({ ioWait: 7 });
    expect(entry).not.toHaveProperty('cancelledWrite');
    expect(entry).not.toHaveProperty('totals');
    const kept = keptTo(SAMPLE, ['vda']);
    expect(kept).not.toHaveProperty('idle');
    expect(Object.keys(kept.system).sort()).toEqual(['blockRead', 'blockWrite', 'devices']);
  });

  it('has its bytes as what the disks moved, and the devices that stand on it', () => {
    expect(keptTo(SAMPLE, ['vda']).system).toMatchObject({ blockRead: 600, blockWrite: 2000 });
    expect(devicesOf(keptTo(SAMPLE, ['vda']))).toEqual(['vda', 'vda1', 'dm-0', 'loop0']);
    expect(devicesOf(keptTo(SAMPLE, ['vdb']))).toEqual(['vdb']);
  });

  it('finds a mapped device by either name', () => {
    for (const name of ['dm-0', 'vg0-root']) {
      const kept = keptTo(SAMPLE, [name]);
      expect(tasksOf(kept)).toEqual([[1, [4, 40], [4, 40], ['dm-0']]]);
      expect(kept.system).toMatchObject({ blockRead: 50, blockWrite: 60 });
      expect(devicesOf(kept)).toEqual(['dm-0', 'loop0']);
    }
  });

  it('has for a partition its own figures, and the tasks of its disk, for no more is known', () => {
    const kept = keptTo(SAMPLE, ['vda1']);
    expect(tasksOf(kept)).toEqual([[1, [10, 40], [10, 40], ['vda']]]);
    expect(kept.system).toMatchObject({ blockRead: 10, blockWrite: 20 });
    expect(devicesOf(kept)).toEqual(['vda1', 'dm-0', 'loop0']);
  });

  it('kept to several counts a byte once, where they stand on each other', () => {
    const stacked = keptTo(SAMPLE, ['vda', 'dm-0']);
    expect(tasksOf(stacked)).toEqual([[1, [10, 40], [10, 40], ['vda', 'dm-0']]]);
    expect(stacked.system).toMatchObject({ blockRead: 600, blockWrite: 2000 });
    const both = keptTo(SAMPLE, ['vda', 'vdb']);
    expect(tasksOf(both)[0]).toEqual([1, [30, 40], [30, 40], ['vda', 'vdb']]);
    expect(both.system).toMatchObject({ blockRead: 1000, blockWrite: 2000 });
  });

  describe('and to one that lies on it', () => {
    const dd = (...disk: readonly ReturnType<typeof asked>[]) =>
      ({ tid: 1, write: 5, diskRead: 0, diskWrite: 0, disk }) as const;
    const loop = device('loop6', 'loop', [0, 150], { on: 'dm-0' });
    const under = [
      device('vda', 'disk', [0, 150]),
      device('vda1', 'partition', [0, 150], { partOf: 'vda' }),
      device('dm-0', 'layer', [0, 150], { on: 'vda1' }),
    ];
    const of = (task: TaskFields, devices: readonly object[]) =>
      sampleOf({ tasks: [task], system: { devices } as never });
    const writes = (kept: Sample): readonly unknown[] => kept.tasks.map(({ write }) => write);

    it('who asked a loop device is found there, whether that works in the interval or not', () => {
      for (const devices of [[loop, ...under], under]) {
        const sample = of(dd(asked('loop6', 0, 150)), devices);
        for (const names of [
          ['loop6'],
          ['loop6', 'vda'],
          ['vda', 'loop6', 'dm-0'],
          ['loop6', 'vda1'],
        ])
          expect(writes(keptTo(sample, names))).toEqual([150]);
        expect(writes(keptTo(sample, ['vda']))).toEqual([]);
      }
    });

    it('who asked both, each by itself, asked for the sum', () => {
      const sample = of(dd(asked('loop6', 0, 150), asked('vda', 0, 7)), [loop, ...under]);
      expect(writes(keptTo(sample, ['loop6', 'vda']))).toEqual([157]);
    });

    it('who asked an array of which one disk is meant asked for all of it, and past it for what the disk was', () => {
      const array = [
        device('vda', 'disk', [0, 50]),
        device('vdb', 'disk', [0, 50]),
        device('md127', 'layer', [0, 100], { on: 'vda vdb' }),
      ];
      const through = [asked('md127', 0, 100), asked('vda', 0, 50), asked('vdb', 0, 50)];
      expect(writes(keptTo(of(dd(...through), array), ['md127', 'vda']))).toEqual([100]);
      expect(writes(keptTo(of(dd(asked('vda', 0, 8)), array), ['md127', 'vda']))).toEqual([8]);
    });

    it('a thread of the kernel may do the writing below a layer: who asked the layer stays', () => {
      const sample = of(dd(asked('dm-0', 0, 150)), under);
      expect(writes(keptTo(sample, ['dm-0', 'vda']))).toEqual([150]);
    });

    it('the bytes of the devices count once, in the lowest, also of one that is still in between', () => {
      const filter = deviceFilter(['loop6', 'vda'], 'of-devices');
      const written = (...devices: readonly object[]) =>
        filter(of(dd(), devices)).system.blockWrite;
      expect(written(loop, ...under)).toBe(150);
      expect(written(loop)).toBe(0);
      expect(written(...under)).toBe(150);
    });
  });

  it('does not go round where a recording says that devices stand on each other in a circle', () => {
    const system = {
      devices: [
        device('dm-0', 'layer', [1, 1], { on: 'dm-1' }),
        device('dm-1', 'layer', [1, 1], { on: 'dm-0' }),
      ],
    } as unknown as Sample['system'];
    expect(devicesOf(keptTo(sampleOf({ system }), ['dm-0']))).toEqual(['dm-0', 'dm-1']);
  });
});

describe('the filter', () => {
  it('is none without names', () => {
    expect(deviceFilter(undefined, 'of-tasks')(SAMPLE)).toBe(SAMPLE);
  });

  const unwatched = sampleOf({ tasks: [{ tid: 1, read: 5 }], system: SAMPLE.system });

  it('says in one line why it cannot be, where the block layer was not watched', () => {
    const filter = deviceFilter(['vda'], 'of-tasks');
    expect(() => filter(unwatched)).toThrow(/^--device cannot tell .*: the block layer was not /);
    const gap = {
      kind: 'unavailable',
      what: 'block',
      reason: 'no BTF',
      remedy: 'boot another kernel',
    } as const;
    const other = { ...gap, what: 'cgroup', reason: 'other' } as const;
    expect(() => filter({ ...unwatched, gaps: [other, gap] })).toThrow(
      '--device cannot tell whose requests they are: no BTF; boot another kernel',
    );
    expect(filter({ ...SAMPLE, gaps: [gap] }).tasks).toHaveLength(1);
    const { idle, ...quiet } = sampleOf({ system: SAMPLE.system });
    expect(() => filter({ ...quiet, idle: idle as never })).toThrow('not watched');
    const still = { ...idle, still: ['diskRead', 'diskWrite'] } as never;
    expect(filter({ ...quiet, idle: still }).tasks).toEqual([]);
    expect(filter(quiet).tasks).toEqual([]);
  });

  it('of rows of devices needs no tasks', () => {
    const kept = deviceFilter(['vdb'], 'of-devices')(unwatched);
    expect([kept.tasks, devicesOf(kept)]).toEqual([[], ['vdb']]);
  });
});

it.each([
  ['vda', 'vda'],
  ['/dev/vda1', 'vda1'],
  ['/dev/mapper/vg0-root', 'vg0-root'],
  ['/dev/cciss/c0d0', 'cciss/c0d0'],
  ['mapper', 'mapper'],
])('%s is the device %s', (text, name) => {
  expect(bareDeviceName(text)).toBe(name);
});

it('a name that is no device is answered by the likely one, or by those there are', () => {
  expect(unknownDevice('vad', ['vda', 'loop0']).message).toBe(
    'invalid value "vad" for --device; did you mean vda?',
  );
  const many = Array.from({ length: 40 }, (_, at) => `loop${at}`);
  expect(unknownDevice('x', many).message).toMatch(/; there are loop0, .* loop11, …$/);
});
