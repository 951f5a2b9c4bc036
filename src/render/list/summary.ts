/** A session's totals by command: a table for people, plain values for JSON. Pure: it returns text and objects. */
import { defined } from '../../lib/defined.ts';
import type { Bytes } from '../../lib/units.ts';
import type { CommandTotals, Summary } from '../../model/totals/summary.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import { askedLines } from '../report/asked-lines.ts';
import { formatBytes, formatDuration, UNKNOWN } from '../text/cell.ts';
import { gapText } from '../text/gap-text.ts';
import { sanitize } from '../text/sanitize.ts';
import type { Scale } from '../text/scale.ts';
import { tableLines } from '../text/table.ts';

/** The table: a line for each command and one for all; then what devices were asked for, and a line for each gap. */
export const formatSummary = (summary: Summary, scale: Scale): string => {
  const rows = summary.commands.map((command) => cellsOf(nameOf(command), command, scale));
  const total = cellsOf('total', summary.total, scale);
  const lines = [
    ...tableLines(
      TITLES.map((_, i) => (i === 0 ? 'left' : 'right')),
      [TITLES, ...rows, ...(rows.length === 1 ? [] : [total])],
    ),
    ...askedLines(summary.devices, (bytes) => formatBytes(bytes, '', scale, AMOUNT_WIDTH)),
    ...summary.gaps.filter(hasColumn).map((gap) => `not seen: ${gapText(gap)}`),
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
    ioWait === undefined ? UNKNOWN : formatDuration(ioWait),
    String(command.tasks ?? UNKNOWN),
    String(command.ended ?? UNKNOWN),
  ];
};

const hasColumn = (gap: Gap): boolean => !(gap.kind === 'unavailable' && NO_COLUMN.has(gap.what));

const NO_COLUMN: ReadonlySet<Capability> = new Set(['swap-wait', 'cgroup', 'disks']);

/** For JSON: raw bytes and nanoseconds, unknown is absent. */
export const summaryToJson = ({ commands, total, devices, gaps }: Summary) => ({
  commands: commands.map(commandToJson),
  total: commandToJson(total),
  devices: devices.map(({ name, kind, tasks }) => defined({ name, kind, ...tasks })),
  gaps,
});

const commandToJson = ({ name, amounts, netWrite, tasks, ended }: CommandTotals) => {
  const { read, write, cancelledWrite, ioWait, diskRead, diskWrite } = amounts;
  const charged = { read, write, cancelledWrite, netWrite, ioWait };
  return defined({ command: name, ...charged, diskRead, diskWrite, tasks, ended });
};
