import { describe, expect, it } from 'vitest';
import { OPTIONS, parseArguments } from '../../../src/cli/options/option-table.ts';
import { refusePositionals } from '../../../src/cli/options/parse-arguments.ts';
import { UsageError } from '../../../src/lib/errors.ts';

describe('the command line', () => {
  it('takes short options together, the last with its value', () => {
    const given = parseArguments(['-boqqq', '-n5', '-d.5']);
    expect(given.flag('batch')).toBe(true);
    expect(given.flag('only')).toBe(true);
    expect(given.count('quiet')).toBe(3);
    expect([given.value('iter'), given.value('delay')]).toEqual(['5', '.5']);
  });

  it.each([
    { args: ['-n', '-1'], value: '-1' },
    { args: ['-n-1'], value: '-1' },
    { args: ['-bn', '-1'], value: '-1' },
    { args: ['--iter', '-1'], value: '-1' },
    { args: ['--iter=-1'], value: '-1' },
    { args: ['--it', '7'], value: '7' },
    { args: ['-n', '1', '-n', '2'], value: '2' },
  ])('$args gives the value $value, whatever it begins with', ({ args, value }) => {
    expect(parseArguments(args).value('iter')).toBe(value);
  });

  it('knows an option that begins with no- though it undoes none', () => {
    expect(parseArguments(['--no-block']).flag('no-block')).toBe(true);
    expect(parseArguments([]).flag('no-block')).toBeUndefined();
  });

  it('collects what may be given again, in order', () => {
    expect(parseArguments(['-p', '1', '--pid=2', '-p3']).list('pid')).toEqual(['1', '2', '3']);
  });

  it('takes the beginning of a long option where only one begins so', () => {
    expect(parseArguments(['--accumu']).flag('accumulated')).toBe(true);
    expect(parseArguments(['--no-proc']).flag('processes')).toBe(false);
    expect(parseArguments(['--filter', '--accumu']).value('filter')).toBe('--accumu');
    expect(parseArguments(['--', '--accumu']).positionals).toEqual(['--accumu']);
  });

  it.each([
    ['--acc', '--acc may be --accumulated or --accum-bw; write more of the one you mean'],
    [
      '--no-acc',
      '--no-acc may be --no-accumulated or --no-accum-bw; write more of the one you mean',
    ],
    ['--th=3', '--th may be --threads or --threshold or --theme; write more of the one you mean'],
  ])('names all options that %s may be the beginning of', (argument, message) => {
    expect(() => parseArguments([argument])).toThrow(new UsageError(message));
  });

  it.each([
    { args: [], says: undefined },
    { args: ['--ascii'], says: true },
    { args: ['--unicode'], says: false },
    { args: ['--ascii', '--unicode'], says: false },
    { args: ['--unicode', '--ascii', '-o'], says: true },
    { args: ['--no-ascii'], says: false },
    { args: ['--ascii', '--no-unicode', '--no-ascii'], says: false },
    { args: ['--no-ascii', '--no-unicode'], says: true },
  ])('$args: of two that say the opposite the last counts ($says)', ({ args, says }) => {
    expect(parseArguments(args).either(['ascii'], ['unicode'])).toBe(says);
  });

  it('leaves what stands behind two dashes alone', () => {
    expect(parseArguments(['--', '-n', '1']).positionals).toEqual(['-n', '1']);
  });

  it('lets the last word on a flag win', () => {
    expect(parseArguments(['-o', '--no-only']).flag('only')).toBe(false);
    expect(parseArguments(['--no-only', '-o']).flag('only')).toBe(true);
  });

  it.each([
    { args: [], count: 0 },
    { args: ['-qq'], count: 2 },
    { args: ['-q', '--no-quiet'], count: 0 },
    { args: ['-qq', '--no-quiet', '-q'], count: 1 },
  ])('$args: is given $count times since it was undone', ({ args, count }) => {
    expect(parseArguments(args).count('quiet')).toBe(count);
  });

  it.each([
    [['-Z'], 'unknown option -Z; see iotop --help'],
    [['--nosuch'], 'unknown option --nosuch; see iotop --help'],
    [['-n'], 'option --iter needs a value; see iotop --help'],
    [['-bn'], 'option --iter needs a value; see iotop --help'],
    [['--si=1'], 'option --si takes no value; see iotop --help'],
    [['--no-iter'], 'unknown option --no-iter; see iotop --help'],
    [['--show-priority'], 'unknown option --show-priority; did you mean --show-prio?'],
    [['--onyl'], 'unknown option --onyl; did you mean --only?'],
    [['--colour'], 'unknown option --colour; did you mean --color?'],
    [['--no-onlly'], 'unknown option --no-onlly; did you mean --no-only?'],
    [['--no-itre'], 'unknown option --no-itre; see iotop --help'],
    [['-only'], 'unknown option -only; did you mean --only?'],
    [['-delay=2'], 'unknown option -delay=2; did you mean --delay?'],
    [['-b', '-version'], 'unknown option -r; did you mean --version?'],
    [
      ['--profile'],
      'unknown option --profile; Node profiles it: node --cpu-prof "$(command -v iotop)" -b -n 10',
    ],
  ])('%j is refused in one line', (args, message) => {
    expect(() => parseArguments(args)).toThrow(new UsageError(message));
  });
});

describe('an argument where options stand', () => {
  const refusal =
    (...args: string[]) =>
    () =>
      refusePositionals(parseArguments(args), 'iotop --help', ['report', 'replay']);

  it.each([
    [['reprot'], 'unknown argument "reprot"; did you mean iotop report?'],
    [['foo'], 'unknown argument "foo"; see iotop --help'],
    [['re'], 'unknown argument "re"; see iotop --help'],
    [
      ['-o', 'report'],
      'unknown argument "report" behind options; a command comes first: iotop report …',
    ],
  ])('%j is refused, with the command that is meant', (args, message) => {
    expect(refusal(...args)).toThrow(new UsageError(message));
  });

  it('is none: nothing is refused', () => expect(refusal('-o')).not.toThrow());
});

describe('the table', () => {
  it('names nothing twice, in long or in short', () => {
    const longs = OPTIONS.map(({ name }) => name);
    const shorts = OPTIONS.flatMap(({ short }) => short ?? []);
    expect(new Set(longs).size).toBe(longs.length);
    expect(new Set(shorts).size).toBe(shorts.length);
  });
});
