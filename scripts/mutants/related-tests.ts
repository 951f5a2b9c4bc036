/** Which unit tests of a folder could notice a change of a source file: those that import it, directly or over others. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');

export const filesBelow = (folder: string): readonly string[] =>
  (readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }) as string[])
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .sort();

/** Surveys of a minute, of whole recordings. */
const TOO_LONG = ['test/record/format/damage-sweep.test.ts'];

/**
 * The nearest tests first: those that import the file themselves, then those of its own folder (test/model/view for src/model/view).
 * Those of the whole layer (test/model) only where there are no nearer ones. Paths from the project's folder.
 */
export const relatedTests = (source: string): readonly (readonly string[])[] => {
  const tests = filesBelow(join('test', source.split('/')[1] as string)).filter(
    (file) => file.endsWith('.test.ts') && !TOO_LONG.includes(file) && reachable(file).has(source),
  );
  const near = tests.filter((test) => importsOf(test).includes(source));
  const folder = dirname(source).replace(/^src/, 'test');
  const beside = tests.filter((test) => !near.includes(test) && dirname(test) === folder);
  const lists = [near, beside].filter((list) => list.length > 0);
  return lists.length > 0 || tests.length === 0 ? lists : [tests];
};

const imports = new Map<string, readonly string[]>();

/** Files that a file imports for more than their types. */
const importsOf = (file: string): readonly string[] => {
  const known = imports.get(file);
  if (known !== undefined) return known;
  const text = existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '';
  const found = [...text.matchAll(/^(?:import|export)(?! type)[^;]*?from '(\.[^']+)'/gms)];
  const list = found.map(([, name]) => join(dirname(file), name as string));
  imports.set(file, list);
  return list;
};

const reachable = (file: string): ReadonlySet<string> => {
  const seen = new Set([file]);
  for (const next of seen) for (const found of importsOf(next)) seen.add(found);
  return seen;
};
