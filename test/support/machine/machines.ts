/**
 * Machines with stacked block devices: what sysfs, /proc/diskstats and mountinfo say on them.
 *
 * Facts from public places: names, numbers and layouts as the kernel gives them, figures as people posted them (GitHub Atoptool/atop#157,
 * netdata/netdata#5744, scottchiefbaker/dool#32, lxc/lxcfs#667; Documentation/admin-guide/iostats.rst). Rows of `devices`: number, name, the
 * figures of /proc/diskstats from the reads on, and what sysfs says.
 */
import type { Plugged } from './fake-machine.ts';

export type Machine = {
  readonly devices: readonly (readonly [
    id: string,
    name: string,
    figures: readonly number[],
    sysfs?: Partial<Plugged>,
  ])[];
  /** Number, part of the file system, where, type, source; as they were mounted. */
  readonly mounts: readonly (readonly [
    id: string,
    root: string,
    point: string,
    type: string,
    source: string,
  ])[];
};

const SMALL = [160, 0, 7294, 32, 1, 0, 8, 2, 0, 27, 32, 0, 0, 0, 0, 0, 0];

export const MACHINES = {
  /** A server with two SATA disks: an array, volumes of LVM on it, one of them encrypted. */
  'md, LVM and crypt on SATA': {
    devices: [
      ...(
        [
          ['8:0', 'sda', [13911739, 267073, 1248592592, 58081804, 4912190, 5603474, 382020376]],
          ['8:1', 'sda1', [760, 0, 41316, 613, 525, 0, 4144]],
          ['8:2', 'sda2', [13910000, 267073, 1248550000, 58081000, 4911000, 5603474, 382016000]],
          ['8:16', 'sdb', [13911000, 260000, 1248000000, 58000000, 4912100, 5603400, 382020376]],
          ['8:18', 'sdb2', [13910000, 260000, 1247990000, 57990000, 4911000, 5603400, 382016000]],
        ] as const
      ).map(
        ([id, name, begin]) =>
          [id, name, [...begin, 181762, 0, 53315, 240138, 0, 0, 0, 0, 0, 0]] as const,
      ),
      [
        '9:127',
        'md127',
        [27820000, 0, 2496540000, 0, 10514000, 0, 382016000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        { slaves: ['sda2', 'sdb2'] },
      ],
      ['253:0', 'dm-0', [...SMALL], { slaves: ['md127'], alias: 'vg0-root' }],
      ['253:1', 'dm-1', [...SMALL], { slaves: ['md127'], alias: 'vg0-secret' }],
      ['253:2', 'dm-2', [...SMALL], { slaves: ['dm-1'], alias: 'luks-secret' }],
      ['7:0', 'loop0', [...SMALL], { file: '/boot/rescue.img' }],
    ],
    mounts: [
      ['8:1', '/', '/boot', 'ext4', '/dev/sda1'],
      ['253:0', '/', '/', 'xfs', '/dev/mapper/vg0-root'],
      ['253:0', '/var/lib/docker', '/srv/docker', 'xfs', '/dev/mapper/vg0-root'],
      ['253:2', '/', '/secret', 'ext4', '/dev/mapper/luks-secret'],
    ],
  },
  /** A volume of a storage array, seen through two ports, with a partition of its own. */
  'multipath on SCSI': {
    devices: [
      ['8:32', 'sdc', [...SMALL]],
      ['8:48', 'sdd', [...SMALL]],
      [
        '253:0',
        'dm-0',
        [...SMALL],
        { slaves: ['sdc', 'sdd'], alias: '3624a937043be47c12334399b00016d73' },
      ],
      [
        '253:3',
        'dm-3',
        [...SMALL],
        { slaves: ['dm-0'], alias: '3624a937043be47c12334399b00016d73p1' },
      ],
    ],
    mounts: [['253:3', '/', '/data', 'xfs', '/dev/mapper/3624a937043be47c12334399b00016d73p1']],
  },
  /** A desktop: btrfs, which has a number of its own, and a loop device on it. */
  'NVMe with btrfs and a loop device': {
    devices: [
      [
        '259:0',
        'nvme0n1',
        [
          93309610, 876, 23882648030, 11355661, 95197224, 17624, 24366029343, 1398530277, 0,
          28495684, 1409885939, 0, 0, 0, 0, 0, 0,
        ],
      ],
      ['259:1', 'nvme0n1p1', [312, 817, 7294, 32, 1, 0, 1, 0, 0, 27, 32, 0, 0, 0, 0, 0, 0]],
      [
        '259:2',
        'nvme0n1p2',
        [19421, 59, 607630, 8511, 11571, 16968, 1498601, 39884, 0, 25094, 48396, 0, 0, 0, 0, 0, 0],
      ],
      ['7:0', 'loop0', [...SMALL], { file: '/home/ann/images/disk one.img' }],
      ['251:0', 'zram0', [...SMALL]],
    ],
    mounts: [
      ['0:29', '/@', '/', 'btrfs', '/dev/nvme0n1p2'],
      ['0:29', '/@home', '/home', 'btrfs', '/dev/nvme0n1p2'],
      ['259:1', '/', '/boot/efi', 'vfat', '/dev/nvme0n1p1'],
      ['7:0', '/', '/mnt', 'ext4', '/dev/loop0'],
      ['0:50', '/', '/home/ann/remote', 'nfs4', 'box:/export'],
    ],
  },
  /** A drive of which the kernel shows the ways to it: they count, under the number 0:0, and before Linux 6.3 the drive itself does not. */
  'NVMe with its own multipath': {
    devices: [
      [
        '0:0',
        'nvme3c33n1',
        [682, 0, 16148, 59, 67891, 258573, 17174264, 58210, 0, 584, 36052, 0, 0, 0, 0, 0, 0],
      ],
      [
        '0:0',
        'nvme3c34n1',
        [
          34706, 74843, 4815165, 93876, 41876, 1925219, 6989322, 47813, 0, 45557, 118897, 0, 0, 0,
          0, 0, 0,
        ],
      ],
      ['259:13', 'nvme3n1', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ],
    mounts: [['259:13', '/', '/mnt', 'ext4', '/dev/nvme3n1']],
  },
} as const satisfies Readonly<Record<string, Machine>>;
