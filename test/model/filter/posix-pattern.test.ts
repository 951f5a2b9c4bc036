import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/model/filter/pattern.ts';
import { fromPosix } from '../../../src/model/filter/posix-pattern.ts';

/** The first part of the text that matches; undefined: none. */
const found = (pattern: string, text: string): string | undefined => {
  const compiled = compilePattern(pattern);
  if (compiled.kind === 'bad') throw new Error(compiled.problem);
  return compiled.pattern?.exec(text)?.[0];
};

const problemOf = (pattern: string): string => {
  const compiled = compilePattern(pattern);
  return compiled.kind === 'bad' ? compiled.problem : '';
};

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const matched = (pattern: string): string =>
  PRINTABLE.filter((character) => found(`^${pattern}$`, character) !== undefined).join('');

const DIGITS = '0123456789';
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

describe('a POSIX class', () => {
  it.each([
    ['alpha', UPPER + LOWER],
    ['digit', DIGITS],
    ['alnum', DIGITS + UPPER + LOWER],
    ['upper', UPPER],
    ['lower', LOWER],
    ['punct', PUNCTUATION],
    ['blank', ' '],
    ['space', ' '],
    ['cntrl', ''],
    ['xdigit', `${DIGITS}ABCDEFabcdef`],
    ['graph', PRINTABLE.join('').trim()],
    ['print', PRINTABLE.join('')],
  ])('%s has the characters of ASCII it has in C', (name, characters) => {
    expect(matched(`[[:${name}:]]`)).toBe(characters);
  });

  it('stands beside other members, and may be turned round', () => {
    expect(found('[[:digit:]_]+', 'ab12_3c')).toBe('12_3');
    expect(found('[x[:digit:][:punct:]-]+', 'ab-1x')).toBe('-1x');
    expect(found('[^[:digit:]]+', '12ab3')).toBe('ab');
  });

  it('of letters has those beyond ASCII', () => {
    expect(found('^[[:alpha:]]+$', 'große利用者')).toBe('große利用者');
  });

  it('means nothing outside brackets, nor behind a backslash', () => {
    expect(found('[:a]+', 'b:a')).toBe(':a');
    expect(found('\\[[:digit:]', 'x[:digit:]')).toBe('[:');
    expect(found('\\[[[:digit:]]\\]', 'x[7]')).toBe('[7]');
  });
});

describe('the edge of a word', () => {
  it('is where a word begins, and where it ends', () => {
    expect(found('\\<dd', 'add dd')).toBe('dd');
    expect(compilePattern('\\<dd\\>')).toMatchObject({ kind: 'ok' });
    expect(found('\\<dd\\>', 'add ddx')).toBeUndefined();
    expect(found('dd\\>.*', 'add x')).toBe('dd x');
    expect(found('\\<ß', 'aß ß')).toBe('ß');
  });

  it('is not an escaped backslash with a bracket behind it', () => {
    expect(found('\\\\<', 'a\\<')).toBe('\\<');
  });
});

describe('brackets', () => {
  it('may hold a bracket as their first member', () => {
    expect(found('[]a]+', 'xa]a')).toBe('a]a');
    expect(found('[^]a]+', ']xyz')).toBe('xyz');
  });

  it('are left as they are where they hold nothing of POSIX', () => {
    for (const text of ['[a-z]', '[\\]x]', '[[.]', '[=]', 'a[b', '(a|b)+?', '\\d{2}']) {
      expect(fromPosix(text)).toEqual({ kind: 'ok', source: text });
    }
  });

  it('with a class nobody knows, or characters that depend on a language, are refused in words', () => {
    expect(problemOf('[[:letter:]]')).toMatch(/^there is no class \[:letter:\], only alnum, /);
    expect(problemOf('a[[=e=]]')).toMatch(/^\[=e=\] depends on a language: put the characters/);
    expect(problemOf('[[.hyphen.]]')).toMatch(/^\[\.hyphen\.\] depends/);
  });
});
