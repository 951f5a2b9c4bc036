import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InputEvent, InputParser } from '../../../src/tui/terminal/input-parser.ts';
import type { TerminalReport } from '../../../src/tui/terminal/questions.ts';

/** A parser whose moment passes when the test says so. */
const parser = () => {
  const events: (InputEvent | TerminalReport)[] = [];
  const moment: { pass?: () => void } = {};
  const input = new InputParser(
    (event) => events.push(event),
    (then) => {
      moment.pass = then;
      return () => {
        delete moment.pass;
      };
    },
  );
  return {
    events,
    push: (text: string) => input.push(Buffer.from(text)),
    pushBytes: (...bytes: number[]) => input.push(Uint8Array.from(bytes)),
    aMomentPasses: () => {
      const then = moment.pass;
      delete moment.pass;
      then?.();
    },
    isWaiting: () => moment.pass !== undefined,
  };
};

const keysOf = (text: string): string[] => {
  const terminal = parser();
  terminal.push(text);
  terminal.aMomentPasses();
  return terminal.events.map((event) => (event.kind === 'key' ? event.key : event.kind));
};

const KEYS: readonly (readonly [string, string])[] = [
  ['q', 'q'],
  ['Q', 'Q'],
  [' ', ' '],
  ['é', 'é'],
  ['盘', '盘'],
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\x7f', 'backspace'],
  ['\b', 'backspace'],
  ['\x03', 'ctrl-c'],
  ['\x1a', 'ctrl-z'],
  ['\x1c', 'ctrl-\\'],
  ['\x1d', 'ctrl-]'],
  ['\x1f', 'ctrl-_'],
  ['\x0c', 'ctrl-l'],
  ['\x1b', 'escape'],
  ['\x1b[A', 'up'],
  ['\x1bOA', 'up'],
  ['\x1b[B', 'down'],
  ['\x1b[C', 'right'],
  ['\x1b[D', 'left'],
  ['\x1b[1;5C', 'ctrl-right'],
  ['\x1b[1;2D', 'shift-left'],
  ['\x1b[H', 'home'],
  ['\x1bOH', 'home'],
  ['\x1b[1~', 'home'],
  ['\x1b[7~', 'home'],
  ['\x1b[F', 'end'],
  ['\x1b[4~', 'end'],
  ['\x1b[5~', 'page-up'],
  ['\x1b[6~', 'page-down'],
  ['\x1b[3~', 'delete'],
  ['\x1b[2~', 'insert'],
  ['\x1b[Z', 'shift-tab'],
  ['\x1bOP', 'f1'],
  ['\x1b[[A', 'f1'],
  ['\x1b[[E', 'f5'],
  ['\x1b[15~', 'f5'],
  ['\x1bb', 'alt-b'],
  ['\x1b\x7f', 'alt-backspace'],
];

describe('InputParser', () => {
  for (const [bytes, key] of KEYS) {
    it(`reads ${JSON.stringify(bytes)} as the key ${key}`, () =>
      expect(keysOf(bytes)).toEqual([key]));
  }

  it('reads keys that come in one piece one by one', () => {
    expect(keysOf('a\x1b[Ab\x1b[5~')).toEqual(['a', 'up', 'b', 'page-up']);
  });

  it('reads the same keys however the bytes are cut', () => {
    const all = KEYS.map(([bytes]) => bytes)
      .filter((bytes) => bytes !== '\x1b')
      .join('');
    const whole = keysOf(all);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (cuts) => {
        const terminal = parser();
        const bytes = Buffer.from(all);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = cuts[turn % cuts.length] as number;
          terminal.pushBytes(...bytes.subarray(at, at + size));
          at += size;
        }
        expect(terminal.events.map((event) => (event as { key: string }).key)).toEqual(whole);
      }),
    );
  });

  it('holds a lone escape until a moment has passed', () => {
    const terminal = parser();
    terminal.push('\x1b');
    expect(terminal.events).toEqual([]);
    terminal.aMomentPasses();
    expect(terminal.events).toEqual([{ kind: 'key', key: 'escape' }]);
  });

  it('holds half a sequence and reads it when the rest comes', () => {
    const terminal = parser();
    terminal.push('\x1b[');
    terminal.push('5');
    expect(terminal.events).toEqual([]);
    terminal.push('~');
    expect(terminal.events).toEqual([{ kind: 'key', key: 'page-up' }]);
    expect(terminal.isWaiting()).toBe(false);
  });

  it('gives up half a sequence after a moment and lets its characters be keys', () => {
    const terminal = parser();
    terminal.push('\x1b[');
    terminal.aMomentPasses();
    expect(terminal.events).toEqual([
      { kind: 'key', key: 'escape' },
      { kind: 'key', key: '[' },
    ]);
  });

  it('reads two escapes as two', () => expect(keysOf('\x1b\x1b')).toEqual(['escape', 'escape']));

  it('passes over sequences it does not know', () => {
    expect(keysOf('\x1b[?1;2c\x1b[99~x')).toEqual(['x']);
  });

  it('does not keep an endless sequence', () => {
    expect(keysOf(`\x1b[${'1;'.repeat(200)}`)).toEqual([]);
  });

  it('reads a character whose bytes come one at a time', () => {
    const terminal = parser();
    for (const byte of Buffer.from('盘')) terminal.pushBytes(byte);
    expect(terminal.events).toEqual([{ kind: 'key', key: '盘' }]);
  });

  it('reads a click with its cell counted from 0', () => {
    const terminal = parser();
    terminal.push('\x1b[<0;12;3M\x1b[<0;12;3m');
    expect(terminal.events).toEqual([{ kind: 'mouse', action: 'press', column: 11, row: 2 }]);
  });

  it('reads the wheel', () => {
    const terminal = parser();
    terminal.push('\x1b[<64;1;1M\x1b[<65;1;1M');
    expect(terminal.events.map((event) => (event as { action: string }).action)).toEqual([
      'wheel-up',
      'wheel-down',
    ]);
  });

  it('gives pasted text whole and never as keys', () => {
    const terminal = parser();
    terminal.push('\x1b[200~kq\x1b[A');
    terminal.push('9\r\x1b[20');
    terminal.push('1~x');
    expect(terminal.events).toEqual([
      { kind: 'paste', text: 'kq\x1b[A9\r' },
      { kind: 'key', key: 'x' },
    ]);
  });

  it('keeps 65,536 characters of pasted text, however it comes, and takes what is behind it for keys', () => {
    const terminal = parser();
    terminal.push(`\x1b[200~${'a'.repeat(65_000)}`);
    terminal.push(`${'b'.repeat(10_000)}\x1b[201~x`);
    expect(terminal.events).toEqual([
      { kind: 'paste', text: `${'a'.repeat(65_000)}${'b'.repeat(536)}` },
      { kind: 'key', key: 'x' },
    ]);
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const terminal = parser();
        terminal.pushBytes(...bytes);
        terminal.aMomentPasses();
        for (const event of terminal.events) expect(event.kind).toMatch(/^(key|mouse|paste)$/);
      }),
    );
  });
});

describe('what the terminal answers', () => {
  const LIGHT = '\x1b]11;rgb:ffff/ffff/ffff';
  const light = { kind: 'background', background: 'light' } as const;
  const key = (name: string) => ({ kind: 'key', key: name }) as const;

  it.each(['\x07', '\x1b\\'])('is no key, however it ends (%j)', (end) => {
    const { events, push } = parser();
    push(`a${LIGHT}${end}b`);
    expect(events).toEqual([key('a'), light, key('b')]);
  });

  it('is whole however it is split, and however late the pieces come within a second', () => {
    const whole = `${LIGHT}\x1b\\`;
    for (let at = 3; at < whole.length; at++) {
      const { events, push, aMomentPasses } = parser();
      push(whole.slice(0, at));
      for (let moments = 0; moments < 24; moments++) aMomentPasses();
      push(whole.slice(at));
      expect(events).toEqual([light]);
    }
  });

  it('is dropped when it stays unfinished, and keys are keys again', () => {
    const { events, push, aMomentPasses, isWaiting } = parser();
    push('\x1b]11;rgb:ff');
    for (let moments = 0; moments < 25; moments++) aMomentPasses();
    expect(isWaiting()).toBe(false);
    push('q');
    expect(events).toEqual([key('q')]);
  });

  it('leaves no key behind when it is another, or endless', () => {
    const { events, push } = parser();
    push(`\x1b]52;c;${'kq\\'.repeat(10_000)}\x07`);
    push('\x1b]11;rgb:zz/q/q\x07');
    push('\x1b]11;?\x1b\\');
    expect(events).toEqual([]);
  });

  it('is broken off by a control: that is the key it always is', () => {
    const { events, push } = parser();
    push('\x1b]11;rgb:\x03');
    push('\x1b]11;rgb:\x1b[A');
    expect(events).toEqual([key('ctrl-c'), key('up')]);
  });

  it('is told from Alt-]', () => {
    const { events, push, aMomentPasses } = parser();
    push('\x1b]');
    aMomentPasses();
    push('\x1b]k');
    expect(events).toEqual([key('alt-]'), key('alt-]'), key('k')]);
  });

  it('is where the cursor stands, not F3, unless it could be F3', () => {
    const { events, push } = parser();
    push('\x1b[24;80R\x1b[2;1R\x1b[1;1R\x1b[1;2R\x1bOR');
    expect(events).toEqual([
      { kind: 'cursor', at: '24;80' },
      { kind: 'cursor', at: '2;1' },
      { kind: 'cursor', at: '1;1' },
      key('shift-f3'),
      key('f3'),
    ]);
  });

  it('is that its window has the keyboard again, and nothing when it lost it', () => {
    const { events, push } = parser();
    push('\x1b[O\x1b[I');
    expect(events).toEqual([{ kind: 'focus' }]);
  });
});
