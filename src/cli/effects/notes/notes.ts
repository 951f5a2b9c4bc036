/** Notes on standard error about what is shown: each once. */
import { livingTask } from '../../../kernel/sys/process/task-control.ts';
import type { Where } from '../../../model/filter/filter.ts';
import {
  addWrites,
  areChargesTooHigh,
  chargesText,
  NO_WRITES,
} from '../../../model/totals/write-charges.ts';
import { gapText } from '../../../render/text/gap-text.ts';
import type { Capability, Gap } from '../../../sample/gap.ts';
import type { Sample } from '../../../sample/sample.ts';
import type { RejectedEngine } from '../../../sampler/open-engine.ts';
import type { Invocation } from '../../options/invocation.ts';
import type { Complaints } from '../../personality.ts';
import type { TerminalHere } from '../command-io.ts';

export type Note = (line: string) => void;

/** Why a lesser engine is in use. */
export const noteEngine = (
  rejected: readonly RejectedEngine[],
  engine: string,
  note: Note,
): void => {
  const first = rejected[0];
  if (first === undefined) return;
  const reasons = rejected.map((each) => `${each.engine}: ${each.reason}`).join('; ');
  const remedy = first.remedy === '' ? '' : `; ${first.remedy}`;
  note(`using the ${engine} engine (${reasons})${remedy}`);
};

/** What iotop-c says of delay accounting that is off; scripts made for it let a line pass that has the first three words. */
export const noteDelaysOff = ({ gaps }: Sample, note: Note): void => {
  const isIoUnknown = gaps.some((gap) => gap.kind === 'unavailable' && gap.what === 'io-wait');
  const [unknown, counted] = isIoUnknown
    ? ['SWAPIN and IO are unknown', 'both']
    : ['SWAPIN is unknown', 'it'];
  const remedy = `"sysctl kernel.task_delayacct=1" counts ${counted} for new tasks`;
  note(`task_delayacct is 0: ${unknown}; ${remedy}`);
};

/** Why lists come where a screen would. */
export const noteNoScreen = (
  terminal: TerminalHere,
  { outputChosenBy, settings: { show } }: Pick<Invocation, 'outputChosenBy' | 'settings'>,
  note: Note,
): void => {
  if (terminal.kind !== 'lists-only' || outputChosenBy !== 'default') return;
  const lists = show === 'all' ? 'lists of all tasks' : 'lists of busy tasks (--no-only: of all)';
  note(`cannot draw on this terminal (${terminal.why}): printing ${lists}; Ctrl-C ends them`);
};

/** Notes gaps, and charges that are too high. */
export const sampleNoter = (
  note: Note,
  {
    output,
    personality: { complaints },
    selection: { where },
  }: Pick<Invocation, 'output' | 'personality' | 'selection'>,
): ((sample: Sample) => void) => {
  const unasked = output === 'batch' ? [] : unaskedIn(where);
  // No column of a list lacks the control group.
  const noteGaps = gapNoter(note, complaints, [...unasked, ...(output === 'json' ? [] : CGROUP)]);
  const noteCharges = chargesNoter(note);
  return (sample) => {
    noteGaps(sample);
    if (complaints === 'all') noteCharges(sample);
  };
};

const CGROUP: readonly Capability[] = ['cgroup'];

/** What is not told of as missing: SWAPIN, where no column shows it, unless a filter names it. */
export const unaskedIn = (where: Where | undefined): readonly Capability[] =>
  where?.uses.some(({ name }) => /^swap-?(in|wait)$/i.test(name.name)) ? [] : ['swap-wait'];

/** A standing gap once, a loss each time it happens. */
export const gapNoter = (
  note: Note,
  complaints: Complaints = 'all',
  leftOut: readonly Capability[] = [],
): ((sample: Sample) => void) => {
  const said = new Set<string>();
  return (sample) => {
    const others = sample.gaps.some(isOthers);
    for (const gap of sample.gaps) {
      // The gap of other users says it already.
      if (others && gap.kind === 'tasks-denied') continue;
      if (complaints !== 'all' && !keepsOthersFromStarting(gap)) continue;
      if (gap.kind === 'unavailable' && leftOut.includes(gap.what)) continue;
      const key = identityOf(gap);
      if (key !== undefined && said.has(key)) continue;
      if (key !== undefined) said.add(key);
      note(gapText(gap));
    }
  };
};

const isOthers = (gap: Gap): boolean => gap.kind === 'unavailable' && gap.what === 'other-users';

/** The iotops before this one see everybody's tasks or none. */
const keepsOthersFromStarting = (gap: Gap): boolean =>
  isOthers(gap) || gap.kind === 'tasks-denied' || gap.kind === 'tasks-unread';

/** What tells a standing gap from others; undefined: a loss of this interval alone. */
const identityOf = (gap: Gap): string | undefined => {
  switch (gap.kind) {
    case 'exits-lost':
      return undefined;
    case 'doubtful':
    case 'unavailable':
      return `${gap.what} ${gap.reason}`;
    default:
      return gap.kind;
  }
};

/** Says once, as soon as it is likely, that tasks are charged for more than they wrote. */
export const chargesNoter = (note: Note): ((sample: Sample) => void) => {
  let sums = NO_WRITES;
  let isSaid = false;
  return (sample) => {
    sums = addWrites(sums, sample);
    if (isSaid || !areChargesTooHigh(sums)) return;
    isSaid = true;
    note(chargesText(sums));
  };
};

/**
 * The tasks named by -p, as long as they live: one that does not exist, or has ended, is said once.
 * @param startOf boot clock; undefined: there is no such task, or we may not see it
 * @returns checks them again; to be called once an interval
 */
export const namedTasksNoter = (
  ids: ReadonlySet<number>,
  note: Note,
  startOf = (id: number): number | undefined => livingTask(id)?.startedAt,
): (() => void) => {
  /** When each that lives started. */
  const living = new Map<number, number>();
  for (const id of ids) {
    const start = startOf(id);
    if (start === undefined)
      note(`-p ${id}: there is no such task, or it is hidden from this user`);
    else living.set(id, start);
  }
  return () => {
    for (const [id, start] of living) {
      if (startOf(id) === start) continue;
      note(`-p ${id}: it has ended`);
      living.delete(id);
    }
  };
};
