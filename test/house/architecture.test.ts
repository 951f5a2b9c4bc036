/** The tables of folders in docs/architecture.md, held against every folder, and every import in src. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = resolve(import.meta.dirname, '../../src');

const PAGE = readFileSync(resolve(SRC, '../docs/architecture.md'), 'utf8');

/** The rows of the page's table: folder, what it may import, what is in it. */
const ROWS = [...PAGE.matchAll(/^\| `src\/?([^`]*)` \| ([^|]*)\| (.*) \|$/gm)].map(
  ([, folder, mayImport = '', about = '']) => ({
    layer: folder || '.',
    mayImport: mayImport.trim() === '' ? [] : mayImport.trim().split(', '),
    about,
  }),
);

/** Layer (longest matching folder) to the layers it may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ROWS.map(({ layer, mayImport }) => [layer, mayImport]),
);

/** Folders whose files may not name Node at all: their compiler has no types for it, and this catches the rest. */
const PURE = ['lib', 'kernel/abi', 'sample', 'model', 'render'];

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

const layerOf = (path: string): string =>
  Object.keys(MAY_IMPORT)
    .filter((layer) => path.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0] ?? '.';

const sourceOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(SRC, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] as string,
  );

const targetsOf = (file: string): readonly string[] =>
  importsOf(file)
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(SRC, resolve(SRC, dirname(file), name)));

/** Folders straight below one, whatever they are called. */
const namesOfFolders = (path: string): readonly string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

/** Names that git does not keep, as .gitignore has them: without slashes. */
const IGNORED = readFileSync(resolve(SRC, '../.gitignore'), 'utf8').replaceAll('/', '').split('\n');

const foldersIn = (folder: string): number => namesOfFolders(join(SRC, folder)).length;

/** Files that stand in a circle of imports: what is left when whoever imports none of the rest, or is imported by none, goes. */
const importCircles = (): readonly string[] => {
  const left = new Map(files.map((file) => [file, targetsOf(file)]));
  for (let before = Number.POSITIVE_INFINITY; left.size < before; ) {
    before = left.size;
    const imported = new Set([...left.values()].flat());
    for (const [file, targets] of left) {
      if (!imported.has(file) || !targets.some((target) => left.has(target))) left.delete(file);
    }
  }
  return [...left.keys()];
};

describe('the folders beside src', () => {
  it('have a row each on the page: all of the project, and those of test/ that mirror none of src', () => {
    const root = resolve(SRC, '..');
    const top = namesOfFolders(root).filter(
      (name) => name !== '.git' && name !== 'src' && !IGNORED.includes(name),
    );
    const tests = namesOfFolders(join(root, 'test'))
      .filter((name) => !existsSync(join(SRC, name)))
      .map((name) => `test/${name}`);
    const rows = [...PAGE.matchAll(/^\| `((?!src)[^`]+)` \| /gm)].map(([, folder]) => folder);
    expect(rows).toEqual([...top, ...tests].sort());
  });
});

describe('the layers', () => {
  it('are all there, and every file lies in one', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(new Set(files.map(layerOf)).size).toBe(Object.keys(MAY_IMPORT).length);
  });

  it('have each of their folders, and no other, in their row of the page', () => {
    const folders = readdirSync(SRC, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => relative(SRC, join(entry.parentPath, entry.name)));
    for (const { layer, about } of ROWS.filter((row) => row.layer !== '.')) {
      const inside = folders
        .filter((folder) => folder.startsWith(`${layer}/`))
        .map((f) => basename(f));
      const named = [...about.matchAll(/`([\w-]+)`/g)].map(([, name]) => name as string);
      expect([layer, ...named.sort()]).toEqual([layer, ...inside.sort()]);
    }
  });

  for (const layer of Object.keys(MAY_IMPORT)) {
    it(`${layer === '.' ? 'main' : layer} imports only what the table allows`, () => {
      const wrong = files
        .filter((file) => layerOf(file) === layer)
        .flatMap((file) =>
          targetsOf(file)
            .map(layerOf)
            .filter((target) => target !== layer && !MAY_IMPORT[layer]?.includes(target))
            .map((target) => `${file} imports ${target}`),
        );
      expect(wrong).toEqual([]);
    });
  }

  it('pure layers import nothing of Node', () => {
    const wrong = files
      .filter((file) => PURE.includes(layerOf(file)))
      .flatMap((file) =>
        importsOf(file)
          .filter((name) => name.startsWith('node:') || name === 'koffi')
          .map((name) => `${file} imports ${name}`),
      );
    expect(wrong).toEqual([]);
  });

  it('one file alone speaks to foreign functions, and only main exits', () => {
    const koffi = files.filter((file) => importsOf(file).includes('koffi'));
    const seam = files.filter((file) => importsOf(file).some((name) => name.endsWith('/koffi.ts')));
    const exits = files.filter((file) =>
      /process\.exit\(/.test(readFileSync(join(SRC, file), 'utf8')),
    );
    expect(koffi).toEqual(['kernel/sys/koffi.ts']);
    expect(seam).toEqual(['kernel/sys/libc.ts']);
    expect(exits).toEqual(['main.ts']);
    const importing = (end: string) =>
      files.filter((file) => importsOf(file).some((name) => name.endsWith(end)));
    expect(importing('process/leave.ts')).toEqual(['cli/effects/end-process.ts']);
    expect(importing('/end-process.ts')).toEqual(['main.ts']);
    const ending = files.filter((file) => /\bexitAtOnce\(/.test(sourceOf(file)));
    expect(ending).toEqual(['kernel/sys/process/leave.ts']);
  });

  it('one file alone imports the fast scanner, so that its folder can be deleted', () => {
    const fast = 'sample/stream/fast';
    const importing = files.filter((file) =>
      targetsOf(file).some((target) => dirname(target) === fast && dirname(file) !== fast),
    );
    expect(importing).toEqual(['record/format/block-lines.ts']);
  });

  it('no two files import each other, not even over others and not even types', () => {
    expect(importCircles()).toEqual([]);
  });

  it('a folder has fifteen files at most and no folder has one', () => {
    const width = new Map<string, number>();
    for (const file of files) width.set(dirname(file), (width.get(dirname(file)) ?? 0) + 1);
    const wrong = [...width].filter(
      ([folder, count]) => count > 15 || (count === 1 && foldersIn(folder) === 0),
    );
    expect(wrong).toEqual([]);
  });

  it('no file is longer than 300 lines', () => {
    const long = files.filter(
      (file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });
});
