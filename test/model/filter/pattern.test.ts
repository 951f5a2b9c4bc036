import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/model/filter/pattern.ts';

const matches = (pattern: string, text: string): boolean | string => {
  const compiled = compilePattern(pattern);
  return compiled.kind === 'bad' ? compiled.problem : (compiled.pattern?.test(text) ?? true);
};

describe('compilePattern', () => {
  it('ignores case while there is no capital letter', () => {
    expect(matches('firefox', 'Firefox')).toBe(true);
    expect(matches('Firefox', 'firefox')).toBe(false);
  });

  it('of nothing lets everything pass', () => expect(matches('', 'x')).toBe(true));

  it('finds characters beyond the basic plane', () => expect(matches('^.$', '💾')).toBe(true));

  it('says what is wrong without repeating the pattern', () => {
    for (const bad of ['(', '[', 'a{2,1}', '*', '\\', 'a/b(']) {
      const problem = matches(bad, '');
      expect(problem).toMatch(/^[a-z\\][a-z ]+/);
      expect(problem).not.toContain('/');
    }
  });

  it('does not take a novel', () => expect(matches('x'.repeat(2000), '')).toMatch(/longer than/));
});
