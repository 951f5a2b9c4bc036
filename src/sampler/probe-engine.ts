/** Tries an engine out: opens it, looks once, closes it. */
import { defined } from '../lib/defined.ts';
import { SystemCallError } from '../lib/errors.ts';
import type { Gap } from '../sample/gap.ts';
import type { EngineName } from '../sample/sample.ts';
import type { Engine } from './engine.ts';
import { type EngineOpener, type RejectedEngine, rejectionOf, tryEngine } from './open-engine.ts';
import { newSnapshot, type Snapshot, type TaskColumns } from './table/snapshot.ts';

export type EngineProbe =
  | {
      readonly kind: 'works';
      readonly engine: EngineName;
      readonly passes?: string;
      /** What it says it cannot give: standing, and in this pass. */
      readonly gaps: readonly Gap[];
      /** The columns in which it knew something of the task. */
      readonly known: ReadonlySet<keyof TaskColumns>;
    }
  | ({ readonly kind: 'unavailable' } & RejectedEngine);

/**
 * @param tid a living task we may read in any case: ourselves
 * @throws what is neither a refusal nor a lack: a defect
 */
export const probeEngine = (opener: EngineOpener, tid: number): EngineProbe => {
  const attempt = tryEngine(opener);
  if (attempt.kind === 'unavailable') {
    return { kind: 'unavailable', ...rejectionOf(opener.name, attempt.error) };
  }
  try {
    return look(attempt.engine, tid);
  } catch (thrown) {
    if (!(thrown instanceof SystemCallError)) throw thrown;
    return { kind: 'unavailable', engine: opener.name, reason: thrown.message, remedy: '' };
  } finally {
    attempt.engine.close();
  }
};

const look = (engine: Engine, tid: number): EngineProbe => {
  const snapshot = newSnapshot();
  const missed = engine.readTasks(snapshot);
  const gaps = [...engine.standingGaps, ...missed];
  const { name, passes } = engine;
  const known = knownColumns(snapshot, tid);
  return { kind: 'works', engine: name, ...defined({ passes }), gaps, known };
};

/** Of the columns where NaN is unknown. */
const knownColumns = (
  { columns, count }: Snapshot,
  tid: number,
): ReadonlySet<keyof TaskColumns> => {
  const row = columns.tid.subarray(0, count).indexOf(tid);
  const names = Object.keys(columns) as readonly (keyof TaskColumns)[];
  return new Set(
    names.filter((name) => {
      const column = columns[name];
      return row >= 0 && column instanceof Float64Array && !Number.isNaN(column[row]);
    }),
  );
};
