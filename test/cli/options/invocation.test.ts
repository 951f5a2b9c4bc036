import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../../src/cli/options/invocation.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import { nanoseconds } from '../../../src/lib/units.ts';
import { rowOfEntry } from '../../../src/model/view/report.ts';
import type { Settings } from '../../../src/tui/core/settings.ts';
import { readInvocation } from '../../support/iotop/read-invocation.ts';
import { taskEntry } from '../../support/samples/samples.ts';

type Around = {
  readonly name?: string;
  readonly terminal?: 'yes' | 'no' | 'lists-only';
  readonly configured?: Partial<Settings>;
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

const USERS: Readonly<Record<string, number>> = { root: 0, www: 33 };

const asked = (args: readonly string[], around: Around = {}): Invocation =>
  readInvocation(args, {
    name: around.name ?? 'iotop',
    isTerminal: (around.terminal ?? 'yes') === 'yes',
    listsStandIn: around.terminal === 'lists-only',
    configured: around.configured ?? {},
    environment: around.environment ?? {},
    userId: (user) => USERS[user],
  });

/** Every option of iotop 0.1 (the 2007 original), iotop 0.6 and iotop-c 1.33, in each of its spellings. */
const FAMILY: readonly (readonly string[])[] = [
  ...['-b', '--batch', '--no-batch', '-o', '--only', '--no-only', '-P', '--processes'],
  ...['--threads', '--no-processes', '-a', '--accumulated', '--no-accumulated', '-A'],
  ...['--accum-bw', '--no-accum-bw', '-k', '--kilobytes', '--no-kilobytes', '-t', '--time'],
  ...['--timestamp', '--no-time', '-q', '-qq', '-qqq', '--quiet', '--no-quiet', '-c'],
  ...['--fullcmdline', '--no-fullcmdline', '-1', '-2', '-3', '-4', '-5', '-6', '-7', '-8', '-9'],
  ...['pid', 'prio', 'user', 'read', 'write', 'swapin', 'io', 'graph', 'command'].flatMap(
    (word) => [`--hide-${word}`, `--show-${word}`],
  ),
  ...['--show-vfs', '--show-vfs-read', '--show-vfs-write', '--no-show-vfs'],
  ...['--hide-vfs', '--hide-vfs-read', '--hide-vfs-write'],
  ...['-R', '--reverse-graph', '--no-reverse-graph', '-x', '--dead-x', '--no-dead-x'],
  ...['-e', '--hide-exited', '--show-exited', '-l', '--no-color', '--color'],
  ...['-T', '--hide-time', '--show-time', '--si', '--no-si', '--ascii', '--unicode'],
  ...['-N', '--inverse', '--no-inverse', '-W', '--write', '--debug-write', '--flat', '--no-flat'],
  ...['--lifetime', '--no-lifetime', '--no-help', '-h', '--help', '-v', '--version'],
]
  .map((option): readonly string[] => [option])
  .concat([
    ['-n', '5'],
    ['-n5'],
    ['--iter', '5'],
    ['--iter=5'],
    ['-d', '0.2'],
    ['-d.2'],
    ['--delay=1.1'],
    ['-p', '1'],
    ['--pid=1', '--pid=2'],
    ['-u', 'root'],
    ['--user=33', '-u', '+7'],
    ['-H', 'none'],
    ['--help-type=win'],
    ['--help-type', 'inline'],
    ...['io', 'r', 'w', 'rw', 'sw'].map((type) => ['-g', type]),
    ['--grtype=rw'],
    ['--threshold=1'],
    ['--threshold', '10'],
    ['--filter=^dd|[0-9]+$'],
    ...['always', 'none', 'cyclic', 'static'].map((mode) => [`--uid2name=${mode}`]),
    ['-boqqq', '-n5', '-d.5'],
    ['-bPakt'],
  ]);

describe('an option of the family', () => {
  it.each(FAMILY.map((args) => ({ args })))('is accepted: $args', ({ args }) => {
    expect(asked(args).settings).toBeDefined();
  });
});

describe('what is asked for', () => {
  it.each([
    { args: [], output: 'screen' },
    { args: [], terminal: 'no', output: 'batch' },
    { args: ['-b'], output: 'batch' },
    { args: ['-t'], output: 'batch' },
    { args: ['--timestamp'], output: 'batch' },
    { args: ['-q'], output: 'batch' },
    { args: ['--json'], output: 'json' },
  ] as const)('$args is $output', ({ args, output, ...around }) => {
    expect(asked(args, around).output).toBe(output);
  });

  const settings = [
    { args: ['-d', '0.2'], is: { interval: 200 } },
    { args: ['-d', '0'], is: { interval: 0 } },
    { args: ['-P'], is: { unit: 'processes' } },
    { args: ['--threads'], configured: { unit: 'processes' }, is: { unit: 'threads' } },
    { args: ['-a'], is: { measure: 'total', since: 'seen' } },
    { args: ['-a', '--lifetime'], is: { measure: 'total', since: 'started' } },
    { args: ['-A'], is: { measure: 'average' } },
    { args: ['--no-accum-bw'], configured: { measure: 'average' }, is: { measure: 'rate' } },
    { args: ['-o'], is: { show: 'active' } },
    { args: ['--no-only'], configured: { show: 'active' }, is: { show: 'all' } },
    { args: ['--no-fullcmdline'], is: { commandStyle: 'short' } },
    { args: ['--si'], is: { base: 1000 } },
    { args: ['--threshold=7'], is: { threshold: 7 } },
    { args: ['-e'], is: { ended: 'hidden' } },
    { args: ['-e', '--show-exited'], is: { ended: 'folded' } },
    { args: ['--show-exited'], name: 'iotop-c', is: { ended: 'shown' } },
    { args: ['--show-exited', '-e'], is: { ended: 'hidden' } },
    { args: ['-P', '--threads'], is: { unit: 'threads' } },
    { args: ['--unit=users'], is: { unit: 'users' } },
    { args: ['--unit=users', '-P'], is: { unit: 'processes' } },
    { args: ['-k'], is: { amounts: 'kilobytes' } },
    { args: ['--filter=dd'], configured: { filter: 'cp' }, is: { filter: 'dd' } },
    { args: [], configured: { filter: 'cp' }, is: { filter: 'cp' } },
    { args: ['--uid2name=none'], is: { userNames: 'numbers' } },
    {
      args: ['--uid2name=always'],
      configured: { userNames: 'numbers' },
      is: { userNames: 'names' },
    },
    { args: ['-T'], is: { clock: 'hidden' } },
    { args: ['--show-time'], is: { clock: 'shown' } },
    { args: ['-x'], is: { endedMark: 'letter' } },
    { args: ['--no-color'], is: { theme: 'mono' } },
    { args: ['-l'], is: { theme: 'mono' } },
    { args: ['-l', '--color'], is: { theme: 'default' } },
    { args: ['--color'], configured: { theme: 'mono' }, is: { theme: 'default' } },
    { args: ['-N'], is: { theme: 'light' } },
    { args: ['--theme', 'colour-blind'], is: { theme: 'colour-blind' } },
    { args: ['-g', 'rw'], is: { graph: 'both' } },
    { args: ['-g', 'swapin'], is: { graph: 'swapin' } },
    { args: ['--ascii'], is: { glyphs: 'ascii' } },
    { args: ['--unicode'], configured: { glyphs: 'ascii' }, is: { glyphs: 'unicode' } },
    { args: ['--sort=io'], is: { sortColumn: 'io', sortDirection: 'descending' } },
    { args: ['--sort=r+w'], is: { sortColumn: 'moved' } },
    { args: ['--sort', 'DISK READ'], is: { sortColumn: 'read' } },
    {
      args: ['--sort=pid'],
      configured: { sortColumn: 'io', sortDirection: 'descending' },
      is: { sortColumn: 'tid', sortDirection: 'ascending' },
    },
    {
      args: [],
      configured: { sortColumn: 'io', sortDirection: 'ascending' },
      is: { sortColumn: 'io', sortDirection: 'ascending' },
    },
  ] as const;
  it.each(settings)('$args sets $is', ({ args, is, ...around }) => {
    expect(asked(args, around).settings).toMatchObject(is);
  });

  it('hides columns by number and word, and brings them back by word', () => {
    const given = ['-1', '-28', '--hide-io', '--show-prio', '--show-vfs', '--hide-block'];
    const { columns } = asked(given).settings;
    expect([...columns].sort()).toEqual(
      ['priority', 'user', 'read', 'write', 'swapin?', 'command', 'vfs-read', 'vfs-write'].sort(),
    );
  });

  it.each([
    { args: ['--show-vfs', '--hide-vfs'], shown: [] },
    { args: ['--show-vfs', '--hide-vfs-read'], shown: ['vfs-write'] },
    { args: ['--show-vfs-read', '--hide-vfs'], shown: [] },
    { args: ['--hide-vfs', '--show-vfs-write'], shown: ['vfs-write'] },
    { args: ['--hide-vfs', '--show-vfs'], shown: ['vfs-read', 'vfs-write'] },
    { args: ['--show-vfs', '--no-show-vfs-write'], shown: ['vfs-read'] },
  ])('$args shows of the VFS columns $shown: the last word counts', ({ args, shown }) => {
    const { columns } = asked(args).settings;
    expect([...columns].filter((id) => id.startsWith('vfs'))).toEqual(shown);
  });

  it('a filter that is configured chooses as if it had been asked for', () => {
    const { where } = asked([], { configured: { filter: 'x+' } }).selection;
    const row = (comm: string) => rowOfEntry(taskEntry({ tid: 1, comm }), nanoseconds(1e9));
    const context = { commandStyle: 'full' } as const;
    expect(['axx', 'a'].map((comm) => where?.has(row(comm), context))).toEqual([true, false]);
  });

  it('two filters that are too long together are refused, not forgotten', () => {
    const filter = `--filter=${'a'.repeat(600)}`;
    expect(() => asked([filter, `--where=comm = ${'b'.repeat(600)}`])).toThrow(
      '--filter and --where together: at character 1001: this is too long',
    );
  });

  it.each([
    { args: [], renice: undefined, rights: 'all' },
    { args: [], renice: '', rights: 'all' },
    { args: [], renice: '1', rights: 'no-renice' },
    { args: ['--read-only'], renice: '1', rights: 'read-only' },
  ])('$args with IOTOP_NO_RENICE=$renice may do: $rights', ({ args, renice, rights }) => {
    const environment = { IOTOP_NO_RENICE: renice };
    expect(asked(args, { environment }).rights).toBe(rights);
  });

  it('lets the command line win over the configuration, and the configuration over the defaults', () => {
    const configured = { unit: 'processes', base: 1000 } as const;
    expect(asked(['--no-si'], { configured }).settings).toMatchObject({
      unit: 'processes',
      base: 1024,
      threshold: 2,
    });
  });

  it.each([
    { args: [], is: 'programs' },
    { args: [], configured: { unit: 'users' }, is: 'users' },
    { args: [], name: 'iotop-c', is: 'threads' },
    { args: [], name: 'iotop-py', is: 'threads' },
    { args: ['-b'], is: 'threads' },
    { args: ['-b'], configured: { unit: 'processes' }, is: 'processes' },
    { args: ['-b'], configured: { unit: 'programs' }, is: 'threads' },
    { args: ['-b', '-P'], is: 'processes' },
    { args: ['--json', '--unit=programs'], is: 'programs' },
  ] as const)(
    'a row of $args (called $name, configured $configured) is one of $is',
    ({ args, is, ...around }) => {
      expect(asked(args, around).settings.unit).toBe(is);
    },
  );

  it('keeps every process and every user that was named', () => {
    const { selection } = asked(['-p', '1', '-p', '7', '-u', 'www', '-u', '4294967294']);
    expect([...selection.ids]).toEqual([1, 7]);
    expect([...selection.uids]).toEqual([33, 4_294_967_294]);
    expect(asked(['-p', '1, 7', '-u', 'www,4294967294']).selection).toEqual(selection);
  });

  it('called iotop-c, shows short names, lifetimes and only tasks that moved bytes', () => {
    const { settings } = asked(['-o'], { name: 'iotop-c' });
    expect(settings).toMatchObject({ commandStyle: 'short', since: 'started', show: 'moved' });
  });

  it.each([
    { name: 'iotop', ids: 'tasks-and-processes' },
    { name: 'iotop-c', ids: 'rows' },
    { name: 'iotop-py', ids: 'tasks-and-processes' },
  ])('called $name, takes the ids of -p for $ids', ({ name, ids }) => {
    expect(asked(['-p', '7'], { name }).selection.idsMean).toBe(ids);
  });

  it.each([
    { name: 'iotop', args: [], is: 'iotop' },
    { name: 'iotop-py', args: [], is: 'iotop-py' },
    { name: 'iotop.js', args: [], is: 'iotop' },
    { name: 'iotop', args: ['--personality=iotop-c'], is: 'iotop-c' },
    { name: 'iotop', args: ['--personality', 'iotop-py'], is: 'iotop-py' },
    { name: 'iotop-c', args: ['--personality=iotop'], is: 'iotop' },
    { name: 'iotop', args: ['--perso=iotop-c'], is: 'iotop-c' },
  ])('called $name with $args, goes by the ways of $is', ({ name, args, is }) => {
    expect(asked(args, { name }).personality.name).toBe(is);
  });

  it.each([
    { args: ['-W'], config: 'save' },
    { args: ['--debug-write'], config: 'print' },
    { args: [], config: 'use' },
  ] as const)('with $args the settings are for: $config', ({ args, config }) => {
    expect(asked(args).config).toBe(config);
  });
});

describe('a mistake', () => {
  const mistakes = [
    { args: ['foo'], says: 'unknown argument "foo"; see iotop --help' },
    { args: ['-n', '0'], says: 'invalid value "0" for --iter' },
    { args: ['-n', '-1'], says: 'invalid value "-1" for --iter' },
    { args: ['-n', '1.5'], says: 'invalid value "1.5" for --iter' },
    { args: ['-d', '-1'], says: 'invalid value "-1" for --delay' },
    { args: ['-d', 'abc'], says: 'invalid value "abc" for --delay' },
    { args: ['-d', '1e9'], says: 'invalid value "1e9" for --delay' },
    { args: ['-p', '+5'], says: 'invalid value "+5" for --pid' },
    { args: ['-p', '0x2'], says: 'invalid value "0x2" for --pid' },
    { args: ['--threshold', '11'], says: 'give a whole number from 1 to 10' },
    { args: ['--filter', '['], says: '--filter "[" is no regular expression: ' },
    { args: ['--sort=wriet'], says: 'invalid value "wriet" for --sort; did you mean write?' },
    { args: ['--sort=x'], says: 'give one of tid, ppid, priority' },
    { args: ['--engine', 'x'], says: 'give one of bpf, taskstats, procfs' },
    { args: ['--uid2name', 'x'], says: 'give one of always, cyclic, static, none' },
    { args: ['-g', 'x'], says: 'give one of io, read, write, both, swapin' },
    { args: ['-H', ''], says: 'give one of none, win, inline' },
    { args: ['--personality', 'x'], says: 'give one of iotop, iotop-c, iotop-py' },
    { args: ['--theme', 'x'], says: 'for --theme; give one of default' },
  ];
  it.each(mistakes)('$args is named with its remedy', ({ args, says }) => {
    expect(() => asked(args)).toThrow(
      expect.objectContaining({ exitCode: undefined, message: expect.stringContaining(says) }),
    );
    expect(() => asked(args)).toThrow(UsageError);
  });

  it.each([['foo'], ['--bogus']])(
    '%s sends who called iotop-c to the help of that name',
    (wrong) => {
      expect(() => asked([wrong], { name: 'iotop-c' })).toThrow(/; see iotop-c --help$/);
    },
  );

  it.each(['--json', '--csv'])('refuses a summary with %s, which holds no text', (format) => {
    expect(() => asked(['--summary', format])).toThrow(/--summary .*drop it/);
    expect(() => asked(['--summary', format])).toThrow(UsageError);
  });

  it.each(['1,,2', '1,x', ',', '1;2'])('in ids with commas is one: -p %s', (ids) => {
    expect(() => asked(['-p', ids])).toThrow(/invalid value .* for --pid; give a whole number/);
  });

  it('in users names all who are unknown, exit 1', () => {
    expect(() => asked(['-u', 'nobody-here', '-u', 'root', '-u', 'nor-there'])).toThrow(
      expect.objectContaining({
        exitCode: 1,
        message: expect.stringMatching(/^Unknown user: nobody-here\nUnknown user: nor-there; /),
      }),
    );
  });
});

it.each([
  [['-b'], 'refused'],
  [['--json'], 'refused'],
  [['--csv', '--unit=devices'], 'refused'],
  [['-b', '--unit=devices'], 'taken'],
  [[], 'taken'],
])('%j: what only devices have, in --where, is %s', (args, is) => {
  const asking = () => asked([...args, '--where=busy > 1%']);
  if (is === 'taken') expect(asking).not.toThrow();
  else expect(asking).toThrow('--where at character 1: busy is of devices');
});

describe('--device', () => {
  it.each([
    { args: [], is: undefined },
    { args: ['-D', 'vda'], is: ['vda'] },
    { args: ['-D', '/dev/vda,dm-0', '--device=/dev/mapper/root'], is: ['vda', 'dm-0', 'root'] },
  ])('$args keeps to $is', ({ args, is }) => {
    expect(asked(args).selection.devices).toEqual(is);
  });

  it('needs a name', () => {
    expect(() => asked(['-D', 'vda,'])).toThrow('invalid value "" for --device; give a name');
  });
});

it.each([
  { args: [], block: 'watch' },
  { args: ['--no-block'], block: 'skip' },
  { args: [], name: 'iotop-c', block: 'skip' },
  { args: ['-D', 'vda'], name: 'iotop-c', block: 'watch' },
] as const)('$name $args: the block layer is for $block', ({ block, args, ...around }) => {
  expect(asked(args, around).block).toBe(block);
});

it('where lists stand in for a screen they are of busy tasks, unless all were asked for; what is saved stays as it was', () => {
  const shown = (...args: readonly string[]) => {
    const { output, settings } = asked(args, { terminal: 'lists-only' });
    return [output, settings.show];
  };
  expect(shown()).toEqual(['batch', 'active']);
  expect(shown('-P')).toEqual(['batch', 'active']);
  expect(shown('--personality=iotop-c')).toEqual(['batch', 'moved']);
  for (const args of [['--no-only'], ['-b'], ['-W'], ['--debug-write']])
    expect(shown(...args)).toEqual(['batch', 'all']);
  expect(asked([], { terminal: 'no' }).settings.show).toBe('all');
});
