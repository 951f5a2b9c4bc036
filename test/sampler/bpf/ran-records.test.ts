import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RanRecords } from '../../../src/sampler/bpf/ran-records.ts';
import { LivingTasks } from '../../../src/sampler/table/living-tasks.ts';
import { concatenated, fullRecord, goneRecord } from '../../support/kernel/task-records.ts';
import { rowsOf } from '../../support/snapshots/snapshot-row.ts';

/** What becomes of a task between two passes; `twice`: two of its records come, the later counts. */
type Fate = 'ends' | 'runs' | 'twice' | 'rests' | 'never lived';

const apply = (records: RanRecords, told: readonly Uint8Array[], table: LivingTasks): void => {
  records.count = 0;
  // In two goes, as two runs of the program bring them.
  const half = told.length >> 1;
  records.add(concatenated(told.slice(0, half)));
  records.add(concatenated(told.slice(half)));
  records.fill(table.ran, 5_000);
  table.takeRan();
};

describe('a pass made of those that ran', () => {
  const fates = fc.array(
    fc.array(
      fc.constantFrom<Fate>('ends', 'runs', 'twice', 'rests', 'rests', 'rests', 'never lived'),
      { minLength: 12, maxLength: 12 },
    ),
    { minLength: 3 },
  );

  it('holds what the tasks did, after any number of passes', () => {
    fc.assert(
      fc.property(fates, fc.integer(), (passes, seed) => {
        const records = new RanRecords();
        const table = new LivingTasks();
        const living = new Map<number, number>();
        passes.forEach((fatesNow, pass) => {
          const told = fatesNow.flatMap((fate, i) => {
            const tid = i + 1;
            if (fate === 'rests') return [];
            if (fate === 'never lived' && !living.has(tid)) return [goneRecord(tid)];
            if (fate === 'ends' || fate === 'never lived') {
              living.delete(tid);
              return [fullRecord(tid, 3), goneRecord(tid)];
            }
            living.set(tid, (pass + 1) * 512);
            const record = fullRecord(tid, (pass + 1) * 512);
            return fate === 'twice' ? [goneRecord(tid), fullRecord(tid, 1), record] : [record];
          });
          // In any order, but for the records of one tid.
          const order = (record: Uint8Array): number => ((record[0] ?? 0) * 7919 + seed) % 101;
          const mixed = told.toSorted((x, y) => order(x) - order(y));
          apply(records, mixed, table);
          const now = [...living.keys()].sort((a, b) => a - b);
          expect(rowsOf(table.now)).toMatchObject(
            now.map((tid) => ({ tid, read: living.get(tid), comm: `task ${tid}`, uid: 1 })),
          );
        });
      }),
      { numRuns: 500 },
    );
  });

  it('takes more records than it had room for', () => {
    const table = new LivingTasks();
    const told = Array.from({ length: 5000 }, (_, i) => fullRecord(i + 1, 512));
    apply(new RanRecords(), told, table);
    expect(rowsOf(table.now).map(({ tid }) => tid)).toEqual(told.map((_, i) => i + 1));
  });
});
