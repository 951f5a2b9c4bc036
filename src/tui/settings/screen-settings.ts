/** The settings of the screen, a row each. Of them lists heed two columns only, those of VFS. */
import type { ColumnId } from '../../model/columns.ts';
import { GRAPH_SOURCES } from '../../model/totals/history.ts';
import { THEME_NAMES } from '../view/theme.ts';
import { columnSetting } from './column-setting.ts';
import { choice } from './setting.ts';

/** The columns of iotop by the words that hide and show them, in the order of the keys and options 1 to 9. */
const CLASSIC = {
  pid: 'tid',
  prio: 'priority',
  user: 'user',
  read: 'read',
  write: 'write',
  swapin: 'swapin',
  io: 'io',
  graph: 'graph',
  command: 'command',
} as const satisfies Readonly<Record<string, ColumnId>>;

export const CLASSIC_COLUMNS: readonly ColumnId[] = Object.values(CLASSIC);

export const SCREEN_SETTINGS = {
  threads: choice(['flat', 'grouped'], {
    default: 'flat',
    file: 'threads',
    help: 'list threads flat, or under their process',
    options: [
      {
        name: 'flat',
        on: 'flat',
        off: 'grouped',
        help: 'list threads flat',
        note: '--no-flat: under their process',
      },
    ],
    keys: [
      {
        keys: ['ctrl-f'],
        help: 'list threads under their process, or flat',
        turns: ['flat', 'grouped'],
      },
    ],
  }),
  graph: choice(GRAPH_SOURCES, {
    default: 'io',
    file: 'graph',
    help: 'what the graph shows',
    options: [
      {
        name: 'grtype',
        short: 'g',
        value: 'TYPE',
        aliases: { r: 'read', w: 'write', rw: 'both', sw: 'swapin' },
        help: 'what the graph shows: io, r, w, rw or sw',
      },
    ],
    keys: [
      {
        keys: ['g'],
        help: 'what the graph shows: IO, read, write, both, SWAPIN',
        turns: GRAPH_SOURCES,
      },
      { keys: ['G'], help: 'the same backwards', turns: GRAPH_SOURCES.toReversed() },
    ],
  }),
  ended: choice(['shown', 'hidden'], {
    default: 'shown',
    file: 'ended',
    help: 'tasks that ended a moment ago',
    options: [
      {
        name: 'hide-exited',
        short: 'e',
        on: 'hidden',
        off: 'shown',
        help: 'hide tasks that ended a moment ago',
        note: '--show-exited: show them',
        opposite: { name: 'show-exited' },
      },
    ],
    keys: [{ keys: ['e', 'E'], help: 'show or hide ended tasks', turns: ['shown', 'hidden'] }],
  }),
  endedMark: choice(['none', 'letter'], {
    default: 'none',
    file: 'ended-mark',
    help: 'how ended tasks are marked besides being dim',
    options: [
      {
        name: 'dead-x',
        short: 'x',
        on: 'letter',
        off: 'none',
        help: 'mark ended tasks with an x',
      },
    ],
    keys: [
      {
        keys: ['x', 'X'],
        help: 'mark ended tasks with an x',
        turns: ['none', 'letter'],
      },
    ],
  }),
  clock: choice(['hidden', 'shown'], {
    default: 'hidden',
    file: 'clock',
    help: 'the time of day',
    options: [
      {
        name: 'hide-time',
        short: 'T',
        on: 'hidden',
        off: 'shown',
        help: 'hide the time of day',
        note: '--show-time: show it',
        opposite: { name: 'show-time' },
      },
    ],
    keys: [{ keys: ['T'], help: 'show or hide the time of day', turns: ['hidden', 'shown'] }],
  }),
  theme: choice(THEME_NAMES, {
    default: 'default',
    file: 'theme',
    help: 'colours',
    atReset: 'stays',
    options: [
      {
        name: 'inverse',
        short: 'N',
        on: 'light',
        off: 'default',
        help: 'use colours for a light background, as --theme=light',
      },
      {
        name: 'theme',
        value: 'NAME',
        help: 'default, light, mono, colour-blind or 16-colour',
      },
      {
        name: 'no-color',
        short: 'l',
        on: 'mono',
        off: { from: 'mono', to: 'default' },
        help: 'use no colours, as --theme=mono and NO_COLOR',
        note: '--color: use them',
        opposite: { name: 'color' },
      },
    ],
    keys: [
      { keys: ['l', 'L'], help: 'colours on or off', turns: ['mono', 'default'] },
      {
        keys: ['n', 'N'],
        help: 'colours for a light or a dark background',
        turns: ['light', 'default'],
      },
    ],
  }),
  glyphs: choice(['unicode', 'ascii'], {
    default: 'unicode',
    file: 'glyphs',
    help: 'characters of graphs and lines',
    atReset: 'stays',
    options: [
      {
        name: 'ascii',
        on: 'ascii',
        off: 'unicode',
        help: 'draw graphs and lines in ASCII',
        opposite: { name: 'unicode', help: 'draw graphs and lines in Unicode' },
      },
    ],
    keys: [
      {
        keys: ['u', 'U'],
        help: 'draw graphs and lines in Unicode or ASCII',
        turns: ['unicode', 'ascii'],
      },
    ],
  }),
  /** Their order on the screen is that of the column table. */
  columns: columnSetting({
    default: new Set(CLASSIC_COLUMNS),
    file: 'columns',
    help: 'columns to show',
    options: [
      {
        name: 'show-vfs',
        shows: ['vfs-read', 'vfs-write'],
        group: 'What to show',
        help: 'add VFS READ and VFS WRITE: bytes of read and write calls',
        note: '--hide-vfs: remove them',
        opposite: { name: 'hide-vfs' },
      },
      {
        name: 'show-vfs-read',
        shows: ['vfs-read'],
        group: 'What to show',
        help: 'add VFS READ only',
        opposite: { name: 'hide-vfs-read' },
      },
      {
        name: 'show-vfs-write',
        shows: ['vfs-write'],
        group: 'What to show',
        help: 'add VFS WRITE only',
        opposite: { name: 'hide-vfs-write' },
      },
      ...Object.entries(CLASSIC).map(([word, column], index) => ({
        name: `hide-${word}`,
        short: String(index + 1),
        hides: [column],
        group: 'The screen' as const,
        help: `hide the column ${word.toUpperCase()}`,
        note: `--show-${word}: show it`,
        opposite: { name: `show-${word}` },
      })),
    ],
  }),
} as const;
