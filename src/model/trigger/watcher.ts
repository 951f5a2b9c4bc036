/** Looks at each sample for what a trigger waits for, and says when it has come. */
import type { Nanoseconds } from '../../lib/units.ts';
import type { Sample, TaskKey } from '../../sample/sample.ts';
import type { ColumnContext } from '../column.ts';
import { columnOf } from '../columns.ts';
import type { FigureKind } from '../filter/filter-names.ts';
import { Accumulator } from '../totals/accumulate.ts';
import { buildReport } from '../view/report.ts';
import { keyOfRow, type Row } from '../view/row.ts';
import { EVERYTHING } from '../view/selection.ts';
import type { View } from '../view/view.ts';
import { Crossings } from './crossings.ts';
import type { Trigger } from './trigger.ts';

/** A figure that the expression asks for. */
export type Figure = {
  readonly name: string;
  readonly kind: Exclude<FigureKind, 'flag'>;
  /** In the unit of its kind; undefined: unknown. */
  readonly value: number | undefined;
};

/** A process, a device … that crossed. */
export type Subject = { readonly row: Row; readonly figures: readonly Figure[] };

export type Firing = {
  readonly trigger: Trigger;
  /** In which it was noticed, without idle tasks. */
  readonly sample: Sample;
  /** At least one; who moved most (of devices: the busiest) first. */
  readonly subjects: readonly [Subject, ...(readonly Subject[])];
  /** Since when the expression holds for the first of them, boot clock. */
  readonly since: Nanoseconds;
  /** Crossings since the firing before that came and went within the period. */
  readonly untold: number;
};

export class Watcher {
  readonly #trigger: Trigger;
  readonly #view: View;
  readonly #crossings: Crossings<TaskKey>;
  /** What devices there are: a sample has those that did something. */
  readonly #devices = new Accumulator();

  /** @param period between two firings, at least */
  constructor(trigger: Trigger, period: Nanoseconds) {
    this.#trigger = trigger;
    this.#crossings = new Crossings(trigger.lasting, period);
    const column = columnOf(trigger.unit === 'devices' ? 'io' : 'moved');
    this.#view = {
      unit: trigger.unit,
      measure: 'rate',
      since: 'seen',
      show: 'all',
      selection: EVERYTHING,
      sort: { column, direction: 'descending' },
      context: { commandStyle: 'full' },
    };
  }

  /** Crossings since the last firing that were not told. */
  get untold(): number {
    return this.#crossings.untold;
  }

  /** Since when the expression holds for the first of those that may fire yet, boot clock. */
  get holdsSince(): Nanoseconds | undefined {
    return this.#crossings.holdsSince;
  }

  /** To be called with each sample, once. Idle tasks, which did nothing, are not looked at. */
  take({ idle: _, ...sample }: Sample): Firing | undefined {
    const { where, unit } = this.#trigger;
    if (unit === 'devices') this.#devices.add({ ...sample, tasks: [] });
    const { rows, view } = buildReport(sample, this.#view, this.#devices);
    const holding = new Map<TaskKey, Row>();
    for (const row of rows) if (where.has(row, view.context)) holding.set(keyOfRow(row), row);
    const moment = this.#crossings.take(sample, new Set(holding.keys()));
    if (moment === undefined) return undefined;
    const subjects = moment.crossed.map((key) => {
      const row = holding.get(key) as Row;
      return { row, figures: this.#figuresOf(row, view.context) };
    });
    return {
      trigger: this.#trigger,
      sample,
      subjects: subjects as [Subject, ...Subject[]],
      since: moment.since,
      untold: moment.untold,
    };
  }

  #figuresOf(row: Row, context: ColumnContext): readonly Figure[] {
    const names = new Set(this.#trigger.where.uses.map(({ name }) => name));
    return [...names].flatMap((name): readonly Figure[] =>
      name.kind === 'text' || name.kind === 'flag'
        ? []
        : [{ name: name.name, kind: name.kind, value: name.figure(row, context) }],
    );
  }
}
