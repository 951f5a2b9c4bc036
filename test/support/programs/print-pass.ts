/** Opens an engine, makes one pass and prints as JSON what it says of the tasks named: print-pass ENGINE TID... Unknown is null. */
import { systemClock } from '../../../src/kernel/sys/clock.ts';
import { UnavailableError } from '../../../src/lib/errors.ts';
import type { Gap } from '../../../src/sample/gap.ts';
import type { Engine } from '../../../src/sampler/engine.ts';
import { openProcfsEngine } from '../../../src/sampler/procfs/engine.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { openTaskstatsEngine } from '../../../src/sampler/taskstats/engine.ts';
import { rowOf, type SnapshotRow } from '../snapshots/snapshot-row.ts';

export type PrintedPass =
  | {
      readonly kind: 'pass';
      readonly standingGaps: readonly Gap[];
      readonly gaps: readonly Gap[];
      readonly count: number;
      /** One for each task named; null: not there. */
      readonly rows: readonly (
        | { readonly [Name in keyof SnapshotRow]: SnapshotRow[Name] | null }
        | null
      )[];
      /** Of the printing process itself. */
      readonly own: { readonly pid: number; readonly row: SnapshotRow | null };
    }
  | { readonly kind: 'unavailable'; readonly message: string; readonly remedy: string };

const pass = (engine: Engine, tids: readonly number[]): PrintedPass => {
  const snapshot = newSnapshot();
  const gaps = engine.readTasks(snapshot);
  const row = (tid: number): SnapshotRow | null => rowOf(snapshot, tid) ?? null;
  return {
    kind: 'pass',
    standingGaps: engine.standingGaps,
    gaps,
    count: snapshot.count,
    rows: tids.map(row),
    own: { pid: process.pid, row: row(process.pid) },
  };
};

const [name, ...tids] = process.argv.slice(1);
const printed = (): PrintedPass => {
  try {
    const engine =
      name === 'procfs'
        ? openProcfsEngine({ clock: systemClock })
        : openTaskstatsEngine(systemClock);
    return pass(engine, tids.map(Number));
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return { kind: 'unavailable', message: error.message, remedy: error.remedy };
  }
};
console.log(JSON.stringify(printed()));
