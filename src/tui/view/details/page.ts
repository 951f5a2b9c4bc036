/** One task alone: what holds it up and what it does first, then who it is, then its threads and files. */
import type { Nanoseconds } from '../../../lib/units.ts';
import { taskName } from '../../../model/command-name.ts';
import { formatIoPriority } from '../../../model/io-priority.ts';
import { nameOfProcess } from '../../../model/units/ended-parents.ts';
import { formatDuration, UNKNOWN } from '../../../render/text/cell.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { cutToWidth, wrap } from '../../../render/text/text-width.ts';
import { waitPlaceText } from '../../../render/text/wait-place.ts';
import { momentText, wallTimeText } from '../../../render/text/wall-time.ts';
import type { TaskEntry } from '../../../sample/sample.ts';
import { nameOf } from '../../core/acted-on.ts';
import type { TaskDetails } from '../../core/effects.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { barLine, type Line, line, span } from '../../terminal/line.ts';
import { groupSpans } from '../group-text.ts';
import { isNarrow } from '../header-cells.ts';
import { diskLines } from './disks.ts';
import { fieldRows, LABEL, labelled } from './fields.ts';
import { figureLines } from './figures.ts';
import { fileLines } from './files.ts';
import { threadLines } from './threads.ts';
import { otherSleep, waitLines } from './waits.ts';

type DetailsMode = ModeOf<'details'>;

/** The title stays; what does not fit below it is scrolled to. */
export const detailsPage = (state: TuiState, mode: DetailsMode): readonly Line[] => {
  const { entry, target } = mode;
  const title = ` ${timeOf(state)}${nameOf(target)}${entry.ended ? ', ended' : ''}`;
  const room = roomOf(state);
  const lines = detailsLines(state, mode);
  const top = Math.min(mode.top, Math.max(0, lines.length - room));
  return [barLine('dialog-title', span(title, 'dialog-title')), ...lines.slice(top, top + room)];
};

/** In a replay, before anything that a narrow window cuts; there without the year, so that the name has room. */
const timeOf = (state: TuiState): string => {
  const { rights, sample } = state;
  if (rights !== 'replay' || sample === undefined) return '';
  return isNarrow(state)
    ? `${wallTimeText(sample.wallTime).slice('2026-'.length)} `
    : `${momentText(sample.wallTime)}  `;
};

/** Lines below the title. */
const roomOf = ({ size }: TuiState): number => Math.max(0, size.rows - 2);

/** Whether some lines are out of sight. */
export const doesDetailsScroll = (state: TuiState, mode: DetailsMode): boolean =>
  detailsLines(state, mode).length > roomOf(state);

/** All lines below the title, those scrolled away too. In a low window who it is comes first, and rare figures last. */
export const detailsLines = (state: TuiState, mode: DetailsMode): readonly Line[] => {
  const isLow = state.size.rows < LOW_WINDOW;
  const command = commandLines(state, mode, isLow ? LOW_COMMAND_ROWS : COMMAND_ROWS);
  const [who, more] = identity(state, mode);
  const figures = figureLines(state, mode);
  const disks = diskLines(state, mode);
  const rest = [...threadLines(state, mode), ...fileLines(state, mode), ...problems(state, mode)];
  const waits = waitLines(state, mode);
  return isLow
    ? [
        ...command.first,
        ...who,
        ...figures.first,
        ...waits,
        ...disks,
        ...more,
        ...rest,
        ...figures.rare,
        ...command.rest,
      ]
    : [
        ...waits,
        ...figures.first,
        ...disks,
        ...figures.rare,
        ...command.first,
        ...who,
        ...more,
        ...rest,
        ...command.rest,
      ];
};

/** Figures, command and who it is take some 15 rows. */
const LOW_WINDOW = 15;

/** More of a command stands at the end of the page. */
const COMMAND_ROWS = 4;
const LOW_COMMAND_ROWS = 2;

const commandLines = (
  state: TuiState,
  { entry, details }: DetailsMode,
  rows: number,
): { readonly first: readonly Line[]; readonly rest: readonly Line[] } => {
  const { size } = state;
  const words = details?.commandLine ?? [];
  const known = words.length > 0 ? words.join(' ') : entry.command;
  const text = sanitize(known ? known : taskName(entry));
  const width = size.columns - LABEL;
  const parts = wrap(text, width);
  const label = (row: number): string => (row === 0 ? 'Command' : row === rows ? '… Command' : '');
  const textAt = (part: string, row: number): string =>
    row === rows - 1 && parts.length > rows ? `${cutToWidth(part, width - 1)}…` : part;
  const lines = parts.map((part, row) => labelled(label(row), span(textAt(part, row))));
  return { first: lines.slice(0, rows), rest: lines.slice(rows) };
};

/** Who it is, and what else is known of it. In a narrow window its user and process have a row of their own. */
const identity = (
  state: TuiState,
  { entry, target, details, earlier }: DetailsMode,
): readonly [who: readonly Line[], more: readonly Line[]] => {
  const { sample, size } = state;
  const age = sample === undefined ? undefined : sample.endedAt - entry.startedAt;
  const facts = [
    `user ${entry.user ?? entry.uid ?? UNKNOWN}`,
    `process ${target.tgid}`,
    `priority ${entry.ioPriority === undefined ? UNKNOWN : formatIoPriority(entry.ioPriority)}`,
    `state ${entry.state ?? UNKNOWN}`,
    ...(age === undefined ? [] : [`started ${formatDuration(age as Nanoseconds)} ago`]),
  ];
  const parents = parentsText(state, entry, details);
  const cgroup = details?.cgroup ?? '';
  const folder = details?.workingDirectory ?? '';
  const isSplit = isNarrow(state);
  const sleepsIn = entry.ended ? undefined : otherSleep(details?.looks ?? []);
  const who = fieldRows('Task', facts.slice(0, isSplit ? 2 : facts.length).join('  '), size);
  const group = details?.group && {
    figures: details.group,
    ...(earlier?.group && { earlier: earlier.group }),
  };
  const own =
    group === undefined
      ? ''
      : groupSpans(state, group)
          .map(({ text }) => text)
          .join('');
  const more = [
    ...(isSplit ? fieldRows('', facts.slice(2).join('  '), size) : []),
    ...(sleepsIn === undefined ? [] : fieldRows('Sleeps', waitPlaceText(sleepsIn), size)),
    ...(parents === '' ? [] : fieldRows('Parents', parents, size)),
    ...(cgroup === '' ? [] : fieldRows('cgroup', cgroup, size)),
    ...(own === '' ? [] : fieldRows('Group I/O', own, size)),
    ...(folder === '' ? [] : fieldRows('Folder', folder, size)),
  ];
  return [who, more];
};

/** From the parent up. Of a task that has ended the parent is known also where nothing can be read of it any more. */
const parentsText = (
  { sample }: TuiState,
  { ended, ppid }: TaskEntry,
  details: TaskDetails | undefined,
): string => {
  const read = details?.parents ?? [];
  if (read.length > 0 || !ended || ppid === undefined)
    return read.map(({ pid, name }) => `${name} ${pid}`).join(' ← ');
  const name = sample === undefined ? undefined : nameOfProcess(sample, ppid);
  return [name, ppid].filter((part) => part !== undefined).join(' ');
};

/** What is not known, and why. */
const problems = ({ size, rights }: TuiState, { details, entry }: DetailsMode): readonly Line[] => {
  const ended = 'It ended before more could be read.';
  const texts = details?.isGone && entry.ended !== undefined ? [ended] : (details?.problems ?? []);
  const style = rights === 'replay' ? 'label' : 'warning';
  return texts.flatMap((text) =>
    wrap(sanitize(text), size.columns).map((part) => line(span(part, style))),
  );
};
