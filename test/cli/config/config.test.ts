import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  configComplaints,
  configNotice,
  configuredInvocation,
  loadConfig,
  saveConfig,
} from '../../../src/cli/config/config-file.ts';
import { formatConfig, parseConfig } from '../../../src/cli/config/config-text.ts';
import { parseIotoprc } from '../../../src/cli/config/iotoprc.ts';
import { OPTIONS, parseArguments, RUN_OPTIONS } from '../../../src/cli/options/option-table.ts';
import { personalityNamed } from '../../../src/cli/personality.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import { COLUMNS } from '../../../src/model/columns.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/tui/core/settings.ts';
import { readInvocation } from '../../support/iotop/read-invocation.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { makeSilentPipe } from '../../support/test-run/silent-pipe.ts';

const OTHER: Settings = {
  unit: 'processes',
  threads: 'grouped',
  measure: 'average',
  since: 'started',
  show: 'active',
  sortColumn: 'write',
  sortDirection: 'ascending',
  commandStyle: 'short',
  filter: '^dd "[[:digit:]]\\.x$',
  userNames: 'numbers',
  columns: new Set(['tid', 'write', 'swapin?', 'command']),
  cells: 'wide',
  graph: 'both',
  theme: 'colour-blind',
  glyphs: 'ascii',
  mouse: 'off',
  ended: 'hidden',
  endedMark: 'letter',
  threshold: 5,
  clock: 'shown',
  amounts: 'kilobytes',
  base: 1000,
  interval: 2500,
};

describe('the text of the configuration', () => {
  it('brings every setting back as it was saved', () => {
    for (const settings of [DEFAULT_SETTINGS, OTHER]) {
      expect(parseConfig(formatConfig(settings))).toEqual({ settings, problems: [] });
    }
  });

  it('reports every problem at once, each with its line, and uses the rest', () => {
    const { settings, problems } = parseConfig(
      [
        '# a comment',
        'unit = "process"',
        'show = "active"',
        'sort == "io"',
        'colour = "red"',
        'delay = "fast"',
        'columns = ["tid", "pid"]',
        'theme = "light"',
        'base = 1024 1000',
      ].join('\n'),
    );
    expect(problems.map(({ line }) => line)).toEqual([2, 4, 5, 6, 7, 9]);
    expect(problems[0]?.text).toBe(
      'unit must be one of "threads", "processes", "programs", "users", "services", "containers", "pods", "slices", "sessions", "cgroups", "devices"',
    );
    expect(problems[2]?.text).toMatch(/^colour is no setting; there are delay, show, unit, /);
    expect(problems[4]?.text).toContain('has no column "pid"');
    expect(settings).toEqual({ show: 'active', theme: 'light' });
  });

  it('of nothing sets nothing', () =>
    expect(parseConfig('')).toEqual({ settings: {}, problems: [] }));

  it('that is something else altogether ends in problems, not in a crash', () => {
    const { problems } = parseConfig('{"json": true}\n'.repeat(500));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(100);
  });

  it('takes delays of up to a day, none at all included, as the command line does', () => {
    const delay = (seconds: string) => parseConfig(`delay = ${seconds}`);
    expect(delay('0').settings.interval).toBe(0);
    expect(delay('0.1').settings.interval).toBe(100);
    expect(delay('3').settings.interval).toBe(3000);
    for (const wrong of ['-1', 'nan', 'inf', '100000', '"1"']) {
      expect(delay(wrong).problems).toHaveLength(1);
    }
  });
});

/** As a screen would begin with it. */
const settingsBy = (iotoprc: string, args: readonly string[] = []): Settings =>
  readInvocation(args, {
    name: 'iotop',
    isTerminal: true,
    configured: {},
    configuredOptions: parseIotoprc(iotoprc).options ?? [],
    userId: () => undefined,
  }).settings;

describe('the configuration of iotop-c', () => {
  it('is understood line by line, as the command line is', () => {
    expect(
      settingsBy(
        [
          '# iotop configuration file',
          '--help-type=none',
          '  --only  ',
          '--processes',
          '--accumulated',
          '--grtype=rw',
          '--delay=0.500',
          '--kilobytes',
          '--no-color',
          '--si',
          '--ascii',
          '--hide-exited',
          '--filter=a b',
          '--uid2name=none',
          '-x',
          '',
        ].join('\n'),
      ),
    ).toEqual({
      ...DEFAULT_SETTINGS,
      show: 'active',
      unit: 'processes',
      measure: 'total',
      graph: 'both',
      interval: 500,
      amounts: 'kilobytes',
      theme: 'mono',
      base: 1000,
      glyphs: 'ascii',
      ended: 'hidden',
      endedMark: 'letter',
      filter: 'a b',
      userNames: 'numbers',
    });
  });

  const OF_THE_BLOCK_LAYER = [
    ...['from-disk?', 'to-disk?', 'iops?', 'request-size?', 'latency?', 'in-flight?', 'device?'],
  ];

  it('hides and adds columns, the last line first of all', () => {
    const { columns } = settingsBy('--hide-prio\n--hide-swapin\n--show-vfs\n--hide-vfs-read\n');
    expect([...columns].sort()).toEqual(
      [
        ...['tid', 'user', 'read', 'write', 'io', 'graph?', 'command', 'vfs-write'],
        ...OF_THE_BLOCK_LAYER,
      ].sort(),
    );
  });

  it('yields to the command line', () => {
    const rc = '--show-vfs\n--hide-exited\n--filter=dd\n--kilobytes\n--uid2name=none\n';
    const args = ['--hide-vfs', '--show-exited', '--filter=', '--no-k', '--uid2name=static'];
    expect(settingsBy(rc, args)).toEqual({ ...DEFAULT_SETTINGS, unit: 'programs' });
  });

  it('has a problem for each line that is no setting, with its number, and uses the rest', () => {
    const { options, problems } = parseIotoprc(
      [
        '--only',
        'only',
        '--nonsense',
        '--threshold=30',
        '# --bogus',
        '--filter=[',
        '--acc',
        '===',
        '--delay',
        '--pid=1',
        '-b',
        '--si',
      ].join('\n'),
    );
    expect(options).toEqual(['--only', '--si']);
    expect(problems).toEqual([
      { line: 2, text: 'unknown argument "only"; see iotop --help' },
      { line: 3, text: 'unknown option --nonsense; see iotop --help' },
      { line: 4, text: expect.stringMatching(/^invalid value "30" for --threshold; give /) },
      { line: 6, text: expect.stringMatching(/^--filter "\[" is no regular expression: /) },
      { line: 7, text: expect.stringMatching(/^--acc may be --accumulated or --accum-bw; /) },
      { line: 8, text: 'unknown argument "==="; see iotop --help' },
      { line: 9, text: 'option --delay needs a value; see iotop --help' },
      { line: 10, text: '--pid is no setting: give it on the command line' },
      { line: 11, text: '--batch is no setting: give it on the command line' },
    ]);
  });
});

/** Of options that take a value, one that is not what holds anyway. */
const VALUES: Readonly<Record<string, string>> = {
  delay: '7',
  filter: 'x',
  sort: 'io',
  threshold: '7',
  uid2name: 'none',
  grtype: 'rw',
  theme: 'mono',
  unit: 'users',
  where: 'write > 1M',
};

const DIFFERENT: readonly Settings[] = [
  DEFAULT_SETTINGS,
  OTHER,
  { ...OTHER, columns: new Set(COLUMNS.map(({ id }) => id)) },
  { ...OTHER, columns: new Set(['graph']), theme: 'mono' },
];

/** They leave nothing to save: what they ask for always is, or never. */
const WITHOUT_EFFECT = ['help-type', 'reverse-graph'];

describe('an option', () => {
  const settings = OPTIONS.filter(
    ({ name }) => !RUN_OPTIONS.some((other) => other === name) && !WITHOUT_EFFECT.includes(name),
  );
  it.each(settings.map(({ name, value }) => ({ name, value })))(
    '$name that is a setting is in what -W saves',
    ({ name, value }) => {
      const saved = (argument: string, configured: Partial<Settings>): string =>
        formatConfig(
          readInvocation([argument], {
            name: 'iotop',
            isTerminal: true,
            configured,
            userId: () => undefined,
          }).settings,
        );
      const argument = value === undefined ? `--${name}` : `--${name}=${VALUES[name]}`;
      const isSaved = DIFFERENT.some(
        (configured) => saved(argument, configured) !== formatConfig(configured),
      );
      expect(isSaved).toBe(true);
    },
  );
});

describe('the file', () => {
  const home = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'iotop-config-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  const write = (path: string, text: string): void => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  };

  it('is read from XDG_CONFIG_HOME, else from ~/.config', () => {
    const [xdg, user] = [home(), home()];
    write(join(user, '.config/iotop/config.toml'), 'show = "active"');
    expect(loadConfig({ HOME: user }).settings).toEqual({ show: 'active' });
    write(join(xdg, 'iotop/config.toml'), 'unit = "processes"');
    expect(loadConfig({ XDG_CONFIG_HOME: xdg, HOME: user }).settings).toEqual({
      unit: 'processes',
    });
    expect(loadConfig({ XDG_CONFIG_HOME: 'relative', HOME: user }).settings).toEqual({
      show: 'active',
    });
  });

  it('of iotop-c is read where ours is absent', () => {
    const user = home();
    const path = join(user, '.config/iotop/iotoprc');
    write(path, '--only\n--bogus\n');
    const config = loadConfig({ HOME: user });
    expect(config.options).toEqual(['--only']);
    expect(configComplaints(config)).toEqual([
      `${path}: line 2: unknown option --bogus; see iotop --help`,
    ]);
    write(join(user, '.config/iotop/config.toml'), 'unit = "processes"');
    expect(loadConfig({ HOME: user }).settings).toEqual({ unit: 'processes' });
  });

  it.each(['config.toml', 'iotoprc'])(
    '%s that is no file of settings is one line, at once',
    (name) => {
      const path = join(home(), '.config/iotop', name);
      const complaint = () =>
        configComplaints(loadConfig({ HOME: join(path, '../../..') })).map((line) =>
          line.replace(path, 'PATH'),
        );
      mkdirSync(path, { recursive: true });
      expect(complaint()).toEqual(['PATH: it is no regular file; defaults hold']);
      rmSync(path, { recursive: true });
      makeSilentPipe(path);
      expect(complaint()).toEqual(['PATH: it is no regular file; defaults hold']);
      rmSync(path);
      writeFileSync(path, '');
      truncateSync(path, 400 * 2 ** 20);
      expect(complaint()).toEqual([
        'PATH: it has 419430400 bytes, more than any settings; defaults hold',
      ]);
    },
  );

  it('is not written in the place of a pipe', () => {
    const user = home();
    const path = join(user, '.config/iotop/config.toml');
    mkdirSync(dirname(path), { recursive: true });
    makeSilentPipe(path);
    expect(() => saveConfig({ HOME: user }, OTHER)).toThrow(/config\.toml: it is no regular file$/);
  });

  itWith(['root'], 'is not made by root in the home of a user', () => {
    const user = home();
    chownSync(user, 1234, 1234);
    expect(() => saveConfig({ HOME: user }, OTHER)).toThrow(
      `cannot save ${user}/.config/iotop/config.toml: ${user} belongs to another user (1234), and root would own the file; save it as that user, or set HOME=/root`,
    );
    expect(existsSync(join(user, '.config'))).toBe(false);
  });

  it('is not made by reading it', () => {
    const user = home();
    expect(loadConfig({ HOME: user })).toEqual({ settings: {}, problems: [] });
    expect(existsSync(join(user, '.config'))).toBe(false);
    expect(loadConfig({})).toEqual({ settings: {}, problems: [] });
  });

  it('complains with its path and line', () => {
    const user = home();
    const path = join(user, '.config/iotop/config.toml');
    write(path, '\nunit = 1\n');
    expect(configComplaints(loadConfig({ HOME: user }))).toEqual([
      `${path}: line 2: unit must be one of "threads", "processes", "programs", "users", "services", "containers", "pods", "slices", "sessions", "cgroups", "devices"`,
    ]);
  });

  it('is complained of once, and not where the command line is wrong', async () => {
    const user = home();
    write(join(user, '.config/iotop/config.toml'), 'unit = 1\n');
    const said: string[] = [];
    const configured = (...args: string[]) =>
      configuredInvocation(parseArguments(args), personalityNamed('iotop'), {
        environment: { HOME: user },
        stderr: (line) => said.push(line),
        terminal: { kind: 'none' },
      });
    expect(() => configured('-d', 'x')).toThrow(UsageError);
    expect(said).toEqual([]);
    configured('-b').complain();
    expect(said).toEqual([expect.stringContaining('config.toml: line 1: unit must be')]);
  });

  it('is one line on a screen: the first complaint, and how many there are', () => {
    const user = home();
    const path = join(user, '.config/iotop/config.toml');
    expect(configNotice(loadConfig({ HOME: user }))).toBeUndefined();
    write(path, '\nunit = 1\n');
    expect(configNotice(loadConfig({ HOME: user }))).toBe(
      'config.toml, line 2: unit must be one of "threads", "processes", "programs", "users", "services", "containers", "pods", "slices", "sessions", "cgroups", "devices"',
    );
    write(path, '\nunit = 1\nsince = 2\n');
    expect(configNotice(loadConfig({ HOME: user }))).toMatch(
      /^config\.toml, 2 problems, the first in line 2: unit must be/,
    );
  });

  it('that may not be read is named with the cause alone, once', () => {
    const user = home();
    const path = join(user, '.config/iotop/config.toml');
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(path, path);
    const told = `${path}: too many symbolic links encountered; defaults hold`;
    expect(configNotice(loadConfig({ HOME: user }))).toBe(told);
    expect(configComplaints(loadConfig({ HOME: user }))).toEqual([told]);
  });

  it('that cannot be read is a complaint', () => {
    const user = home();
    mkdirSync(join(user, '.config/iotop/config.toml'), { recursive: true });
    expect(configComplaints(loadConfig({ HOME: user }))[0]).toContain(
      'it is no regular file; defaults hold',
    );
  });

  it('is saved so that it brings the settings back', () => {
    const user = home();
    const path = saveConfig({ HOME: user }, OTHER);
    expect(path).toBe(join(user, '.config/iotop/config.toml'));
    expect(loadConfig({ HOME: user }).settings).toEqual(OTHER);
    saveConfig({ HOME: user }, DEFAULT_SETTINGS);
    expect(readFileSync(path, 'utf8')).toContain('unit = "threads"');
  });

  it('that cannot be saved says where and why, and leaves nothing behind', () => {
    const user = home();
    writeFileSync(join(user, '.config'), 'a file where the folder should be');
    expect(() => saveConfig({ HOME: user }, OTHER)).toThrow(/cannot save .*config\.toml: /);
  });
});
