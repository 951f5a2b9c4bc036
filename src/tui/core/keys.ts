/**
 * The one table of keys: what each does and what the help says of it.
 *
 * Keys of iotop 0.1 come first, then those of iotop-c; where the two differ the first iotop's meaning stays (Home and End
 * choose the sort column, `R` is `r`). A key that is not in the table asks for a sample now.
 */

import { openColumns } from '../mode/columns-mode.ts';
import { openDetails } from '../mode/details-mode.ts';
import { openFilter } from '../mode/filter-mode.ts';
import { openHelp } from '../mode/help-mode.ts';
import { openOnlyThese } from '../mode/only-these-mode.ts';
import { openPriority } from '../mode/priority-mode.ts';
import { openSignal } from '../mode/signal-mode.ts';
import { deselected } from '../table/cursor.ts';
import { layoutOf } from '../table/layout.ts';
import { moveSelection, scrollBy } from '../table/scrolling.ts';
import {
  changeInterval,
  nextGraph,
  nextMeasure,
  nextThreshold,
  previousGraph,
  reverseSort,
  showAllColumns,
  sortFurther,
  toggleColours,
  toggleColumns,
  toggleLight,
  toggleNumberedColumn,
  turn,
} from './choices.ts';
import { pressInReplay } from './playback.ts';
import { resetChoices, saveChoices, toggleDelayAccounting, toggleFrozen } from './program-keys.ts';
import type { Deed } from './rights.ts';
import { type Next, stay, type TuiState } from './state.ts';

export type KeyTopic = 'Sorting' | 'Moving' | 'Showing' | 'Acting' | 'Program';

export type KeyRow = {
  readonly topic: KeyTopic;
  readonly keys: readonly string[];
  readonly help: string;
  /** What it changes outside iotop; not offered where that may not be done. */
  readonly deed?: Deed;
  readonly does: (state: TuiState, key: string) => Next;
};

const pageOf = (state: TuiState): number => Math.max(1, layoutOf(state).bodyRows - 1);
const select =
  (by: (state: TuiState) => number) =>
  (state: TuiState): Next =>
    stay(moveSelection(state, by(state)));
const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** Cells a command moves at a time. */
const SHIFT = 8;
const shiftBy =
  (by: number) =>
  (state: TuiState): Next =>
    stay({ ...state, shift: Math.max(0, state.shift + by) });

export const KEYS: readonly KeyRow[] = [
  {
    topic: 'Sorting',
    keys: ['left'],
    help: 'sort by the column to the left',
    does: sortFurther(-1),
  },
  {
    topic: 'Sorting',
    keys: ['right'],
    help: 'sort by the column to the right',
    does: sortFurther(1),
  },
  {
    topic: 'Sorting',
    keys: ['home'],
    help: 'sort by the first column',
    does: sortFurther(-EVERYTHING),
  },
  {
    topic: 'Sorting',
    keys: ['end'],
    help: 'sort by the last column',
    does: sortFurther(EVERYTHING),
  },
  { topic: 'Sorting', keys: ['r', 'R', ' '], help: 'reverse the order', does: reverseSort },

  { topic: 'Moving', keys: ['up'], help: 'select the task above', does: select(() => -1) },
  { topic: 'Moving', keys: ['down'], help: 'select the task below', does: select(() => 1) },
  {
    topic: 'Moving',
    keys: ['page-up'],
    help: 'a page up',
    does: select((state) => -pageOf(state)),
  },
  { topic: 'Moving', keys: ['page-down'], help: 'a page down', does: select(pageOf) },
  { topic: 'Moving', keys: ['ctrl-home'], help: 'the first task', does: select(() => -EVERYTHING) },
  { topic: 'Moving', keys: ['ctrl-end'], help: 'the last task', does: select(() => EVERYTHING) },
  {
    topic: 'Moving',
    keys: ['<', 'shift-left'],
    help: 'commands from further left',
    does: shiftBy(-SHIFT),
  },
  {
    topic: 'Moving',
    keys: ['>', 'shift-right'],
    help: 'commands from further right',
    does: shiftBy(SHIFT),
  },
  {
    topic: 'Moving',
    keys: ['escape'],
    help: 'select nothing, go to the top',
    does: (state) => stay(scrollBy(deselected(state), -EVERYTHING)),
  },

  {
    topic: 'Showing',
    keys: ['o', 'O'],
    help: 'only tasks that do I/O, or all',
    does: turn('show', ['all', 'active']),
  },
  {
    topic: 'Showing',
    keys: ['p', 'P'],
    help: 'processes or threads',
    does: turn('unit', ['threads', 'processes']),
  },
  {
    topic: 'Showing',
    keys: ['ctrl-f'],
    help: 'threads under their process, or flat',
    does: turn('threads', ['flat', 'grouped']),
  },
  { topic: 'Showing', keys: ['a', 'A'], help: 'rates, totals, or averages', does: nextMeasure },
  {
    topic: 'Showing',
    keys: ['ctrl-a'],
    help: 'totals since iotop or since the task started',
    does: turn('since', ['seen', 'started']),
  },
  {
    topic: 'Showing',
    keys: ['c', 'C'],
    help: 'command lines in full or short',
    does: turn('commandStyle', ['full', 'short']),
  },
  {
    topic: 'Showing',
    keys: ['/'],
    help: 'filter by a pattern: id, name, command line',
    does: openFilter,
  },
  {
    topic: 'Showing',
    keys: ['f', 'F'],
    help: 'only these task ids and users',
    does: openOnlyThese,
  },
  {
    topic: 'Showing',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    help: 'hide or show a column, counted from the left',
    does: toggleNumberedColumn,
  },
  { topic: 'Showing', keys: ['0'], help: 'show all nine of them', does: showAllColumns },
  {
    topic: 'Showing',
    keys: ['v', 'V'],
    help: 'columns of bytes through system calls',
    does: (state) => toggleColumns(state, ['vfs-read', 'vfs-write']),
  },
  { topic: 'Showing', keys: ['m', 'M'], help: 'choose columns from a list', does: openColumns },
  {
    topic: 'Showing',
    keys: ['g'],
    help: 'what the graph shows: IO, read, write, both, SWAPIN',
    does: nextGraph,
  },
  { topic: 'Showing', keys: ['G'], help: 'the same backwards', does: previousGraph },
  {
    topic: 'Showing',
    keys: ['e', 'E'],
    help: 'show or hide tasks that ended',
    does: turn('ended', ['shown', 'hidden']),
  },
  {
    topic: 'Showing',
    keys: ['x', 'X'],
    help: 'mark tasks that ended with the letter x',
    does: turn('endedMark', ['none', 'letter']),
  },
  {
    topic: 'Showing',
    keys: ['u', 'U'],
    help: 'Unicode or ASCII graphs and lines',
    does: turn('glyphs', ['unicode', 'ascii']),
  },
  { topic: 'Showing', keys: ['l', 'L'], help: 'colours on or off', does: toggleColours },
  {
    topic: 'Showing',
    keys: ['n', 'N'],
    help: 'colours for a light or a dark ground',
    does: toggleLight,
  },
  {
    topic: 'Showing',
    keys: ['b', 'B', 'ctrl-b'],
    help: 'units of 1024 or of 1000',
    does: turn('base', [1024, 1000]),
  },
  {
    topic: 'Showing',
    keys: ['t', 'ctrl-r'],
    help: 'where the next unit begins: 1 to 10 times itself',
    does: nextThreshold,
  },
  {
    topic: 'Showing',
    keys: ['T'],
    help: 'the time of day',
    does: turn('clock', ['hidden', 'shown']),
  },

  { topic: 'Acting', keys: ['enter'], help: 'details of the task', does: openDetails },
  {
    topic: 'Acting',
    keys: ['i', 'I'],
    help: "set a task's or process's I/O priority (ionice)",
    deed: 'priority',
    does: openPriority,
  },
  {
    topic: 'Acting',
    keys: ['k', 'K'],
    help: 'send a signal to a process (kill)',
    deed: 'signal',
    does: openSignal,
  },
  {
    topic: 'Acting',
    keys: ['ctrl-t'],
    help: 'turn delay accounting of the kernel on or off until iotop ends',
    deed: 'delay-accounting',
    does: toggleDelayAccounting,
  },

  { topic: 'Program', keys: ['?', 'h', 'H', 'f1'], help: 'this help', does: openHelp },
  { topic: 'Program', keys: ['s', 'S'], help: 'freeze the screen, or go on', does: toggleFrozen },
  { topic: 'Program', keys: ['+', '='], help: 'a longer interval', does: changeInterval(1) },
  { topic: 'Program', keys: ['-'], help: 'a shorter interval', does: changeInterval(-1) },
  { topic: 'Program', keys: ['W'], help: 'save what was chosen', does: saveChoices },
  { topic: 'Program', keys: ['D'], help: 'back to how it comes', does: resetChoices },
  {
    topic: 'Program',
    keys: ['ctrl-l'],
    help: 'draw the screen anew',
    does: (state) => [state, [{ kind: 'redraw' }]],
  },
  {
    topic: 'Program',
    keys: ['ctrl-z'],
    help: 'stop for a while; fg comes back',
    does: (state) => [state, [{ kind: 'suspend' }]],
  },
  {
    topic: 'Program',
    keys: ['q', 'Q', 'ctrl-c', 'ctrl-\\'],
    help: 'quit',
    does: (state) => [state, [{ kind: 'quit' }]],
  },
];

/** Said below the table in the help. */
export const ANY_OTHER_KEY = 'any other key: look again now';

const BY_KEY: ReadonlyMap<string, KeyRow> = new Map(
  KEYS.flatMap((row) => row.keys.map((key) => [key, row] as const)),
);

/** What the table view does on a key. */
export const pressInTable = (state: TuiState, key: string): Next => {
  const replayed = pressInReplay(state, key);
  if (replayed !== undefined) return replayed;
  const row = BY_KEY.get(key);
  return row === undefined ? [state, [{ kind: 'refresh' }]] : row.does(state, key);
};
