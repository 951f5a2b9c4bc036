/** Which tasks a view shows. With ids and users both given, a task needs to match one of them, as in iotop 0.1. */
import { nanoseconds } from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { DeviceNames } from '../devices/device-names.ts';
import type { Where } from '../filter/filter.ts';
import { isActive } from '../totals/increase.ts';
import type { TaskUnit } from '../units/unit.ts';
import { contextOf, movedInInterval } from './context.ts';
import type { Row } from './row.ts';

export type Selection = {
  /** Empty: no restriction. */
  readonly ids: ReadonlySet<number>;
  /** `rows`: each id is that of one row, as iotop-c has it. Absent: of a task, or of a process with all its threads. */
  readonly idsMean?: 'tasks-and-processes' | 'rows';
  /** Real user ids; empty: no restriction. */
  readonly uids: ReadonlySet<number>;
  /** Asked of each task, in each interval anew. */
  readonly where?: Where;
  /** What samples are kept to before anybody looks at them (devices/device-filter.ts); absent: all devices. */
  readonly devices?: DeviceNames;
};

export const EVERYTHING: Selection = { ids: new Set(), uids: new Set() };

/** Whether nothing is left out. */
export const isEverything = ({ ids, uids, where }: Selection): boolean =>
  ids.size === 0 && uids.size === 0 && where === undefined;

/** Whether a task of the sample is selected. @param unit what a row is that shows it: with `idsMean` of `rows` an id is that of a row */
export const selectedIn = (
  sample: Sample,
  selection: Selection,
  unit: TaskUnit,
): ((entry: TaskEntry) => boolean) => {
  const { ids, uids, where } = selection;
  const byName = ids.size > 0 || uids.size > 0;
  const has = where === undefined ? () => true : hasIn(sample, where);
  return (entry) => {
    if (!byName) return has(entry);
    const byUser = entry.uid !== undefined && uids.has(entry.uid);
    return (byUser || hasId(entry, selection, unit)) && has(entry);
  };
};

/** Selected tasks only, with a gap that says so: nobody must take it for a whole sample. */
export const onlySelected = (sample: Sample, selection: Selection, reason: string): Sample => {
  if (isEverything(selection)) return sample;
  const gap: Gap = { kind: 'unavailable', what: 'unchosen-tasks', reason, remedy: '' };
  return {
    ...sample,
    tasks: sample.tasks.filter(selectedIn(sample, selection, 'threads')),
    gaps: [...sample.gaps, gap],
  };
};

/** By what the task did in the interval, whatever rows show. */
const hasIn = (sample: Sample, where: Where): ((entry: TaskEntry) => boolean) => {
  const context = contextOf(sample, { commandStyle: 'full' }, movedInInterval(sample));
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  return (entry) => where.has({ entry, amounts: entry, elapsed: interval, interval }, context);
};

const hasId = (
  { tid, tgid = tid }: TaskEntry,
  { ids, idsMean }: Selection,
  unit: TaskUnit,
): boolean => {
  if (idsMean === 'rows') return ids.has(unit === 'processes' ? tgid : tid);
  return ids.has(tid) || ids.has(tgid);
};

/** Whether a row moved bytes by its byte columns, or its task does something now. */
export const hasSomething = ({ amounts, entry }: Row): boolean =>
  isActive(amounts) || didSomething(entry);

/** `--only`: tasks that moved, cancelled or waited, or still wait. */
export const didSomething = (entry: TaskEntry): boolean =>
  isActive(entry) || entry.waitingSince !== undefined;
