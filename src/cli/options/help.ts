/** `iotop --help`, from the option table. */
import { OPTION_GROUPS } from '../../tui/settings/option-row.ts';
import { optionLine } from './command-page.ts';
import { OPTIONS } from './option-table.ts';

const SYNOPSIS = `Usage: iotop [OPTIONS]                 show the screen; print lists where there is no terminal
       iotop run [--json] -- COMMAND…  run a command and print what it did to the disk
       iotop record DIR                record the I/O of every task into a folder
       iotop watch 'EXPR for TIME'     when EXPR has held for TIME: say so, record, start a command
       iotop replay [DIR|FILE|-]       show a recording, or a stream on standard input, on the same screen
       iotop report DIR                print who did how much, from when to when
       iotop verify|repair|compact DIR check, repair or shrink a recording
       iotop doctor [--json]           print what works here, and what to type where it does not
`;

export const FIGURES = `DISK READ and DISK WRITE are the bytes per second that a task read from and wrote to storage in the interval. A write
counts when its page is dirtied (a large folio counts whole, 2 MiB for 4 KiB: see docs/accounting.md), less what was
cancelled before it reached the disk. SWAPIN and IO are the share of the interval that the task waited for swap and
for block I/O; of a process, the share of its longest waiting thread. "-" means unknown, never zero. Total is what
tasks were charged for, Current what the disks moved. TO DISK, on the screen, is what the disks are asked to write for a
task now, by whoever, and with FROM DISK decides the order (docs/accounting.md).
`;

const KEYS = `Keys: arrows to the sides choose the sort column, r reverses the order, o hides idle tasks, p shows processes, a shows
totals, c shortens commands, / filters, Enter shows details, i sets the I/O priority, k sends a signal, s freezes the screen,
+ and - change the interval, ? lists all keys, q quits. F1 to F6, F9 and F10 are those of htop. Keys in the last row can be clicked.
`;

const EXIT = `Exit status: 0 on success; 1 when something needed is missing, or a user is unknown; 2 when the command line is wrong
(called iotop-c: 1).
`;

export const helpText = (): string => {
  const groups = OPTION_GROUPS.map((group) => {
    const rows = OPTIONS.filter((row) => row.group === group && row.unlisted === undefined);
    return `${group}:\n${rows.map(optionLine).join('\n')}\n`;
  });
  return [SYNOPSIS, FIGURES, ...groups, KEYS, EXIT].join('\n');
};
