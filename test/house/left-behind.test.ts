/** A run of the tests leaves nothing on the machine and says why it skips: the laws that see to it, and that they see. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TestModule } from 'vitest/node';
import { LONG_TOGETHER, TOGETHER } from '../../vitest.config.ts';
import { loopDevice } from '../support/load/loop-device.ts';
import { ClosingLine, slowestOf } from '../support/test-run/closing-line.ts';
import { leftBehind, takeSnapshot } from '../support/test-run/left-behind.ts';
import { place } from '../support/test-run/place.ts';
import { itWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const TESTS = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('fixtures/'))
  .map((file) => ({ file, text: readFileSync(join('test', file), 'utf8') }));

/** Files of the tests that have such a line, but those that are about it. */
const filesWith = (pattern: RegExp, but: readonly string[]): readonly string[] =>
  TESTS.filter(({ file, text }) => !but.includes(file) && pattern.test(text)).map(
    ({ file }) => file,
  );

describe('what a test leaves behind', () => {
  it('is found: a file where tests make theirs', () => {
    const before = takeSnapshot();
    const file = join(place().temporary, `left-${process.pid}`);
    writeFileSync(file, '');
    onTestFinished(() => rmSync(file));
    expect(leftBehind(before, takeSnapshot())).toContain(file);
  });

  it('is found: a process whose parent is gone', () => {
    const { stdout } = spawnSync('sh', ['-c', 'sleep 60 >/dev/null 2>&1 & echo $!'], {
      encoding: 'utf8',
    });
    onTestFinished(() => void process.kill(Number(stdout), 'SIGKILL'));
    const things = [...takeSnapshot()];
    expect(things).toContain(`process ${stdout.trim()}: sleep 60 `);
  });

  itWith(['root', 'util-linux'], 'is found: a loop device and a mount', () => {
    const before = takeSnapshot();
    const disk = loopDevice(1);
    onTestFinished(disk.remove);
    const folder = temporaryFolder();
    spawnSync('mount', ['-t', 'tmpfs', 'left', folder]);
    const left = leftBehind(before, takeSnapshot()).join('\n');
    spawnSync('umount', [folder]);
    expect(left).toMatch(/\/iotop-loop-\w+\/disk$/m);
    expect(left).toContain(`left ${folder} tmpfs`);
  });

  it('never lies in a folder that everybody knows: its name could be taken before', () => {
    const known = /['"`](?:\/var)?\/tmp\b|\/dev\/shm/;
    // The last removes what podman made there.
    const others = ['integration/accuracy/containers.test.ts'];
    expect(
      filesWith(known, ['support/test-run/place.ts', 'house/left-behind.test.ts', ...others]),
    ).toEqual([]);
  });
});

/** As the reporter sees a run of one test. */
const skippedTest = (fullName: string, note?: string) => ({
  fullName,
  project: { config: {} },
  result: () => ({ state: 'skipped', note }),
});

const closingLineOf = (...tests: readonly ReturnType<typeof skippedTest>[]) => {
  let said = '';
  const { write } = process.stdout;
  const { exitCode } = process;
  process.stdout.write = (text) => {
    said += text;
    return true;
  };
  try {
    const module = { children: { allTests: () => tests }, errors: () => [] };
    process.exitCode = 0;
    new ClosingLine().onTestRunEnd([module as unknown as TestModule]);
    return { said, exitCode: process.exitCode };
  } finally {
    process.stdout.write = write;
    process.exitCode = exitCode;
  }
};

describe('a test that is skipped', () => {
  it('is counted under its reason, from its title or in its own words', () => {
    const reason = 'fio is not installed';
    expect(
      closingLineOf(
        skippedTest(`a load (skipped: ${reason}) > moves (much)`),
        skippedTest(`fio (skipped: ${reason})`),
        skippedTest('a store', 'no network'),
      ),
    ).toEqual({
      said: `  2 skipped: ${reason}\n  1 skipped: no network\n0 passed, 0 failed, 3 skipped\n`,
      exitCode: 0,
    });
  });

  it('without a reason is a failed one', () => {
    expect(closingLineOf(skippedTest('a secret'))).toEqual({
      said: 'skipped without a reason: a secret\n0 passed, 1 failed, 0 skipped\n',
      exitCode: 1,
    });
  });

  it('is skipped by support/test-run/requires.ts, which knows the reason', () => {
    const skipping = /\b(?:it|describe|test)\.(?:skip|skipIf|runIf|todo)\b/;
    expect(
      filesWith(skipping, ['support/test-run/requires.ts', 'house/left-behind.test.ts']),
    ).toEqual([]);
  });
});

describe('a run of the tests', () => {
  /** As vitest understands its patterns. */
  const isTogether = (path: string): boolean =>
    [...TOGETHER, ...LONG_TOGETHER].some((pattern) => {
      const names = (_: string, list: string): string => `(${list.replaceAll(',', '|')})`;
      const plain = pattern.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
      return new RegExp(`^${plain.replace(/\{(.*?)\}/g, names)}$`).test(path);
    });

  it.each(['integration', 'long'])(
    'has who measures times or floods the machine alone: test/%s',
    (folder) => {
      const ofFolder = TESTS.map(({ file, text }) => ({ path: `test/${file}`, text })).filter(
        ({ path }) => path.startsWith(`test/${folder}/`),
      );
      const loud = ofFolder.filter(({ text }) =>
        /\b(?:compareUnderLoad|startHammers|readAtRandom|slowDisk|openTwoWays|iostat)\b/.test(text),
      );
      expect(loud.length).toBeGreaterThan(1);
      expect(ofFolder.some(({ path }) => isTogether(path))).toBe(true);
      expect(loud.map(({ path }) => path).filter(isTogether)).toEqual([]);
    },
  );

  const lasting = (seconds: number) => {
    const diagnostic = () => ({ collectDuration: 500, duration: 1000 * seconds - 500 });
    return { relativeModuleId: `test/${seconds}.test.ts`, diagnostic } as unknown as TestModule;
  };

  it('names its ten slowest files, the slowest first, where there are more', () => {
    const said = slowestOf([3, 12, 5, 1, 2, 11, 7, 8, 10, 9, 6, 4].map(lasting));
    expect(said).toHaveLength(10);
    expect(said.slice(0, 2)).toEqual([
      'slow:  12.0 s test/12.test.ts',
      'slow:  11.0 s test/11.test.ts',
    ]);
    expect(said.at(-1)).toBe('slow:   3.0 s test/3.test.ts');
    expect(slowestOf([3, 12].map(lasting))).toEqual([]);
  });
});
