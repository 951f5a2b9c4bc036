import { describe, expect, it } from 'vitest';
import { type CalledBy, calledAs } from '../../../src/cli/effects/called-as.ts';

/** Each file that is there, and which it really is. */
const onDisk =
  (files: Readonly<Record<string, string>>): CalledBy['realPath'] =>
  (path) =>
    ({ '/usr/bin/node': '/usr/bin/node', ...files })[path];

const CLONE = '/home/ann/iotop/dist/iotop.js';

describe('what starts iotop once more', () => {
  it.each<[string, Partial<CalledBy>, Readonly<Record<string, string>>, string]>([
    ['in a clone, the script', { script: CLONE }, {}, 'node dist/iotop.js'],
    ['elsewhere, its whole path', { script: CLONE, folder: '/srv' }, {}, `node ${CLONE}`],
    [
      'beside the script, with the folder it is in',
      { script: CLONE, folder: '/home/ann/iotop/dist' },
      {},
      'node ./iotop.js',
    ],
    [
      'installed, its name',
      { script: '/usr/local/bin/iotop' },
      { '/usr/local/bin/iotop': '/usr/local/lib/node_modules/iotop/bin/iotop.js' },
      'iotop',
    ],
    [
      'of a package with a name of its own, that',
      { script: '/usr/bin/iotop-ts' },
      {
        '/usr/bin/iotop-ts': '/usr/share/iotop-ts/bin/iotop.js',
        '/usr/sbin/iotop': '/usr/sbin/py',
      },
      'iotop-ts',
    ],
    [
      'behind another of its name, its path',
      { script: '/usr/bin/iotop' },
      { '/usr/bin/iotop': '/usr/share/x/iotop.js', '/usr/sbin/iotop': '/usr/sbin/iotop-c' },
      'node /usr/bin/iotop',
    ],
    [
      'where sudo does not look, the paths of both',
      { script: '/home/ann/n/bin/iotop', executable: '/home/ann/n/bin/node' },
      {
        '/home/ann/n/bin/iotop': '/home/ann/n/lib/iotop.js',
        '/home/ann/n/bin/node': '/home/ann/n/bin/node',
      },
      '/home/ann/n/bin/node /home/ann/n/bin/iotop',
    ],
    [
      'of the one file, its path, however it was typed',
      { script: 'iotop', executable: '/home/ann/iotop/build/iotop-linux-x64' },
      {},
      'build/iotop-linux-x64',
    ],
    [
      'of the one file where sudo finds it, its name',
      { script: 'iotop', executable: '/usr/local/bin/iotop' },
      { '/usr/local/bin/iotop': '/usr/local/bin/iotop' },
      'iotop',
    ],
    ['in a folder with a space, quoted', { script: "/a b/it's.js" }, {}, `node '/a b/it'\\''s.js'`],
  ])('is %s', (_, by, files, command) => {
    expect(
      calledAs({
        script: CLONE,
        executable: '/usr/bin/node',
        folder: '/home/ann/iotop',
        realPath: onDisk(files),
        ...by,
      }),
    ).toBe(command);
  });
});
