/** `iotop --help`, from the option table. */
import { OPTION_GROUPS, OPTIONS, type OptionRow } from './option-table.ts';

const SYNOPSIS = `Usage: iotop [OPTIONS]                 the screen, or lists where there is no terminal
       iotop run [--json] -- COMMAND…  run a command and say what it did to the disk
       iotop record DIR                remember: one recording a folder
       iotop replay [DIR|FILE|-]       the same screen over a recording or standard input
       iotop report DIR                who did how much, from when to when
       iotop verify|repair|compact DIR look after a recording
       iotop doctor [--json]           what works here, and what to type where it does not
`;

export const FIGURES = `DISK READ and DISK WRITE are the bandwidth of block I/O of each task in the interval; a write counts when the
page is dirtied (of a large folio all pages, 2 MiB for 4 KiB: see docs/accounting.md), less what was cancelled
before it reached the disk. SWAPIN and IO are the share of the interval
that the task spent waiting for swap and for block I/O; of a process, the share of its longest waiting thread. "-" is
unknown, never zero. Total is what tasks were charged, Current what the disks moved (docs/accounting.md).
`;

const KEYS = `Keys: arrows and Home/End choose the sort column, r reverses it, o only, P processes, a accumulated, c commands,
/ filter, Enter details, i I/O priority, k signal, s freeze, + - interval, ? all keys, q quit.
`;

const EXIT = `Exit status: 0 ended as asked; 1 something needed is missing, or a user is unknown; 2 the command line is wrong (iotop-c: 1).
`;

const WIDTH = 24;

export const helpText = (): string => {
  const groups = OPTION_GROUPS.map((group) => {
    const rows = OPTIONS.filter((row) => row.group === group && row.unlisted === undefined);
    return `${group}:\n${rows.map(optionLine).join('\n')}\n`;
  });
  return [SYNOPSIS, FIGURES, ...groups, KEYS, EXIT].join('\n');
};

const optionLine = ({ name, short, value, help }: OptionRow): string => {
  const long = value === undefined ? `--${name}` : `--${name}=${value}`;
  const left = `${short === undefined ? '    ' : `-${short}, `}${long}`;
  return `  ${left.padEnd(WIDTH)} ${help}`;
};
