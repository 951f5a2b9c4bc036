/** One task alone. */
import type { Bytes, Nanoseconds } from '../../lib/units.ts';
import { taskName } from '../../model/command-name.ts';
import { formatIoPriority } from '../../model/io-priority.ts';
import { addInto, type MutableIncrease, netWrite } from '../../model/totals/increase.ts';
import { processKeyOf } from '../../model/view/processes.ts';
import { formatBytes, formatDuration, UNKNOWN } from '../../render/text/cell.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { figuresIn, sparkline } from '../../render/text/sparkline.ts';
import {
  cutToWidth,
  dropWidth,
  padEnd,
  padStart,
  textWidth,
  wrap,
} from '../../render/text/text-width.ts';
import { momentText } from '../../render/text/wall-time.ts';
import { type Increase, type TaskEntry, taskKey } from '../../sample/sample.ts';
import { nameOf } from '../core/acted-on.ts';
import type { Target } from '../core/effects.ts';
import type { ModeOf, TuiState } from '../core/state.ts';
import { pastOf } from '../table/rows.ts';
import { barLine, type Line, line, type Span, span } from '../terminal/line.ts';
import type { Size } from '../terminal/terminal.ts';
import type { Style } from '../terminal/theme.ts';

type DetailsMode = ModeOf<'details'>;

/** The title stays; what does not fit below it is scrolled to. */
export const detailsPage = (state: TuiState, mode: DetailsMode): readonly Line[] => {
  const { entry, target } = mode;
  const title = ` ${timeOf(state)}${nameOf(target)}${entry.ended ? ', ended' : ''}`;
  const room = Math.max(0, state.size.rows - 2);
  const lines = detailsLines(state, mode);
  const top = Math.min(mode.top, Math.max(0, lines.length - room));
  return [barLine('dialog-title', span(title, 'dialog-title')), ...lines.slice(top, top + room)];
};

/** In a replay, before anything that a narrow window cuts. */
const timeOf = ({ rights, sample }: TuiState): string =>
  rights === 'replay' && sample !== undefined ? `${momentText(sample.wallTime)}  ` : '';

/** All lines below the title, those scrolled away too. */
export const detailsLines = (state: TuiState, mode: DetailsMode): readonly Line[] => [
  ...commandLines(state, mode),
  ...identity(state, mode),
  ...amounts(state, mode),
  ...graphs(state, mode),
  ...threads(state, mode),
  ...files(state, mode),
  ...problems(mode),
];

const LABEL = 11;
const labelled = (label: string, ...spans: readonly Span[]): Line =>
  line(span(padEnd(label, LABEL), 'label'), ...spans);
const field = (label: string, text: string): Line => labelled(label, span(sanitize(text)));

/** Over as many rows as it takes: the page scrolls. */
const fieldRows = (label: string, text: string, { columns }: Size): readonly Line[] =>
  wrap(text, columns - LABEL).map((part, row) => field(row === 0 ? label : '', part));

const COMMAND_ROWS = 3;

/** The whole command line, over some rows. */
const commandLines = ({ size }: TuiState, { entry, details }: DetailsMode): readonly Line[] => {
  const words = details?.commandLine ?? [];
  const known = words.length > 0 ? words.join(' ') : entry.command;
  const text = sanitize(known ? known : taskName(entry));
  const width = Math.max(1, size.columns - LABEL);
  const rows = Math.min(COMMAND_ROWS, Math.max(1, Math.ceil(textWidth(text) / width)));
  return Array.from({ length: rows }, (_, row) =>
    labelled(row === 0 ? 'Command' : '', span(cutToWidth(dropWidth(text, row * width), width))),
  );
};

const identity = (
  { sample, size }: TuiState,
  { entry, target, details }: DetailsMode,
): readonly Line[] => {
  const age = sample === undefined ? undefined : sample.endedAt - entry.startedAt;
  const facts = [
    `user ${entry.user ?? entry.uid ?? UNKNOWN}`,
    `process ${target.tgid}`,
    `priority ${entry.ioPriority === undefined ? UNKNOWN : formatIoPriority(entry.ioPriority)}`,
    `state ${entry.state ?? UNKNOWN}`,
    ...(age === undefined ? [] : [`started ${formatDuration(age as Nanoseconds)} ago`]),
    ...(entry.waitingSince === undefined || sample === undefined
      ? []
      : [`waiting for ${waitText(entry, (sample.endedAt - entry.waitingSince) as Nanoseconds)}`]),
  ];
  return [
    ...fieldRows('Task', facts.join('  '), size),
    ...(details?.cgroup === undefined ? [] : [field('cgroup', details.cgroup)]),
    ...(details?.workingDirectory === undefined ? [] : [field('Folder', details.workingDirectory)]),
  ];
};

const waitText = ({ waitingLonger }: TaskEntry, wait: Nanoseconds): string =>
  `${waitingLonger ? 'at least ' : ''}${formatDuration(wait)}`;

const VALUE = 13;

/** Now, since iotop saw it, since it started: the same figures in three rows. */
const amounts = (state: TuiState, { entry, target }: DetailsMode): readonly Line[] => {
  // A task that did nothing since it was seen has no sums: it did what it does now.
  const seen = seenOf(state, target) ?? entry;
  const titles = ['DISK READ', 'DISK WRITE', 'CANCELLED', 'VFS READ', 'VFS WRITE'];
  const row = (label: string, increase: Increase | undefined): Line =>
    labelled(label, span(figuresOf(state, increase)));
  return [
    labelled('', span(titles.map((text) => padStart(text, VALUE)).join(''), 'label')),
    row('now', entry),
    row('since seen', seen),
    row('in all', entry.totals),
  ];
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

const figuresOf = ({ settings }: TuiState, increase: Increase | undefined): string => {
  const { read, cancelledWrite, readChars, writeChars } = increase ?? {};
  const written = increase === undefined ? undefined : netWrite(increase);
  const textOf = (amount: Bytes | undefined): string =>
    padStart(amount === undefined ? UNKNOWN : formatBytes(amount, '', settings, VALUE), VALUE);
  return [read, written, cancelledWrite, readChars, writeChars].map(textOf).join('');
};

const graphs = (state: TuiState, { target }: DetailsMode): readonly Line[] => {
  const { glyphs } = state.settings;
  const width = Math.min(60, state.size.columns - LABEL - VALUE - 1);
  if (width < 5) return [];
  const key = taskKey(target.tid, target.startedAt);
  const graph = (label: string, source: 'io' | 'read' | 'write', style: Style): Line => {
    const count = figuresIn({ width, glyphs });
    const past = pastOf(state, target.unit, key, source, count);
    const most = source === 'io' ? 1 : Math.max(1, ...past);
    const scale = source === 'io' ? '100 %' : formatBytes(most, '/s', state.settings, VALUE);
    return labelled(
      label,
      span(sparkline(past, { width, most, glyphs }), style),
      span(padStart(past.some((value) => value > 0) ? scale : '', VALUE + 1), 'label'),
    );
  };
  return [
    graph('IO', 'io', 'graph-wait'),
    graph('Read', 'read', 'graph-read'),
    graph('Write', 'write', 'graph-write'),
  ];
};

/** All of them. */
const threads = ({ size }: TuiState, { details }: DetailsMode): readonly Line[] => {
  if (details === undefined || details.threads.length < 2) return [];
  const names = details.threads.map(({ tid, comm }) => `${tid} ${sanitize(comm)}`).join(', ');
  return fieldRows('Threads', `${details.threads.length}: ${names}`, size);
};

const files = ({ settings }: TuiState, { details }: DetailsMode): readonly Line[] => {
  if (details === undefined) return [field('Files', 'reading …')];
  const shown = details.openFiles.map(({ descriptor, path, position }) => {
    const at = position === undefined ? '' : formatBytes(position, '', settings, VALUE);
    return line(
      span(padStart(String(descriptor), 5), 'label'),
      span(` ${padStart(at, VALUE)} ${sanitize(path)}`),
    );
  });
  return [field('Files', `${details.openFiles.length} open; descriptor, position, path`), ...shown];
};

const problems = ({ details }: DetailsMode): readonly Line[] =>
  (details?.problems ?? []).map((problem) => line(span(sanitize(problem), 'warning')));
