import { describe, expect, it } from 'vitest';
import { hidePidOf, mountPointsOf } from '../../../../src/kernel/abi/proc/mount-info.ts';

const mount = (point: string, type: string, options: string): string =>
  `22 27 0:21 / ${point} rw,nosuid shared:12 master:1 - ${type} ${type} ${options}`;

describe('how proc is mounted', () => {
  it.each([
    ['rw', undefined],
    ['rw,hidepid=0', undefined],
    ['rw,hidepid=off', undefined],
    ['rw,gid=23', undefined],
    ['rw,hidepid=2', { mode: '2', group: 0 }],
    ['rw,gid=23,hidepid=invisible', { mode: 'invisible', group: 23 }],
    ['rw,hidepid=ptraceable,subset=pid', { mode: 'ptraceable', group: 0 }],
  ])('is told by its options: %s', (options, expected) => {
    const text = `${mount('/', 'ext4', 'rw,hidepid=2')}\n${mount('/proc', 'proc', options)}\n`;
    expect(hidePidOf(text, '/proc')).toEqual(expected);
  });

  it('is that of the mount seen, not of one below it', () => {
    const hidden = mount('/proc', 'proc', 'rw,hidepid=2');
    expect(hidePidOf(`${hidden}\n${mount('/proc', 'proc', 'rw')}`, '/proc')).toBeUndefined();
    expect(hidePidOf(`${hidden}\n${mount('/proc', 'tmpfs', 'rw')}`, '/proc')).toBeUndefined();
  });

  it.each(['', '\n\n', '22 27', 'a b c d /proc e'])('is unknown from %j', (text) => {
    expect(hidePidOf(text, '/proc')).toBeUndefined();
  });
});

describe('where file systems are mounted', () => {
  it('is told by the id of the mount, blanks and backslashes unescaped', () => {
    const text = [
      '36 35 8:17 / /srv/a\\040b rw,noatime shared:1 master:2 - ext4 /dev/sdb1 rw',
      '37 35 0:50 /x /mnt\\134 rw - nfs4 box:/export rw',
      'garbage',
    ].join('\n');
    expect([...mountPointsOf(text)]).toEqual([
      [36, { point: '/srv/a b', root: '/', device: '8:17', type: 'ext4', source: '/dev/sdb1' }],
      [37, { point: '/mnt\\', root: '/x', device: '0:50', type: 'nfs4', source: 'box:/export' }],
    ]);
  });
});
