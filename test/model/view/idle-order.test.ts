/** A list in which the idle are put where their ids say is the list in which they were rows and sorted. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, columnOf } from '../../../src/model/columns.ts';
import { idleComeLast } from '../../../src/model/view/idle-order.ts';
import { buildLongReport, buildReport } from '../../../src/model/view/report.ts';
import { batchFormatter } from '../../../src/render/list/batch.ts';
import { INCREASE_FIELDS } from '../../../src/sample/fields.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { FORMAT, VIEW } from '../../support/samples/batch-lists.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const LISTED = { ...FORMAT, layout: 'iotop-c', quiet: 3 } as const;

const figure = fc.constantFrom(undefined, 0, 0, 4096, 8192);
const mixed: fc.Arbitrary<Sample> = fc
  .uniqueArray(fc.integer({ min: 1, max: 900 }), { maxLength: 700 })
  .chain((tids) =>
    fc
      .array(fc.record({ isBusy: fc.boolean(), read: figure, write: figure, ioWait: figure }), {
        minLength: tids.length,
        maxLength: tids.length,
      })
      .map((kinds) => {
        const of = (tid: number, fields: object): TaskFields => ({
          tid,
          comm: `t${tid}`,
          ...fields,
        });
        const busy = kinds.flatMap(({ isBusy, ...rest }, at) =>
          isBusy ? [of(tids[at] as number, rest)] : [],
        );
        const idle = kinds.flatMap(({ isBusy }, at) =>
          isBusy ? [] : [of(tids[at] as number, { read: 0, write: 0, ioWait: 0 })],
        );
        return sampleOf({ tasks: busy, idle: idle.sort((a, b) => a.tid - b.tid) });
      }),
  );

const idsOf = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [Number(line.slice(0, 6))]));

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

  it('are rows wherever the order is not that of an amount, falling', () => {
    for (const column of COLUMNS) {
      for (const direction of ['ascending', 'descending'] as const) {
        const isFigure = ['amount', 'share', 'count'].includes(column.kind);
        const view = { ...VIEW, sort: { column, direction } };
        expect(idleComeLast(view, { idleBy: INCREASE_FIELDS })).toBe(
          isFigure && direction === 'descending',
        );
      }
    }
    const sample = sampleOf({ tasks: [{ tid: 1 }], idle: [{ tid: 2 }] });
    const sort = { column: columnOf('user'), direction: 'ascending' } as const;
    const { report, idle } = buildLongReport(sample, { ...VIEW, sort });
    expect([report.rows.length, idle.length]).toEqual([2, 0]);
  });

  it.each([
    ['vfs-read', 'readChars'],
    ['vfs-write', 'writeChars'],
    ['read-calls', 'readCalls'],
    ['write-calls', 'writeCalls'],
  ] as const)(
    'are rows too where %s decides and they are idle by the disk alone',
    (id, counter) => {
      const column = columnOf(id);
      const view = { ...VIEW, sort: { column, direction: column.firstSort } };
      const tasks = [{ tid: 1, [counter]: 5 }];
      const idle = [{ tid: 2 }, { tid: 3, [counter]: 900 }];
      const { report } = buildLongReport(sampleOf({ tasks, idle }), view);
      expect(report.rows.map(({ entry }) => entry.tid)).toEqual([3, 1, 2]);
    },
  );

  it('are left out where only busy ones are asked for', () => {
    const sample = sampleOf({ tasks: [{ tid: 1, read: 1 }], idle: [{ tid: 2 }] });
    expect(buildLongReport(sample, { ...VIEW, show: 'active' }).idle).toEqual([]);
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
