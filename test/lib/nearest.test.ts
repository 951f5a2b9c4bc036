import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/lib/nearest.ts';

const WORDS = ['read', 'read-calls', 'write', 'io', 'graph', 'user'] as const;

describe('the word that is likely meant', () => {
  it.each([
    { text: 'wriet', word: 'write', why: 'two letters changed places' },
    { text: 'reed', word: 'read', why: 'one letter is another' },
    { text: 'grph', word: 'graph', why: 'one letter is missing' },
    { text: 'usser', word: 'user', why: 'one letter is too many' },
    { text: 'GRA', word: 'graph', why: 'it begins so' },
    { text: 'Write', word: 'write', why: 'letters are capital' },
    { text: 'read-cals', word: 'read-calls', why: 'the nearest of two counts' },
  ])('of $text is $word: $why', ({ text, word }) => {
    expect(nearest(text, WORDS)).toBe(word);
  });

  it.each(['', 'x', 'oi', 're', 'wxyz', 'pressure'])('of %j is none', (text) => {
    expect(nearest(text, WORDS)).toBeUndefined();
  });
});
