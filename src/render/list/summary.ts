/** A session's totals by command: a table for people, plain values for JSON. Pure: it returns text and objects. */
import { defined } from '../../lib/defined.ts';
import type { Bytes, Nanoseconds } from '../../lib/units.ts';
import type { CommandTotals, Summary } from '../../model/totals/summary.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import { formatBytes, formatDuration, UNKNOWN } from '../text/cell.ts';
import { gapText } from '../text/gap-text.ts';
import { sanitize } from '../text/sanitize.ts';
import type { Scale } from '../text/scale.ts';
import { textWidth } from '../text/text-width.ts';

/** The table: a line for each command and one for all; then a line for each gap. */
export const formatSummary = (summary: Summary, scale: Scale): string => {
  const rows = summary.commands.map((command) => cellsOf(nameOf(command), command, scale));
  const total = cellsOf('total', summary.total, scale);
  const cells = [TITLES, ...rows, ...(rows.length === 1 ? [] : [total])];
  const widths = TITLES.map((_, i) => Math.max(...cells.map((row) => textWidth(row[i] ?? ''))));
  const lines = [
    ...cells.map((row) => lineOf(row, widths)),
    ...summary.gaps.filter(matters).map(gapLine),
  ];
  return `${lines.join('\n')}\n`;
};

const TITLES = [
  'COMMAND',
  'READ',
  'WRITTEN',
  'CANCELLED',
  'NET WRITTEN',
  'IO WAIT',
  'TASKS',
  'ENDED',
] as const;

/** Seven digits and a unit. The table then shrinks to what its cells need. */
const AMOUNT_WIDTH = 9;

const nameOf = ({ name }: CommandTotals): string =>
  name === undefined ? '(other names)' : sanitize(name);

const cellsOf = (name: string, command: CommandTotals, scale: Scale): readonly string[] => {
  const { read, write, cancelledWrite, ioWait } = command.amounts;
  const amount = (value: Bytes | undefined): string =>
    value === undefined ? UNKNOWN : formatBytes(value, '', scale, AMOUNT_WIDTH);
  return [
    name,
    ...[read, write, cancelledWrite, command.netWrite].map(amount),
    durationOf(ioWait),
    String(command.tasks ?? UNKNOWN),
    String(command.ended ?? UNKNOWN),
  ];
};

const durationOf = (wait: Nanoseconds | undefined): string =>
  wait === undefined ? UNKNOWN : formatDuration(wait);

/** Names to the left, figures to the right. */
const lineOf = (row: readonly string[], widths: readonly number[]): string =>
  row
    .map((cell, i) => (i === 0 ? cell + padding(cell, widths[i]) : padding(cell, widths[i]) + cell))
    .join('  ');

const padding = (cell: string, width = 0): string => ' '.repeat(width - textWidth(cell));

const matters = (gap: Gap): boolean => !(gap.kind === 'unavailable' && NO_COLUMN.has(gap.what));

/** The table has no column for these. */
const NO_COLUMN: ReadonlySet<Capability> = new Set(['swap-wait', 'cgroup', 'disks']);

const gapLine = (gap: Gap): string => `not seen: ${gapText(gap)}`;

/** One command in JSON: raw bytes and nanoseconds, unknown is absent. */
export type CommandJson = {
  readonly command?: string;
  readonly read?: number;
  readonly write?: number;
  readonly cancelledWrite?: number;
  readonly netWrite?: number;
  readonly ioWait?: number;
  readonly tasks?: number;
  readonly ended?: number;
};

/** A summary in JSON. */
export type SummaryJson = {
  readonly commands: readonly CommandJson[];
  readonly total: CommandJson;
  readonly gaps: readonly Gap[];
};

export const summaryToJson = ({ commands, total, gaps }: Summary): SummaryJson => ({
  commands: commands.map(commandToJson),
  total: commandToJson(total),
  gaps,
});

const commandToJson = (command: CommandTotals): CommandJson => {
  const { read, write, cancelledWrite, ioWait } = command.amounts;
  const { name, netWrite, tasks, ended } = command;
  return defined({ command: name, read, write, cancelledWrite, netWrite, ioWait, tasks, ended });
};
