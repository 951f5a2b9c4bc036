import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { localHomeOf } from '../../../../src/kernel/sys/users/local-home.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const PASSWD = `root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534::/nonexistent:
ann:x:1000:1000::/home/ann/:/bin/sh
ben:x:1001:1001::home/ben:/bin/sh
cem:x:1002:1002
`;

type Mounts = readonly (readonly [point: string, type: string])[];

const homeOf = (uid: number, mounts: Mounts, make: (root: string) => void = () => {}) => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'srv/ann'), { recursive: true });
  mkdirSync(join(root, 'home/ann'), { recursive: true });
  make(root);
  writeFileSync(join(root, 'etc/passwd'), PASSWD);
  const mountinfo = mounts
    .map(([point, type], i) => `${i} 1 8:1 / ${point.replace('~', root)} rw - ${type} /dev/x rw`)
    .join('\n');
  return localHomeOf(uid, root, mountinfo)?.slice(root.length);
};

it('a home is where /etc/passwd says, if that is a folder by its whole path', () => {
  expect(homeOf(1000, [['/', 'ext4']])).toBe('/home/ann');
  for (const uid of [1001, 1002, 1003, 100]) expect(homeOf(uid, [['/', 'ext4']])).toBeUndefined();
});

it.each([
  ['on a disk', [['/', 'xfs']], '/home/ann'],
  [
    'on a disk of its own',
    [
      ['/', 'nfs4'],
      ['~/home', 'btrfs'],
    ],
    '/home/ann',
  ],
  [
    'on another machine',
    [
      ['/', 'ext4'],
      ['~/home', 'nfs4'],
    ],
    undefined,
  ],
  [
    'mounted when somebody looks',
    [
      ['/', 'ext4'],
      ['~/home/ann', 'autofs'],
    ],
    undefined,
  ],
  [
    'covered by a later mount',
    [
      ['~/home', 'ext4'],
      ['~/home', 'cifs'],
    ],
    undefined,
  ],
  [
    'a program',
    [
      ['/', 'ext4'],
      ['~/home/ann', 'fuse.sshfs'],
    ],
    undefined,
  ],
  [
    'beside one of a like name',
    [
      ['/', 'ext4'],
      ['~/home/an', 'nfs'],
    ],
    '/home/ann',
  ],
  [
    'where something of its own is another’s',
    [
      ['/', 'ext4'],
      ['~/home/ann/mnt', 'fuse.sshfs'],
    ],
    '/home/ann',
  ],
  [
    'where containers are another’s',
    [
      ['/', 'ext4'],
      ['~/home/ann/.local/share/containers', 'fuse.sshfs'],
    ],
    undefined,
  ],
  ['nowhere that is known', [], undefined],
] as const)('a home that is %s is looked into only where that cannot wait', (_, mounts, home) => {
  expect(homeOf(1000, mounts)).toBe(home);
});

it('a home to which a link leads is not looked into: it may lead to another machine', () => {
  const replace = (name: string) => (root: string) => {
    rmSync(join(root, name), { recursive: true });
    symlinkSync(join(root, 'srv'), join(root, name));
  };
  for (const name of ['home', 'home/ann'])
    expect(homeOf(1000, [['/', 'ext4']], replace(name))).toBeUndefined();
});
