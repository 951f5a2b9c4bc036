/** Ended tasks of accumulated lists: past a bound they share rows, and no byte is lost or counted twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnOf } from '../../../src/model/columns.ts';
import { commandNameOf } from '../../../src/model/command-name.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { OTHER_COMMANDS } from '../../../src/model/totals/ended-folds.ts';
import { movedBy } from '../../../src/model/totals/increase.ts';
import { isFold } from '../../../src/model/units/unit.ts';
import { buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow } from '../../../src/model/view/row.ts';
import type { Report, View } from '../../../src/model/view/view.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const AMOUNTS: Partial<View> = {
  measure: 'total',
  show: 'active',
  sort: { column: columnOf('moved'), direction: 'descending' },
};

type Intervals = readonly (readonly TaskFields[])[];

const reportOf = (
  intervals: Intervals,
  view: Partial<View>,
  accumulator = new Accumulator(),
): Report => {
  const samples = intervals.map((tasks, index) => sampleOf({ index, tasks }));
  for (const sample of samples) accumulator.add(sample);
  return buildReport(samples.at(-1) ?? sampleOf(), { ...VIEW, ...AMOUNTS, ...view }, accumulator);
};

const ended = (tid: number, comm: string, write: number, uid = 0): TaskFields => ({
  tid,
  comm,
  write,
  uid,
  user: `u${uid}`,
  ended: true,
});

const textsOf = ({ rows, view }: Report): readonly unknown[] =>
  rows.map((row) =>
    ['tid', 'user', 'write', 'command'].map((id) => columnOf(id as 'tid').value(row, view.context)),
  );

/** Bytes by user and command. */
const sumsOf = ({ rows }: Report): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { entry, amounts } of rows) {
    const name = `${entry.uid} ${commandNameOf(entry)}`;
    const moved = movedBy(amounts) + (amounts.cancelledWrite ?? 0);
    sums[name] = (sums[name] ?? 0) + moved;
  }
  return sums;
};

describe('ended tasks past the bound', () => {
  it('share a row for each command and user, which says how many they are; the largest keep theirs', () => {
    const build = [
      ended(1, 'cc1', 60),
      ended(2, 'cc1', 30),
      ended(3, 'cc1', 20),
      ended(4, 'cc1', 7, 33),
      ended(5, 'ld', 900),
      { tid: 6, comm: 'make', write: 1 },
    ];
    expect(textsOf(reportOf([build], { mostEnded: 2 }))).toEqual([
      [5, 'u0', 900, 'ld'],
      [1, 'u0', 60, 'cc1'],
      [undefined, 'u0', 50, 'cc1 (2 ended)'],
      [undefined, 'u33', 7, 'cc1 (1 ended)'],
      [6, 'root', 1, 'make'],
    ]);
    expect(reportOf([build], { mostEnded: 5 }).rows.map(({ entry }) => entry.tid)).not.toContain(0);
  });

  it('of processes too, counted by their tasks', () => {
    const thread = (tid: number) => ({
      ...ended(tid, 'w', 5),
      tgid: 10,
      processStartedAt: 5e9,
      processComm: 'pool',
    });
    const tasks = [
      { ...ended(10, 'pool', 1), tgid: 10 },
      thread(11),
      thread(12),
      ended(20, 'ld', 99),
    ];
    expect(textsOf(reportOf([tasks], { mostEnded: 1, unit: 'processes' }))).toEqual([
      [20, 'u0', 99, 'ld'],
      [undefined, 'u0', 11, 'pool (3 ended)'],
    ]);
  });

  it('with names of their own each: what goes beyond so many names shares a row for each user', () => {
    const storm = Array.from({ length: 100 }, (_, index) =>
      ended(index + 1, `u${index}`, 100 - index, index % 2),
    );
    const report = reportOf([storm], { mostEnded: 5 });
    expect(report.rows).toHaveLength(5 + 5 + 2);
    expect(Object.values(sumsOf(report)).reduce((a, b) => a + b)).toBe(5050);
    const named = report.rows.filter(({ entry }) => isFold(entry)).map(({ entry }) => entry.comm);
    expect(named).toEqual([OTHER_COMMANDS, OTHER_COMMANDS, 'u5', 'u6', 'u7', 'u8', 'u9']);
    const others = report.rows.filter(({ entry }) => entry.comm === OTHER_COMMANDS);
    expect(others.map(({ entry, tasks }) => [entry.user, tasks])).toEqual([
      ['u0', 45],
      ['u1', 45],
    ]);
  });

  it('have come about since the first of them was seen', () => {
    const first = [ended(1, 'cc1', 5)];
    const later = [ended(2, 'cc1', 5)];
    const rows = reportOf([first, later, [ended(3, 'ld', 99)]], { mostEnded: 1 }).rows;
    expect(rows.map(({ entry, elapsed }) => [entry.comm, elapsed])).toEqual([
      ['ld', 1e9],
      ['cc1', 3e9],
    ]);
  });

  it('are kernel threads where all of a name are, not where names share a row', () => {
    const threads = Array.from({ length: 9 }, (_, index) => ({
      ...ended(index + 1, `kworker/${index}`, 9 - index),
      kernelThread: true,
    }));
    const folds = reportOf([threads], { mostEnded: 2 }).rows.filter(({ entry }) => isFold(entry));
    expect(folds.map(({ entry }) => [entry.comm, entry.kernelThread])).toEqual([
      [OTHER_COMMANDS, undefined],
      ['kworker/2', true],
      ['kworker/3', true],
    ]);
  });

  it('leave lists of rates as they are: each is a row of its interval', () => {
    const storm = Array.from({ length: 9 }, (_, index) => ended(index + 1, 'cc1', 5));
    expect(reportOf([storm], { mostEnded: 2, measure: 'rate' }).rows).toHaveLength(9);
  });
});

describe('all ended tasks folded', () => {
  const FOLDED = { ended: 'folded', measure: 'rate' } as const;

  it('are a row for each command and user, of rates too; one alone keeps its own', () => {
    const load = [
      ended(1, 'dd', 60),
      ended(2, 'dd', 30),
      ended(3, 'dd', 7, 33),
      { ...ended(4, 'cp', 5, 33), ioWait: 3e8 },
      { ...ended(5, 'cp', 5, 33), ioWait: 4e8 },
      { tid: 6, comm: 'dd', write: 80 },
    ];
    const report = reportOf([load], FOLDED);
    expect(textsOf(report)).toEqual([
      [undefined, 'u0', 90, 'dd (2 ended)'],
      [6, 'root', 80, 'dd'],
      [undefined, 'u33', 10, 'cp (2 ended)'],
      [3, 'u33', 7, 'dd'],
    ]);
    expect(report.rows.map((row) => columnOf('io').value(row, report.view.context))).toEqual([
      0, 0, 0.7, 0,
    ]);
    expect(report.rows[0]).toMatchObject({ elapsed: 1e9, interval: 1e9 });
  });

  it('have the same key in every interval, whatever else ended', () => {
    const keysOf = (load: readonly TaskFields[]) =>
      reportOf([load], FOLDED).rows.map((row) => keyOfRow(row));
    const dd = [ended(1, 'dd', 60), ended(2, 'dd', 30)];
    const more = [ended(7, 'cp', 90), ended(8, 'cp', 90), ended(9, 'dd', 90, 33)];
    expect(new Set(keysOf([...more, ...dd])).size).toBe(3);
    expect(keysOf([...more, ...dd])).toContain(keysOf(dd)[0]);
    // One alone is the task it was while it lived.
    expect(keysOf([...dd, ended(9, 'ls', 1)])).toContain('9@5000000000');
  });

  it('of amounts are a row too, with those that were folded long ago', () => {
    const storm = Array.from({ length: 40 }, (_, index) => [ended(index + 1, 'dd', 5)]);
    const report = reportOf(storm, { ended: 'folded' }, new Accumulator(3));
    expect(textsOf(report)).toEqual([[undefined, 'u0', 200, 'dd (40 ended)']]);
  });
});

const storms = fc.array(
  fc.array(
    fc.record({
      comm: fc.constantFrom('cc1', 'ld', 'as'),
      uid: fc.constantFrom(0, 33),
      read: fc.constantFrom(undefined, 0, 4096),
      write: fc.nat(9),
      cancelledWrite: fc.constantFrom(0, 3),
      ended: fc.boolean(),
      before: fc.option(fc.nat(99), { nil: undefined }),
    }),
    { maxLength: 12 },
  ),
  { minLength: 1, maxLength: 6 },
);

/** Ids of their own; `before`: what it had read in its life before it was seen. */
const intervalsOf = (
  storm: ReadonlyArray<ReadonlyArray<object & { before?: number | undefined }>>,
): Intervals => {
  let tid = 0;
  return storm.map((tasks) =>
    tasks.map(({ before, ...fields }) => {
      tid += 1;
      const { read = 0, ended: _, ...amounts } = fields as Record<string, number>;
      const totals = { ...amounts, read: read + (before ?? 0), kind: 'totals' };
      return { tid, ...fields, ...(before === undefined ? {} : { totals }) };
    }),
  );
};

it.each(['seen', 'started'] as const)(
  'sums by command and user are the same however much is folded, since tasks were %s',
  (since) => {
    fc.assert(
      fc.property(storms, fc.nat(4), fc.nat(6), (storm, mostEnded, kept) => {
        const intervals = intervalsOf(storm);
        for (const unit of ['threads', 'processes'] as const) {
          const whole = reportOf(intervals, { since, unit });
          const folded = reportOf(
            intervals,
            { since, unit, mostEnded: mostEnded + 6 },
            new Accumulator(kept),
          );
          expect(sumsOf(folded)).toEqual(sumsOf(whole));
          expect(folded.header.read.bytes).toBe(whole.header.read.bytes);
          expect(folded.header.write.bytes).toBe(whole.header.write.bytes);
          const keys = folded.rows.map(keyOfRow);
          expect(new Set(keys).size).toBe(keys.length);
          expect(
            folded.rows.filter(({ entry }) => entry.ended && !isFold(entry)).length,
          ).toBeLessThanOrEqual(mostEnded + 6);
        }
      }),
    );
  },
);
