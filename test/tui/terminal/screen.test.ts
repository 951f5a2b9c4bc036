import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLANK, barLine, type Frame, line, span } from '../../../src/tui/terminal/line.ts';
import { Screen } from '../../../src/tui/terminal/screen.ts';
import { LOOKS, type Style } from '../../../src/tui/terminal/theme.ts';
import { ShownScreen } from '../../support/screen/screen-after.ts';

const PAPER = { columns: 20, theme: LOOKS.mono, unicode: true };

/** A terminal that takes as many bytes as the test lets it. */
const terminal = () => {
  const shown = new ShownScreen({ columns: 20, rows: 4 });
  const state = { room: Number.POSITIVE_INFINITY, writes: [] as string[] };
  const screen = new Screen({
    write: (bytes) => {
      const taken = Math.min(state.room, bytes.length);
      state.room -= taken;
      state.writes.push(Buffer.from(bytes.subarray(0, taken)).toString('latin1'));
      void shown.write(bytes.slice(0, taken));
      return taken;
    },
  });
  const rows = async () => {
    await shown.write('');
    return shown.rows();
  };
  return { screen, shown, state, rows };
};

const text = (...rows: string[]): Frame => rows.map((row) => line(span(row)));

describe('Screen', () => {
  it('shows the rows of a frame, and blanks below them', async () => {
    const { screen, rows } = terminal();
    expect(screen.draw(text('one', 'two'), 4, PAPER)).toBe('shown');
    expect(await rows()).toEqual(['one', 'two', '', '']);
  });

  it('sends one write a frame, between the brackets of a synchronized update', () => {
    const { screen, state } = terminal();
    screen.draw(text('one', 'two'), 4, PAPER);
    expect(state.writes).toHaveLength(1);
    expect(state.writes[0]).toMatch(/^\x1b\[\?2026h.*\x1b\[\?2026l$/s);
  });

  it('sends only the rows that changed', async () => {
    const { screen, state, rows } = terminal();
    screen.draw(text('one', 'two', 'three'), 4, PAPER);
    screen.draw(text('one', '2', 'three'), 4, PAPER);
    expect(state.writes[1]).toContain('\x1b[2;1H');
    expect(state.writes[1]).not.toMatch(/one|three/);
    expect(await rows()).toEqual(['one', '2', 'three', '']);
  });

  it('sends nothing when nothing changed', () => {
    const { screen, state } = terminal();
    screen.draw(text('one'), 4, PAPER);
    screen.draw(text('one'), 4, PAPER);
    expect(state.writes).toHaveLength(1);
  });

  it('sends everything after the terminal forgot', async () => {
    const { screen, shown, rows } = terminal();
    screen.draw(text('one', 'two'), 4, PAPER);
    await shown.write('\x1b[2J\x1b[3;3Hrubbish');
    screen.forget();
    screen.draw(text('one', 'two'), 4, PAPER);
    expect(await rows()).toEqual(['one', 'two', '', '']);
  });

  it('sends everything once more when somebody may have written there, without blanking first', async () => {
    const { screen, shown, state, rows } = terminal();
    screen.draw(text('one', 'two'), 4, PAPER);
    await shown.write('\x1b[2;1Hrubbish\r\nand more');
    screen.forget('doubtful');
    screen.draw(text('one', 'two'), 4, PAPER);
    expect(await rows()).toEqual(['one', 'two', '', '']);
    expect(state.writes[1]).not.toContain('\x1b[2J');
  });

  it('asks before a frame that follows another, and leaves the cursor where it then must stand', () => {
    const { state, shown } = terminal();
    const screen = new Screen({
      write: (bytes) => {
        state.writes.push(Buffer.from(bytes).toString('latin1'));
        void shown.write(bytes);
        return bytes.length;
      },
      question: () => '\x1b[6n',
    });
    screen.draw(text('one'), 4, PAPER);
    screen.draw(text('two'), 4, PAPER);
    screen.forget('lost');
    screen.draw(text('two'), 4, PAPER);
    screen.draw(text('two'), 4, PAPER);
    expect(state.writes.map((sent) => sent.startsWith('\x1b[6n'))).toEqual([false, true, false]);
    for (const sent of state.writes) expect(sent).toMatch(/\x1b\[2;1H\x1b\[\?2026l$/);
  });

  it('skips frames while the terminal is slow and then shows the latest', async () => {
    const { screen, state, rows } = terminal();
    state.room = 25;
    expect(screen.draw(text('first'), 4, PAPER)).toBe('waiting');
    expect(screen.draw(text('skipped'), 4, PAPER)).toBe('waiting');
    state.room = Number.POSITIVE_INFINITY;
    expect(screen.flush()).toBe('shown');
    expect(screen.draw(text('latest'), 4, PAPER)).toBe('shown');
    expect(state.writes.join('')).not.toContain('skipped');
    expect(await rows()).toEqual(['latest', '', '', '']);
  });

  it('draws this frame at once when the wait is over as it comes', async () => {
    const { screen, state, rows } = terminal();
    state.room = 25;
    screen.draw(text('first'), 4, PAPER);
    state.room = Number.POSITIVE_INFINITY;
    expect(screen.draw(text('second'), 4, PAPER)).toBe('shown');
    expect(await rows()).toEqual(['second', '', '', '']);
  });

  it('says so when there is no terminal any more', () => {
    const screen = new Screen({ write: () => 'gone' });
    expect(screen.draw(text('one'), 4, PAPER)).toBe('gone');
  });
});

describe('a change of a few cells', () => {
  const sentFor = (before: Frame, after: Frame): string => {
    const { screen, state } = terminal();
    screen.draw(before, 4, PAPER);
    screen.draw(after, 4, PAPER);
    return state.writes[1]?.slice('\x1b[?2026h\x1b[m'.length, -'\x1b[?2026l'.length) ?? '';
  };

  it('is sent without the rest of the row, a short way between two of them over the cells there', () => {
    expect(sentFor(text('read 12 K/s, write'), text('read 34 K/s, write'))).toBe('\x1b[1;6H34');
    expect(sentFor(text('a 1 2 z'), text('a 3 4 z'))).toBe('\x1b[1;3H3 4');
    expect(sentFor(text('1 far from  2'), text('3 far from  4'))).toBe('\x1b[1;1H3\x1b[13G4');
  });

  it('changes the look where it changes, from row to row too, and leaves none behind', () => {
    const rows = (...styles: Style[]): Frame => styles.map((style) => line(span('x', style)));
    const dim = rows('nothing', 'nothing', 'plain');
    expect(sentFor(rows('plain', 'plain', 'nothing'), dim)).toBe(
      '\x1b[1;1H\x1b[0;2mx\x1b[2;1Hx\x1b[3;1H\x1b[mx',
    );
    expect(sentFor(rows('plain'), rows('nothing'))).toBe('\x1b[1;1H\x1b[0;2mx\x1b[m');
  });

  it('erases the end of a row that became shorter', () => {
    expect(sentFor(text('a long command'), text('a'))).toBe('\x1b[1;3H\x1b[K');
  });

  it('is sent so beside characters of doubtful width, and the whole row is where these changed', () => {
    expect(sentFor(text('磁 1'), text('磁 2'))).toBe('\x1b[1;4H2');
    expect(sentFor(text('磁 1'), text('盘 1'))).toContain('\x1b[2K');
  });

  it('leaves the same cells as the whole frame, whatever stood there', async () => {
    const texts = [
      '',
      ' ',
      'a',
      'bc 12',
      '⣿ ⡀',
      '磁',
      'e\u0301',
      '…',
      'a longer text than the row',
    ];
    const styles = ['plain', 'label', 'figure', 'title', 'ended'] as const;
    const style = fc.constantFrom(...styles);
    const spans = fc.array(fc.record({ text: fc.constantFrom(...texts), style }), { maxLength: 5 });
    const row = fc.record({ base: style, spans });
    const theme = fc.constantFrom(LOOKS.mono, LOOKS.dark);
    const frames = fc.array(fc.record({ rows: fc.array(row, { maxLength: 4 }), theme }), {
      minLength: 2,
      maxLength: 6,
    });
    const check = fc.asyncProperty(frames, async (all) => {
      const [kept, fresh] = [terminal(), terminal()];
      for (const { rows, theme } of all) kept.screen.draw(rows, 4, { ...PAPER, theme });
      const { rows, theme } = all.at(-1) as (typeof all)[number];
      fresh.screen.draw(rows, 4, { ...PAPER, theme });
      const trimmed = async ({ rows }: typeof kept) => (await rows()).map((row) => row.trimEnd());
      expect(await trimmed(kept)).toEqual(await trimmed(fresh));
      for (const at of [0, 1, 2, 3])
        expect(kept.shown.attributes(at)).toBe(fresh.shown.attributes(at));
    });
    await fc.assert(check, { numRuns: 500 });
  });
});

describe('a row on the screen', () => {
  const draw = async (frame: Frame) => {
    const { screen, shown, rows } = terminal();
    screen.draw(frame, 4, PAPER);
    return { rows: await rows(), attributes: shown.attributes(0) };
  };

  it('is cut at the edge and does not spill into the next', async () => {
    const { rows } = await draw([line(span('x'.repeat(50))), line(span('next'))]);
    expect(rows.slice(0, 2)).toEqual(['x'.repeat(20), 'next']);
  });

  it('with a base is filled to the edge', async () => {
    const { attributes } = await draw([barLine('title', span('TID', 'title'))]);
    expect(attributes).toBe('r'.repeat(20));
  });

  it('keeps the base under its spans', async () => {
    const { attributes } = await draw([barLine('selected', span('ab'), span('cd', 'warm'))]);
    expect(attributes).toBe(`rrRR${'r'.repeat(16)}`);
  });

  it('does not inherit the style of the row above', async () => {
    const { screen, shown } = terminal();
    screen.draw([barLine('title'), line(span('plain'))], 4, PAPER);
    await shown.write('');
    expect(shown.attributes(1)).toBe('');
  });

  it('stands straight after characters whose width is a matter of opinion', async () => {
    const { rows } = await draw([
      line(span('a💾', 'plain'), span('|', 'figure')),
      line(span('a磁', 'plain'), span('|', 'figure')),
      BLANK,
    ]);
    expect([...(rows[0] as string)].indexOf('|')).toBeGreaterThan(1);
    expect(rows[1]).toBe('a磁|');
  });

  it('can neither move the cursor nor change colours, whatever its text', async () => {
    const { rows } = await draw([
      line(span('a\x1b[2Jb\x9b31mc\nd\u202ee\u0007')),
      line(span('below')),
    ]);
    expect(rows[0]).toBe('a�[2Jb�31mc�d�e�');
    expect(rows[1]).toBe('below');
  });

  it('is all ASCII on a terminal that does not take UTF-8', () => {
    const writes: Buffer[] = [];
    const screen = new Screen({
      write: (bytes) => {
        writes.push(Buffer.from(bytes));
        return bytes.length;
      },
    });
    screen.draw([line(span('a磁é💾…'))], 1, { ...PAPER, unicode: false });
    const output = Buffer.concat(writes).toString('latin1');
    expect(output).toContain('a??????');
    expect(output).not.toMatch(/[^\x00-\x7f]/);
  });
});
