/** The threads of the task looked at: who of them moves what, and which has waited longest. */
import { type Bytes, bytesPerSecond, type Nanoseconds, waitRatio } from '../../../lib/units.ts';
import { isActive, netWrite, weightOf } from '../../../model/totals/increase.ts';
import { lengthOf } from '../../../model/view/report.ts';
import { formatShare, UNKNOWN } from '../../../render/text/cell.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { padStart } from '../../../render/text/text-width.ts';
import type { Sample, TaskEntry, Tid } from '../../../sample/sample.ts';
import type { Target } from '../../core/effects.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { type Line, line, span } from '../../terminal/line.ts';
import { bytesText, fieldRows, LABEL, labelled } from './fields.ts';

/** What the sample says of the threads of the target's process, or of the one thread looked at. */
const tasksOf = (sample: Sample | undefined, { unit, tid, tgid }: Target): readonly TaskEntry[] =>
  (sample?.tasks ?? []).filter((entry) =>
    unit === 'process' ? (entry.tgid ?? entry.tid) === tgid : entry.tid === tid,
  );

/** The one that has waited longest and still does; undefined: none waits, or nobody can tell. */
export const longestWaiting = (
  sample: Sample | undefined,
  target: Target,
): { readonly tid: Tid; readonly since: Nanoseconds; readonly entry: TaskEntry } | undefined => {
  const waiting = tasksOf(sample, target).flatMap((entry) =>
    entry.waitingSince === undefined || entry.ended
      ? []
      : [{ tid: entry.tid, since: entry.waitingSince, entry }],
  );
  return waiting.sort((a, b) => a.since - b.since)[0];
};

/** Whose sleep tells most: who has waited longest and still does, else who waited most in the interval. */
export const taskToLookAt = (sample: Sample | undefined, target: Target): Tid => {
  const alive = tasksOf(sample, target).filter(({ ended, ioWait = 0 }) => !ended && ioWait > 0);
  const [most] = alive.sort((a, b) => (b.ioWait ?? 0) - (a.ioWait ?? 0));
  return longestWaiting(sample, target)?.tid ?? most?.tid ?? target.tid;
};

/** A row each for those that moved something or waited, the one that moved most first; below them the names of the others. */
export const threadLines = (
  state: TuiState,
  { target, details }: ModeOf<'details'>,
): readonly Line[] => {
  const { sample, size } = state;
  if (sample === undefined) return [];
  const seen = tasksOf(sample, { ...target, unit: 'process' });
  const names = new Map(details?.threads.map(({ tid, comm }) => [tid, comm]));
  for (const { tid, comm } of seen) names.set(tid, comm);
  if (names.size < 2) return [];
  const active = seen.filter(isActive);
  active.sort(
    (a, b) => weightOf(b) - weightOf(a) || (b.ioWait ?? 0) - (a.ioWait ?? 0) || a.tid - b.tid,
  );
  const isAsked = active.some(({ diskWrite }) => diskWrite !== undefined);
  for (const { tid } of active) names.delete(tid);
  const length = lengthOf(sample);
  const rate = (amount: Bytes | undefined): string =>
    bytesText(amount && bytesPerSecond(amount, length), '/s', state);
  const wait = ({ ioWait }: TaskEntry): string =>
    ioWait === undefined
      ? UNKNOWN
      : ioWait === 0
        ? '0'
        : formatShare(waitRatio(ioWait, length), '100 %'.length);
  const rows = active.map((entry) =>
    line(
      span(padStart(String(entry.tid), LABEL - 1), 'label'),
      span(
        padStart(rate(entry.read), RATE + 1) +
          padStart(rate(netWrite(entry)), RATE + 1) +
          (isAsked ? padStart(rate(entry.diskWrite), RATE + 1) : '') +
          padStart(wait(entry), SHARE + 1),
      ),
      span(`  ${sanitize(entry.comm)}${entry.ended ? ', ended' : ''}`),
    ),
  );
  const rates = ['READ', 'WRITE', ...(isAsked ? ['TO DISK'] : [])];
  const titles =
    rates.map((title) => padStart(title, RATE + 1)).join('') + padStart('IO', SHARE + 1);
  const idle = [...names].map(([tid, comm]) => `${tid} ${comm}`).join(', ');
  return [
    ...(rows.length === 0 ? [] : [labelled('Threads', span(titles, 'label')), ...rows]),
    ...(names.size === 0
      ? []
      : fieldRows(rows.length === 0 ? 'Threads' : '', `${names.size} idle: ${idle}`, size)),
  ];
};

const RATE = 10;
const SHARE = 7;
