import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyRows, insertRows, removeRows, rowsMarked } from '../../../src/sampler/table/rows.ts';
import { tellTale, toldBy } from '../../support/snapshots/tell-tale.ts';

/** For each tid from 1 on, whether it is one of them. */
const some = fc.array(fc.boolean(), { maxLength: 40 });
const tidsOf = (flags: readonly boolean[], are: boolean): readonly number[] =>
  flags.flatMap((flag, i) => (flag === are ? [i + 1] : []));

describe('rows of a snapshot', () => {
  it('stay whole and in order when others are removed, whichever those are', () => {
    fc.assert(
      fc.property(some, (stay) => {
        const snapshot = tellTale(stay.map((_, i) => i + 1));
        removeRows(snapshot, rowsMarked(Uint8Array.from(stay, Number), 0));
        expect(toldBy(snapshot)).toEqual(tidsOf(stay, true));
      }),
    );
  });

  it('are whole and sorted by tid when others are inserted, whichever those are', () => {
    fc.assert(
      fc.property(some, some, (known, chosen) => {
        const snapshot = tellTale(tidsOf(known, true));
        const source = tellTale(tidsOf(known, false));
        const rows = Array.from(source.columns.tid.subarray(0, source.count).keys());
        const inserted = rows.filter((row) => chosen[row] === true);
        insertRows(snapshot, source, inserted);
        const tids = [...tidsOf(known, true), ...inserted.map((row) => source.columns.tid[row])];
        expect(toldBy(snapshot)).toEqual(tids.toSorted((a, b) => Number(a) - Number(b)));
      }),
    );
  });

  it('are overwritten whole by those of another, and only those that are named', () => {
    const snapshot = tellTale([1, 2, 3, 4]);
    copyRows(snapshot, tellTale([101, 102, 103]), { from: [0, 2], to: [3, 1] });
    expect(toldBy(snapshot)).toEqual([1, 103, 3, 101]);
  });
});
