/** scripts/release, in a repository of its own: what it makes, that it makes the same again, and that the signature holds. Refusals: test/release/release.test.ts. */
import { createHash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  DAY,
  git,
  makeRepository,
  PROJECT,
  release,
  run,
  VERSION,
} from '../support/release/repository.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

/** Packages are installed and built twice; half a minute on an idle machine. */
const LONG = 600_000;

describeWith(['openssh-client', 'dpkg', 'git'], 'a release', () => {
  const folder = sharedFolder();

  it(
    'has all files, the same twice; a rehearsal leaves no trace, and the other a commit, a tag and a signature that holds',
    () => {
      const first = makeRepository(join(folder(), 'first'));
      const key = join(folder(), 'key');
      run(folder(), 'ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'throw-away', '-f', key);
      const [rehearsed, released] = [join(folder(), 'rehearsed'), join(first, 'dist-release')];
      const arch = run(first, 'dpkg', '--print-architecture').stdout.trim();
      const before = git(first, 'rev-parse', 'HEAD');
      const rehearsal = release(first, '--key', key, '--arch', arch, '--out', rehearsed);
      expect([rehearsal.status, rehearsal.stderr]).toEqual([0, '']);
      expect(git(first, 'rev-parse', 'HEAD')).toBe(before);
      expect(git(first, 'tag')).toBe('');
      expect(git(first, 'status', '--porcelain')).toBe('');

      const real = release(first, '--key', key, '--arch', arch, '--for-real');
      expect([real.status, real.stderr]).toEqual([0, '']);
      expect(git(first, 'status', '--porcelain')).toBe('');
      expect(git(first, 'rev-parse', `v${VERSION}^{commit}`)).toBe(git(first, 'rev-parse', 'HEAD'));
      expect(git(first, 'diff', '--stat', before, 'HEAD')).toMatch(
        /^CHANGELOG\.md [^\n]*\n 1 file/,
      );
      expect(readFileSync(join(first, 'CHANGELOG.md'), 'utf8')).toContain(
        `## [${VERSION}] - ${DAY}\n`,
      );

      const names = readdirSync(released);
      expect(names).toEqual(
        expect.arrayContaining([
          'SHA256SUMS',
          'SHA256SUMS.sig',
          `iotop-${VERSION}.cdx.json`,
          `iotop-${VERSION}.notes.md`,
          `iotop-${VERSION}.tgz`,
          `iotop-ts_${VERSION}-1_${arch}.deb`,
          `iotop-${VERSION}-linux-${arch === 'amd64' ? 'x64' : arch}`,
        ]),
      );
      for (const name of names) {
        const [one, other] = [rehearsed, released].map((from) => readFileSync(join(from, name)));
        expect(one?.equals(other as Buffer), name).toBe(true);
      }
      checksumsHold(released, names);
      signatureHolds(released, key);
      tagHolds(first, key);
      const notes = readFileSync(join(released, `iotop-${VERSION}.notes.md`), 'utf8');
      expect(notes).toMatch(
        /^Stream: version 1\. Recordings: .* version 1; all since version 1 are read\.$/m,
      );
    },
    LONG,
  );
});

/** By Node's own SHA-256. */
const checksumsHold = (files: string, names: readonly string[]): void => {
  const lines = readFileSync(join(files, 'SHA256SUMS'), 'utf8').trim().split('\n');
  const expected = names
    .filter((name) => !name.startsWith('SHA256SUMS'))
    .map((name) => {
      const sum = createHash('sha256')
        .update(readFileSync(join(files, name)))
        .digest('hex');
      return `${sum}  ${name}`;
    });
  expect(lines).toEqual(expected);
};

/** By the very line of docs/release.md. */
const signatureHolds = (files: string, key: string): void => {
  const page = readFileSync(join(PROJECT, 'docs/release.md'), 'utf8');
  const line = /^ssh-keygen -Y verify .*$/m.exec(page)?.[0] ?? 'no line';
  writeFileSync(join(files, 'maintainers'), `releases@iotop ${readFileSync(`${key}.pub`, 'utf8')}`);
  const verified = run(files, 'sh', '-c', line);
  expect([verified.status, verified.stdout]).toEqual([0, expect.stringMatching(/^Good /)]);
  appendFileSync(join(files, 'SHA256SUMS'), '0  more\n');
  expect(run(files, 'sh', '-c', line).status).not.toBe(0);
};

const tagHolds = (repository: string, key: string): void => {
  const known = join(repository, 'dist-release/maintainers');
  writeFileSync(known, `maintainer@example.org ${readFileSync(`${key}.pub`, 'utf8')}`);
  git(repository, '-c', `gpg.ssh.allowedSignersFile=${known}`, 'tag', '-v', `v${VERSION}`);
};
