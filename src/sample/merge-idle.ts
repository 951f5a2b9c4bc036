/** Tables of tasks over the whole time of merged samples. Pure. */
import { defined } from '../lib/defined.ts';
import { COUNTER_FIELDS } from './fields.ts';
import { placeOf, valueBefore } from './idle-tasks.ts';
import type { Counter, IdleTasks, TaskEntry, TaskNames } from './sample.ts';
import { findRow, totalsAt } from './task-row.ts';

/**
 * The tasks that were idle in each of the samples, and what they rose by in all of them together.
 *
 * @param first of the first sample: its table `before` must still be as it was @param last of the last sample
 * @param still what all of the samples say is still @param tasks those that did something in one of them
 */
export const mergeIdle = (
  first: IdleTasks,
  last: IdleTasks,
  still: IdleTasks['still'],
  tasks: readonly TaskEntry[],
): IdleTasks => {
  const { before, bornFrom } = first;
  const busy = new Set<number>();
  for (const { tid, startedAt } of tasks) {
    const place = placeOf(last, tid);
    if (place >= 0 && startAt(last, place) === startedAt) busy.add(place);
  }
  const rows = new Int32Array(last.count - busy.size);
  const names: (TaskNames | undefined)[] | undefined = last.names && [];
  let count = 0;
  for (let place = 0; place < last.count; place++) {
    if (busy.has(place)) continue;
    rows[count++] = last.rows[place] as number;
    names?.push(last.names?.[place]);
  }
  const { now, cgroups } = last;
  return { now, before, bornFrom, still, rows, count, ...defined({ names, cgroups }) };
};

/**
 * A task that did something in one of the samples, as it is at their end.
 *
 * A counter beside those that make a task active rises in samples that do not name the task, too: what it rose by is the difference of where it stands
 * at the end and where it stood at the beginning, as far as both are known.
 *
 * @param idle merged
 */
export const atTheEnd = (entry: TaskEntry, idle: IdleTasks): TaskEntry => {
  const { columns } = idle.now;
  const row = findRow(idle.now, entry.tid);
  const lives = row >= 0 && columns.startedAt[row] === entry.startedAt;
  const totals = lives ? totalsAt({ columns, row }) : entry.totals;
  const changed: Record<string, unknown> = defined({ totals });
  if (lives && columns.state[row] !== 0)
    changed.state = String.fromCharCode(columns.state[row] as number);
  for (const name of COUNTER_FIELDS as readonly Counter[]) {
    if (idle.still.includes(name)) continue;
    const rise = (totals?.[name] ?? Number.NaN) - valueBefore(idle, entry, name);
    if (rise >= 0) changed[name] = rise;
  }
  return { ...entry, ...changed };
};

const startAt = ({ now, rows }: IdleTasks, place: number): number =>
  now.columns.startedAt[rows[place] as number] as number;
