/** One task alone: what holds it up and what it does first, then who it is, then its threads and files. */
import type { Nanoseconds } from '../../../lib/units.ts';
import { taskName } from '../../../model/command-name.ts';
import { formatIoPriority } from '../../../model/io-priority.ts';
import { formatDuration, UNKNOWN } from '../../../render/text/cell.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { wrap } from '../../../render/text/text-width.ts';
import { waitPlaceText } from '../../../render/text/wait-place.ts';
import { momentText, wallTimeText } from '../../../render/text/wall-time.ts';
import { nameOf } from '../../core/acted-on.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { barLine, type Line, line, span } from '../../terminal/line.ts';
import { isNarrow } from '../header-cells.ts';
import { fieldRows, LABEL, labelled } from './fields.ts';
import { figureLines } from './figures.ts';
import { fileLines } from './files.ts';
import { longestWaiting, threadLines } from './threads.ts';

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

/** In a replay, before anything that a narrow window cuts; there without the year, so that the name has room. */
const timeOf = (state: TuiState): string => {
  const { rights, sample } = state;
  if (rights !== 'replay' || sample === undefined) return '';
  return isNarrow(state)
    ? `${wallTimeText(sample.wallTime).slice('2026-'.length)} `
    : `${momentText(sample.wallTime)}  `;
};

/** All lines below the title, those scrolled away too. */
export const detailsLines = (state: TuiState, mode: DetailsMode): readonly Line[] => {
  const command = commandLines(state, mode);
  return [
    ...waitLines(state, mode),
    ...figureLines(state, mode),
    ...command.slice(0, COMMAND_ROWS),
    ...identity(state, mode),
    ...threadLines(state, mode),
    ...fileLines(state, mode),
    ...problems(state, mode),
    ...command.slice(COMMAND_ROWS),
  ];
};

/** The longest wait that goes on, and what for. Without it: what the task waits for now, if it does. */
const waitLines = (
  { sample, size }: TuiState,
  { entry, target, details }: DetailsMode,
): readonly Line[] => {
  const waiting = longestWaiting(sample, target);
  const { sleepsIn } = details ?? {};
  if (sample !== undefined && waiting !== undefined) {
    const { tid, since, entry: waiter } = waiting;
    const least = waiter.waitingLonger ? 'at least ' : '';
    const long = formatDuration((sample.endedAt - since) as Nanoseconds);
    const who = tid === entry.tid ? '' : `, thread ${tid} (${waiter.comm})`;
    const place = sleepsIn === undefined ? 'for I/O' : waitPlaceText(sleepsIn);
    return fieldRows('Waits', `${least}${long} ${place}${who}`, size, 'alarm');
  }
  return entry.state === 'D' && sleepsIn !== undefined
    ? fieldRows('Waits', `just now ${waitPlaceText(sleepsIn)}`, size)
    : [];
};

/** More of a command stands at the end of the page. */
const COMMAND_ROWS = 4;

const commandLines = ({ size }: TuiState, { entry, details }: DetailsMode): readonly Line[] => {
  const words = details?.commandLine ?? [];
  const known = words.length > 0 ? words.join(' ') : entry.command;
  const text = sanitize(known ? known : taskName(entry));
  const parts = wrap(text, size.columns - LABEL);
  const label = (row: number): string =>
    row === 0 ? 'Command' : row === COMMAND_ROWS ? '… Command' : '';
  return parts.map((part, row) => labelled(label(row), span(part)));
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
  ];
  const parents = details?.parents.map(({ pid, name }) => `${name} ${pid}`).join(' ← ') ?? '';
  const cgroup = details?.cgroup ?? '';
  const folder = details?.workingDirectory ?? '';
  return [
    ...fieldRows('Task', facts.join('  '), size),
    ...(parents === '' ? [] : fieldRows('Parents', parents, size)),
    ...(cgroup === '' ? [] : fieldRows('cgroup', cgroup, size)),
    ...(folder === '' ? [] : fieldRows('Folder', folder, size)),
  ];
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
