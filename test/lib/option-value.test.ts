import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/lib/errors.ts';
import { choiceOf, numberOf } from '../../src/lib/option-value.ts';

describe('a number', () => {
  it.each([
    ['0.2', 0.2],
    ['.5', 0.5],
    ['3.', 3],
    ['0', 0],
    ['10', 10],
  ])('%s is read as people write it', (text, value) => {
    expect(numberOf(text, '--delay', { least: 0 })).toBe(value);
  });

  it.each(['', ' ', 'abc', '-1', '+5', '0x2', '1e3', 'NaN', 'Infinity', '1.5.2', '11', '1,5'])(
    '"%s" is refused',
    (text) => {
      const read = () => numberOf(text, '--delay', { least: 0, most: 10 });
      expect(read).toThrow(UsageError);
      expect(read).toThrow('--delay; give a number from 0 to 10');
    },
  );

  it('that must be whole has no point', () => {
    expect(() => numberOf('1.0', '--iter', { least: 1, whole: true })).toThrow(
      'invalid value "1.0" for --iter; give a whole number of at least 1',
    );
  });

  it('beyond what is exact is refused', () => {
    expect(() => numberOf('9'.repeat(20), '--iter', { least: 1, whole: true })).toThrow(UsageError);
  });
});

describe('a choice', () => {
  it('is one of the words, or the words are listed', () => {
    expect(choiceOf('b', '--x', ['a', 'b'])).toBe('b');
    expect(choiceOf(undefined, '--x', ['a', 'b'])).toBeUndefined();
    expect(() => choiceOf('c', '--x', ['a', 'b'])).toThrow('"c" for --x; give one of a, b');
  });
});
