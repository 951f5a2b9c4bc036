/** The way of one counter in docs/architecture.md, held against the code. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

type Step = {
  readonly file: string;
  /** What to look for in it. */
  readonly name: string;
  /** The type that it hands on. */
  readonly hands: string | undefined;
};

const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Steps are numbered throughout; `title` names the part that each list of them goes on from. */
const parts = textOf('docs/architecture.md')
  .split(/^### /m)
  .map((part): readonly Step[] =>
    [...part.matchAll(/^\d+\. `(src\/[^`]+)` `(#?\w+)`: .*?(?: → `(\w+)`)?$/gm)].map(
      ([, file = '', name = '', hands]) => ({ file, name, hands }),
    ),
  )
  .filter((steps) => steps.length > 0);

const defines = (source: string, name: string): boolean =>
  new RegExp(
    `^(export )?(async )?(const|class|type|interface|function\\*?) ${name}\\b|^  (async )?\\*?${name}\\(`,
    'm',
  ).test(source);

const imports = (from: string, file: string): boolean =>
  [...textOf(from).matchAll(/from '(\.[^']+)'/g)].some(
    ([, path = '']) => normalize(join(dirname(from), path)) === file,
  );

const names = (file: string, type: string): boolean =>
  new RegExp(`\\b${type}\\b`).test(textOf(file));

/** One file imports the other, or both name the type that passes between them. */
const isLinked = (step: Step, next: Step): boolean =>
  imports(step.file, next.file) ||
  imports(next.file, step.file) ||
  (step.hands !== undefined && names(step.file, step.hands) && names(next.file, step.hands));

describe('the way of one counter', () => {
  const [toSample = []] = parts;

  it('leads from the kernel to a sample, and from there to a cell, a line and a report', () => {
    const ends = parts.map((steps) => steps.at(-1)?.name);
    expect(ends).toEqual(['Sample', 'draw', 'encodeSample', 'rangeReportText']);
    const numbers = [...textOf('docs/architecture.md').matchAll(/^(\d+)\. `src/gm)];
    expect(numbers.map(([, number]) => Number(number))).toEqual(parts.flat().map((_, i) => i + 1));
  });

  it('and all else on its page names files that are there', () => {
    for (const [, file = ''] of textOf('docs/architecture.md').matchAll(
      /`((?:src|test|bin)\/[^`]+)`/g,
    )) {
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    }
  });

  for (const steps of parts) {
    for (const [i, step] of steps.entries()) {
      it(`${step.file} has ${step.name}, and hands on to the next step`, () => {
        expect(existsSync(join(ROOT, step.file))).toBe(true);
        expect(defines(textOf(step.file), step.name)).toBe(true);
        const next = steps[i + 1];
        if (next !== undefined) expect([step, next, isLinked(step, next)]).toContain(true);
        if (i === 0 && steps !== toSample) expect(textOf(step.file)).toMatch(/\bSample(Source)?\b/);
      });
    }
  }
});
