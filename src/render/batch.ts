/**
 * Batch output, laid out to the character as iotop-c 1.33 prints it: scripts read it by columns.
 *
 * Two header lines, a title line, one line a task. What is unknown is `-` in its column. Pure: it returns text.
 */
import { assertNever } from '../lib/assert-never.ts';
import { type Bytes, bytesPerSecond } from '../lib/units.ts';
import { type Column, type ColumnId, columnOf, type Value } from '../model/columns.ts';
import type { Flow } from '../model/flow.ts';
import { formatIoPriority, ioPriorityOf } from '../model/io-priority.ts';
import {
  type Header,
  type LongReport,
  lengthOf,
  type Report,
  rowOfEntry,
} from '../model/report.ts';
import type { Measure, Row } from '../model/row.ts';
import { UNKNOWN } from './cell.ts';
import { sanitize } from './sanitize.ts';
import { SleeperLines } from './sleeper-lines.ts';

export type BatchFormat = {
  readonly base: 1024 | 1000;
  /** The next unit begins beyond this many times itself. */
  readonly threshold: number;
  /** `kilobytes`: always K. */
  readonly unit: 'scaled' | 'kilobytes';
  /** Users by name, or all by number, which are set out differently. */
  readonly users: 'names' | 'numbers';
  /** Digits of the largest task id, at least 6. */
  readonly idWidth: number;
  readonly vfs: readonly ('vfs-read' | 'vfs-write')[];
  /** 0: everything. 1: titles once. 2: no titles. 3: no header either. */
  readonly quiet: number;
  /** Whether a task that ended in the interval says so behind its command. */
  readonly ended: 'marked' | 'unmarked';
  /** Longest command printed. */
  readonly commandLimit: number;
  /** Lines behind the header's two. */
  readonly unattributed: 'shown' | 'hidden';
};

/** A list in pieces: all of a crowd at once would be megabytes. @param iteration from 1 @param time `HH:MM:SS` to begin each line with */
export type BatchFormatter = (
  list: LongReport,
  iteration: number,
  time?: string,
) => Iterable<string>;

/** Turns reports into text, one after the other. Lines of tasks that sleep on are not made anew. */
export const batchFormatter = (format: BatchFormat): BatchFormatter => {
  const sleepers = new SleeperLines();
  return function* (list, iteration, time) {
    const { report, idle } = list;
    const interval = lengthOf(report.sample);
    const idleLines = sleepers.linesOf(idle, (entry) =>
      rowLine(rowOfEntry(entry, interval), report, format),
    );
    const prefix = time === undefined ? '' : `${time} `;
    const head = headLines(report, format, { iteration, prefix });
    yield* inPieces(head, list, {
      row: (row) => prefix + rowLine(row, report, format),
      idle: (index) => prefix + idleLines[index],
    });
  };
};

const headLines = (
  report: Report,
  format: BatchFormat,
  { iteration, prefix }: { readonly iteration: number; readonly prefix: string },
): readonly string[] => {
  const summary = format.quiet < 3 ? headerLines(report, format).map((line) => prefix + line) : [];
  const hasTitles = format.quiet === 0 || (format.quiet === 1 && iteration === 1);
  if (!hasTitles) return summary;
  return [...summary, (prefix === '' ? '' : '    TIME ') + titleLine(report, format)];
};

/** Lines in one piece of text: some 30 KB. */
const PIECE = 256;

/** The head, then the rows, and the idle where their ids say behind those that have something in the sort column. */
function* inPieces(head: readonly string[], list: LongReport, lineOf: LineOf): Generator<string> {
  const { idle, ahead } = list;
  const { rows } = list.report;
  let lines = [...head];
  let nextRow = 0;
  let nextIdle = 0;
  while (nextRow < rows.length || nextIdle < idle.length) {
    const row = rows[nextRow];
    const entry = idle[nextIdle];
    const isRow =
      row !== undefined && (nextRow < ahead || !((entry?.tid ?? Infinity) < row.entry.tid));
    lines.push(isRow ? lineOf.row(row) : lineOf.idle(nextIdle));
    if (isRow) nextRow += 1;
    else nextIdle += 1;
    if (lines.length < PIECE) continue;
    yield textOf(lines);
    lines = [];
  }
  if (lines.length > 0) yield textOf(lines);
}

type LineOf = {
  readonly row: (row: Row) => string;
  /** Of the idle task at this index. */
  readonly idle: (index: number) => string;
};

const textOf = (lines: readonly string[]): string => [...lines, ''].join('\n');

const headerLines = ({ header, view }: Report, format: BatchFormat): readonly string[] => {
  const { currentRead, currentWrite } = header;
  const total = (flow: Flow): string => quantityOf(flow, view.measure, format);
  const rate = (flow: Flow | undefined): string =>
    flow === undefined ? unknownQuantity() : quantityOf(flow, 'rate', format);
  const lines = [
    `  Total DISK READ: ${total(header.read)} |   Total DISK WRITE: ${total(header.write)}`,
    `Current DISK READ: ${rate(currentRead)} | Current DISK WRITE: ${rate(currentWrite)}`,
  ];
  if (format.unattributed === 'hidden') return lines;
  return [...lines, unattributedLine(header, format), ...otherLines(header, format)];
};

/** Devices that are no disks, each on a line: what tasks were charged for them is in Total, and not in Current. */
const otherLines = ({ others }: Header, format: BatchFormat): readonly string[] =>
  others.map(({ name, read, write }) => {
    const shown = sanitize(name);
    const rate = (flow: Flow): string => quantityOf(flow, 'rate', format);
    return `Beside, ${shown} READ: ${rate(read)} | Beside, ${shown} WRITE: ${rate(write)}`;
  });

/** What the disks moved and no task was charged, or, negative, the other way round. */
const unattributedLine = ({ unattributed }: Header, format: BatchFormat): string => {
  const rate = (flow: Flow | undefined): string =>
    flow === undefined ? unknownQuantity() : quantityOf(flow, 'rate', format);
  return `Unattrib. DISK READ: ${rate(unattributed?.read)} | Unattrib. DISK WRITE: ${rate(unattributed?.write)}`;
};

const quantityOf = (flow: Flow, measure: Measure, format: BatchFormat): string =>
  measure === 'total' ? quantity(flow.bytes, '  ', format) : quantity(flow.rate, '/s', format);

const AMOUNT_WIDTH = 11;
const NUMBER_WIDTH = 7;

/** Title, and how wide and on which side it is padded. */
const titleOf = ({ id, title, kind }: Column, { view }: Report, format: BatchFormat): string => {
  switch (kind) {
    case 'id':
      return (view.unit === 'processes' ? 'PID' : 'TID').padStart(format.idWidth);
    case 'amount':
      return title.padStart(AMOUNT_WIDTH);
    case 'share':
      return title.padStart(SHARE_WIDTH);
    default:
      return id === 'user' ? title.padEnd(USER_WIDTH) : title;
  }
};

const SHARE_WIDTH = 6;
const USER_WIDTH = 10;
const UID_WIDTH = 4;
const PRIORITY_WIDTH = 4;

const columnsOf = (format: BatchFormat): readonly Column[] => {
  const vfs = (id: 'vfs-read' | 'vfs-write'): readonly ColumnId[] =>
    format.vfs.includes(id) ? [id] : [];
  const ids: readonly ColumnId[] = [
    ...(['tid', 'priority', 'user', 'read'] as const),
    ...vfs('vfs-read'),
    'write',
    ...vfs('vfs-write'),
    ...(['swapin', 'io', 'command'] as const),
  ];
  return ids.map(columnOf);
};

const titleLine = (report: Report, format: BatchFormat): string =>
  columnsOf(format)
    .map((column) => titleOf(column, report, format))
    .join(' ');

const rowLine = (row: Row, report: Report, format: BatchFormat): string => {
  const cells = columnsOf(format).map((column) => cellOf(column, row, report, format));
  const mark = row.entry.ended && format.ended === 'marked' ? ' <ended>' : '';
  return cells.join(' ') + mark;
};

const cellOf = (column: Column, row: Row, report: Report, format: BatchFormat): string => {
  const { measure, context } = report.view;
  const value = column.value(row, context);
  switch (column.kind) {
    case 'id':
      return String(value).padStart(format.idWidth);
    case 'priority':
      return priorityCell(value).padEnd(PRIORITY_WIDTH);
    case 'amount':
      return typeof value === 'number'
        ? amount(value as Bytes, row, measure, format)
        : unknownQuantity();
    case 'share':
      return typeof value === 'number'
        ? `${(value * 100).toFixed(2)} %`
        : UNKNOWN.padStart(SHARE_WIDTH);
    case 'text':
      return textCell(column, value, format);
    case 'count':
    case 'duration':
    case 'graph':
      return String(value ?? UNKNOWN);
    default:
      return assertNever(column.kind);
  }
};

/** As iotop-c has it, class idle comes with its level, which means nothing: scripts split at the slash. */
const priorityCell = (value: Value): string => {
  if (typeof value !== 'number') return UNKNOWN;
  const priority = ioPriorityOf(value);
  return priority?.class === 'id' ? `id/${priority.level}` : formatIoPriority(value);
};

const textCell = (column: Column, value: Value, format: BatchFormat): string => {
  const text = sanitize(String(value ?? UNKNOWN));
  if (column.id !== 'user') return cut(text, format.commandLimit);
  const name = format.users === 'numbers' ? text.padStart(UID_WIDTH) : text;
  return name.padEnd(USER_WIDTH);
};

/** At most so many UTF-16 units, and no half of a character. */
const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  const splits = /[\ud800-\udbff]/.test(text[limit - 1] as string);
  return text.slice(0, splits ? limit - 1 : limit);
};

const amount = (value: Bytes, row: Row, measure: Measure, format: BatchFormat): string =>
  measure === 'total'
    ? quantity(value, '  ', format)
    : quantity(bytesPerSecond(value, row.elapsed), '/s', format);

const PREFIXES = 'BKMGTPEZY';

/** `%7.*f %-3s`: as many of two decimals as seven cells take; a number that is longer still is not cut. */
export const quantity = (
  value: number,
  suffix: '/s' | '  ',
  { base, threshold, unit }: Pick<BatchFormat, 'base' | 'threshold' | 'unit'>,
): string => {
  let shown = Math.abs(value);
  let prefix = 0;
  if (unit === 'kilobytes') {
    shown /= base;
    prefix = 1;
  } else {
    while (shown > base * threshold && prefix < PREFIXES.length - 1) {
      shown /= base;
      prefix += 1;
    }
  }
  const sign = value < 0 && shown > 0 ? '-' : '';
  let text = '';
  for (let decimals = 2; decimals >= 0; decimals--) {
    text = sign + shown.toFixed(decimals);
    if (text.length <= NUMBER_WIDTH) break;
  }
  return `${text.padStart(NUMBER_WIDTH)} ${PREFIXES[prefix]}${suffix}`;
};

const unknownQuantity = (): string => `${UNKNOWN.padStart(NUMBER_WIDTH)}    `;
