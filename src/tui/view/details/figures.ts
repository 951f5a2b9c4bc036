/** What the task looked at does now, did since it was seen, and did in all; beside each figure its near past. */

import { type Bytes, bytesPerSecond, type Nanoseconds, waitRatio } from '../../../lib/units.ts';
import { addInto, type MutableIncrease, netWrite } from '../../../model/totals/increase.ts';
import { processKeyOf } from '../../../model/view/processes.ts';
import { lengthOf } from '../../../model/view/report.ts';
import { formatDuration, formatShare, UNKNOWN } from '../../../render/text/cell.ts';
import { figuresIn, sparkline } from '../../../render/text/sparkline.ts';
import { padStart } from '../../../render/text/text-width.ts';
import { type Increase, taskKey } from '../../../sample/sample.ts';
import type { Target } from '../../core/effects.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { glyphsOf } from '../../settings/glyphs.ts';
import { pastOf } from '../../table/rows.ts';
import { type Line, span } from '../../terminal/line.ts';
import type { Style } from '../../terminal/theme.ts';
import { bytesText, LABEL, labelled } from './fields.ts';

/** Of a figure; in a narrow window its title has to be shorter. */
const VALUE = 10;
const TITLES = ['now', 'since seen', 'in all'];
const SHORT_VALUE = 9;
const SHORT_TITLES = ['now', 'seen', 'in all'];
const GAP = 2;

type Graph = { readonly source: 'io' | 'read' | 'write'; readonly style: Style };
type Row = {
  readonly title: string;
  readonly amount: (increase: Increase) => number | undefined;
  readonly kind: 'bytes' | 'wait';
  readonly graph?: Graph;
};

const IO: Row = {
  title: 'IO',
  amount: ({ ioWait }) => ioWait,
  kind: 'wait',
  graph: { source: 'io', style: 'graph-wait' },
};
const READ: Row = {
  title: 'DISK READ',
  amount: ({ read }) => read,
  kind: 'bytes',
  graph: { source: 'read', style: 'graph-read' },
};
const WRITE = { title: 'DISK WRITE', amount: netWrite, kind: 'bytes' } as const satisfies Row;
const WRITE_GRAPH: Graph = { source: 'write', style: 'graph-write' };

const CHARGED: readonly Row[] = [IO, READ, { ...WRITE, graph: WRITE_GRAPH }];
/** Where it is known what the disks were asked for, the near past is of that. */
const ASKED: readonly Row[] = [
  ...[IO, READ, WRITE],
  { title: 'TO DISK', amount: ({ diskWrite }) => diskWrite, kind: 'bytes', graph: WRITE_GRAPH },
];

const RARE: readonly Row[] = [
  { title: 'CANCELLED', amount: ({ cancelledWrite }) => cancelledWrite, kind: 'bytes' },
  { title: 'VFS READ', amount: ({ readChars }) => readChars, kind: 'bytes' },
  { title: 'VFS WRITE', amount: ({ writeChars }) => writeChars, kind: 'bytes' },
];

/** The titles and the figures that matter, and the others. */
export const figureLines = (
  state: TuiState,
  mode: ModeOf<'details'>,
): { readonly first: readonly Line[]; readonly rare: readonly Line[] } => {
  const { entry, target } = mode;
  const { sample } = state;
  const length = sample === undefined ? undefined : lengthOf(sample);
  // A task that did nothing since it was seen has no sums: it did what it does now.
  const seen = seenOf(state, target) ?? entry;
  const textOf = (row: Row, increase: Increase | undefined): string => {
    const amount = increase && row.amount(increase);
    if (amount === undefined) return UNKNOWN;
    if (amount === 0) return '0';
    return row.kind === 'wait'
      ? formatDuration(amount as Nanoseconds)
      : bytesText(amount, '', state);
  };
  const nowOf = (row: Row): string => {
    const amount = row.amount(entry);
    if (amount === undefined || length === undefined) return UNKNOWN;
    if (amount === 0) return '0';
    return row.kind === 'wait'
      ? formatShare(waitRatio(amount as Nanoseconds, length), '100 %'.length)
      : bytesText(bytesPerSecond(amount as Bytes, length), '/s', state);
  };
  const isNarrow = state.size.columns < LABEL + 3 * VALUE + 2;
  const cells = (texts: readonly string[]): string =>
    texts.map((text) => padStart(text, isNarrow ? SHORT_VALUE : VALUE)).join(' ');
  const linesOf = (rows: readonly Row[]): readonly Line[] =>
    rows.flatMap((row) => {
      const texts = [nowOf(row), textOf(row, seen), textOf(row, entry.totals)];
      const graph = row.graph && graphOf(state, target, row.graph);
      const isUnknown = RARE.includes(row) && texts.every((text) => text === UNKNOWN);
      return isUnknown ? [] : [labelled(row.title, span(cells(texts)), ...(graph ?? []))];
    });
  const titles = labelled('', span(cells(isNarrow ? SHORT_TITLES : TITLES), 'label'));
  return {
    first: [titles, ...linesOf(entry.diskWrite === undefined ? CHARGED : ASKED)],
    rare: linesOf(RARE),
  };
};

/** What a task, or all threads of a process together, did since iotop looks; undefined: nothing. */
const seenOf = ({ memory }: TuiState, target: Target): Increase | undefined => {
  const key = taskKey(target.tid, target.startedAt);
  if (target.unit === 'thread') return memory.accumulated.get(key)?.amounts;
  const threads = [...memory.accumulated.all()].filter(({ entry }) => processKeyOf(entry) === key);
  if (threads.length === 0) return undefined;
  const sum: MutableIncrease = {};
  for (const { amounts: amount } of threads) addInto(sum, amount);
  return sum;
};

/** The near past, and what its highest bar stands for. None where there is no room. */
const graphOf = (state: TuiState, target: Target, { source, style }: Graph) => {
  const glyphs = glyphsOf(state);
  const width = Math.min(60, state.size.columns - LABEL - 4 * VALUE - 2 - 2 * GAP);
  if (width < 5) return [];
  const key = taskKey(target.tid, target.startedAt);
  const past = pastOf(state, target.unit, key, source, figuresIn({ width, glyphs }));
  if (!past.some((value) => value > 0)) return [];
  const most = source === 'io' ? 1 : Math.max(1, ...past);
  const scale = source === 'io' ? '100 %' : bytesText(most, '/s', state);
  return [
    span(' '.repeat(GAP)),
    span(sparkline(past, { width, most, glyphs }), style),
    span(' '.repeat(GAP) + scale, 'label'),
  ];
};
