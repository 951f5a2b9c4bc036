import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UnavailableError } from '../../../src/lib/errors.ts';
import { lockFolder } from '../../../src/record/write/lock.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { makeSilentPipe } from '../../support/test-run/silent-pipe.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const withLockFile = (make: (path: string) => void): string => {
  const folder = temporaryFolder();
  make(join(folder, '.lock'));
  return folder;
};

describe('the lock of a folder', () => {
  it('leaves its secret and no draft of it', async () => {
    const folder = temporaryFolder();
    await (await lockFolder(folder, 'record')).release();
    expect(readdirSync(folder)).toEqual(['.lock']);
    expect(readFileSync(join(folder, '.lock'), 'latin1')).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(join(folder, '.lock')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['empty', ''],
    ['zeroed', '\0'.repeat(32)],
  ])('is healed where a power cut left its secret %s', async (_, left) => {
    const folder = withLockFile((path) => writeFileSync(path, left));
    const lock = await lockFolder(folder, 'record');
    expect(readFileSync(join(folder, '.lock'), 'latin1')).toMatch(/^[0-9a-f]{32}$/);
    await expect(lockFolder(folder, 'record')).rejects.toThrow(/another iotop is recording/);
    await lock.release();
    expect(readdirSync(folder)).toEqual(['.lock']);
  });

  it('is had by one alone, also when many find its secret empty at once', async () => {
    for (let round = 0; round < 20; round++) {
      const folder = withLockFile((path) => writeFileSync(path, ''));
      const asked = Array.from({ length: 8 }, () => lockFolder(folder, 'record'));
      const had = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled');
      expect(had).toHaveLength(1);
    }
  });

  it('is had by one alone, also when many find no secret at once', async () => {
    for (let round = 0; round < 20; round++) {
      const folder = temporaryFolder();
      const asked = Array.from({ length: 8 }, () => lockFolder(folder, 'record'));
      const had = (await Promise.allSettled(asked)).map((each) =>
        each.status === 'fulfilled' ? 'had' : each.reason.problem,
      );
      const others = Array.from({ length: 7 }, () => `another iotop is recording into ${folder}`);
      expect(had.sort()).toEqual([...others, 'had']);
    }
  });

  itWith(
    ['root'],
    'leaves its secret to the owner of the folder, whom root must not lock out',
    async () => {
      const folder = temporaryFolder();
      chownSync(folder, 1234, 5678);
      await (await lockFolder(folder, 'rewrite')).release();
      const { uid, gid } = statSync(join(folder, '.lock'));
      expect([uid, gid]).toEqual([1234, 5678]);
    },
  );

  it('says what is wrong, and a remedy only where it helps', async () => {
    const missing = join(temporaryFolder(), 'none');
    const asked = lockFolder(missing, 'record');
    await expect(asked).rejects.toThrow(/^cannot lock .*ENOENT/);
    await expect(asked).rejects.toMatchObject({ remedy: '' });
  });

  it.each<readonly [string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', makeSilentPipe],
    ['a symbolic link', (path) => symlinkSync('/dev/zero', path)],
    ['a file of 2 GB', (path) => [writeFileSync(path, ''), truncateSync(path, 2 ** 31)]],
    ['notes', (path) => writeFileSync(path, 'precious')],
  ])('is refused in one line, at once, where %s stands in its place', async (_, make) => {
    const folder = withLockFile(make);
    await expect(lockFolder(folder, 'record')).rejects.toThrow(
      new UnavailableError(`${folder}/.lock is not iotop's`, 'look what it is, and move it away'),
    );
  });

  it('is refused where a socket stands in its place', async () => {
    const folder = temporaryFolder();
    const server = createServer().listen(join(folder, '.lock'));
    await once(server, 'listening');
    await expect(lockFolder(folder, 'record')).rejects.toThrow(/\.lock is not iotop's/);
    server.close();
  });

  it('is put back when somebody removed its secret', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder, 'record');
    const secret = readFileSync(join(folder, '.lock'), 'latin1');
    unlinkSync(join(folder, '.lock'));
    await lock.keep();
    expect(readFileSync(join(folder, '.lock'), 'latin1')).toBe(secret);
    await lock.keep();
    await lock.release();
    expect(existsSync(join(folder, '.lock'))).toBe(true);
  });

  it('for recording leaves that for rewriting to another', async () => {
    const folder = temporaryFolder();
    const locks = [await lockFolder(folder, 'record'), await lockFolder(folder, 'rewrite')];
    await expect(lockFolder(folder, 'rewrite')).rejects.toThrow(/compacting or repairing/);
    for (const lock of locks) await lock.release();
  });
});
