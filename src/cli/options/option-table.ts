/**
 * Every option of the program, one row each: parsing, `--help` and the README's block are printed from here.
 *
 * Names and letters are those of iotop 0.1, iotop 0.6 and iotop-c 1.33, which agree where they overlap.
 */
import { COLUMN_OPTIONS, type ColumnWord } from './column-options.ts';

export type OptionRow = {
  readonly name: string;
  readonly short?: string;
  /** What the value is called; absent: a flag, which `--no-NAME` undoes. */
  readonly value?: string;
  readonly many?: true;
  /** Not in the help: the opposite of an option that is, under a name of its own. */
  readonly unlisted?: true;
  readonly help: string;
  readonly group: (typeof OPTION_GROUPS)[number];
};

export const OPTION_GROUPS = [
  'What to run',
  'What to show',
  'How to show it',
  'The screen',
] as const;

const NAMED_OPTIONS = [
  { name: 'help', short: 'h', group: 'What to run', help: 'show this help' },
  { name: 'version', short: 'v', group: 'What to run', help: 'show the version' },
  {
    name: 'batch',
    short: 'b',
    group: 'What to run',
    help: 'print lists instead of a screen; so it is where standard output is no terminal',
  },
  {
    name: 'iter',
    short: 'n',
    value: 'NUM',
    group: 'What to run',
    help: 'end after NUM lists [without end]',
  },
  {
    name: 'delay',
    short: 'd',
    value: 'SEC',
    group: 'What to run',
    help: 'seconds from one list to the next, such as 0.2 [1]',
  },
  {
    name: 'json',
    group: 'What to run',
    help: 'print samples as JSON, one a line (docs/stream.md)',
  },
  {
    name: 'csv',
    group: 'What to run',
    help: 'print one line a task and interval, separated by commas',
  },
  {
    name: 'engine',
    value: 'NAME',
    group: 'What to run',
    help: 'bpf, taskstats or procfs [the best that works]',
  },
  {
    name: 'delayacct',
    group: 'What to run',
    help: 'switch kernel.task_delayacct on meanwhile (SWAPIN needs it)',
  },
  {
    name: 'read-only',
    group: 'What to run',
    help: 'no key changes anything: no signals, no priorities (IOTOP_NO_RENICE: no priorities)',
  },
  {
    name: 'write',
    short: 'W',
    group: 'What to run',
    help: 'save these options in the configuration file and end',
  },
  { name: 'debug-write', group: 'What to run', help: 'print what -W would save and end' },

  {
    name: 'only',
    short: 'o',
    group: 'What to show',
    help: 'only tasks that read, wrote or waited',
  },
  {
    name: 'pid',
    short: 'p',
    value: 'PID',
    many: true,
    group: 'What to show',
    help: 'this process or task; may be given again',
  },
  {
    name: 'user',
    short: 'u',
    value: 'USER',
    many: true,
    group: 'What to show',
    help: "this user's tasks, a name or a number; may be given again",
  },
  { name: 'processes', short: 'P', group: 'What to show', help: 'processes, not threads' },
  { name: 'threads', group: 'What to show', help: 'threads, not processes' },
  {
    name: 'filter',
    value: 'REGEX',
    group: 'What to show',
    help: 'tasks whose id, name or command line matches',
  },
  {
    name: 'accumulated',
    short: 'a',
    group: 'What to show',
    help: 'amounts since the start instead of rates',
  },
  { name: 'accum-bw', short: 'A', group: 'What to show', help: 'average rates since the start' },
  {
    name: 'lifetime',
    group: 'What to show',
    help: "with -a and -A: since the task's start, not since iotop's",
  },
  {
    name: 'show-vfs',
    group: 'What to show',
    help: 'VFS READ and VFS WRITE: through read and write calls (--hide-vfs: without)',
  },
  { name: 'show-vfs-read', group: 'What to show', help: 'VFS READ alone' },
  { name: 'show-vfs-write', group: 'What to show', help: 'VFS WRITE alone' },
  { name: 'hide-vfs', group: 'What to show', unlisted: true, help: 'neither of them' },
  { name: 'hide-vfs-read', group: 'What to show', unlisted: true, help: 'no VFS READ' },
  { name: 'hide-vfs-write', group: 'What to show', unlisted: true, help: 'no VFS WRITE' },
  {
    name: 'unattributed',
    group: 'What to show',
    help: 'a header line: what the disks moved and no task was charged',
  },
  {
    name: 'summary',
    group: 'What to show',
    help: 'in batch: a table by command at the end, ended tasks included',
  },

  {
    name: 'fullcmdline',
    short: 'c',
    group: 'How to show it',
    help: 'full command lines [so it is]; --no-fullcmdline: names',
  },
  {
    name: 'personality',
    value: 'NAME',
    group: 'How to show it',
    help: 'as iotop, iotop-c or iotop-py does it [the name it is called by]',
  },
  { name: 'kilobytes', short: 'k', group: 'How to show it', help: 'kilobytes always' },
  { name: 'si', group: 'How to show it', help: 'units of 1000 instead of 1024' },
  {
    name: 'threshold',
    value: '1..10',
    group: 'How to show it',
    help: 'the next unit from this many on [2]',
  },
  {
    name: 'time',
    short: 't',
    group: 'How to show it',
    help: 'the time before each line (implies -b)',
  },
  { name: 'timestamp', group: 'How to show it', help: 'the same' },
  {
    name: 'quiet',
    short: 'q',
    many: true,
    group: 'How to show it',
    help: '-q titles once, -qq no titles, -qqq no header (implies -b)',
  },
  {
    name: 'uid2name',
    value: 'MODE',
    group: 'How to show it',
    help: 'always, cyclic, static: names of users; none: numbers',
  },

  { name: 'flat', group: 'The screen', help: 'threads by themselves, not under their process' },
  {
    name: 'grtype',
    short: 'g',
    value: 'TYPE',
    group: 'The screen',
    help: 'graph of io, r, w, rw or sw',
  },
  {
    name: 'reverse-graph',
    short: 'R',
    group: 'The screen',
    help: 'the newest at the right, as it always is here',
  },
  {
    name: 'hide-exited',
    short: 'e',
    group: 'The screen',
    help: 'without tasks that ended a moment ago',
  },
  { name: 'show-exited', group: 'The screen', unlisted: true, help: 'with them' },
  { name: 'dead-x', short: 'x', group: 'The screen', help: 'mark ended tasks by an x' },
  { name: 'hide-time', short: 'T', group: 'The screen', help: 'no clock' },
  { name: 'show-time', group: 'The screen', unlisted: true, help: 'with a clock' },
  {
    name: 'no-color',
    short: 'l',
    group: 'The screen',
    help: 'no colours (NO_COLOR does the same)',
  },
  { name: 'color', group: 'The screen', unlisted: true, help: 'with colours' },
  { name: 'inverse', short: 'N', group: 'The screen', help: 'for black on white: --theme=light' },
  { name: 'ascii', group: 'The screen', help: 'no characters beyond ASCII in graphs' },
  { name: 'unicode', group: 'The screen', help: 'the opposite' },
  {
    name: 'theme',
    value: 'NAME',
    group: 'The screen',
    help: 'default, light, mono, colour-blind, 16-colour',
  },
  {
    name: 'help-type',
    short: 'H',
    value: 'TYPE',
    group: 'The screen',
    help: "none, win or inline: iotop-c's; the help here is a window (key ?)",
  },
] as const satisfies readonly OptionRow[];

const COLUMN_ROWS: readonly OptionRow[] = COLUMN_OPTIONS.flatMap(({ word, digit }) => [
  {
    name: `hide-${word}`,
    short: digit,
    group: 'The screen',
    help: `no column ${word.toUpperCase()} (--show-${word}: with it)`,
  },
  { name: `show-${word}`, group: 'The screen', unlisted: true, help: 'the opposite' },
]);

export const OPTIONS: readonly OptionRow[] = [...NAMED_OPTIONS, ...COLUMN_ROWS];

/** Options of the family that are refused, and what does their work. Hidden there, so not in our help. */
export const REFUSED: ReadonlyMap<string, string> = new Map([
  ['--profile', 'Node profiles it: node --cpu-prof "$(command -v iotop)" -b -n 10'],
]);

export type OptionName =
  | (typeof NAMED_OPTIONS)[number]['name']
  | `${'hide' | 'show'}-${ColumnWord}`;
