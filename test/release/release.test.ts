/** What scripts/release refuses, before it makes anything. What it makes: test/long/release.test.ts. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { commit, git, makeRepository, release, VERSION } from '../support/release/repository.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder, temporaryFolder } from '../support/test-run/temporary-folder.ts';

const change = (repository: string, file: string, from: RegExp | string, to: string): void => {
  const path = join(repository, file);
  const text = readFileSync(path, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
};

describeWith(
  ['openssh-client', 'dpkg', 'git'],
  'scripts/release refuses, in a line that says what, where and what to do,',
  () => {
    const folder = sharedFolder();
    let first = '';
    beforeAll(() => {
      first = makeRepository(join(folder(), 'first'));
    });

    const refusals: readonly [
      string,
      (repository: string) => readonly string[] | undefined,
      RegExp,
    ][] = [
      [
        'a tree that is not clean',
        (repository) => {
          appendFileSync(join(repository, 'README.md'), 'more\n');
          return undefined;
        },
        /^release: the tree is not clean \( M README\.md\): commit or stash it/,
      ],
      [
        'another branch than main',
        (repository) => {
          git(repository, 'checkout', '-q', '-b', 'other');
          return undefined;
        },
        /^release: the branch is other, .*: git checkout main$/,
      ],
      [
        'a version that has its tag',
        (repository) => {
          git(repository, 'tag', `v${VERSION}`);
          return undefined;
        },
        new RegExp(
          `^release: the tag v${VERSION} is there already: raise the version in package\\.json`,
        ),
      ],
      [
        'a changelog without an Unreleased section of this version',
        (repository) => {
          change(repository, 'CHANGELOG.md', ' - Unreleased', ' - 2026-01-01');
          commit(repository);
          return undefined;
        },
        /^release: CHANGELOG\.md has no line '## \[.*\] - Unreleased': add it/,
      ],
      [
        'a changelog that says nothing of this version',
        (repository) => {
          change(
            repository,
            'CHANGELOG.md',
            ' - Unreleased\n',
            ' - Unreleased\n\n## [0.0.1] - 2007\n',
          );
          commit(repository);
          return undefined;
        },
        /^release: CHANGELOG\.md says nothing below .*: add a line/,
      ],
      [
        'a key that is none',
        () => ['--key', 'README.md'],
        /^release: --key README\.md is no private SSH key .*: ssh-keygen /,
      ],
      [
        'a day that is none',
        () => ['--date', '2026-02-31'],
        /^release: --date 2026-02-31 is no day: /,
      ],
    ];

    it.each(refusals)('%s', (_, spoil, says) => {
      const repository = join(temporaryFolder(), 'repository');
      git(folder(), 'clone', '-q', first, repository);
      git(repository, 'config', 'user.name', 'A Maintainer');
      git(repository, 'config', 'user.email', 'maintainer@example.org');
      const { status, stdout, stderr } = release(
        repository,
        '--for-real',
        ...(spoil(repository) ?? []),
      );
      expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(says)]);
      expect([status, stdout]).toEqual([1, '']);
      expect(existsSync(join(repository, 'dist-release'))).toBe(false);
    });
  },
);
