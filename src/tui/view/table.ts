/** The titles and the rows in view. Only what is seen is made: 12,000 tasks cost what 40 do. */

import { secondsToNanoseconds } from '../../lib/units.ts';
import { type ColumnId, columnOf } from '../../model/columns.ts';
import { isCgroupKey } from '../../model/units/unit.ts';
import { keyOfRow, type Row } from '../../model/view/row.ts';
import { idOf, type PlacedRow } from '../../model/view/tree.ts';
import { formatCell, formatDuration } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { shortName, withShortPaths } from '../../render/text/short-paths.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import {
  cutToWidth,
  dropWidth,
  padEnd,
  padStart,
  textWidth,
} from '../../render/text/text-width.ts';
import { shownName } from '../core/acted-on.ts';
import { sortedColumn } from '../core/settings.ts';
import type { TuiState } from '../core/state.ts';
import { hasColumn } from '../settings/column-setting.ts';
import { glyphsOf } from '../settings/glyphs.ts';
import {
  type ColumnLayout,
  columnLayoutOf,
  type PlacedColumn,
  titleFor,
  titleOf,
} from '../table/column-layout.ts';
import { hasSelectedEnded, rowsInView } from '../table/cursor.ts';
import { graphSource, isProcessRow, pastOf } from '../table/rows.ts';
import { barLine, type Line, line, type Span, span } from '../terminal/line.ts';
import type { Style } from '../terminal/theme.ts';
import { toneIn, toneOfCell, toneOfRow } from './tone.ts';

export const titleLine = (state: TuiState): Line => {
  const layout = columnLayoutOf(state);
  const marked = layout.filter(({ id }) => isSortedBy(state, id, layout));
  const hidden = marked.length > 0 ? '' : hiddenMark(state);
  return barLine(
    'title',
    ...layout.flatMap((placed, index) => {
      const isLast = index === layout.length - 1;
      const isSorted = marked.includes(placed);
      const mark = isSorted ? SORT_MARKS[state.settings.sortDirection] : '';
      const text = alignTitle(shownTitleOf(placed, state) + mark, placed);
      const title = isLast
        ? cutToWidth(text, placed.width - textWidth(hidden))
        : cutToWidth(`${text} `, placed.width + 1);
      const shown = span(title, isSorted ? 'title-sorted' : 'title');
      return isLast && hidden !== '' ? [shown, span(hidden, 'title-sorted')] : [shown];
    }),
  );
};

/** What rows are sorted by where no title can bear the mark. */
const hiddenMark = (state: TuiState): string => {
  const { sortDirection } = state.settings;
  return ` by ${titleOf(sortedColumn(state.settings), state)}${SORT_MARKS[sortDirection]}`;
};

export const bodyLines = (state: TuiState): readonly Line[] => {
  const visible = rowsInView(state).flatMap((index) => state.rows[index] ?? []);
  const layout = columnLayoutOf(state);
  const graphs = graphsOf(state, layout, visible);
  const lines = visible.map((placed, index) => {
    const isSelected = state.selected !== undefined && idOf(placed) === state.selected;
    const row = isSelected ? 'selected' : toneOfRow(placed.row);
    const spans = layout.flatMap((column) =>
      cellOf(state, { placed, column, row, graph: graphs?.[index] ?? '' }),
    );
    return barLine(isSelected ? 'selected' : 'plain', ...spans);
  });
  return hasSelectedEnded(state) ? [...lines, endedLine(state)] : lines;
};

/** `dd 24424, ended 3 s ago`. */
const endedLine = ({ followed, sample }: TuiState): Line => {
  if (followed?.endedAt === undefined || sample === undefined) return line();
  const { entry, endedAt } = followed;
  const seconds = Math.round((sample.endedAt - endedAt) / 1e9);
  const ago = seconds < 60 ? `${seconds} s` : formatDuration(secondsToNanoseconds(seconds));
  return barLine('selected', span(` ${shownName(entry)} ${entry.tid}, ended ${ago} ago`));
};

/** What stands where the table would, when it has no rows. */
export const emptyLine = (state: TuiState): Line => {
  const { settings, sample } = state;
  const { filter } = settings;
  if (sample === undefined) return line();
  const { devices } = state.selection;
  const asking =
    devices === undefined ? '' : ` that asked anything of ${sanitize(devices.join(', '))}`;
  const reasons = [
    ...(settings.show === 'active' ? ['o shows idle tasks too'] : []),
    ...(filter === '' ? [] : ['/ changes the filter']),
    ...(state.selection.ids.size + state.selection.uids.size > 0 ? ['f changes whose tasks'] : []),
  ];
  const hint = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return line(span(`no task to show${asking}${hint}`, 'label'));
};

const SORT_MARKS = { ascending: '<', descending: '>' } as const;

const shownTitleOf = ({ id, width, title }: PlacedColumn, state: TuiState): string =>
  id === 'graph' && width >= 10
    ? `GRAPH[${GRAPH_LETTERS[graphSource(state)]}]`
    : (titleFor(id, state.settings.unit) ?? title);

/** A sum that is not shown is marked at what it adds up, as it is now where that is shown. */
const isSortedBy = ({ settings }: TuiState, id: ColumnId, layout: ColumnLayout): boolean => {
  const { columns } = settings;
  const sortColumn = sortedColumn(settings);
  if (id === sortColumn) return true;
  if (hasColumn(columns, sortColumn) || !columnOf(sortColumn).sumOf?.includes(id)) return false;
  return !layout.some(({ column }) => column.nowOf === id);
};

const GRAPH_LETTERS = { io: 'IO', read: 'R', write: 'W', both: 'RW', swapin: 'SW' } as const;

/** Figures and ids are. */
const isRightAligned = ({ column }: PlacedColumn): boolean =>
  !['text', 'priority', 'graph'].includes(column.kind);

/** A title may use the blank after its column; over figures it ends where they do. */
const alignTitle = (title: string, placed: PlacedColumn): string =>
  isRightAligned(placed) && title.length <= placed.width
    ? padStart(title, placed.width)
    : padEnd(title, placed.width + (title.length > placed.width ? 1 : 0));

type Cell = {
  readonly placed: PlacedRow;
  readonly column: PlacedColumn;
  /** How the row stands out. */
  readonly row: Style;
  readonly graph: string;
};

const cellOf = (state: TuiState, { placed, column, row, graph }: Cell): readonly Span[] => {
  const { id, width } = column;
  if (id === 'graph') return [span(padEnd(graph, width + 1), toneIn(row, 'graph-wait'))];
  const text = textOf(state, placed, column);
  if (id === 'command') return commandSpans(state, placed, span(text, row), width);
  const whole = id === 'cgroup' ? shortName(text, width, LEFT_OUT) : text;
  const cell = isRightAligned(column) ? padStart(whole, width) : padEnd(whole, width);
  const { report } = state;
  const tone = report === undefined ? 'plain' : toneOfCell(column.column, placed.row, report);
  return [span(`${cell} `, toneIn(row, tone))];
};

/** What was left out of a path. */
const LEFT_OUT = '…';

const textOf = (state: TuiState, { row }: PlacedRow, { column, width }: PlacedColumn): string => {
  const { report, settings } = state;
  if (report === undefined) return '';
  return formatCell(column, row, {
    measure: settings.measure,
    scale: settings,
    width,
    cells: settings.cells,
    context: report.view.context,
  });
};

const BRANCHES = {
  single: '',
  process: '▾ ',
  open: '▾ ',
  closed: '▸ ',
  child: '├ ',
  'last-child': '└ ',
} as const;

const commandSpans = (
  state: TuiState,
  { place, row, depth = 0 }: PlacedRow,
  { text: command, style }: Span,
  width: number,
): readonly Span[] => {
  const { endedMark } = state.settings;
  const mark = row.entry.ended && endedMark === 'letter' ? 'x ' : '';
  const branch = ' '.repeat(depth) + mark + BRANCHES[place];
  const text = fitted(state, row, command, width - branch.length);
  return branch === ''
    ? [span(text, style)]
    : [span(branch, style === 'selected' ? style : 'tree'), span(text, style)];
};

/** Scrolled no further than to its end: what fits stays. Else of a control group the name comes before how many processes it has. */
const fitted = (
  { settings, shift }: TuiState,
  { entry, fold }: Row,
  command: string,
  room: number,
): string => {
  if (shift > 0) {
    const excess = Math.max(0, textWidth(command) - room);
    return cutToWidth(dropWidth(command, Math.min(shift, excess)), room);
  }
  const isGroup = fold !== undefined && isCgroupKey(fold.key);
  const name = isGroup ? sanitize(entry.comm) : '';
  if (room > 0 && textWidth(name) > room) return shortName(name, room, LEFT_OUT);
  return settings.cells === 'tight'
    ? withShortPaths(command, room, LEFT_OUT)
    : cutToWidth(command, room);
};

/** Bytes are drawn against the most that is in view, shares of time against all of it. */
const graphsOf = (
  state: TuiState,
  layout: ColumnLayout,
  visible: readonly PlacedRow[],
): readonly string[] | undefined => {
  const width = layout.find(({ id }) => id === 'graph')?.width;
  if (width === undefined) return undefined;
  const glyphs = glyphsOf(state);
  const graph = graphSource(state);
  const moments = figuresIn({ width, glyphs });
  const pasts = visible.map((placed) => {
    const unit = isProcessRow(state, placed) ? 'process' : 'thread';
    return pastOf(state, unit, keyOfRow(placed.row), graph, moments);
  });
  const isShare = graph === 'io' || graph === 'swapin';
  const most = isShare ? 1 : pasts.reduce((greatest, past) => Math.max(greatest, ...past), 1);
  return pasts.map((past) => sparkline(past, { width, most, glyphs }));
};
