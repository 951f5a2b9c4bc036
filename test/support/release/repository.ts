/** A repository with the project in it, for scripts/release to work on. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Its folder here. */
export const PROJECT = resolve(import.meta.dirname, '../../..');
/** On which it is released. */
export const DAY = '2026-11-28';
/** That it has now. */
export const VERSION = (
  JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string }
).version;

/** Not of the project: made, installed, or of another repository; and what no release takes, of which there is much. */
const LEFT_OUT = /^(\.git|node_modules|dist.*|build|coverage|test)$/;

/** A program to its end. */
export const run = (
  folder: string,
  command: string,
  ...args: readonly string[]
): SpawnSyncReturns<string> =>
  spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 280_000 });

/** What git prints. @throws when it fails */
export const git = (folder: string, ...args: readonly string[]): string => {
  const { status, stdout, stderr } = run(folder, 'git', ...args);
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
};

/** The project as it lies here, the changes that are not committed included, as one commit on main. */
export const makeRepository = (folder: string): string => {
  cpSync(PROJECT, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(path.slice(PROJECT.length + 1)),
  });
  const oldest = 'test/fixtures/recordings/version-1';
  mkdirSync(join(folder, oldest), { recursive: true });
  writeFileSync(join(folder, oldest, 'README.md'), '');
  // The real one brings two Nodes; test/packages has it.
  const single = join(folder, 'scripts/build-single');
  rmSync(single, { force: true });
  writeFileSync(
    single,
    '#!/bin/sh\nmkdir -p build\nfor cpu; do echo "for $cpu" >build/iotop-linux-$cpu; done\n',
    { mode: 0o755 },
  );
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'config', 'user.name', 'A Maintainer');
  git(folder, 'config', 'user.email', 'maintainer@example.org');
  git(folder, 'config', 'commit.gpgSign', 'false');
  git(folder, 'add', '-A');
  commit(folder);
  return folder;
};

/** Always at the same time, so that the same files are the same commit. */
export const commit = (folder: string): void => {
  const at = '2026-11-27 12:00:00 +0000';
  git(folder, 'commit', '-qam', 'all', `--date=${at}`);
};

/** scripts/release of the repository. */
export const release = (repository: string, ...args: readonly string[]): SpawnSyncReturns<string> =>
  run(repository, join(repository, 'scripts/release'), '--date', DAY, ...args);
