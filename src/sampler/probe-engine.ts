/** Tries an engine out: opens it, looks once, closes it. */
import { defined } from '../lib/defined.ts';
import { SystemCallError, UnavailableError } from '../lib/errors.ts';
import type { Gap } from '../sample/gap.ts';
import type { EngineName } from '../sample/sample.ts';
import { blockWatchOf } from './block/asking.ts';
import { BlockWatch } from './block/block-watch.ts';
import type { Engine } from './engine.ts';
import { type EngineOpener, type RejectedEngine, rejectionOf, tryEngine } from './open-engine.ts';
import { newSnapshot, type Snapshot, type SnapshotColumns } from './table/snapshot.ts';

type EngineProbe =
  | {
      readonly kind: 'works';
      readonly engine: EngineName;
      readonly passes?: string;
      /** What it says it cannot give: standing, and in this pass. */
      readonly gaps: readonly Gap[];
      /** The columns in which it knew something of the task. */
      readonly known: ReadonlySet<keyof SnapshotColumns>;
    }
  | ({ readonly kind: 'unavailable' } & RejectedEngine);

/** @param tid a living task we may read in any case: ourselves @throws what is neither a refusal nor a lack: a defect */
export const probeEngine = (opener: EngineOpener, tid: number): EngineProbe => {
  const engine = tryEngine(opener);
  if (engine instanceof UnavailableError) {
    return { kind: 'unavailable', ...rejectionOf(opener.name, engine) };
  }
  try {
    const snapshot = newSnapshot();
    const gaps = engine.readTasks(snapshot);
    return {
      kind: 'works',
      engine: engine.name,
      ...defined({ passes: engine.passes }),
      gaps: [...engine.standingGaps, ...blockGaps(engine), ...gaps],
      known: knownColumns(snapshot, tid),
    };
  } catch (thrown) {
    if (!(thrown instanceof SystemCallError)) throw thrown;
    return { kind: 'unavailable', engine: opener.name, reason: thrown.message, remedy: '' };
  } finally {
    engine.close();
  }
};

/** What of the block layer could not be known, or not in every case. */
const blockGaps = ({ watchBlock }: Engine): readonly Gap[] => {
  const watch = watchBlock && blockWatchOf(watchBlock);
  if (!(watch instanceof BlockWatch)) return watch === undefined ? [] : [watch];
  watch.close();
  return watch.knows.holds ? watch.standingGaps : [...watch.standingGaps, HOLDS_UNKNOWN];
};

/** Said by the doctor alone: most machines have no limits. */
const HOLDS_UNKNOWN: Gap = {
  kind: 'doubtful',
  what: 'block',
  reason:
    'what a limit of a control group holds back counts for the kernel’s worker that lets it go',
  remedy: '',
};

/** Of the columns where NaN is unknown. */
const knownColumns = (
  { columns, count }: Snapshot,
  tid: number,
): ReadonlySet<keyof SnapshotColumns> => {
  const row = columns.tid.subarray(0, count).indexOf(tid);
  const names = Object.keys(columns) as readonly (keyof SnapshotColumns)[];
  return new Set(
    names.filter((name) => {
      const column = columns[name];
      return row >= 0 && column instanceof Float64Array && !Number.isNaN(column[row]);
    }),
  );
};
