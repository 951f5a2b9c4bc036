/** The options that choose how the screen looks, under the names of iotop-c. */
import type { ColumnId } from '../../model/columns.ts';
import { GRAPH_SOURCES } from '../../model/totals/history.ts';
import type { Settings } from '../../tui/core/settings.ts';
import { THEME_NAMES } from '../../tui/view/theme.ts';
import { COLUMN_OPTIONS, GRAPH_WORDS } from './column-options.ts';
import type { Arguments } from './parse-arguments.ts';
import { choiceOf, flagOr } from './values.ts';

type ScreenSettings = Pick<
  Settings,
  'threads' | 'ended' | 'endedMark' | 'clock' | 'glyphs' | 'theme' | 'graph' | 'columns'
>;

/** @param base what holds where nothing is said @throws UsageError for a word that is none of an option's */
export const screenSettingsOf = (given: Arguments, base: Settings): ScreenSettings => {
  // Accepted, and checked, for old command lines; the help is always a window.
  choiceOf(given.value('help-type'), '--help-type', ['none', 'win', 'inline']);
  return {
    threads: flagOr(given.flag('flat'), 'flat', 'grouped', base.threads),
    ended: flagOr(given.either(['hide-exited'], ['show-exited']), 'hidden', 'shown', base.ended),
    endedMark: flagOr(given.flag('dead-x'), 'letter', 'none', base.endedMark),
    clock: flagOr(given.either(['hide-time'], ['show-time']), 'hidden', 'shown', base.clock),
    glyphs: flagOr(given.either(['ascii'], ['unicode']), 'ascii', 'unicode', base.glyphs),
    theme: themeOf(given, base.theme),
    graph: graphOf(given) ?? base.graph,
    columns: columnsOf(given, base.columns),
  };
};

/** `--no-color` comes as `--color` undone. */
const themeOf = (given: Arguments, otherwise: Settings['theme']): Settings['theme'] => {
  const theme = choiceOf(given.value('theme'), '--theme', THEME_NAMES);
  const chosen = theme ?? flagOr(given.flag('inverse'), 'light', 'default', otherwise);
  const coloured = chosen === 'mono' ? 'default' : chosen;
  return flagOr(given.flag('color'), theme ?? coloured, 'mono', chosen);
};

/** A source by our word, or by iotop-c's. */
const graphOf = (given: Arguments): Settings['graph'] | undefined => {
  const word = given.value('grtype');
  const theirs = Object.entries(GRAPH_WORDS).find(([known]) => known === word)?.[1];
  return theirs ?? choiceOf(word, '--grtype', GRAPH_SOURCES);
};

const columnsOf = (given: Arguments, base: Settings['columns']): Settings['columns'] => {
  const columns = new Set(base);
  const show = (column: ColumnId, shown: boolean | undefined): void => {
    if (shown === true) columns.add(column);
    if (shown === false) columns.delete(column);
  };
  for (const { word, column } of COLUMN_OPTIONS) {
    show(column, given.either([`show-${word}`], [`hide-${word}`]));
  }
  for (const column of ['vfs-read', 'vfs-write'] as const) {
    const on = ['show-vfs', `show-${column}`] as const;
    show(column, given.either(on, ['hide-vfs', `hide-${column}`]));
  }
  return columns;
};
