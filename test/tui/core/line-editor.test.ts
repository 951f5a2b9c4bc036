import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EditedLine,
  editedText,
  editKey,
  editLine,
  insertText,
} from '../../../src/tui/core/line-editor.ts';

/** `|` is the cursor. */
const parse = (text: string): EditedLine => ({
  characters: [...text.replace('|', '')],
  at: [...text].indexOf('|'),
});
const print = ({ characters, at }: EditedLine): string =>
  [...characters.slice(0, at), '|', ...characters.slice(at)].join('');

describe('editKey', () => {
  const cases = [
    ['a character goes in at the cursor', 'd|a', 'x', 'dx|a'],
    ['a wide character is one character', '|a', '盘', '盘|a'],
    ['backspace takes the one before', 'ab|c', 'backspace', 'a|c'],
    ['backspace at the start does nothing', '|abc', 'backspace', '|abc'],
    ['delete takes the one after', 'a|bc', 'delete', 'a|c'],
    ['ctrl-d takes the one after', 'a|bc', 'ctrl-d', 'a|c'],
    ['ctrl-a goes to the start', 'ab|c', 'ctrl-a', '|abc'],
    ['home goes to the start', 'ab|c', 'home', '|abc'],
    ['ctrl-e goes to the end', 'a|bc', 'ctrl-e', 'abc|'],
    ['left stops at the start', '|abc', 'left', '|abc'],
    ['right stops at the end', 'abc|', 'right', 'abc|'],
    ['ctrl-b goes back one', 'ab|c', 'ctrl-b', 'a|bc'],
    ['ctrl-f goes on one', 'ab|c', 'ctrl-f', 'abc|'],
    ['ctrl-k takes the rest', 'ab|cd', 'ctrl-k', 'ab|'],
    ['ctrl-u takes what is before', 'ab|cd', 'ctrl-u', '|cd'],
    ['ctrl-w takes the word before', 'dd of=x |y', 'ctrl-w', 'dd of=|y'],
    ['alt-backspace takes the word before', 'dd if|y', 'alt-backspace', 'dd |y'],
    ['alt-d takes the word after', 'dd| if=x', 'alt-d', 'dd|=x'],
    ['alt-b goes a word back', 'dd if|', 'alt-b', 'dd |if'],
    ['alt-f goes a word on', '|dd if', 'alt-f', 'dd| if'],
    ['ctrl-left goes a word back', 'dd if|', 'ctrl-left', 'dd |if'],
    ['ctrl-right goes a word on', '|dd if', 'ctrl-right', 'dd| if'],
  ] as const;
  for (const [name, before, key, after] of cases) {
    it(name, () => expect(print(editKey(parse(before), key) as EditedLine)).toBe(after));
  }

  it('leaves keys alone that mean something else', () => {
    for (const key of ['enter', 'escape', 'up', 'tab', 'f1', 'ctrl-c']) {
      expect(editKey(editLine('x'), key)).toBeUndefined();
    }
  });

  it('keeps the cursor inside the text whatever is pressed', () => {
    const key = fc.constantFrom(
      'a',
      'left',
      'right',
      'backspace',
      'delete',
      'ctrl-k',
      'ctrl-u',
      'ctrl-w',
      'alt-d',
      'alt-b',
      'alt-f',
      'end',
    );
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        let edited = editLine('some text');
        for (const pressed of keys) edited = editKey(edited, pressed) ?? edited;
        expect(edited.at).toBeGreaterThanOrEqual(0);
        expect(edited.at).toBeLessThanOrEqual(edited.characters.length);
      }),
    );
  });
});

it('insertText takes no control characters: a paste cannot press Enter', () => {
  expect(editedText(insertText(editLine('a'), 'b\r\nc\x1b[A'))).toBe('abc[A');
});
