/** The settings of the screen, a row each. Of them lists heed two columns only, those of VFS. */
import type { ColumnId } from '../../model/columns.ts';
import { GRAPH_SOURCES } from '../../model/totals/series.ts';
import { lookFor, THEME_NAMES } from '../terminal/theme.ts';
import { columnSetting } from './column-setting.ts';
import { GLYPH_CHOICES, glyphsFor } from './glyphs.ts';
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

const graphWords = (source: (typeof GRAPH_SOURCES)[number]): string =>
  `graph: ${
    {
      io: 'I/O wait',
      read: 'read',
      write: 'written',
      both: 'read + written',
      swapin: 'swap wait',
    }[source]
  }`;

const themeWords = (theme: (typeof THEME_NAMES)[number]): string =>
  `colours: ${theme === 'mono' ? 'none' : theme}`;

export const SCREEN_SETTINGS = {
  threads: choice(['flat', 'grouped', 'parents'], {
    help: 'list threads flat, or under their process; or processes under their parents, with sums',
    options: {
      name: 'flat',
      on: 'flat',
      help: 'list threads flat',
      note: '--no-flat: under their process',
    },
  }),
  graph: choice(GRAPH_SOURCES, {
    help: 'what the graph shows',
    options: {
      name: 'grtype',
      short: 'g',
      value: 'TYPE',
      aliases: { r: 'read', w: 'write', rw: 'both', sw: 'swapin' },
      help: 'what the graph shows: io, r, w, rw or sw',
    },
    keys: [
      {
        keys: ['g'],
        help: 'what the graph shows: IO, read, write, both, SWAPIN',
        says: graphWords,
      },
      {
        keys: ['G'],
        help: 'the same backwards',
        turns: GRAPH_SOURCES.toReversed(),
        says: graphWords,
      },
    ],
  }),
  ended: choice(['folded', 'shown', 'hidden'], {
    help: 'tasks that ended a moment ago, in one row for each command and user, or each in its own',
    options: {
      name: 'hide-exited',
      short: 'e',
      on: 'hidden',
      undoes: 'itself',
      help: 'hide tasks that ended a moment ago',
      note: '--show-exited: show them',
      opposite: { name: 'show-exited' },
    },
    keys: {
      keys: ['e', 'E'],
      help: 'fold ended tasks into a row for each command, list each, or hide them',
      says: (ended) =>
        ({
          folded: 'ended tasks: a row for each command',
          shown: 'ended tasks: each in its own row',
          hidden: 'ended tasks: hidden',
        })[ended],
    },
  }),
  endedMark: choice(['none', 'letter'], {
    file: 'ended-mark',
    help: 'how ended tasks are marked besides being dim',
    decides: 'drawing',
    options: { name: 'dead-x', short: 'x', on: 'letter', help: 'mark ended tasks with an x' },
    keys: {
      keys: ['x', 'X'],
      help: 'mark ended tasks with an x',
      says: (mark) =>
        ({ none: 'ended tasks: no mark', letter: 'ended tasks: marked with an x' })[mark],
    },
  }),
  clock: choice(['hidden', 'shown'], {
    help: 'the time of day',
    decides: 'drawing',
    options: {
      name: 'hide-time',
      short: 'T',
      on: 'hidden',
      help: 'hide the time of day',
      note: '--show-time: show it',
      opposite: { name: 'show-time' },
    },
    keys: {
      keys: ['T'],
      help: 'show or hide the time of day',
      says: (clock) => `time of day: ${clock}`,
    },
  }),
  theme: choice(THEME_NAMES, {
    help: 'colours; default: dark or light, as the terminal is',
    atReset: 'stays',
    decides: 'drawing',
    seen: lookFor,
    options: [
      {
        name: 'inverse',
        short: 'N',
        on: 'light',
        help: 'use colours for a light background, as --theme=light',
      },
      {
        name: 'theme',
        value: 'NAME',
        help: 'default (as the terminal is), dark, light, mono, colour-blind or 16-colour',
      },
      {
        name: 'no-color',
        short: 'l',
        on: 'mono',
        undoes: 'itself',
        help: 'use no colours, as --theme=mono and NO_COLOR',
        note: '--color: use them',
        opposite: { name: 'color' },
      },
    ],
    keys: [
      {
        keys: ['l', 'L'],
        help: 'colours on or off',
        turns: ['mono', 'default'],
        says: themeWords,
      },
      {
        keys: ['n', 'N'],
        help: 'colours for a light or a dark background',
        turns: ['light', 'dark'],
        says: themeWords,
      },
    ],
  }),
  glyphs: choice(GLYPH_CHOICES, {
    help: 'characters of graphs and lines; auto: as the terminal can',
    atReset: 'stays',
    decides: 'drawing',
    seen: glyphsFor,
    options: {
      name: 'ascii',
      on: 'ascii',
      help: 'draw graphs and lines in ASCII',
      opposite: {
        name: 'unicode',
        on: 'unicode',
        help: 'draw them in Unicode, which is usual in a UTF-8 locale, but not on a console or VT',
      },
    },
    keys: {
      keys: ['u', 'U'],
      help: 'draw graphs and lines in Unicode or ASCII',
      turns: ['unicode', 'ascii'],
      says: (glyphs) => `characters: ${glyphs === 'ascii' ? 'ASCII' : 'Unicode'} (f: one user)`,
    },
  }),
  mouse: choice(['on', 'off'], {
    decides: 'drawing',
    help: 'whether clicks and the wheel are for iotop, or for the terminal: to mark and copy text',
    atReset: 'stays',
    options: {
      name: 'mouse',
      on: 'on',
      help: 'take clicks and the wheel',
      note: '--no-mouse: leave them to the terminal, to mark and copy text',
    },
  }),
  cells: choice(['tight', 'wide'], {
    decides: 'drawing',
    help: 'columns as narrow as they may be, rates with three digits, or both as in iotop-c',
    options: {
      name: 'wide',
      on: 'wide',
      help: 'show rates with two decimals, and columns as wide as in iotop-c',
    },
  }),
  /** Their order on the screen is that of the column table. */
  columns: columnSetting({
    default: new Set([
      ...(['tid', 'priority?', 'user', 'read', 'from-disk?', 'write', 'to-disk?'] as const),
      ...(['swapin?', 'io', 'iops?', 'request-size?', 'latency?', 'in-flight?'] as const),
      ...(['device?', 'graph?', 'command'] as const),
    ]),
    help: 'columns to show',
    options: [
      {
        word: 'vfs',
        columns: ['vfs-read', 'vfs-write'],
        group: 'What to show',
        help: 'add VFS READ and VFS WRITE: bytes of read and write calls',
        note: '--hide-vfs: remove them',
      },
      {
        word: 'ppid',
        columns: ['ppid'],
        help: 'add PPID: the id of the parent process',
        group: 'The screen',
      },
      {
        word: 'block',
        columns: [
          ...(['from-disk', 'to-disk', 'iops', 'request-size'] as const),
          ...(['latency', 'in-flight', 'device'] as const),
        ],
        group: 'The screen',
        help: 'hide what the disks were asked for: FROM DISK, TO DISK, IOPS, AVG-RQ, LAT/P99, INFL, DEVICE',
        note: '--show-block: show it, be there something to tell or not',
      },
      { word: 'vfs-read', columns: ['vfs-read'], group: 'What to show', help: 'add VFS READ only' },
      {
        word: 'vfs-write',
        columns: ['vfs-write'],
        group: 'What to show',
        help: 'add VFS WRITE only',
      },
      ...Object.entries(CLASSIC).map(([word, column], index) => ({
        word,
        short: String(index + 1),
        columns: [column],
        group: 'The screen' as const,
        help: `hide the column ${word.toUpperCase()}`,
        note: `--show-${word}: show it`,
      })),
    ],
  }),
} as const;
