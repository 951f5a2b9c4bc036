/** Lists as batch prints them, in the layout a test is about: the test says what it asks for, the rest is filled in. */

import { Accumulator } from '../../../src/model/totals/accumulate.ts';
import { buildLongReport } from '../../../src/model/view/report.ts';
import type { View } from '../../../src/model/view/view.ts';
import { type BatchFormatter, batchFormatter } from '../../../src/render/list/batch.ts';
import type { BatchFormat } from '../../../src/render/list/batch-layout.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import { type SampleFields, sampleOf } from './samples.ts';
import { VIEW } from './usual-view.ts';

export type AskedList = {
  readonly sample?: SampleFields;
  readonly format?: Partial<BatchFormat>;
  readonly view?: Partial<View>;
  readonly iteration?: number;
  readonly time?: string;
};

/** Lists of one layout. */
type BatchLists = {
  /** One list, without lists before it; the text behind the last line feed too, which is empty. */
  readonly linesOf: (asked?: AskedList) => readonly string[];
  /** The row of one task, behind two lines of summary and the titles. */
  readonly rowOf: (task: object, asked?: AskedList) => string;
  /** The lists of several samples, one after the other. */
  readonly listsOf: (samples: readonly Sample[]) => readonly (readonly string[])[];
};

/** @param usual what holds where a test asks for nothing else */
export const batchLists = (usual: {
  readonly format: Pick<BatchFormat, 'layout'> & Partial<BatchFormat>;
  readonly view: Partial<View>;
}): BatchLists => {
  const format: BatchFormat = { ...FORMAT, ...usual.format };
  const view: View = { ...VIEW, ...usual.view };
  const linesOf = (asked: AskedList = {}): readonly string[] => {
    const { iteration = 1, time } = asked;
    const sample = sampleOf(asked.sample);
    const accumulated = new Accumulator();
    accumulated.add(sample);
    const list = buildLongReport(sample, { ...view, ...asked.view }, accumulated);
    return lines(batchFormatter({ ...format, ...asked.format })(list, iteration, time));
  };
  return {
    linesOf,
    rowOf: (task, asked = {}) =>
      linesOf({ ...asked, sample: { tasks: [{ tid: 1, comm: 'x', ...task }] } })[3] as string,
    listsOf: (samples) => {
      const formatter: BatchFormatter = batchFormatter(format);
      return samples.map((sample, at) => lines(formatter(buildLongReport(sample, view), at + 1)));
    },
  };
};

const lines = (pieces: Iterable<string>): readonly string[] => [...pieces].join('').split('\n');

/** The usual format, of whichever layout. */
export const FORMAT: Omit<BatchFormat, 'layout'> = {
  decimals: 'two',
  base: 1024,
  threshold: 2,
  amounts: 'scaled',
  users: 'names',
  idWidth: 6,
  vfs: [],
  quiet: 0,
  ended: 'unmarked',
  commandLimit: 4096,
  atTheEdge: 'cut',
  loops: 'once',
  unattributed: 'hidden',
};
