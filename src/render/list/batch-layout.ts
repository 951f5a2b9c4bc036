/** What all layouts of batch take and give. */
import { type Bytes, bytesPerSecond } from '../../lib/units.ts';
import type { Value } from '../../model/column.ts';
import type { Measure, Row } from '../../model/view/row.ts';
import type { Report } from '../../model/view/view.ts';
import { sanitize } from '../text/sanitize.ts';
import type { Scale } from '../text/scale.ts';

/** How the lists of one program look. */
export type ListStyle = {
  /** Which program's lines these equal, to the character. */
  readonly layout: LayoutName;
  /** With kilobytes: two decimals always, or as many as seven cells take. */
  readonly decimals: 'two' | 'fitting';
  /** Whether a task that ended in the interval is marked behind its command. */
  readonly ended: 'marked' | 'unmarked';
  /** Whether what loop devices have charged twice counts once in Total, or as it is charged. */
  readonly loops: 'once' | 'twice';
  /** Longest command printed. */
  readonly commandLimit: number;
  /** What becomes of a line that is longer than the terminal is wide. */
  readonly atTheEdge: 'cut' | 'folded';
};

export type BatchFormat = Scale &
  ListStyle & {
    /** Users by name or by number: numbers are aligned differently. */
    readonly users: 'names' | 'numbers';
    /** Cells of a task id. */
    readonly idWidth: number;
    readonly vfs: readonly ('vfs-read' | 'vfs-write')[];
    /** 0: everything. 1: titles once. 2: no titles. 3: no header either. */
    readonly quiet: number;
    /** Lines behind the header's two. */
    readonly unattributed: 'shown' | 'hidden';
  };

export type LayoutName = 'iotop-c' | 'iotop-py';

/** Its lines have no line feed, and not the time that may be printed before each. */
export type BatchLayout = {
  readonly summary: (report: Report, format: BatchFormat) => readonly string[];
  /** @param time whether each line begins with the time */
  readonly titles: (report: Report, format: BatchFormat, time: 'shown' | 'hidden') => string;
  readonly row: (row: Row, report: Report, format: BatchFormat) => string;
  /** Whether rows have SWAPIN and IO, or one word for both: lines of the two kinds must not be mixed. */
  readonly waitColumns: (report: Report) => 'shown' | 'unavailable';
};

/** The figure of an amount's cell: bytes, or bytes a second. */
export const amountOf = (value: Value, row: Row, measure: Measure): number | undefined => {
  if (typeof value !== 'number') return undefined;
  return measure === 'total' ? value : bytesPerSecond(value as Bytes, row.elapsed);
};

/** A name that anybody may have chosen, for a terminal: at most so many UTF-16 units, and no half of a character. */
export const textCell = (text: string, limit: number): string => {
  const safe = sanitize(text);
  if (safe.length <= limit) return safe;
  const splits = /[\ud800-\udbff]/.test(safe[limit - 1] as string);
  return safe.slice(0, splits ? limit - 1 : limit);
};
