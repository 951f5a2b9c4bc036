/**
 * The configuration file of iotop-c: one long option a line, `#` begins a comment.
 *
 * Read where ours is absent, so that nobody who changes over has to choose everything again. Options that mean nothing here
 * are passed over.
 */

import type { ColumnId } from '../model/columns.ts';
import { CLASSIC_COLUMNS, type Settings } from '../tui/settings.ts';
import { COLUMN_OPTIONS, GRAPH_WORDS } from './column-options.ts';

export const parseIotoprc = (text: string): Partial<Settings> => {
  let settings: Partial<Settings> = {};
  const hidden = new Set<ColumnId>();
  const added = new Set<ColumnId>();
  for (const line of text.split('\n')) {
    const [, option = '', value = ''] =
      /^\s*(?:--)?([a-z0-9-]+)(?:[=\s]\s*(.*?))?\s*$/.exec(line) ?? [];
    const column = COLUMN_BY_WORD[option.replace(/^(hide|show)-/, '')];
    if (column !== undefined && option.startsWith('hide-')) hidden.add(column);
    if (option === 'show-vfs' || option === 'show-vfs-read') added.add('vfs-read');
    if (option === 'show-vfs' || option === 'show-vfs-write') added.add('vfs-write');
    settings = { ...settings, ...FIXED[option], ...VALUED[option]?.(value) };
  }
  if (hidden.size + added.size === 0) return settings;
  const shown = CLASSIC_COLUMNS.filter((id) => !hidden.has(id));
  return { ...settings, columns: new Set<ColumnId>([...shown, ...added]) };
};

const COLUMN_BY_WORD: Readonly<Record<string, ColumnId>> = Object.fromEntries(
  COLUMN_OPTIONS.map(({ word, column }) => [word, column]),
);

const FIXED: Readonly<Record<string, Partial<Settings>>> = {
  only: { show: 'active' },
  processes: { unit: 'processes' },
  threads: { unit: 'threads' },
  flat: { threads: 'flat' },
  'no-flat': { threads: 'grouped' },
  accumulated: { measure: 'total' },
  'accum-bw': { measure: 'average' },
  lifetime: { since: 'started' },
  'no-lifetime': { since: 'seen' },
  fullcmdline: { commandStyle: 'full' },
  'no-fullcmdline': { commandStyle: 'short' },
  'hide-exited': { ended: 'hidden' },
  'show-exited': { ended: 'shown' },
  'dead-x': { endedMark: 'letter' },
  'no-dead-x': { endedMark: 'none' },
  'no-color': { theme: 'mono' },
  inverse: { theme: 'light' },
  si: { base: 1000 },
  'no-si': { base: 1024 },
  ascii: { glyphs: 'ascii' },
  unicode: { glyphs: 'unicode' },
  'hide-time': { clock: 'hidden' },
  'show-time': { clock: 'shown' },
};

const GRAPHS: Readonly<Record<string, Settings['graph']>> = GRAPH_WORDS;

const VALUED: Readonly<Record<string, (value: string) => Partial<Settings>>> = {
  grtype: (value) => {
    const graph = GRAPHS[value.toLowerCase()];
    return graph === undefined ? {} : { graph };
  },
  threshold: (value) => (/^([1-9]|10)$/.test(value) ? { threshold: Number(value) } : {}),
  delay: (value) => {
    const seconds = Number(value);
    return seconds >= 0.1 ? { interval: Math.round(seconds * 1000) } : {};
  },
};
