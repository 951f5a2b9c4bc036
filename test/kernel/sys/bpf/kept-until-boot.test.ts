import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { isInMemory, keptUntilBoot } from '../../../../src/kernel/sys/bpf/kept-until-boot.ts';
import { itWith } from '../../../support/test-run/requires.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const NAME = 'facts.json';

/** Finds out a number that is another each time. */
const counter = (): (() => { readonly found: number }) => {
  let found = 0;
  return () => ({ found: ++found });
};

const keepingIn = (folder: string, build = 'one', kernel = 'ab') => ({ folder, build, kernel });

itWith(['root'], 'is found out once, and anew for another build of iotop or of the kernel', () => {
  const folder = join(temporaryFolder(), 'iotop');
  const find = counter();
  const ask = (...of: string[]) => keptUntilBoot(NAME, find, keepingIn(folder, ...of)).found;
  expect([ask(), ask(), ask('two'), ask('two'), ask('two', 'cd'), ask('two', 'cd')]).toEqual([
    1, 1, 2, 2, 3, 3,
  ]);
  expect(readdirSync(folder)).toEqual([NAME]);
});

it.each(['folder', 'build', 'kernel'])('nothing is kept where no %s is known', (missing) => {
  const find = counter();
  const keeping = { ...keepingIn(temporaryFolder()), [missing]: undefined };
  const ask = () => keptUntilBoot(NAME, find, keeping).found;
  expect([ask(), ask()]).toEqual([1, 2]);
});

/** What another user could do, and has done to a folder that iotop then finds. */
const ATTACKS: Readonly<Record<string, (folder: string) => void>> = {
  "the folder is not root's": (folder) => chownSync(folder, 65_534, 65_534),
  'others may write to the folder': (folder) => chmodSync(folder, 0o777),
  'the folder is a link': (folder) => {
    renameSync(folder, `${folder}.real`);
    symlinkSync(`${folder}.real`, folder);
  },
  "the file is not root's": (folder) => chownSync(join(folder, NAME), 65_534, 65_534),
  'a group may write to the file': (folder) => chmodSync(join(folder, NAME), 0o664),
  'the file is a link': (folder) => {
    renameSync(join(folder, NAME), join(folder, 'real'));
    symlinkSync('real', join(folder, NAME));
  },
};

itWith(['root'], 'nothing is believed that another could have written', () => {
  for (const [attack, does] of Object.entries(ATTACKS)) {
    const folder = join(temporaryFolder(), 'iotop');
    const find = counter();
    keptUntilBoot(NAME, find, keepingIn(folder));
    does(folder);
    expect(keptUntilBoot(NAME, find, keepingIn(folder)).found, attack).toBe(2);
  }
});

itWith(['root'], 'what is no JSON is written anew', () => {
  const folder = join(temporaryFolder(), 'iotop');
  const find = counter();
  const ask = () => keptUntilBoot(NAME, find, keepingIn(folder)).found;
  ask();
  writeFileSync(join(folder, NAME), readFileSync(join(folder, NAME)).subarray(0, 9));
  expect([ask(), ask()]).toEqual([2, 2]);
});

/** What can stand where the folder should be. */
const OBSTACLES: Readonly<Record<string, (folder: string) => void>> = {
  'a file': (folder) => writeFileSync(folder, ''),
  'a link to itself': (folder) => symlinkSync(folder, folder),
  'a folder with a folder for the file': (folder) =>
    mkdirSync(join(folder, NAME), { recursive: true }),
};

it.each(Object.entries(OBSTACLES))('where %s is in the way it is found out each time', (_, put) => {
  const folder = join(temporaryFolder(), 'iotop');
  put(folder);
  const before = readdirSync(dirname(folder), { recursive: true });
  const find = counter();
  const ask = () => keptUntilBoot(NAME, find, keepingIn(folder)).found;
  expect([ask(), ask()]).toEqual([1, 2]);
  expect(readdirSync(dirname(folder), { recursive: true })).toEqual(before);
});

it('where no folder can be made it is found out each time', () => {
  const find = counter();
  const ask = () => keptUntilBoot(NAME, find, keepingIn('/proc/iotop')).found;
  expect([ask(), ask()]).toEqual([1, 2]);
});

it('a file system of the kernel, or one that is not there, is not one in memory', () => {
  expect(isInMemory('/proc')).toBe(false);
  expect(isInMemory('/nowhere')).toBe(false);
});
