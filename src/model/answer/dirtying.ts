/** Who fills the cache with what the disks will have to write: charged for much more than they were asked to write for it. */
import { type Bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import { isWorker } from '../totals/charged-twice.ts';
import { netWrite } from '../totals/increase.ts';
import { type Clause, NOTABLE } from './clause.ts';
import { movementBy, programOf } from './movers.ts';

/** Of all that moved to and from the disks: less is not worth a word. */
const LARGE_PART = 0.25;
/** Of what a program was charged: less than half went to the disks. */
const MOSTLY = 0.5;
/** Of the same: next to nothing did. */
const HARDLY = 0.01;

/** @param moved bytes both ways */
export const dirtying = (
  sample: Sample,
  moved: number,
): readonly Extract<Clause, { kind: 'dirties' }>[] => {
  const { most } = movementBy(sample.tasks, unwrittenOf);
  if (most === undefined || most.bytes < LARGE_PART * moved) return [];
  let charged = 0;
  for (const entry of sample.tasks)
    if (programOf(entry) === most.who.name) charged += netWrite(entry) ?? 0;
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const rate = bytesPerSecond(charged as Bytes, interval);
  if (rate < NOTABLE || most.bytes < MOSTLY * charged) return [];
  const isUnwritten = most.bytes >= (1 - HARDLY) * charged;
  return [
    { kind: 'dirties', who: most.who, rate, ...(isUnwritten ? { unwritten: true as const } : {}) },
  ];
};

/** What is written of it may have been dirtied earlier. A worker's bytes are those of whom it works for. */
const unwrittenOf = (entry: TaskEntry): number =>
  isWorker(entry) ? 0 : Math.max(0, (netWrite(entry) ?? 0) - (entry.diskWrite ?? 0));
