/** A stack of calls names the files of the source: so its map must fit the program, in every chunk. */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** Functions of several chunks, late in long lines. */
const FUNCTIONS = [
  ['showLive', 'src/cli/commands/show/show-live.ts'],
  ['ownersIn', 'src/model/owners.ts'],
  ['parseExpression', 'src/model/filter/expression.ts'],
  ['openBpfEngine', 'src/sampler/bpf/open.ts'],
  ['withCoarseTimes', 'src/record/write/coarse-times.ts'],
] as const;

it('the place of a function in the program leads to its place in the source', () => {
  const program = read('dist/program.js').split('\n');
  const map = new SourceMap(JSON.parse(read('dist/program.js.map')));
  for (const [name, file] of FUNCTIONS) {
    const text = new RegExp(`(?<=[,;{ ])${name}=(?!=)`);
    const line = program.findIndex((each) => text.test(each));
    const found = map.findEntry(line, program[line]?.search(text) ?? -1);
    const written = read(file).split('\n');
    const declared = written.findIndex((each) => each.startsWith(`export const ${name} =`));
    expect(found, name).toMatchObject({
      originalSource: expect.stringContaining(file),
      originalLine: declared,
      originalColumn: 'export const '.length,
    });
  }
});
