/**
 * Batch output in the layout of another iotop: scripts read it by columns.
 *
 * Two header lines, a title line, one line a task. Pure: it returns text.
 */
import { isFold } from '../../model/units/unit.ts';
import { type LongReport, lengthOf, rowOfEntry } from '../../model/view/report.ts';
import type { Row } from '../../model/view/row.ts';
import type { Report } from '../../model/view/view.ts';
import { idleEntry, tidAt } from '../../sample/idle-tasks.ts';
import type { IdleTasks, TaskEntry, TaskNames } from '../../sample/sample.ts';
import { IOTOP_C_LAYOUT } from './batch-iotop-c.ts';
import { IOTOP_PY_LAYOUT } from './batch-iotop-py.ts';
import type { BatchFormat, BatchLayout, LayoutName } from './batch-layout.ts';

const LAYOUTS: Readonly<Record<LayoutName, BatchLayout>> = {
  'iotop-c': IOTOP_C_LAYOUT,
  'iotop-py': IOTOP_PY_LAYOUT,
};

/** A list in pieces: all of a crowd at once would be megabytes. @param iteration from 1 @param time `HH:MM:SS` to begin each line with */
export type BatchFormatter = (
  list: LongReport,
  iteration: number,
  time?: string,
) => Iterable<string>;

/** Turns reports into text, one after the other. Lines of tasks that sleep on are not made anew while they have the same columns. */
export const batchFormatter = (format: BatchFormat): BatchFormatter => {
  const layout = LAYOUTS[format.layout];
  let sleepers = new SleeperLines();
  let waitColumns: ReturnType<BatchLayout['waitColumns']> | undefined;
  return function* (list, iteration, time) {
    const { report, idle } = list;
    const interval = lengthOf(report.sample);
    if (waitColumns !== layout.waitColumns(report)) sleepers = new SleeperLines();
    waitColumns = layout.waitColumns(report);
    const line = (row: Row): string => layout.row(row, report, format) + markOf(row, format);
    const sleeping = sleepers.linesOf(report.sample.idle, idle, (entry) =>
      line(rowOfEntry(entry, interval)),
    );
    const prefix = time === undefined ? '' : `${time} `;
    yield* inPieces(
      headLines(report, layout, format, iteration, prefix),
      list,
      sleeping.tids,
      (row) => prefix + line(row),
      (index) => prefix + sleeping.lines[index],
    );
  };
};

/** A fold of several says so in its command. */
const markOf = ({ entry }: Row, { ended }: BatchFormat): string =>
  entry.ended && !isFold(entry) && ended === 'marked' ? ' <ended>' : '';

const headLines = (
  report: Report,
  layout: BatchLayout,
  format: BatchFormat,
  iteration: number,
  prefix: string,
): readonly string[] => {
  const { quiet } = format;
  const summary = quiet < 3 ? layout.summary(report, format).map((line) => prefix + line) : [];
  const hasTitles = quiet === 0 || (quiet === 1 && iteration === 1);
  if (!hasTitles) return summary;
  return [...summary, layout.titles(report, format, prefix === '' ? 'hidden' : 'shown')];
};

/** Lines in one piece of text: some 30 KB. */
const PIECE = 256;

/** The head, then the rows, and the idle where their ids say behind those that have something in the sort column. */
function* inPieces(
  head: readonly string[],
  { ahead, report: { rows } }: LongReport,
  tids: ArrayLike<number>,
  lineOf: (row: Row) => string,
  idleLine: (index: number) => string,
): Generator<string> {
  let lines = [...head];
  let nextRow = 0;
  let nextIdle = 0;
  while (nextRow < rows.length || nextIdle < tids.length) {
    const row = rows[nextRow];
    const isRow =
      row !== undefined && (nextRow < ahead || !((tids[nextIdle] ?? Infinity) < row.entry.tid));
    lines.push(isRow ? lineOf(row) : idleLine(nextIdle));
    if (isRow) nextRow += 1;
    else nextIdle += 1;
    if (lines.length < PIECE) continue;
    yield textOf(lines);
    lines = [];
  }
  if (lines.length > 0) yield textOf(lines);
}

const textOf = (lines: readonly string[]): string => [...lines, ''].join('\n');

/** Lines of idle tasks, by id, in step with their names. */
type IdleLines = {
  readonly tids: Int32Array;
  readonly names: (TaskNames | undefined)[];
  readonly lines: string[];
};

const roomForLines = (count: number): IdleLines => ({
  tids: new Int32Array(count),
  names: new Array<TaskNames | undefined>(count),
  lines: new Array<string>(count),
});

/**
 * Lines of idle tasks, kept from list to list.
 *
 * While a task sleeps its names are the same object, see `IdleTasks`, and so its line is the same too. Lists come by id: the one before is
 * walked in step, and nothing is looked up.
 */
class SleeperLines {
  #last: IdleLines = roomForLines(0);

  /** @param places in `idle`, ascending @param make the line of one */
  linesOf(
    idle: IdleTasks | undefined,
    places: Int32Array,
    make: (entry: TaskEntry) => string,
  ): IdleLines {
    const found = roomForLines(idle === undefined ? 0 : places.length);
    if (idle === undefined) return found;
    const { tids, names, lines } = this.#last;
    let at = 0;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      const tid = tidAt(idle, place);
      const known = idle.names?.[place];
      while (at < tids.length && (tids[at] as number) < tid) at += 1;
      const isKept = known !== undefined && names[at] === known && tids[at] === tid;
      found.tids[i] = tid;
      found.names[i] = known;
      found.lines[i] = isKept ? (lines[at] as string) : make(idleEntry(idle, place));
    }
    this.#last = found;
    return found;
  }
}
