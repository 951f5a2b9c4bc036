/** Names anybody may choose must neither move the cursor nor change colours, hide, reorder or spill. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/lib/text.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const SIZE = { columns: 100, rows: 20 };

const screenWith = (name: string): DrivenScreen =>
  new DrivenScreen({ size: SIZE }).see(
    sampleOf({
      tasks: [
        { tid: 1, comm: name, command: name, user: name, read: 5000 },
        { tid: 2, comm: 'below', command: 'below', user: 'nine-long', read: 4000 },
      ],
    }),
  );

/** All that is not the hostile row must be as with a harmless name; that row must hold its figures. */
const expectIntact = async (name: string): Promise<void> => {
  const screen = screenWith(name);
  const rows = await screen.rows();
  const harmless = screenWith('harmless');
  const expected = await harmless.rows();
  const hostileRow = 4;
  for (let row = 0; row < SIZE.rows; row++) {
    if (row === hostileRow) continue;
    expect(rows[row]).toBe(expected[row]);
    expect(screen.shown.attributes(row)).toBe(harmless.shown.attributes(row));
  }
  const line = rows[hostileRow] as string;
  expect(line.slice(0, 6)).toBe(expected[hostileRow]?.slice(0, 6));
  expect(line).toContain('4.88 K/s');
  expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
};

const NAMES: readonly (readonly [string, string])[] = [
  ['an escape that clears the screen', 'a\x1b[2Jb'],
  ['an escape that moves the cursor', 'a\x1b[1;1Hb'],
  ['an escape that changes colours', 'a\x1b[31;7mb'],
  ['an escape that sets the title', 'a\x1b]0;owned\x07b'],
  ['an escape that leaves the alternate screen', 'a\x1b[?1049lb'],
  ['the C1 control sequence introducer', 'a\x9b2Jb'],
  ['a raw C1 byte', decodeText(Uint8Array.of(0x61, 0x9b, 0x32, 0x4a))],
  ['a newline and a carriage return', 'a\r\n99999 forged row'],
  ['a backspace', 'abc\b\b\bxyz'],
  ['a tab', 'a\tb'],
  ['a right-to-left override', 'a\u202egpj.exe'],
  ['isolates and marks of direction', 'a\u2066b\u2069\u200f\u200e'],
  ['zero-width characters', 'a\u200bb\u200cc\u200dd\ufeffe'],
  ['line and paragraph separators', 'a\u2028b\u2029c'],
  ['bytes that are not UTF-8', decodeText(Uint8Array.of(0x61, 0xff, 0xc3, 0x28))],
  ['a lone surrogate', 'a\ud800b'],
  ['a tower of combining marks', `e${'\u0301'.repeat(200)}x`],
  ['a combining mark at the start', '\u0301abc'],
  ['tags', 'a\u{e0041}\u{e007f}b'],
  ['a very long name', 'x'.repeat(5000)],
  ['a very long name of wide characters', '磁'.repeat(3000)],
  ['an empty name', ''],
  ['escapes in folders that do not fit', `a ${'/\x1b[2J'.repeat(40)}/x`],
];

describe('the screen stays intact with', () => {
  for (const [what, name] of NAMES) it(what, () => expectIntact(name));

  it('any bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        expectIntact(decodeText(bytes)),
      ),
      { numRuns: 60 },
    );
  });

  it('a hostile name in details, dialogs and messages', async () => {
    const name = 'a\x1b[2J\u202eb\n';
    for (const keys of [
      ['down', 'enter'],
      ['down', 'i'],
      ['down', 'k', 'enter'],
    ]) {
      const screen = screenWith(name).press(...keys);
      for (const row of await screen.rows()) {
        expect(row).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }
      expect((await screen.rows()).join('\n')).toMatch(/a\\x1b\[2J/);
    }
    const screen = screenWith('x').send({
      kind: 'outcome',
      outcome: { tone: 'error', text: 'no task \x1b[2Jx' },
    });
    expect((await screen.rows()).at(-1)).toContain('no task \\x1b[2Jx ');
  });
});
