/** The task or process a dialog is about. */
import { processNameOf, taskName } from '../../model/command-name.ts';
import { OWNER_WORDS } from '../../model/owners.ts';
import { isFold, ownerOfKey } from '../../model/units/unit.ts';
import { keyOfRow } from '../../model/view/row.ts';
import type { PlacedRow } from '../../model/view/tree.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { cutToWidth } from '../../render/text/text-width.ts';
import { type TaskEntry, taskKey } from '../../sample/sample.ts';
import { hasSelectedEnded } from '../table/cursor.ts';
import { isProcessRow } from '../table/rows.ts';
import type { Target } from './effects.ts';
import { type Deed, refusalOf } from './rights.ts';
import type { TuiState } from './state.ts';

/** A target, or why there is none. */
type TargetFound = { readonly target: Target } | { readonly problem: string };

/** The task looked at in the details, else the selected one. */
export const findTarget = (state: TuiState): TargetFound => {
  if (state.mode.kind === 'details') return { target: state.mode.target };
  const { followed } = state;
  if (hasSelectedEnded(state) && followed !== undefined) {
    const { tid } = followed.entry;
    return { problem: `${tid} (${shownName(followed.entry)}) has ended` };
  }
  const placed = state.selected === undefined ? undefined : state.rows[state.at];
  if (placed === undefined) return { problem: 'select a task first: arrow keys or a click' };
  const { entry } = placed.row;
  if (isFold(entry)) return { problem: whyNone(placed) };
  return {
    target: {
      unit: isProcessRow(state, placed) ? 'process' : 'thread',
      tid: entry.tid,
      tgid: entry.tgid ?? entry.tid,
      startedAt: entry.startedAt,
      name: shownName(entry),
      processName: shownName({ ...entry, comm: processNameOf(entry) }),
    },
  };
};

const whyNone = ({ place, row }: PlacedRow): string => {
  if (row.entry.ended) return 'these tasks have ended';
  const owner = ownerOfKey(keyOfRow(row));
  if (owner !== undefined) return `${OWNER_WORDS[owner].whole}: no task; ${OWNER_WORDS[owner].is}`;
  if (place === 'single') return 'a device is no task: p shows tasks';
  const first = place === 'open' ? '' : 'open it first (Right), then ';
  return `these are several processes: ${first}select one`;
};

/** As `findTarget`, for what changes the task. */
export const findVictim = (state: TuiState, deed: Deed): TargetFound => {
  const refusal = refusalOf(state.rights, deed);
  if (refusal !== undefined) return { problem: refusal };
  const found = findTarget(state);
  if ('problem' in found) return found;
  return hasEnded(state, found.target)
    ? { problem: `${found.target.tid} (${found.target.name}) has ended` }
    : found;
};

/** As far as is known: the kernel is asked once more when it is acted on. */
const hasEnded = ({ mode, rows }: TuiState, { tid, startedAt }: Target): boolean => {
  if (mode.kind === 'details') return mode.entry.ended === true;
  const key = taskKey(tid, startedAt);
  return rows.some(({ row }) => keyOfRow(row) === key && row.entry.ended);
};

/** `process 4242 (dd)`, for sentences. */
export const nameOf = ({ unit, tid, tgid, name, processName }: Target): string =>
  unit === 'process' ? `process ${tgid} (${processName})` : `task ${tid} (${name})`;

/** Fit for a terminal, and not too long for a sentence. */
export const shownName = (entry: TaskEntry): string =>
  cutToWidth(sanitize(taskName(entry)), NAME_WIDTH);

const NAME_WIDTH = 32;
