import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { mutantsOf, mutated } from '../../scripts/mutants/mutate.ts';
import { relatedTests } from '../../scripts/mutants/related-tests.ts';

const changesIn = (source: string): readonly string[] =>
  mutantsOf('a.ts', source).map(({ before, after }) => `${before} to ${after}`);

describe('mutants', () => {
  it.each([
    ['x = a < b;', ['x = a < b; to ;', 'a < b to (a <= b)']],
    ['const x = (a ?? b) + c;', ['(a ?? b) + c to ((a ?? b) - c)', 'a ?? b to (a && b)']],
    ['if (!a) f();', ['!a to true', '!a to false', '!a to (a)', 'f(); to ;']],
    ['const x = [0, 9, true];', ['0 to 1', '9 to 18', 'true to false']],
    ['for (;;) x++;', ['x++ to x--']],
    ["const x = 'a' + b;", []],
    ['type A = 1 | 2;', []],
    ['const x = 1 as 1 | 2;', ['1 to 2']],
  ])('of %s', (source, changes) => {
    expect([...changesIn(source)].sort()).toEqual([...changes].sort());
  });

  it('can all be parsed, with a limit to every loop', () => {
    for (const file of ['src/lib/text.ts', 'src/model/range/timeline.ts']) {
      const source = readFileSync(file, 'utf8');
      for (const mutant of mutantsOf(file, source)) {
        const text = mutated(source, mutant);
        expect(() => parseAst(text, { lang: 'ts' }), JSON.stringify(mutant)).not.toThrow();
        expect(text.split('an endless loop').length).toBeGreaterThan(1);
      }
    }
  });

  it('are held against the tests that import their file, then those of its folder', () => {
    const [near, beside] = relatedTests('src/model/range/timeline.ts');
    expect(near).toEqual(['test/model/range/timeline.test.ts']);
    expect(beside).toContain('test/model/range/range-report.test.ts');
  });
});
