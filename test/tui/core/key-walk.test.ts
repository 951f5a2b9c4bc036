/** Every key in every mode changes what is on the screen, in the table or in words in the last row: none is silent. */
import { describe, expect, it } from 'vitest';
import { textWidth } from '../../../src/render/text/text-width.ts';
import { KEYS } from '../../../src/tui/core/keys.ts';
import { REPLAY_KEYS } from '../../../src/tui/core/playback.ts';
import type { Mode } from '../../../src/tui/core/state.ts';
import { view } from '../../../src/tui/view/view.ts';
import { sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

/** What htop 3 has keys for, and some that nobody has. */
const HTOP = [...'huUtHKIMPTNlseacCFLpwxymSZ+-*\\/<>[].,^$!@#%~0123456789'];
const NAMED = ['tab', 'shift-tab', 'insert', 'delete', 'backspace', 'alt-x', 'ctrl-x', 'é', 'й'];
const FUNCTION_KEYS = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);

const ALL = [
  ...new Set([
    ...KEYS.flatMap(({ keys }) => keys),
    ...REPLAY_KEYS.flatMap(({ keys }) => keys),
    ...HTOP,
    ...NAMED,
    ...FUNCTION_KEYS,
  ]),
];

/** The keys that lead there; `Mode['kind']` makes the compiler ask for new ones. */
const WAYS: Readonly<
  Record<Mode['kind'] | 'at the top' | 'question' | 'search', readonly string[]>
> = {
  'at the top': [],
  table: ['down', 'down'],
  filter: ['/'],
  'only-these': ['f'],
  'go-to': ['g'],
  help: ['?'],
  search: ['?', '/'],
  columns: ['m'],
  sort: ['f6'],
  details: ['down', 'enter'],
  priority: ['down', 'i'],
  signal: ['down', 'k'],
  question: ['down', 'k', 'enter'],
};

/** Answered by what happens outside: the program ends, the player moves, a file is written. */
const OUTSIDE: ReadonlySet<string> = new Set([
  'quit',
  'play',
  'save-settings',
  'toggle-delay-accounting',
]);

const tasks = Array.from({ length: 30 }, (_, index) => ({
  tid: 100 + index,
  comm: `task${index}`,
  command: `/usr/bin/task${index}`,
  read: index * 1024,
}));

const screenOf = (options: DrivenOptions): DrivenScreen =>
  new DrivenScreen(options).see(sampleOf({ tasks }));

const silentIn = (way: readonly string[], options: DrivenOptions): readonly string[] => {
  const screen = screenOf(options).press(...way);
  const start = screen.state;
  const before = JSON.stringify(view(start));
  return ALL.filter((key) => {
    screen.state = start;
    screen.effects.length = 0;
    screen.press(key);
    const isOutside = screen.effects.some(({ kind }) => OUTSIDE.has(kind));
    return !isOutside && JSON.stringify(view(screen.state)) === before;
  });
};

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
];

it('says no more than 40 columns hold', () => {
  const screen = screenOf({ size: { columns: 40, rows: 10 } }).press('down', 'down');
  const start = screen.state;
  const answers = ALL.flatMap((key) => {
    screen.state = start;
    return screen.press(key).state.note?.text ?? [];
  });
  expect(answers.length).toBeGreaterThan(50);
  expect(answers.filter((text) => textWidth(text) > 40)).toEqual([]);
});

describe.each(SIZES)('at $columns×$rows no key is silent', (size) => {
  it.each(Object.entries(WAYS).filter(([where]) => where !== 'go-to'))('%s', (_, way) => {
    expect(silentIn(way, { size })).toEqual([]);
  });

  it.each(['table', 'go-to', 'help', 'details'] as const)('in a replay: %s', (where) => {
    const playback = { speed: 1, isPaused: false };
    expect(silentIn(WAYS[where], { size, rights: 'replay', playback })).toEqual([]);
  });
});
