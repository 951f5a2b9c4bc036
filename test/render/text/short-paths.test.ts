import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortName, withShortPaths } from '../../../src/render/text/short-paths.ts';
import { textWidth } from '../../../src/render/text/text-width.ts';

describe('withShortPaths', () => {
  const cases = [
    ['a command that fits stays', 'cp /srv/a /srv/b', 16, 'cp /srv/a /srv/b'],
    ['names of files stay, folders go', 'cp /srv/a/b /mnt/c/d', 12, 'cp …/b …/d'],
    ['only as many folders go as must', 'cp /srv/a/b /mnt/c/d', 16, 'cp …/b /mnt/c/d'],
    ['behind = : and , too', 'java -cp=/lib/a:/lib/b,/lib/c', 21, 'java -cp=…/a:…/b,…/c'],
    ['a folder named last is a name', 'ls /var/lib/docker/ x', 16, 'ls …/docker/ x'],
    ['the program and a worker stay', '[kworker/u8:2-flush-254:0]', 12, '[kworker/u8:'],
    ['a path that would not be shorter stays', 'ls /abcdefgh x/y', 10, 'ls /abcdef'],
    ['what is too long still is cut', 'dd if=/dev/zero bs=1M', 12, 'dd if=…/zero'],
  ] as const;
  for (const [what, command, cells, shown] of cases)
    it(what, () => expect(withShortPaths(command, cells, '…')).toBe(shown));

  it('never takes more cells than it may', () => {
    const part = fc.constantFrom('/', '磁', 'a', ' ', '=', '/srv/');
    fc.assert(
      fc.property(fc.array(part), fc.nat(60), (parts, cells) => {
        expect(textWidth(withShortPaths(`a ${parts.join('')}`, cells, '<'))).toBeLessThanOrEqual(
          cells,
        );
      }),
    );
  });
});

describe('shortName', () => {
  it.each([
    ['a name that fits stays', '/ssh', 8, '/ssh'],
    ['of a path the end stays', '/system.slice/ssh', 8, '…ice/ssh'],
    ['of another name the beginning too', 'kubepods-pod1.slice', 10, 'kub….slice'],
    ['in one cell stands the mark', '/system.slice', 1, '…'],
  ] as const)('%s', (_, name, cells, shown) => {
    expect(shortName(name, cells, '…')).toBe(shown);
  });

  it('never takes more cells than it may, and ends as the name does', () => {
    const part = fc.constantFrom('/', '磁', 'a', '.slice', 'pod');
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 1, max: 40 }), (parts, cells) => {
        const name = parts.join('');
        const shown = shortName(name, cells, '<');
        expect(textWidth(shown)).toBeLessThanOrEqual(cells);
        if (textWidth(name) <= cells) expect(shown).toBe(name);
        // Of a wide character that is cut a blank stays.
        else expect(name.endsWith(shown.slice(shown.indexOf('<') + 1).trimStart())).toBe(true);
      }),
    );
  });
});
