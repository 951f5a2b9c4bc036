/** What block devices are, and what they sit on, on machines with many layers: as the sampler reads it, and as the screen shows it. */
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { deviceTree } from '../../../src/model/units/device-tree.ts';
import { foldText } from '../../../src/model/units/fold-text.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import type { SystemEntry } from '../../../src/sample/sample.ts';
import { systemBetween } from '../../../src/sampler/live/system.ts';
import { diskLine, FakeMachine } from '../../support/machine/fake-machine.ts';
import { MACHINES, type Machine } from '../../support/machine/machines.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const lineOf = (id: string, name: string, figures: readonly number[]): string =>
  `${id.replace(':', '       ')} ${name} ${figures.join(' ')}\n`;

/** All that the machine did since it started, as one interval. */
const sinceStart = ({ devices, mounts }: Machine): SystemEntry => {
  const machine = new FakeMachine();
  for (const [, name, , sysfs] of devices) machine.plugIn(name, sysfs);
  const mountinfo = mounts.map(
    ([id, root, point, type, source], at) =>
      `${22 + at} 1 ${id} ${root} ${point} rw shared:${at} - ${type} ${source} rw\n`,
  );
  machine.says({
    diskstats: devices.map(([id, name, figures]) => lineOf(id, name, figures)).join(''),
    'self/mountinfo': mountinfo.join(''),
  });
  const reader = machine.reader();
  const now = reader.read();
  reader.close();
  return systemBetween({ ...now, devices: [] }, now);
};

/** Each row as it stands, indented by where it hangs. */
const treeOf = (system: SystemEntry): readonly string[] => {
  const view = {
    ...VIEW,
    unit: 'devices' as const,
    sort: { column: columnOf('command'), direction: 'ascending' as const },
  };
  const report = buildReport(sampleOf({ system }), view);
  return deviceTree(report).map(({ row, place, depth = -1 }) => {
    expect(place === 'single').toBe(depth < 0);
    return '  '.repeat(depth + 1) + foldText(row);
  });
};

describe.each([
  {
    name: 'md, LVM and crypt on SATA',
    kinds: {
      disk: ['sda', 'sdb'],
      partition: ['sda1', 'sda2', 'sdb2'],
      layer: ['md127', 'dm-0', 'dm-1', 'dm-2'],
      loop: ['loop0'],
    },
    tree: [
      'sda (disk)',
      '  sda1 /boot (partition, ext4)',
      '    loop0 (/boot/rescue.img)',
      '  sda2 (partition)',
      '    md127 (layer on sda2 sdb2)',
      '      dm-0 / (vg0-root, xfs)',
      '      dm-1 (vg0-secret)',
      '        dm-2 /secret (luks-secret, ext4)',
      'sdb (disk)',
      '  sdb2 (partition)',
    ],
  },
  {
    name: 'multipath on SCSI',
    kinds: { disk: ['sdc', 'sdd'], layer: ['dm-0', 'dm-3'] },
    tree: [
      'sdc (disk)',
      '  dm-0 (3624a937043be47c12334399b00016d73 on sdc sdd)',
      '    dm-3 /data (3624a937043be47c12334399b00016d73p1, xfs)',
      'sdd (disk)',
    ],
  },
  {
    name: 'NVMe with btrfs and a loop device',
    kinds: {
      disk: ['nvme0n1'],
      partition: ['nvme0n1p1', 'nvme0n1p2'],
      loop: ['loop0'],
      memory: ['zram0'],
    },
    tree: [
      'nvme0n1 (disk)',
      '  nvme0n1p1 /boot/efi (partition, vfat)',
      '  nvme0n1p2 / (partition, btrfs)',
      '    loop0 /mnt (/home/ann/images/disk one.img, ext4)',
      'zram0 (memory)',
    ],
  },
  {
    name: 'NVMe with its own multipath',
    kinds: { disk: ['nvme3c33n1', 'nvme3c34n1'] },
    tree: ['nvme3c33n1 (disk)', 'nvme3c34n1 (disk)'],
  },
] as const)('$name', ({ name, kinds, tree }) => {
  it('has devices of their kinds, of which only disks count', () => {
    const found: Record<string, string[]> = {};
    let [read, written] = [0, 0];
    const system = sinceStart(MACHINES[name]);
    for (const { kind = '?', readBytes, writeBytes, ...device } of system.devices ?? []) {
      found[kind] = [...(found[kind] ?? []), device.name];
      if (kind === 'disk') [read, written] = [read + readBytes, written + writeBytes];
    }
    expect(found).toEqual(kinds);
    expect(system).toMatchObject({ blockRead: read, blockWrite: written });
  });

  it('is a tree from disk to mount', () => {
    expect(treeOf(sinceStart(MACHINES[name]))).toEqual(tree);
  });
});

it('a drive that counts beside the ways to it, as since Linux 6.3, counts once', () => {
  const { devices, mounts } = MACHINES['NVMe with its own multipath'];
  const [one, two, [id, head]] = devices;
  const system = sinceStart({ devices: [one, two, [id, head, two[2]]], mounts });
  expect(system.blockRead).toBe((16_148 + 4_815_165) * 512);
  expect(treeOf(system)).toEqual([
    'nvme3c33n1 (disk)',
    '  nvme3n1 /mnt (layer on nvme3c33n1 nvme3c34n1, ext4)',
    'nvme3c34n1 (disk)',
  ]);
});

it('a device with requests that do not end is there, though its counters stand still', () => {
  const stuck = { diskstats: diskLine('8:0', 'sda', 1, 0, 8, 1, 1, 0, 8, 1, 3, 9, 9) };
  const machine = new FakeMachine();
  machine.says(stuck);
  const reader = machine.reader();
  const [before, after] = [reader.read(), reader.read()];
  reader.close();
  expect(systemBetween(before, after).devices).toMatchObject([
    { name: 'sda', inFlight: 3, reads: 0, busy: 0 },
  ]);
});

it('what was mounted later is known after the next device event', () => {
  const machine = new FakeMachine();
  machine.says({ diskstats: diskLine('8:0', 'sda', 1, 0, 8, 1, 1, 0, 8, 1, 0, 9, 9) });
  const reader = machine.reader();
  expect(reader.read().devices?.[0]?.place).toEqual({});
  machine.says({ 'self/mountinfo': '22 1 8:0 / /srv/a\\040b rw - xfs /dev/sda rw\n' });
  machine.plugIn('sda');
  expect(reader.read().devices?.[0]?.place).toEqual({ fileSystem: 'xfs', mount: '/srv/a b' });
  reader.close();
});

it('devices that stand on each other in a circle, as a recording may say, are all at the top', () => {
  const of = (name: string, on: string) => ({ ...BARE, name, on });
  const devices = [of('dm-0', 'dm-1'), of('dm-1', 'dm-0')];
  expect(treeOf({ devices } as unknown as SystemEntry)).toEqual(['dm-0 (layer)', 'dm-1 (layer)']);
});

const BARE = {
  ...{ id: '1:1', kind: 'layer', reads: 1, writes: 0, readBytes: 1, writeBytes: 0 },
  ...{ busy: 1, queued: 1 },
};
