/** Whatever a file exports, another file imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const FOLDERS = ['src', 'test', 'bench', 'scripts'];
/** vitest calls these by name. */
const BY_NAME = ['setup', 'teardown'];

const TEXTS = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => /\.m?[jt]s$/.test(file) && !file.includes('/fixtures/'))
      .map((file) => [file, readFileSync(file, 'utf8')] as const),
  ),
);

/** File to the words of all files that import it, in whatever way. */
const WORDS = new Map<string, Set<string>>();
for (const [file, text] of TEXTS) {
  for (const [, path = ''] of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const target = normalize(join(dirname(file), path));
    const words = WORDS.get(target) ?? new Set();
    for (const [word] of text.matchAll(/\w+/g)) words.add(word);
    WORDS.set(target, words);
  }
}

it('what is exported is imported somewhere: else the word export goes, or all of it', () => {
  const exported = [...TEXTS].flatMap(([file, text]) =>
    [...text.matchAll(/^export (?:async )?(?:const|function\*?|class|type) (\w+)/gm)]
      .map(([, name = '']) => ({ file, name }))
      .filter(({ name }) => file.endsWith('.ts') && !BY_NAME.includes(name)),
  );
  expect(exported.length).toBeGreaterThan(1000);
  expect(exported.filter(({ file, name }) => !WORDS.get(file)?.has(name))).toEqual([]);
});
