import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { placeAt } from '../../../../src/cli/effects/rights/rights-facts.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const modesOf = (files: readonly ({ readonly mode: number } | undefined)[]) =>
  files.map((file) => file && file.mode & 0o7777);

it('a place is told with each folder above it, what is not there as such', () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o751);
  const path = join(folder, 'new/deep');
  const { us, path: found, files } = placeAt(relative('.', path));
  expect(us).toEqual({ uid: process.geteuid?.(), gid: process.getegid?.() });
  expect(modesOf(found.slice(0, 3))).toEqual([undefined, undefined, 0o751]);
  expect(found[3]).toMatchObject({ mode: statSync(dirname(folder)).mode });
  expect(found.length).toBe(path.split('/').length);
  expect(found.at(-1)).toMatchObject({ mode: statSync('/').mode });
  expect(files).toEqual([]);
});

it('a folder is told with the regular files in it, and a file without its neighbours', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '', { mode: 0o604 });
  mkdirSync(join(folder, 'in'));
  symlinkSync('/nonexistent', join(folder, 'link'));
  expect(modesOf(placeAt(folder).files)).toEqual([0o604]);
  expect(placeAt(file).files).toEqual([]);
  expect(modesOf(placeAt(file).path)[0]).toBe(0o604);
});

it('of a link the place that it leads to is told', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'to'), { mode: 0o711 });
  symlinkSync('to', join(folder, 'link'));
  expect(modesOf(placeAt(join(folder, 'link')).path)[0]).toBe(0o711);
});
