/** The settings that say what is shown and in which units: most of them hold for lists too. A row each. */
import { COLUMN_IDS } from '../../model/columns.ts';
import { UNITS, type Unit } from '../../model/units/unit.ts';
import { IDS_BY_TITLE } from './column-setting.ts';
import { choice, filterSetting, numberSetting } from './setting.ts';

/** Of every command that shows or keeps tasks. */
export const WHERE_OPTION = {
  name: 'where',
  value: 'EXPR',
  help: 'only tasks that EXPR chooses: "write > 1M and not user = root" (docs/filter.md)',
} as const;

const ONE_OF = {
  threads: 'thread',
  processes: 'process',
  programs: 'program',
  users: 'user',
  services: 'service',
  containers: 'container',
  pods: 'pod',
  slices: 'slice',
  sessions: 'session',
  cgroups: 'control group',
  devices: 'device',
} as const satisfies Readonly<Record<Unit, string>>;

/** What the rows are, as a key says it. */
export const rowWords = (unit: Unit): string => `a row for each ${ONE_OF[unit]}`;

/** Seldom asked for: the key that walks the others leaves them out. */
const FINER: readonly Unit[] = ['pods', 'slices', 'sessions', 'cgroups'];

export const CONTENT_SETTINGS = {
  /** Length of an interval, in milliseconds. Beyond a day a timer fires at once. */
  interval: numberSetting({
    least: 0,
    most: 86_400,
    size: 1000,
    unit: 'seconds',
    default: 1000,
    file: 'delay',
    group: 'What to run',
    help: 'seconds between two samples',
    decides: 'drawing',
    options: {
      name: 'delay',
      short: 'd',
      value: 'SEC',
      help: 'seconds between two samples, such as 0.2',
    },
  }),
  show: choice(['all', 'active', 'moved'], {
    group: 'What to show',
    help: 'all tasks, only those that read, wrote or waited, or only those that moved bytes',
    options: {
      name: 'only',
      short: 'o',
      on: 'active',
      help: 'show only tasks that read, wrote or waited',
    },
    keys: {
      keys: ['o', 'O'],
      help: 'show only tasks that do I/O, or all',
      turns: ['all', 'active'],
      says: (show) =>
        ({
          all: 'all tasks',
          active: 'only tasks that read, wrote or waited',
          moved: 'only tasks that moved bytes',
        })[show],
    },
  }),
  unit: choice(UNITS, {
    group: 'What to show',
    help: 'what a row is; a program is all processes of one command and user',
    options: [
      {
        name: 'unit',
        value: 'NAME',
        help: `what a row is: ${UNITS.join(', ')}`,
        note: 'screen: programs',
      },
      {
        name: 'processes',
        short: 'P',
        on: 'processes',
        help: 'show processes, as --unit=processes',
        opposite: { name: 'threads', help: 'show threads, as --unit=threads' },
      },
    ],
    keys: [
      {
        keys: ['p', 'P'],
        help: 'go on: users, services, containers, devices, threads, processes, programs',
        turns: UNITS.filter((unit) => !FINER.includes(unit)),
        says: (unit) => `${rowWords(unit)}${unit === 'containers' ? '; Ctrl-P: pods' : ''}`,
      },
      {
        keys: ['ctrl-p'],
        help: 'show pods, slices, sessions or control groups',
        turns: FINER,
        says: rowWords,
      },
    ],
  }),
  /** As the key / takes it: compiles, or is '' for all tasks. */
  filter: filterSetting({
    group: 'What to show',
    help: 'show only tasks whose id, name or command line matches, or that an expression chooses (docs/filter.md); "": all',
    options: [
      {
        name: 'filter',
        value: 'REGEX',
        help: 'show only tasks whose id, name or command line matches',
      },
      WHERE_OPTION,
    ],
  }),
  measure: choice(['rate', 'total', 'average'], {
    group: 'What to show',
    help: 'what byte columns show',
    options: [
      {
        name: 'accumulated',
        short: 'a',
        on: 'total',
        help: 'show totals since iotop started, not rates',
      },
      {
        name: 'accum-bw',
        short: 'A',
        on: 'average',
        undoes: 'itself',
        help: 'show average rates since iotop started',
      },
    ],
    keys: {
      keys: ['a', 'A'],
      help: 'show rates, totals or averages',
      says: (measure) =>
        ({
          rate: 'rates',
          total: 'totals; Ctrl-A chooses since when',
          average: 'average rates; Ctrl-A chooses since when',
        })[measure],
    },
  }),
  since: choice(['seen', 'started'], {
    group: 'What to show',
    help: 'count totals since iotop, or since the task, started',
    options: {
      name: 'lifetime',
      on: 'started',
      help: 'with -a or -A: count since the task started, not since iotop did',
    },
    keys: {
      keys: ['ctrl-a'],
      help: 'count totals since iotop or since the task started',
      says: (since) => ({ seen: 'since iotop started', started: 'since each task started' })[since],
    },
  }),
  sortColumn: choice(COLUMN_IDS, {
    default: 'moved',
    file: 'sort',
    group: 'What to show',
    help: 'the column to sort by',
    options: {
      name: 'sort',
      value: 'COLUMN',
      aliases: IDS_BY_TITLE,
      help: 'sort the screen or the lists by a column, such as read, write, share or io',
      note: 'lists: DISK READ and DISK WRITE together, then IO',
    },
  }),
  sortDirection: choice(['ascending', 'descending'], {
    default: 'descending',
    file: 'direction',
    help: 'the direction to sort in',
    keys: {
      keys: ['r', 'R', ' '],
      help: 'reverse the order',
      says: (direction) => `order reversed: ${direction}`,
    },
  }),
  commandStyle: choice(['full', 'short'], {
    file: 'command',
    group: 'How to show it',
    help: 'full command lines, or program names only',
    options: {
      name: 'fullcmdline',
      short: 'c',
      on: 'full',
      help: 'show full command lines',
      note: '--no-fullcmdline: program names only',
    },
    keys: {
      keys: ['c', 'C'],
      help: 'show full command lines or program names only',
      says: (style) => ({ full: 'full command lines', short: 'program names only' })[style],
    },
  }),
  amounts: choice(['scaled', 'kilobytes'], {
    group: 'How to show it',
    help: 'the unit that fits, or always kilobytes',
    decides: 'drawing',
    atReset: 'stays',
    options: {
      name: 'kilobytes',
      short: 'k',
      on: 'kilobytes',
      help: 'show all amounts in kilobytes',
    },
  }),
  base: choice([1024, 1000], {
    group: 'How to show it',
    help: 'how many of a unit make one of the next',
    decides: 'drawing',
    options: { name: 'si', on: 1000, help: 'use units of 1000, not 1024' },
    keys: {
      keys: ['b', 'B', 'ctrl-b'],
      help: 'use units of 1024 or of 1000',
      says: (base) => `units of ${base}`,
    },
  }),
  threshold: numberSetting({
    least: 1,
    most: 10,
    whole: true,
    default: 2,
    group: 'How to show it',
    help: 'switch to the next unit at this many of it, 1 to 10: with 2, 2 M comes after 2047 K',
    decides: 'drawing',
    options: {
      name: 'threshold',
      value: '1..10',
      help: 'switch to the next unit at this many of it: 2047 K, then 2 M',
    },
    keys: {
      keys: ['t', 'ctrl-r'],
      help: 'switch to the next unit at 1, 2, … 10 of it',
      turns: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      says: (threshold) => `next unit from ${threshold} of it on (tree: F5)`,
    },
  }),
  userNames: choice(['names', 'numbers'], {
    file: 'users',
    group: 'How to show it',
    help: 'user names, or user ids',
    atReset: 'stays',
    options: {
      name: 'uid2name',
      value: 'MODE',
      words: { always: 'names', cyclic: 'names', static: 'names', none: 'numbers' },
      help: 'always, cyclic or static: show user names; none: show user ids',
    },
  }),
} as const;
