import { describe, expect, it } from 'vitest';
import { pageSize } from '../../../src/kernel/sys/libc.ts';
import { systemBetween } from '../../../src/sampler/live/system.ts';
import {
  diskLine,
  FakeMachine,
  type ProcFiles as Files,
  moved,
} from '../../support/machine/fake-machine.ts';

/** Two readings of one machine, `meanwhile` in between. */
const between = (
  from: Files,
  to: Files,
  {
    machine = new FakeMachine(),
    meanwhile = () => {},
    bytesAPage = 4096,
    isWanted = (_: string): boolean => false,
  } = {},
): ReturnType<typeof systemBetween> => {
  machine.says(from);
  const reader = machine.reader(bytesAPage);
  const before = reader.read();
  meanwhile();
  machine.says(to);
  const after = reader.read();
  reader.close();
  return systemBetween(before, after, isWanted);
};

const disks = (...lines: readonly string[]): Files => ({ diskstats: lines.join('') });

const MIB = 2 ** 20;

const vmstat = (read: number, written: number): Files => ({
  vmstat: `nr_free_pages 1\npgpgin ${read}\npgpgout ${written}\npswpin 2\npswpout 3\n`,
});

const disk = (name: string, ...figures: readonly number[]): Files =>
  disks(diskLine('8:0', name, ...figures));

const moves = (...device: Parameters<typeof moved>): Files => disks(moved(...device));

describe("the machine's own counters", () => {
  it('rise in bytes', () => {
    expect(between(vmstat(100, 200), vmstat(101, 204))).toMatchObject({
      blockRead: 1024,
      blockWrite: 4096,
      swapIn: 0,
      swapOut: 0,
    });
  });

  it('that cannot be read are absent, on either side', () => {
    expect(between({}, {})).toEqual({});
    expect(between({}, vmstat(1, 1))).not.toHaveProperty('blockRead');
    expect(between(vmstat(1, 1), { vmstat: '' })).not.toHaveProperty('blockRead');
    expect(between({ diskstats: '' }, moves('sda', { read: 1 }))).not.toHaveProperty('devices');
  });

  it('that fell are unknown, not negative and not zero', () => {
    expect(between(vmstat(100, 200), vmstat(99, 201))).not.toHaveProperty('blockRead');
    expect(between(vmstat(100, 200), vmstat(99, 201))).toHaveProperty('blockWrite', 1024);
  });

  it('of a device are listed where it did something, and left out where not', () => {
    const still = disk('sda', 5, 0, 80, 1, 7, 0, 70, 1, 0, 9, 9);
    expect(between(still, still).devices).toEqual([]);
    const flushed = disk('sda', 5, 0, 80, 1, 7, 0, 70, 1, 0, 11, 9);
    expect(between(still, flushed).devices).toMatchObject([{ reads: 0, writes: 0, busy: 2e6 }]);
    const busy = disk('sda', 6, 0, 88, 1, 9, 0, 86, 1, 0, 12, 14);
    expect(between(still, busy).devices).toMatchObject([
      { id: '8:0', name: 'sda', reads: 1, readBytes: 4096, writes: 2, writeBytes: 8192, busy: 3e6 },
    ]);
  });

  it('of a device are listed, with zeros, where somebody wants them: what it was asked for then may be done in another interval', () => {
    const figures = [5, 0, 80, 1, 7, 0, 70, 1, 0, 9, 9] as const;
    const still = disks(diskLine('8:0', 'sda', ...figures), diskLine('8:16', 'sdb', ...figures));
    expect(between(still, still, { isWanted: (id) => id === '8:16' }).devices).toMatchObject([
      { id: '8:16', name: 'sdb', reads: 0, readBytes: 0, writeBytes: 0, busy: 0 },
    ]);
  });

  it('of a device that was put in meanwhile count from zero', () => {
    const old = disk('sda', 500, 0, 8000, 1, 7, 0, 70, 1, 0, 9, 9);
    const fresh = disk('sdb', 2, 0, 16, 1, 0, 0, 0, 0, 0, 1, 1);
    expect(between(old, fresh).devices).toMatchObject([{ name: 'sdb', reads: 2, readBytes: 8192 }]);
  });

  it('of pressure are stall times', () => {
    const io = (total: number): Files => ({
      'pressure/io': `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`,
    });
    expect(between(io(10), io(35))).toEqual({ pressure: { ioSome: 25_000, ioFull: 0 } });
  });
});

describe('bytes swapped', () => {
  it.each([4096, 16_384, 65_536])('are pages of this machine, of %i bytes', (bytesAPage) => {
    const from = vmstat(0, 0);
    const to = { vmstat: 'pswpin 5\npswpout 3\n' };
    const rises = between(from, to, { bytesAPage });
    expect(rises).toMatchObject({ swapIn: 3 * bytesAPage, swapOut: 0 });
  });

  it('are of the size the kernel says', () => {
    expect([4096, 16_384, 65_536]).toContain(pageSize());
  });
});

it('pages written back are told as the bytes they hold', () => {
  const pages = (count: number): Files => ({ vmstat: `nr_dirtied 9\nnr_written ${count}\n` });
  const { writtenBack } = between(pages(10), pages(13), { bytesAPage: 65_536 });
  expect(writtenBack).toBe(3 * 65_536);
});

it('what waits to be written is told as it stands at the end, on its way to the disk or not', () => {
  const pages = (dirty: number, writeback: number): Files => ({
    vmstat: `nr_dirty ${dirty}\nnr_writeback ${writeback}\n`,
  });
  expect(between(pages(90, 8), pages(5, 2))).toEqual({ dirty: 7 * 4096 });
  expect(between(pages(1, 1), pages(5, 2))).toEqual({ dirty: 7 * 4096 });
  expect(between(pages(90, 8), { vmstat: 'nr_dirty 5\n' })).not.toHaveProperty('dirty');
});

describe('what the disks moved', () => {
  const NOTHING = { vmstat: 'pgpgin 0\npgpgout 0\n' };
  const ALL = { vmstat: 'pgpgin 999999\npgpgout 999999\n' };

  it('is of whole disks: no partition, loop device, memory or layer is counted, and each is named', () => {
    const machine = new FakeMachine();
    machine.plugIn('sda');
    machine.plugIn('nvme0n1');
    machine.plugIn('dm-0', { slaves: ['sda'] });
    machine.plugIn('stacked', { slaves: ['sda'] });
    const names = [
      ...['sda', 'sda1', 'sda12', 'nvme0n1', 'nvme0n1p1', 'loop1', 'loop1p1', 'loop10'],
      ...['zram0', 'ram0', 'dm-0', 'dm-01', 'md127', 'stacked'],
    ];
    const all = (mebibytes: number): Files => ({
      ...ALL,
      ...disks(...names.map((name) => moved(name, { read: mebibytes, written: 2 * mebibytes }))),
    });
    const rises = between({ ...all(0), ...NOTHING }, all(1), { machine });
    expect(rises).toMatchObject({ blockRead: 2 * MIB, blockWrite: 4 * MIB });
    expect(rises.devices?.map(({ name, kind, partOf }) => [name, kind, partOf])).toEqual([
      ['sda', 'disk', undefined],
      ['sda1', 'partition', 'sda'],
      ['sda12', 'partition', 'sda'],
      ['nvme0n1', 'disk', undefined],
      ['nvme0n1p1', 'partition', 'nvme0n1'],
      ['loop1', 'loop', undefined],
      ['loop1p1', 'partition', 'loop1'],
      ['loop10', 'loop', undefined],
      ['zram0', 'memory', undefined],
      ['ram0', 'memory', undefined],
      ['dm-0', 'layer', undefined],
      ['dm-01', 'layer', undefined],
      ['md127', 'layer', undefined],
      ['stacked', 'layer', undefined],
    ]);
  });

  it('is zero where only memory moved, whatever the block layer counts', () => {
    const from = { ...NOTHING, ...moves('zram0', {}) };
    const to = { ...ALL, ...moves('zram0', { written: 250 }) };
    expect(between(from, to)).toMatchObject({ blockRead: 0, blockWrite: 0 });
  });

  it('is what the block layer counts where the kernel names no device, and a gap says so', () => {
    const machine = new FakeMachine();
    machine.says({ diskstats: '', ...ALL });
    expect(machine.reader().read().gap).toMatchObject({ what: 'disks', remedy: '' });
    const from = { ...NOTHING, diskstats: '' };
    expect(between(from, ALL, { machine })).toMatchObject({ blockRead: 999_999 * 1024 });
  });

  it('is so, too, where a disk does not count, and what switches that on is said', () => {
    const machine = new FakeMachine();
    machine.plugIn('sda', { iostats: 0 });
    machine.plugIn('loop0', { iostats: 0 });
    machine.says({ ...moves('sda', {}), ...ALL });
    const remedy = 'echo 1 > /sys/block/sda/queue/iostats';
    expect(machine.reader().read().gap).toMatchObject({ what: 'disks', remedy });
    const from = { ...NOTHING, ...moves('sda', {}) };
    expect(between(from, ALL, { machine })).toMatchObject({ blockWrite: 999_999 * 1024 });
    machine.plugIn('sda');
    expect(machine.reader().read()).not.toHaveProperty('gap');
  });
});

describe('a device that came back under its name', () => {
  const OLD = { read: 30, written: 8 };

  it.each([
    ['less of the one and more of the other', { read: 10, written: 20 }],
    ['more of both', { read: 40, written: 50 }],
  ])('did all its counters say, when it did %s', (_, now) => {
    const machine = new FakeMachine();
    machine.plugIn('zram1');
    const meanwhile = (): void => {
      machine.plugIn('other'); // takes the old one's inode, which a file system gives again at once
      machine.pullOut('zram1');
      machine.plugIn('another');
      machine.plugIn('zram1');
    };
    const rises = between(moves('zram1', OLD), moves('zram1', now), { machine, meanwhile });
    expect(rises.devices).toMatchObject([
      { readBytes: now.read * MIB, writeBytes: now.written * MIB, reads: now.read },
    ]);
  });

  it('did so where sysfs is hidden, as soon as one counter fell', () => {
    const rises = between(moves('zram1', OLD), moves('zram1', { read: 10, written: 20 }));
    expect(rises.devices).toMatchObject([{ readBytes: 10 * MIB, writeBytes: 20 * MIB }]);
  });

  it('is the same one where another device came or went', () => {
    const machine = new FakeMachine();
    machine.plugIn('sda');
    const meanwhile = (): void => machine.plugIn('sdb');
    const to = moves('sda', { read: 31, written: 8 });
    const { devices } = between(moves('sda', OLD), to, { machine, meanwhile });
    expect(devices).toMatchObject([{ readBytes: MIB, writeBytes: 0 }]);
  });

  it('is the same one where a time began again at 32 bits of milliseconds', () => {
    const from = disk('sda', 1, 0, 8, 2 ** 32 - 5, 1, 0, 8, 7, 0, 5, 2 ** 32 - 10);
    const to = disk('sda', 2, 0, 16, 20, 1, 0, 8, 9, 0, 6, 30);
    expect(between(from, to).devices).toMatchObject([
      { reads: 1, busy: 1e6, queued: 40e6, readTime: 25e6, writeTime: 2e6 },
    ]);
  });
});
