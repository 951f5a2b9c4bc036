/** A container that podman really runs: all that its tasks wrote is told under the name it was given, also when it is gone. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { openLive } from '../../../src/cli/effects/live.ts';
import { milliseconds } from '../../../src/lib/units.ts';
import { GROUP_NAMES } from '../../../src/model/groups/group-names.ts';
import type { TaskEntry } from '../../../src/sample/sample.ts';
import { SKIP } from '../../support/snapshots/planned-machine.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const run = promisify(execFile);
const MIB = 1 << 20;
const NAME = `iotop-test-${process.pid}`;

/** Without a systemd to ask, in any nesting of machines. */
const podman = (...words: readonly string[]): readonly string[] => [
  '--cgroup-manager=cgroupfs',
  ...words,
];

/** An image of nothing but links into the host's /usr, which the container sees. */
const imageOfHost = (): string => {
  const root = temporaryFolder();
  for (const name of ['usr', 'proc', 'dev', 'tmp']) mkdirSync(join(root, name));
  for (const name of ['bin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  const tar = join(temporaryFolder(), 'image.tar');
  execFileSync('tar', ['-C', root, '-cf', tar, '.']);
  const image = `localhost/${NAME}`;
  execFileSync('podman', podman('import', '-q', tar, image), { stdio: 'ignore' });
  return image;
};

/** podman leaves the groups around its containers. */
const removeGroups = (): void => {
  const trees = [
    '/sys/fs/cgroup',
    ...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`),
  ];
  for (const folder of trees.flatMap((tree) => [`${tree}/${NAME}/conmon`, `${tree}/${NAME}`])) {
    try {
      rmdirSync(folder);
    } catch {
      // not in this tree
    }
  }
};

/** What podman and its runtimes make on a machine that has not run them since it was started. */
const MADE = [
  ...['/run/containers', '/run/libpod', '/run/runc', '/run/crun', '/run/lock'],
  ...['/run/lock/netavark.lock', '/dev/shm/libpod_lock'],
];

itWith(
  ['root', 'btf', 'init-pid-namespace', 'podman'],
  'what a container of podman does is told by its name, to the last task of one that is gone',
  async () => {
    const made = MADE.filter((path) => !existsSync(path));
    const image = imageOfHost();
    onTestFinished(() => {
      execFileSync('podman', podman('rm', '-f', '-t', '0', '-i', NAME), { stdio: 'ignore' });
      execFileSync('podman', podman('rmi', '-f', image), { stdio: 'ignore' });
      removeGroups();
      for (const path of made) rmSync(path, { recursive: true, force: true });
    });
    const selection = { ids: new Set<number>(), uids: new Set<number>() };
    const interval = milliseconds(200);
    const { source } = openLive('bpf', selection, { interval, details: SKIP, block: 'skip' });
    onTestFinished(() => source.close());
    const ran = run('podman', [
      ...podman('run', '--rm', '--name', NAME, '--network=none', `--cgroup-parent=/${NAME}`),
      ...['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024', '-v', '/usr:/usr:ro', image],
      ...['/bin/sh', '-c', 'sleep 1; dd if=/dev/zero of=/x bs=1M count=8 conv=fsync; sleep 1'],
    ]).finally(() => source.finish());
    const tasks: TaskEntry[] = [];
    for await (const sample of source) tasks.push(...sample.tasks);
    await ran;
    const own = tasks.filter(({ containerName }) => containerName === NAME);
    const written = own.reduce((sum, { write = 0 }) => sum + write, 0);
    // The file system's own pages come on top.
    expect(written).toBeGreaterThanOrEqual(8 * MIB);
    expect(written).toBeLessThan(8 * MIB + 256 * 1024);
    expect(new Set(own.map((entry) => GROUP_NAMES.containers(entry).name))).toEqual(
      new Set([`podman ${NAME}`]),
    );
    expect(own.filter(({ ended }) => ended).map(({ comm }) => comm)).toContain('dd');
  },
);
