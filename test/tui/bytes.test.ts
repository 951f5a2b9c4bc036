/** What goes over the line: a serial console takes 960 bytes a second. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../src/sample/sample.ts';
import { THEME_NAMES } from '../../src/tui/terminal/theme.ts';
import { halfAMinute } from '../support/samples/busy-server.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const SIZE = { columns: 80, rows: 24 };

/** Bytes for what the screen shows after `act`. */
const bytesOf = async (screen: DrivenScreen, act: () => void): Promise<number> => {
  await screen.rows();
  const before = screen.sent;
  act();
  await screen.rows();
  return screen.sent - before;
};

describe('at 80x24, over a line of 960 bytes a second', () => {
  it.each(THEME_NAMES)(
    'the help, its next page and the table again take less than three seconds (%s)',
    async (theme) => {
      const screen = new DrivenScreen({ size: SIZE, settings: { theme } }).see(...halfAMinute());
      for (const key of ['?', 'page-down', 'escape'])
        expect(await bytesOf(screen, () => screen.press(key)), key).toBeLessThan(3 * 960);
    },
  );

  it('a refresh takes a third of a second, and not much more than one where rows move', async () => {
    const screen = new DrivenScreen({ size: SIZE });
    const [first, ...others] = halfAMinute();
    screen.see(first as Sample);
    const bytes: number[] = [];
    for (const sample of others) bytes.push(await bytesOf(screen, () => screen.see(sample)));
    bytes.sort((a, b) => a - b);
    expect(bytes[bytes.length >> 1]).toBeLessThan(320);
    expect(bytes.at(-1)).toBeLessThan(1200);
  });
});
