/** The titles and the rows in view. Only what is seen is made: 12,000 tasks cost what 40 do. */
import { type ColumnId, columnOf } from '../../model/columns.ts';
import { keyOfRow } from '../../model/view/row.ts';
import { idOf, type PlacedRow } from '../../model/view/tree.ts';
import { formatCell } from '../../render/text/cell.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import {
  cutToWidth,
  dropWidth,
  padEnd,
  padStart,
  textWidth,
} from '../../render/text/text-width.ts';
import type { TuiState } from '../core/state.ts';
import { type ColumnLayout, columnLayoutOf, type PlacedColumn } from '../table/column-layout.ts';
import { rowsInView } from '../table/cursor.ts';
import { graphSource, isProcessRow, pastOf } from '../table/rows.ts';
import { barLine, type Line, line, type Span, span } from '../terminal/line.ts';
import type { Style } from '../terminal/theme.ts';

export const titleLine = (state: TuiState): Line => {
  const layout = columnLayoutOf(state);
  const isMarked = layout.columns.some(({ id }) => isSortedBy(state, id));
  const hidden = isMarked ? '' : hiddenMark(state);
  return barLine(
    'title',
    ...layout.columns.flatMap((placed, index) => {
      const isLast = index === layout.columns.length - 1;
      const isSorted = isSortedBy(state, placed.id);
      const text = alignTitle(titleOf(placed, layout, state), placed);
      const title = isLast
        ? cutToWidth(text, placed.width - textWidth(hidden))
        : cutToWidth(`${text} `, placed.width + 1);
      const shown = span(title, isSorted ? 'title-sorted' : 'title');
      return isLast && hidden !== '' ? [shown, span(hidden, 'title-sorted')] : [shown];
    }),
  );
};

/** What rows are sorted by where no title can bear the mark. */
const hiddenMark = ({ settings }: TuiState): string =>
  ` by ${columnOf(settings.sortColumn).title}${SORT_MARKS[settings.sortDirection]}`;

export const bodyLines = (state: TuiState): readonly Line[] => {
  const visible = rowsInView(state).flatMap((index) => state.rows[index] ?? []);
  const layout = columnLayoutOf(state);
  const graphs = graphsOf(state, layout, visible);
  return visible.map((placed, index) => {
    const spans = layout.columns.flatMap((column) =>
      cellOf(state, { placed, column, graph: graphs?.[index] ?? '' }),
    );
    const isSelected = state.selected !== undefined && idOf(placed) === state.selected;
    return isSelected
      ? barLine('selected', ...spans)
      : { spans, base: placed.row.entry.ended ? 'ended' : 'plain' };
  });
};

/** What stands where the table would, when it has no rows. */
export const emptyLine = (state: TuiState): Line => {
  const { settings, sample } = state;
  const { filter } = settings;
  if (sample === undefined) return line();
  const reasons = [
    ...(settings.show === 'active' ? ['o shows idle tasks too'] : []),
    ...(filter === '' ? [] : ['/ changes the filter']),
    ...(state.selection.ids.size + state.selection.uids.size > 0 ? ['f changes whose tasks'] : []),
  ];
  const hint = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return line(span(`no task to show${hint}`, 'label'));
};

const SORT_MARKS = { ascending: '<', descending: '>' } as const;

const titleOf = (
  { column, id, width }: PlacedColumn,
  { figures }: ColumnLayout,
  state: TuiState,
): string => {
  const { settings } = state;
  let title: string = column.title;
  if (id === 'tid' && settings.unit === 'processes') title = 'PID';
  if (id === 'graph' && width >= 10) title = `GRAPH[${GRAPH_LETTERS[graphSource(state)]}]`;
  if (figures === 'narrow') title = title.replace('DISK ', '');
  return isSortedBy(state, id) ? title + SORT_MARKS[settings.sortDirection] : title;
};

/** A sum that is not shown is marked at what it adds up. */
const isSortedBy = ({ settings }: TuiState, id: ColumnId): boolean => {
  const { sortColumn, columns } = settings;
  if (id === sortColumn) return true;
  return !columns.has(sortColumn) && (columnOf(sortColumn).sumOf?.includes(id) ?? false);
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

type Cell = { readonly placed: PlacedRow; readonly column: PlacedColumn; readonly graph: string };

const cellOf = (state: TuiState, { placed, column, graph }: Cell): readonly Span[] => {
  const { id, width } = column;
  if (id === 'graph') return [span(padEnd(graph, width + 1), 'graph-wait')];
  const text = textOf(state, placed, column);
  if (id === 'command') return commandSpans(state, placed, text, width);
  const whole = id === 'cgroup' ? endOf(text, width, state) : text;
  const cell = isRightAligned(column) ? padStart(whole, width) : padEnd(whole, width);
  return [span(`${cell} `, styleOf(state, placed, column))];
};

/** A path is told by its end. */
const endOf = (text: string, width: number, { settings }: TuiState): string => {
  const excess = textWidth(text) - width;
  if (excess <= 0) return text;
  return (settings.glyphs === 'unicode' ? '…' : '<') + dropWidth(text, excess + 1);
};

const textOf = (state: TuiState, { row }: PlacedRow, { column, width }: PlacedColumn): string => {
  const { report, settings } = state;
  if (report === undefined) return '';
  return formatCell(column, row, {
    measure: settings.measure,
    scale: settings,
    width,
    context: report.view.context,
  });
};

const BRANCHES = {
  unicode: { single: '', process: '▾ ', thread: '├ ', 'last-thread': '└ ' },
  ascii: { single: '', process: '+ ', thread: '| ', 'last-thread': '` ' },
} as const;

const commandSpans = (
  state: TuiState,
  { place, row }: PlacedRow,
  command: string,
  width: number,
): readonly Span[] => {
  const { glyphs, endedMark } = state.settings;
  const mark = row.entry.ended && endedMark === 'letter' ? 'x ' : '';
  const branch = mark + BRANCHES[glyphs][place];
  const text = cutToWidth(dropWidth(command, state.shift), width - branch.length);
  return branch === '' ? [span(text)] : [span(branch, 'tree'), span(text)];
};

const styleOf = (state: TuiState, { row }: PlacedRow, { column }: PlacedColumn): Style => {
  if (column.kind !== 'share' || row.entry.ended || state.report === undefined) return 'plain';
  const share = column.value(row, state.report.view.context);
  if (typeof share !== 'number' || share <= 0.1) return 'plain';
  return share > 0.8 ? 'share-high' : share > 0.4 ? 'share-medium' : 'share-low';
};

/** Bytes are drawn against the most that is in view, shares of time against all of it. */
const graphsOf = (
  state: TuiState,
  layout: ColumnLayout,
  visible: readonly PlacedRow[],
): readonly string[] | undefined => {
  const width = layout.columns.find(({ id }) => id === 'graph')?.width;
  if (width === undefined) return undefined;
  const { glyphs } = state.settings;
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
