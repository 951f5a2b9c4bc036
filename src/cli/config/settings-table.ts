/** The settings as a file names them: one row each, read and written by the same row. */
import { COLUMNS, type ColumnId } from '../../model/columns.ts';
import { GRAPH_SOURCES } from '../../model/totals/history.ts';
import { compilePattern } from '../../model/view/pattern.ts';
import { type Settings, shownColumns } from '../../tui/core/settings.ts';
import { THEME_NAMES } from '../../tui/view/theme.ts';

/** A good value as what it sets, or what is wrong with it, in words that follow the setting's name. */
export type ReadSetting =
  | { readonly kind: 'ok'; readonly settings: Partial<Settings> }
  | { readonly kind: 'bad'; readonly problem: string };

export type SettingRow = {
  readonly name: string;
  readonly help: string;
  readonly read: (value: unknown) => ReadSetting;
  readonly write: (settings: Settings) => string | number | readonly string[];
};

const COLUMN_IDS: readonly ColumnId[] = COLUMNS.map(({ id }) => id);

const ok = (settings: Partial<Settings>): ReadSetting => ({ kind: 'ok', settings });
const bad = (problem: string): ReadSetting => ({ kind: 'bad', problem });
const quoted = (values: readonly (string | number)[]): string =>
  values.map((value) => JSON.stringify(value)).join(', ');

/** A setting that is one of a few values. */
const choice = <Field extends keyof Settings>(
  name: string,
  field: Field,
  values: readonly (Settings[Field] & (string | number))[],
  help: string,
): SettingRow => ({
  name,
  help: `${help}: ${quoted(values)}`,
  read: (value) => {
    const found = values.find((candidate) => candidate === value);
    return found === undefined ? bad(`must be one of ${quoted(values)}`) : ok({ [field]: found });
  },
  write: (settings) => settings[field] as string | number,
});

/** As the command line takes them: what it sets can be saved. */
const SHORTEST = 0;
const LONGEST = 86_400;

const delay: SettingRow = {
  name: 'delay',
  help: 'seconds between two looks',
  read: (value) =>
    typeof value === 'number' && value >= SHORTEST && value <= LONGEST
      ? ok({ interval: Math.round(value * 1000) })
      : bad(`must be a number of seconds from ${SHORTEST} to ${LONGEST}`),
  write: ({ interval }) => interval / 1000,
};

const filter: SettingRow = {
  name: 'filter',
  help: 'only tasks whose id, name or command line matches; "": all',
  read: (value) => {
    if (typeof value !== 'string') return bad('must be a text');
    const compiled = compilePattern(value);
    return compiled.kind === 'ok'
      ? ok({ filter: value })
      : bad(`is no regular expression: ${compiled.problem}`);
  },
  write: (settings) => settings.filter,
};

const columns: SettingRow = {
  name: 'columns',
  help: `columns to show, of ${quoted(COLUMN_IDS)}`,
  read: (value) => {
    if (!Array.isArray(value) || value.length === 0) return bad('must be a list of column names');
    const unknown = value.filter((id) => !COLUMN_IDS.includes(id));
    return unknown.length === 0
      ? ok({ columns: new Set(value as ColumnId[]) })
      : bad(`has no column ${quoted(unknown.map(String))}; there are ${quoted(COLUMN_IDS)}`);
  },
  write: (settings) => shownColumns(settings),
};

export const SETTING_ROWS: readonly SettingRow[] = [
  choice('unit', 'unit', ['threads', 'processes'], 'what a row is'),
  choice('threads', 'threads', ['flat', 'grouped'], 'threads as a list, or under their process'),
  choice(
    'show',
    'show',
    ['all', 'active', 'moved'],
    'all tasks, those that do I/O, or only those that move bytes',
  ),
  choice('measure', 'measure', ['rate', 'total', 'average'], 'what byte columns show'),
  choice('since', 'since', ['seen', 'started'], 'totals since iotop, or since the task, started'),
  choice('sort', 'sortColumn', COLUMN_IDS, 'sort column'),
  choice('direction', 'sortDirection', ['ascending', 'descending'], 'sort direction'),
  choice('command', 'commandStyle', ['full', 'short'], 'command lines'),
  filter,
  choice('users', 'userNames', ['names', 'numbers'], 'users by name or number'),
  columns,
  choice('graph', 'graph', GRAPH_SOURCES, 'what the graph shows'),
  choice('ended', 'ended', ['shown', 'hidden'], 'tasks that ended a moment ago'),
  choice('ended-mark', 'endedMark', ['none', 'letter'], 'an x before them'),
  choice('clock', 'clock', ['hidden', 'shown'], 'the time of day'),
  choice('amounts', 'amounts', ['scaled', 'kilobytes'], 'units as they fit, or kilobytes always'),
  choice('base', 'base', [1024, 1000], 'what one unit of the next is'),
  choice(
    'threshold',
    'threshold',
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    'the next unit begins at this many times itself',
  ),
  choice('theme', 'theme', THEME_NAMES, 'colours'),
  choice('glyphs', 'glyphs', ['unicode', 'ascii'], 'characters of graphs and lines'),
  delay,
];
