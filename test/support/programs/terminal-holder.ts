/** Takes the terminal, shows what it is told, and ends as it is told: the terminal owner under test and nothing else. */
import { line, span } from '../../../src/tui/terminal/line.ts';
import { Screen } from '../../../src/tui/terminal/screen.ts';
import { Terminal } from '../../../src/tui/terminal/terminal.ts';
import { LOOKS } from '../../../src/tui/terminal/theme.ts';

/** Asks for the background; its clock is slow, so that what may take a moment takes the test's time. */
const isAsking = process.argv[2] === 'asks';
const now = performance.now.bind(performance);
if (isAsking) performance.now = () => now() / 50;

let said = 'started';
const terminal = new Terminal(
  {
    input: process.stdin,
    output: process.stdout,
    ...(isAsking ? { background: 'asked' as const } : {}),
  },
  {
    onInput: (event) => {
      said = event.kind === 'key' ? `key ${event.key}` : JSON.stringify(event);
      draw();
      if (said === 'key q') end('quit');
      if (said === 'key ctrl-z') terminal.suspend();
      if (said === 'key c') throw new Error('crashed as told');
    },
    onBackground: (background) => {
      said = background;
      draw();
    },
    onRedraw: (shown) => {
      screen.forget(shown);
      draw();
    },
    onEnd: (reason) => end(reason),
  },
);
const screen = new Screen(terminal);

const draw = (): void => {
  const { columns, rows } = terminal.size();
  const frame = [line(span(said)), line(span(`${columns}x${rows}`))];
  screen.draw(frame, rows, { columns, theme: LOOKS.dark, unicode: true });
};

const end = (reason: string): void => {
  terminal.close();
  process.stdout.write(`ended by ${reason}\n`);
};

terminal.open();
draw();
