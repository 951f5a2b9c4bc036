import type { Sample, TaskKey } from '../../sample/sample.ts';
import type { ColumnContext } from '../column.ts';
import type { OtherDevice, Unattributed } from '../totals/reconcile.ts';
import type { Unit } from '../units/unit.ts';
import type { Amount } from './amount.ts';
import type { Measure, Row } from './row.ts';
import type { Selection } from './selection.ts';
import type { SortOrder } from './sort.ts';

export type View = {
  readonly unit: Unit;
  /** `grouped`: the rows of a process will stand together, see tree.ts. Absent: flat. */
  readonly threads?: 'flat' | 'grouped';
  readonly measure: Measure;
  /** For totals: since iotop first saw the task, or since the task started. */
  readonly since: 'seen' | 'started';
  /** `moved`: only tasks that moved bytes, as iotop-c shows where it knows no waits. */
  readonly show: 'all' | 'active' | 'moved';
  readonly selection: Selection;
  readonly sort: SortOrder;
  /** With accumulated amounts, so many rows of ended tasks at most; past it those that moved least are folded. Absent: no bound. */
  readonly mostEnded?: number;
  /** All ended tasks of a command and user, or those of each parent, are one row. Absent: each is one. */
  readonly ended?: 'folded' | 'folded-by-parent';
  /** Rows of owners that are no task, while they make the disks work. Absent: none. */
  readonly owners?: 'shown';
  /** Only so many rows, from the first, are looked at: of the idle tasks those behind may be left out. Absent: all are. */
  readonly most?: number;
  /** Keys of rows that are to be there wherever they stand. */
  readonly also?: readonly TaskKey[];
  /** Keys of programs and users whose idle processes are wanted too. */
  readonly opened?: ReadonlySet<TaskKey>;
  readonly context: ColumnContext;
  /** What loop devices have charged twice (charged-twice.ts) counts twice in sums, as in other iotops. Absent: once. */
  readonly loops?: 'twice';
};

export type Header = {
  /** Charged to the rows' tasks, in the view's measure: for `total` only `bytes` means something. Of all tasks what loop devices have charged twice counts once. */
  readonly read: Amount;
  readonly write: Amount;
  /** What rows are sorted by: see `movedBy`. */
  readonly moved: Amount;
  /** What the disks were asked for on behalf of the rows' tasks. Absent where nobody watched. */
  readonly fromDisk?: Amount;
  readonly toDisk?: Amount;
  /** Moved by the disks in the interval. Absent when that is unknown. */
  readonly currentRead?: Amount;
  readonly currentWrite?: Amount;
  /** Current less charged in the interval, with its sign; of all tasks, whichever are shown. Absent as Current is. */
  readonly unattributed?: Unattributed;
  /** What moved besides in loop devices, memory and layers, which is not in Current; the busiest first. */
  readonly others: readonly OtherDevice[];
};

export type Report = {
  readonly sample: Sample;
  readonly view: View;
  readonly header: Header;
  readonly rows: readonly Row[];
  /** So many of them, from the first, stand where they would if no idle task had been left out. */
  readonly finalRows: number;
  /** Rows of idle tasks that were left out. */
  readonly rowsLeftOut: number;
};
