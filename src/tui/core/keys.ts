/**
 * The one table of keys: what each does and what the help says of it.
 *
 * Keys of iotop 0.1 come first, then those of iotop-c; where the two differ the first iotop's meaning stays (`R` is `r`), but for
 * Home and End: they select the first and the last row as everywhere. Then those of htop that are free. A key that is not in the table asks for a sample now.
 * Each key says in words what it did, or shows it.
 */
import { openColumns } from '../mode/columns-mode.ts';
import { openDetails } from '../mode/details-mode.ts';
import { clearFilter, openFilter } from '../mode/filter-mode.ts';
import { openOnlyThese } from '../mode/only-these-mode.ts';
import { openHelp } from '../mode/open-help.ts';
import { openPriority } from '../mode/priority-mode.ts';
import { openSignal } from '../mode/signal-mode.ts';
import { openSort } from '../mode/sort-mode.ts';
import { SETTING_ROWS } from '../settings/settings-table.ts';
import { deselected } from '../table/cursor.ts';
import { withFoldClosed, withFoldOpened } from '../table/folds.ts';
import { layoutOf } from '../table/layout.ts';
import { moveSelection, scrollBy } from '../table/scrolling.ts';
import { keyName } from '../terminal/key-names.ts';
import {
  changeInterval,
  showAllColumns,
  sortFurther,
  toggleColumns,
  toggleNumberedColumn,
  turn,
  turnTree,
  turnUnit,
} from './choices.ts';
import type { Effect } from './effects.ts';
import { pressInReplay } from './playback.ts';
import { resetChoices, saveChoices, toggleDelayAccounting, toggleFrozen } from './program-keys.ts';
import type { Deed } from './rights.ts';
import type { Settings } from './settings.ts';
import { type Next, stay, type TuiState, tell } from './state.ts';

type KeyRow = {
  readonly keys: readonly string[];
  readonly help: string;
  /** The setting it changes; absent: none. */
  readonly setting?: keyof Settings;
  /** What it changes outside iotop; not offered where that may not be done. */
  readonly deed?: Deed;
  readonly does: (state: TuiState, key: string) => Next;
};

const pageRows = (state: TuiState): number => Math.max(1, layoutOf(state).bodyRows - 1);
const select =
  (by: (state: TuiState) => number) =>
  (state: TuiState): Next => {
    const rows = by(state);
    const moved = moveSelection(state, rows);
    const isSame = moved.selected === state.selected && moved.top === state.top;
    if (!isSame) return stay(moved);
    const end = `the ${rows < 0 ? 'first' : 'last'} row`;
    return tell(state, 'good', state.rows.length === 0 ? 'no task to select' : end);
  };
const EVERYTHING = Number.MAX_SAFE_INTEGER;
/** Cells a command moves at a time. */
const SHIFT = 8;
const shiftBy =
  (by: number) =>
  (state: TuiState): Next =>
    stay({ ...state, shift: Math.max(0, state.shift + by) });
const ask =
  (effect: Effect, answer?: string) =>
  (state: TuiState): Next => [
    answer === undefined ? state : tell(state, 'good', answer)[0],
    [effect],
  ];

const either = (state: TuiState | undefined): Next | undefined =>
  state === undefined ? undefined : stay(state);

const changing = (setting: keyof Settings, rows: readonly KeyRow[]): readonly KeyRow[] =>
  rows.map((row) => ({ ...row, setting }));

/** Keys that turn a setting, from its row. */
const SETTING_KEYS: readonly KeyRow[] = SETTING_ROWS.flatMap(([setting, { keys: rows }]) =>
  rows.map(({ keys, help, ...turning }) => ({
    keys,
    help,
    setting,
    does: setting === 'unit' ? turnUnit(turning) : turn(setting, turning),
  })),
);

/** By topic, in the order of the help. */
export const KEY_TOPICS: Readonly<Record<string, readonly KeyRow[]>> = {
  Sorting: [
    ...changing('sortColumn', [
      {
        keys: ['left'],
        help: 'sort by the column to the left; in an open row close it',
        does: (state) => either(withFoldClosed(state)) ?? sortFurther(-1)(state),
      },
      {
        keys: ['right'],
        help: 'sort by the column to the right; open a row of several',
        does: (state) => either(withFoldOpened(state)) ?? sortFurther(1)(state),
      },
      { keys: ['f6'], help: 'choose the column to sort by from a list', does: openSort },
    ]),
    ...SETTING_KEYS.filter(({ setting }) => setting === 'sortDirection'),
  ],
  Moving: [
    { keys: ['up'], help: 'select the task above', does: select(() => -1) },
    { keys: ['down'], help: 'select the task below', does: select(() => 1) },
    { keys: ['page-up'], help: 'move up by a page', does: select((state) => -pageRows(state)) },
    { keys: ['page-down'], help: 'move down by a page', does: select(pageRows) },
    { keys: ['home', 'ctrl-home'], help: 'select the first task', does: select(() => -EVERYTHING) },
    { keys: ['end', 'ctrl-end'], help: 'select the last task', does: select(() => EVERYTHING) },
    { keys: ['<', 'shift-left'], help: 'scroll commands to the left', does: shiftBy(-SHIFT) },
    { keys: ['>', 'shift-right'], help: 'scroll commands to the right', does: shiftBy(SHIFT) },
    {
      keys: ['escape'],
      help: 'select nothing and go to the top; then clear the filter',
      does: (state) =>
        state.selected === undefined && state.settings.filter !== ''
          ? clearFilter(state)
          : stay(scrollBy(deselected(state), -EVERYTHING)),
    },
  ],
  Showing: [
    ...changing('filter', [
      {
        keys: ['/', 'f3', 'f4', '\\'],
        help: 'show only some tasks: by a text, or as write > 1M and not user = root',
        does: openFilter,
      },
    ]),
    { keys: ['f', 'F'], help: 'show only some task ids and users', does: openOnlyThese },
    ...changing('columns', [
      {
        keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
        help: 'hide or show a column, counted from the left',
        does: toggleNumberedColumn,
      },
      { keys: ['0'], help: 'show all nine of them', does: showAllColumns },
      {
        keys: ['v', 'V'],
        help: 'show or hide the bytes of read and write calls (VFS)',
        does: (state, key) => toggleColumns(state, ['vfs-read', 'vfs-write'], key),
      },
      { keys: ['m', 'M', 'f2'], help: 'choose columns from a list', does: openColumns },
    ]),
    ...SETTING_KEYS.filter(({ setting }) => setting !== 'sortDirection'),
    ...changing('threads', [
      {
        keys: ['f5', 'ctrl-f'],
        help: 'a tree: threads by process, processes by parent',
        does: turnTree,
      },
    ]),
  ],
  Acting: [
    {
      keys: ['enter'],
      help: 'show the details of the task; open or close a row of several',
      does: openDetails,
    },
    {
      keys: ['i', 'I'],
      help: 'set the I/O priority of a task or process (ionice)',
      deed: 'priority',
      does: openPriority,
    },
    {
      keys: ['k', 'K', 'f9'],
      help: 'send a signal to a process (kill)',
      deed: 'signal',
      does: openSignal,
    },
    {
      keys: ['ctrl-t'],
      help: 'turn delay accounting of the kernel on or off until iotop ends',
      deed: 'delay-accounting',
      does: toggleDelayAccounting,
    },
  ],
  Program: [
    { keys: ['?', 'h', 'H', 'f1'], help: 'show this help', does: openHelp },
    { keys: ['s', 'S', 'Z'], help: 'freeze the screen, or go on', does: toggleFrozen },
    ...changing('interval', [
      { keys: ['+', '='], help: 'use a longer interval', does: changeInterval(1) },
      { keys: ['-'], help: 'use a shorter interval', does: changeInterval(-1) },
    ]),
    { keys: ['W'], help: 'save the settings', does: saveChoices },
    { keys: ['D'], help: 'reset the settings', does: resetChoices },
    { keys: ['ctrl-l'], help: 'redraw the screen', does: ask({ kind: 'redraw' }, 'redrawn') },
    {
      keys: ['ctrl-z'],
      help: 'suspend iotop; fg resumes it',
      does: ask({ kind: 'suspend' }, 'back again'),
    },
    { keys: ['q', 'Q', 'f10', 'ctrl-c', 'ctrl-\\'], help: 'quit', does: ask({ kind: 'quit' }) },
  ],
};

export const KEYS: readonly KeyRow[] = Object.values(KEY_TOPICS).flat();

/** Said below the table in the help. */
export const ANY_OTHER_KEY = 'any other key: take a sample now';

const BY_KEY: ReadonlyMap<string, KeyRow> = new Map(
  KEYS.flatMap((row) => row.keys.map((key) => [key, row] as const)),
);

/** What a key of the table changes outside iotop. */
export const deedOf = (key: string): Deed | undefined => BY_KEY.get(key)?.deed;

/** What the table view does on a key. */
export const pressInTable = (state: TuiState, key: string): Next => {
  const replayed = pressInReplay(state, key);
  if (replayed !== undefined) return replayed;
  const row = BY_KEY.get(key);
  return row === undefined ? lookNow(state, key) : row.does(state, key);
};

/** What to press instead of some keys of htop. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['f7', 'f8', '[', ']'].map((key) => [key, 'no CPU priorities; i: I/O priority']),
  ),
  '*': 'no such key; F5: tree',
  w: 'no such key; Enter: details',
  tab: 'no such key; m: columns',
};

const lookNow = (state: TuiState, key: string): Next => {
  const instead = INSTEAD[key] ?? 'no such key; ? lists all';
  const [told] = tell(state, 'good', `${keyName(key)}: ${instead}`);
  return [told, [{ kind: 'refresh' }]];
};
