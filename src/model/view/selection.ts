/** Which tasks a view shows. With ids and users both given, a task needs to match one of them, as in iotop 0.1. */
import type { TaskEntry } from '../../sample/sample.ts';
import { commandText } from '../command-name.ts';
import type { DeviceNames } from '../devices/device-filter.ts';
import { isActive } from '../totals/increase.ts';
import type { TaskUnit } from '../units/unit.ts';
import type { Row } from './row.ts';

export type Selection = {
  /** Empty: no restriction. */
  readonly ids: ReadonlySet<number>;
  /** `rows`: each id is that of one row, as iotop-c has it. Absent: of a task, or of a process with all its threads. */
  readonly idsMean?: 'tasks-and-processes' | 'rows';
  /** Real user ids; empty: no restriction. */
  readonly uids: ReadonlySet<number>;
  /** Matched against the id, the comm, the command line, and what the COMMAND column shows of them in either style. */
  readonly pattern?: RegExp;
  /** What samples are kept to before anybody looks at them (devices/device-filter.ts); absent: all devices. */
  readonly devices?: DeviceNames;
};

export const EVERYTHING: Selection = { ids: new Set(), uids: new Set() };

/** Whether nothing is left out. */
export const isEverything = ({ ids, uids, pattern }: Selection): boolean =>
  ids.size === 0 && uids.size === 0 && pattern === undefined;

/** @param unit what a row is that shows the entry: with `idsMean` of `rows` an id is that of a row */
export const isSelected = (entry: TaskEntry, selection: Selection, unit: TaskUnit): boolean => {
  const { ids, uids, pattern } = selection;
  if (ids.size > 0 || uids.size > 0) {
    const byId = hasId(entry, selection, unit);
    const byUser = entry.uid !== undefined && uids.has(entry.uid);
    if (!byId && !byUser) return false;
  }
  return (
    pattern === undefined ||
    pattern.test(String(entry.tid)) ||
    pattern.test(entry.comm) ||
    (entry.command !== undefined && pattern.test(entry.command)) ||
    pattern.test(commandText(entry, 'full')) ||
    pattern.test(commandText(entry, 'short'))
  );
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
