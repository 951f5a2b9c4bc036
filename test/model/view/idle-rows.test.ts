/** A list in which the idle are put where their ids say is the list in which they were rows and sorted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column } from '../../../src/model/column.ts';
import { COLUMNS, columnOf, countersIn, needsOf } from '../../../src/model/columns.ts';
import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { isFold, UNITS } from '../../../src/model/units/unit.ts';
import { buildLongReport, buildReport } from '../../../src/model/view/report.ts';
import { keyOfRow, type Row } from '../../../src/model/view/row.ts';
import { flat, idOf, treeOf } from '../../../src/model/view/tree.ts';
import type { View } from '../../../src/model/view/view.ts';
import { batchFormatter } from '../../../src/render/list/batch.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { FORMAT } from '../../support/samples/batch-lists.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { VIEW } from '../../support/samples/usual-view.ts';

const LISTED = { ...FORMAT, layout: 'iotop-c', quiet: 3 } as const;

/** The columns of counters that may rise in a task that is idle by the disk. */
const counting = COLUMNS.map(({ id }) => id).filter((id) => countersIn(needsOf([id])).length > 0);

const figure = fc.constantFrom(undefined, 0, 0, 4096, 8192);
const mixed: fc.Arbitrary<Sample> = fc
  .uniqueArray(fc.integer({ min: 1, max: 900 }), { maxLength: 700 })
  .chain((tids) =>
    fc
      .array(fc.record({ isBusy: fc.boolean(), read: figure, write: figure, ioWait: figure }), {
        minLength: tids.length,
        maxLength: tids.length,
      })
      .map((roleds) => {
        const of = (tid: number, fields: object): TaskFields => ({
          tid,
          comm: `t${tid}`,
          ...fields,
        });
        const busy = roleds.flatMap(({ isBusy, ...rest }, at) =>
          isBusy ? [of(tids[at] as number, rest)] : [],
        );
        const idle = roleds.flatMap(({ isBusy }, at) =>
          isBusy ? [] : [of(tids[at] as number, { read: 0, write: 0, ioWait: 0 })],
        );
        return sampleOf({ tasks: busy, idle: idle.sort((a, b) => a.tid - b.tid) });
      }),
  );

/** Threads of a few processes, some busy, some idle, some of which did something that is no disk. */
const crowd: fc.Arbitrary<Sample> = fc
  .array(
    fc.record({
      isBusy: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0),
      role: fc.constantFrom('leader' as const, 'thread' as const, 'orphan' as const),
      amount: fc.constantFrom(0, 0, 4096, 8192),
      chars: fc.constantFrom(undefined, 0, 0, 7, 5000),
    }),
    { maxLength: 120 },
  )
  .map((rolls) => {
    let tgid = 1;
    const fields = rolls.map(({ role, amount, chars, isBusy }, at): TaskFields => {
      if (role === 'leader' || at === 0) tgid = at + 1;
      // Its leader did something, or ended.
      if (role === 'orphan') tgid = 500 - at;
      const rises = { readChars: chars, writeChars: chars, readCalls: chars, writeCalls: chars };
      const totals = { roled: 'totals', read: at * 512, write: amount, readChars: at };
      const own = isBusy ? { read: amount, ioWait: amount } : {};
      const kernel = tgid % 3 === 0 ? { kernelThread: true } : {};
      const who = { comm: `c${tgid % 19}`, processComm: `c${tgid % 19}`, uid: tgid % 2 };
      return {
        tid: at + 1,
        tgid,
        processStartedAt: 5e9,
        ...who,
        totals,
        ...kernel,
        ...rises,
        ...own,
      };
    });
    return sampleOf({
      tasks: fields.filter((_, at) => rolls[at]?.isBusy),
      idle: fields.filter((_, at) => !rolls[at]?.isBusy),
    });
  });

const idsOf = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [Number(line.slice(0, 6))]));

/** A past that is known by who it is alone. */
const recent = (row: Row): number =>
  Array.from(keyOfRow(row)).reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) % 997, 7) % 9;

describe('idle tasks in a list', () => {
  it('stand where sorting would have put them', () => {
    fc.assert(
      fc.property(mixed, (sample) => {
        const text = [...batchFormatter(LISTED)(buildLongReport(sample, VIEW), 1)].join('');
        const sorted = buildReport(sample, VIEW).rows.map(({ entry }) => entry.tid);
        expect(idsOf(text)).toEqual(sorted);
      }),
      { numRuns: 50 },
    );
  });

  const idleOnly = [
    { tid: 2 },
    { tid: 3, readChars: 900, readCalls: 9, writeChars: 7, writeCalls: 3 },
  ];

  it('are rows wherever the order is not that of an amount, falling', () => {
    const sample = sampleOf({ tasks: [{ tid: 1 }], idle: idleOnly });
    for (const column of COLUMNS) {
      for (const direction of ['ascending', 'descending'] as const) {
        const isDiskFigure =
          ['amount', 'size', 'share', 'count', 'mean', 'latencies'].includes(column.kind) &&
          countersIn(needsOf([column.id])).length === 0;
        const { report, idle } = buildLongReport(sample, {
          ...VIEW,
          sort: { column, direction },
        });
        const areRows = !isDiskFigure || direction === 'ascending';
        expect([report.rows.length, idle.length]).toEqual(areRows ? [3, 0] : [1, 2]);
      }
    }
  });

  it.each(counting)('stand first where they did most of %s, whoever is idle by the disk', (id) => {
    const column = columnOf(id);
    const view = { ...VIEW, sort: { column, direction: column.firstSort } };
    const sample = sampleOf({ tasks: [{ tid: 1, readChars: 5 }], idle: idleOnly });
    const tids = (most: number) =>
      buildReport(sample, { ...view, most }).rows.map(({ entry }) => entry.tid);
    expect(tids(9)[0]).toBe(3);
    expect(tids(1)).not.toContain(2);
    expect(tids(1)[0]).toBe(3);
  });

  it.each(['programs', 'processes'] as const)('of %s stand first by their past', (unit) => {
    const idle = Array.from({ length: 30 }, (_, at) => ({ tid: at + 1, comm: `c${at % 20}` }));
    const sample = sampleOf({ tasks: [], idle });
    const sort = { column: columnOf('graph'), direction: 'descending' } as const;
    const context = { ...VIEW.context, recent };
    const first = (part: Partial<View>) =>
      buildReport(sample, { ...VIEW, unit, sort, context, ...part })
        .rows.map(keyOfRow)
        .slice(0, 5);
    expect(first({ most: 5 })).toEqual(first({}));
    expect(buildReport(sample, { ...VIEW, unit, sort, context, most: 5 }).rowsLeftOut).not.toBe(0);
  });

  it('are left out where only busy ones are asked for', () => {
    const sample = sampleOf({ tasks: [{ tid: 1, read: 1 }], idle: [{ tid: 2 }] });
    expect(buildLongReport(sample, { ...VIEW, show: 'active' }).idle).toHaveLength(0);
  });
});

const view = fc.record({
  unit: fc.constantFrom(...UNITS.filter((unit) => unit !== 'devices')),
  threads: fc.constantFrom('flat' as const, 'grouped' as const),
  measure: fc.constantFrom('rate' as const, 'total' as const, 'average' as const),
  since: fc.constantFrom('seen' as const, 'started' as const),
  show: fc.constantFrom('all' as const, 'active' as const),
  ids: fc.constantFrom([], [], [1, 2, 3, 100, 200, 300]),
  sort: fc.record(
    {
      column: fc.oneof(
        fc.constantFrom(...(COLUMNS as readonly Column[])),
        fc.constantFrom(...counting.map(columnOf), columnOf('graph')),
      ),
      direction: fc.constantFrom('ascending' as const, 'descending' as const),
      equals: fc.constant('kernel-threads-last' as const),
    },
    { requiredKeys: ['column', 'direction'] },
  ),
});

describe('a list of which only the first rows are looked at', () => {
  it('has those rows as the whole list has them, in every view, and the task that is asked for, and knows how many are left out', () => {
    const arbitrary = fc.tuple(crowd, view, fc.integer({ min: 1, max: 40 }), fc.nat(120));
    fc.assert(
      fc.property(arbitrary, ([sample, { ids, ...asked }, most, also]) => {
        const accumulated = new Accumulator();
        accumulated.add(sample);
        const whole: View = {
          ...VIEW,
          ...asked,
          selection: { ids: new Set(ids), uids: new Set() },
          context: { ...VIEW.context, recent },
        };
        const listOf = (part: Partial<View>) => {
          const report = buildReport(sample, { ...whole, ...part }, accumulated);
          const isTree = asked.threads === 'grouped' && asked.unit === 'threads';
          const rows = isTree ? treeOf(report) : flat(report);
          return { rows, leftOut: report.rowsLeftOut };
        };
        const { rows: all } = listOf({});
        const asking = all[also % Math.max(1, all.length)];
        const keys = asking === undefined ? [] : [keyOfRow(asking.row)];
        const { rows: some, leftOut } = listOf({ most, also: keys });
        const told = (rows: typeof all) =>
          rows.map((placed) => [idOf(placed), isFold(placed.row.entry) ? placed.row.tasks : 1]);
        expect(some.length + leftOut).toBe(all.length);
        expect(told(some).slice(0, most)).toEqual(told(all).slice(0, most));
        expect(told(all)).toEqual(expect.arrayContaining([...told(some)]));
        expect(some.map(idOf)).toEqual(
          expect.arrayContaining(asking === undefined ? [] : [idOf(asking)]),
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe('lines of sleepers', () => {
  it('are printed anew once the task is another entry, and as they were otherwise', () => {
    const format = batchFormatter(LISTED);
    const linesOf = (idle: readonly TaskFields[], from?: Sample): readonly [Sample, string] => {
      const sample = from ?? sampleOf({ idle });
      return [sample, [...format(buildLongReport(sample, VIEW), 1)].join('')];
    };
    const [sample, first] = linesOf([
      { tid: 3, comm: 'a' },
      { tid: 7, comm: 'b' },
    ]);
    expect(linesOf([], sample)[1]).toBe(first);
    const [, second] = linesOf([{ tid: 7, comm: 'renamed' }]);
    expect(second).toMatch(/^ {5}7 .* renamed\n$/);
  });
});
