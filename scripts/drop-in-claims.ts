/**
 * What is claimed of every option and key of iotop-c 1.33, called by its name: docs/drop-in.md is printed from here, and
 * test/long holds each claim against the real program.
 *
 * `same`: where nothing happens the lines are equal to the character. `differs`: accepted, and `how` says what it does here.
 * `missing`: refused.
 */
export type Verdict = 'same' | 'differs' | 'missing';

export type OptionClaim = {
  /** Long names, as its help has them. */
  readonly names: readonly string[];
  readonly verdict: Verdict;
  readonly how?: string;
  /** Arguments both are run with, beside `-b -n 1`; absent: each long name by itself. */
  readonly tries?: readonly string[];
};

const SCREEN = 'the screen only; lists stay as they are';

const COLUMN_NAMES = ['pid', 'prio', 'user', 'read', 'write', 'swapin', 'io', 'graph', 'command'];

export const OPTION_CLAIMS: readonly OptionClaim[] = [
  { names: ['version'], verdict: 'differs', how: 'the name it is called by, and our version' },
  { names: ['help'], verdict: 'differs', how: 'our own help' },
  {
    names: ['help-type'],
    verdict: 'differs',
    tries: ['--help-type=win'],
    how: 'without effect: the help is a window',
  },
  {
    names: ['only', 'no-only'],
    verdict: 'differs',
    how: 'tasks that moved bytes; there also those that only waited, where delay accounting is on',
  },
  { names: ['batch'], verdict: 'same' },
  {
    names: ['iter'],
    verdict: 'differs',
    tries: ['--iter=1'],
    how: 'the first list is that of the first interval, not of zeros at once; where a list shows amounts (`-a`) it is the same',
  },
  { names: ['delay'], verdict: 'same', tries: ['--delay=0.2'] },
  {
    names: ['pid'],
    verdict: 'differs',
    tries: ['--pid="$MANY"', '-P --pid="$MANY"'],
    how: 'the same for one; given again, each counts (there the last)',
  },
  {
    names: ['user'],
    verdict: 'differs',
    tries: ['--user=nobody'],
    how: 'the same for one; given again, each counts (there the last), and with `-p` either may match',
  },
  { names: ['processes', 'threads'], verdict: 'same' },
  { names: ['flat', 'no-flat'], verdict: 'same', how: SCREEN },
  { names: ['accumulated', 'no-accumulated'], verdict: 'same' },
  {
    names: ['accum-bw', 'no-accum-bw'],
    verdict: 'differs',
    how: 'the first line is averages too, as the rows below it; there it stays a rate',
  },
  { names: ['lifetime', 'no-lifetime'], verdict: 'same', tries: ['-a --lifetime'] },
  {
    names: ['kilobytes', 'no-kilobytes'],
    verdict: 'same',
    tries: ['-k', '-a -k', '--no-kilobytes'],
  },
  { names: ['time', 'timestamp'], verdict: 'same' },
  {
    names: ['fullcmdline', 'no-fullcmdline'],
    verdict: 'differs',
    how: 'without the folder of the program; the name of a thread stands behind it, not before; a kernel thread is `[kthreadd]` in both (there `kthreadd` with `-c`)',
  },
  ...COLUMN_NAMES.map(
    (word): OptionClaim => ({
      names: [`hide-${word}`, `show-${word}`],
      verdict: 'same',
      how: SCREEN,
    }),
  ),
  {
    names: [
      'show-vfs',
      'show-vfs-read',
      'show-vfs-write',
      'hide-vfs',
      'hide-vfs-read',
      'hide-vfs-write',
    ],
    verdict: 'same',
    tries: [
      '--show-vfs',
      '--show-vfs-write',
      '--hide-vfs',
      '--show-vfs --hide-vfs-read',
      '--show-vfs --hide-vfs-write',
    ],
  },
  { names: ['grtype'], verdict: 'same', tries: ['--grtype=rw'], how: SCREEN },
  {
    names: ['reverse-graph', 'no-reverse-graph'],
    verdict: 'differs',
    how: 'without effect: the newest is at the right',
  },
  { names: ['quiet'], verdict: 'same', tries: ['-q', '-qq', '-qqq'] },
  { names: ['dead-x', 'no-dead-x'], verdict: 'same', how: SCREEN },
  { names: ['hide-exited', 'show-exited'], verdict: 'same', how: SCREEN },
  { names: ['no-color', 'color'], verdict: 'same', how: SCREEN },
  { names: ['hide-time', 'show-time'], verdict: 'same', how: SCREEN },
  { names: ['si', 'no-si'], verdict: 'same', tries: ['-a --si', '-a --no-si'] },
  { names: ['threshold'], verdict: 'same', tries: ['-a --threshold=1', '-a --threshold=10'] },
  { names: ['ascii', 'unicode'], verdict: 'same', how: SCREEN },
  {
    names: ['inverse', 'no-inverse'],
    verdict: 'same',
    how: `${SCREEN}; it is the theme \`light\``,
  },
  {
    names: ['filter'],
    verdict: 'differs',
    tries: ['--filter=mysqld'],
    how: "JavaScript's regular expressions with POSIX classes; a pattern without a capital matches capitals too",
  },
  {
    names: ['uid2name'],
    verdict: 'differs',
    tries: ['--uid2name=none', '--uid2name=static'],
    how: 'a user without a name is shown by number in every mode (there `<unknown>`)',
  },
  {
    names: ['write', 'debug-write'],
    verdict: 'differs',
    how: 'settings go to `config.toml`; all that were given are saved, wherever they stand, and what is sorted by too',
  },
];

type KeyClaim = {
  /** As its help window writes them, one row. */
  readonly keys: string;
  /** The same by our names. */
  readonly ours: readonly string[];
  readonly verdict: Verdict;
  readonly how?: string;
};

const toggled = (key: string): KeyClaim => ({ keys: key, ours: [key], verdict: 'same' });

export const KEY_CLAIMS: readonly KeyClaim[] = [
  { keys: 'q Q', ours: ['q', 'Q'], verdict: 'same' },
  { keys: '<space> r', ours: [' ', 'r'], verdict: 'same' },
  {
    keys: '<home>',
    ours: ['home'],
    verdict: 'differs',
    how: 'selects the first row',
  },
  {
    keys: '<end>',
    ours: ['end'],
    verdict: 'differs',
    how: 'selects the last row',
  },
  { keys: '<page-up>', ours: ['page-up'], verdict: 'differs', how: 'moves a selected row' },
  { keys: '<page-down>', ours: ['page-down'], verdict: 'differs', how: 'moves a selected row' },
  { keys: '<up>', ours: ['up'], verdict: 'differs', how: 'moves a selected row' },
  { keys: '<down>', ours: ['down'], verdict: 'differs', how: 'moves a selected row' },
  { keys: '<right>', ours: ['right'], verdict: 'differs', how: 'stops at the last column' },
  { keys: '<left>', ours: ['left'], verdict: 'differs', how: 'stops at the first column' },
  { keys: '<esc>', ours: ['escape'], verdict: 'same' },
  { keys: 'o O', ours: ['o', 'O'], verdict: 'same' },
  {
    keys: 'p P',
    ours: ['p', 'P'],
    verdict: 'differs',
    how: 'after processes come programs, users, services, containers and devices, then threads again',
  },
  {
    keys: '<Ctrl-F>',
    ours: ['ctrl-f'],
    verdict: 'differs',
    how: 'where rows are no threads, processes stand under their parents',
  },
  { keys: 'a A', ours: ['a', 'A'], verdict: 'same' },
  { keys: '<Ctrl-A>', ours: ['ctrl-a'], verdict: 'same' },
  { keys: 'c C', ours: ['c', 'C'], verdict: 'same' },
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map(toggled),
  { keys: 'v V', ours: ['v', 'V'], verdict: 'same' },
  { keys: 'g G', ours: ['g', 'G'], verdict: 'same' },
  {
    keys: 'R',
    ours: ['R'],
    verdict: 'differs',
    how: 'reverses the order, as iotop 0.1; graphs have the newest at the right',
  },
  { keys: '?', ours: ['?'], verdict: 'differs', how: 'the help window' },
  { keys: 'h H', ours: ['h', 'H'], verdict: 'same' },
  {
    keys: 'i I',
    ours: ['i', 'I'],
    verdict: 'differs',
    how: 'a dialog for the selected row that asks before it acts; of a process all its threads, never its process group',
  },
  {
    keys: 'f F',
    ours: ['f', 'F'],
    verdict: 'differs',
    how: 'one line for ids and users, several of each',
  },
  { keys: '/', ours: ['/'], verdict: 'same' },
  { keys: 'u U', ours: ['u', 'U'], verdict: 'same' },
  { keys: 'l L', ours: ['l', 'L'], verdict: 'same' },
  { keys: 'x X', ours: ['x', 'X'], verdict: 'same' },
  { keys: 'n N', ours: ['n', 'N'], verdict: 'same' },
  { keys: 'e E', ours: ['e', 'E'], verdict: 'same' },
  toggled('T'),
  { keys: 's S', ours: ['s', 'S'], verdict: 'same' },
  { keys: '<Ctrl-B> b', ours: ['ctrl-b', 'b'], verdict: 'same' },
  { keys: '<Ctrl-R> t', ours: ['ctrl-r', 't'], verdict: 'same' },
  { keys: '<Ctrl-T>', ours: ['ctrl-t'], verdict: 'same' },
  { keys: '<Ctrl-L>', ours: ['ctrl-l'], verdict: 'same' },
  {
    keys: 'D',
    ours: ['D'],
    verdict: 'same',
    how: 'the defaults of the name it is called by; colours and characters stay',
  },
  {
    keys: 'W',
    ours: ['W'],
    verdict: 'differs',
    how: 'into `config.toml`; the sort column is saved too',
  },
];

/** How a list that a signal ends is told to a shell: its exit status, or 128 and the signal's number where it dies of it. */
export type SignalClaim = {
  readonly signal: 'SIGINT' | 'SIGQUIT' | 'SIGTERM' | 'SIGHUP';
  readonly iotopC: number;
  readonly iotop06: number;
  readonly ours: number;
};

export const SIGNAL_CLAIMS: readonly SignalClaim[] = [
  { signal: 'SIGINT', iotopC: 0, iotop06: 0, ours: 0 },
  { signal: 'SIGQUIT', iotopC: 0, iotop06: 131, ours: 0 },
  { signal: 'SIGTERM', iotopC: 143, iotop06: 143, ours: 0 },
  { signal: 'SIGHUP', iotopC: 0, iotop06: 129, ours: 0 },
];
