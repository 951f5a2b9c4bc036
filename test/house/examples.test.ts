/** Each command of iotop that a paper, a help or a message shows is one that iotop takes, as it stands there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/commands.ts';
import { DOCTOR_PAGE } from '../../src/cli/commands/doctor.ts';
import { runRecord } from '../../src/cli/commands/record.ts';
import { RUN_PAGE, runOptionsOf, splitAtCommand } from '../../src/cli/commands/run-options.ts';
import {
  splitAtDashes,
  WATCH_PAGE,
  watchOptionsOf,
} from '../../src/cli/commands/watch/watch-options.ts';
import { HELP_OPTION } from '../../src/cli/options/command-page.ts';
import { parseArgumentsBy } from '../../src/cli/options/parse-arguments.ts';
import { encodeSample } from '../../src/sample/stream/encode.ts';
import { linesOf, runCommand } from '../support/iotop/command-run.ts';
import { type Example, examplesIn, shellLines } from '../support/iotop/examples.ts';
import { readInvocation } from '../support/iotop/read-invocation.ts';
import { record } from '../support/recordings/recordings.ts';
import { sampleOf } from '../support/samples/samples.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const SAMPLE = sampleOf({ tasks: [{ tid: 7, comm: 'dd', write: 4096 }] });

/** Takes the arguments as the command does, as far as nothing on this machine is changed. @throws UsageError */
const TAKERS: Readonly<Record<string, (args: readonly string[]) => unknown>> = {
  run: (args) => {
    const { own, commandLine } = splitAtCommand(args);
    return runOptionsOf(parseArgumentsBy(RUN_PAGE.options, own, ''), commandLine);
  },
  watch: (args) => {
    const { own, commandLine } = splitAtDashes(args);
    return watchOptionsOf(parseArgumentsBy(WATCH_PAGE.options, own, ''), commandLine);
  },
  record: (args) => {
    const signal = AbortSignal.abort('SIGTERM');
    const small = ['--engine=procfs', '--no-block', ...args.map(toFolder(temporaryFolder()))];
    return runCommand(runRecord, small, { signal });
  },
  doctor: (args) => parseArgumentsBy([HELP_OPTION, ...DOCTOR_PAGE.options], args, ''),
};

/** Of a command that reads recordings: it reads one. */
const taken = async ({ args: all }: Example): Promise<unknown> => {
  const [first = '', ...rest] = all;
  const command = COMMANDS.find(({ name }) => name === first);
  if (command === undefined) {
    const around = { name: 'iotop', isTerminal: true, configured: {}, userId: () => 0 };
    return readInvocation(all, around);
  }
  const take = TAKERS[first];
  if (take !== undefined) return take(rest);
  const { run } = await command.load();
  const recording = temporaryFolder();
  await record(recording, [SAMPLE]);
  const args = rest.map(toFolder(recording));
  const named = args.includes(recording) || args.includes('-') ? args : [...args, recording];
  const ended = await runCommand(run, named, { stdin: linesOf(`${encodeSample(SAMPLE)}\n`) });
  // 1: of the night of the example nothing was recorded.
  expect([0, 1]).toContain(ended.code);
  return ended;
};

const toFolder =
  (folder: string) =>
  (word: string): string =>
    /^(?:DIR|FILE|~\/.*|\/var\/log\/iotop.*)$/.test(word)
      ? folder
      : word.endsWith('.html')
        ? join(folder, word)
        : word;

const filesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

/** What stands between marks. A word alone names the command, and what has a gap to fill is no example. */
const spansIn = (text: string, marks: RegExp): readonly string[] =>
  [...text.matchAll(marks)]
    .map(([, span = '']) => span)
    .filter((span) => !/[[{…]|\bEXPR|\bNUM\b|\bNAME\b/.test(span))
    .filter((span) => !COMMANDS.some(({ name }) => span.endsWith(`iotop ${name}`)));

const CODE = /`((?:sudo )?iotop [^`\n]+)`/g;
/** What makes it more than a word about iotop. */
const WORDS = `(?:-|(?:${COMMANDS.map(({ name }) => name).join('|')})\\b)`;
/** `"iotop report DIR"`; and a remedy, or the end of one: `run iotop as root: sudo iotop`. */
const QUOTED = new RegExp(`"((?:sudo )?iotop ${WORDS}[^"\\n]*)"`, 'g');
const AT_END = new RegExp(
  `(?:: |, or |')((?:sudo )?iotop(?: ${WORDS}[^"\\n]*?)?)["'\`](?=[,;)\\n])`,
  'g',
);

const papers = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', '.md')];
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('a command in', () => {
  const ofPapers = papers.flatMap((paper) =>
    [...shellLines(join(ROOT, paper)), ...spansIn(read(paper), CODE)]
      .flatMap(examplesIn)
      .map((example) => [paper, example.line, example] as const),
  );
  const ofMessages = filesIn('src', '.ts').flatMap((file) =>
    [...spansIn(read(file), QUOTED), ...spansIn(read(file), AT_END)]
      .flatMap(examplesIn)
      .map((example) => [file, example.line, example] as const),
  );

  it('the papers and messages is found', () => {
    const found = (paper: string): number => ofPapers.filter(([name]) => name === paper).length;
    expect(found('README.md')).toBeGreaterThanOrEqual(6);
    expect(found('docs/report.md')).toBeGreaterThanOrEqual(7);
    expect(ofPapers.length).toBeGreaterThan(60);
    expect(ofMessages.map(([, line]) => line)).toEqual(
      expect.arrayContaining([
        'sudo iotop',
        'iotop --delayacct',
        'iotop --engine taskstats',
        'iotop report DIR',
      ]),
    );
  });

  it.each([...ofPapers, ...ofMessages])('%s is taken: %s', async (_, __, example) => {
    await taken(example);
  });
});

it('an example that a command shows in its help is taken', async () => {
  let found = 0;
  for (const { load } of COMMANDS) {
    const { about } = (await load()).page;
    const lines = about.split('\n').filter((line) => /^\s*(?:ssh|iotop|sudo) /.test(line));
    for (const example of lines.flatMap(examplesIn)) {
      found += 1;
      await taken(example);
    }
  }
  expect(found).toBeGreaterThan(2);
});

it.each([
  ['iotop --no-such', 'unknown option --no-such'],
  ["iotop -b --where 'wrte > 1M'", 'did you mean write?'],
  ['iotop report DIR --by lunch', 'invalid value "lunch" for --by'],
  ["sudo iotop watch 'busy > 90' -- true", 'busy takes a value'],
  ['ssh -n host iotop --json | iotop replay - --sort=tea # cold', 'invalid value "tea"'],
  ['iotop record DIR --keep long', '--keep'],
])('%s would be told', async (line, problem) => {
  const all = Promise.all(examplesIn(line).map(taken));
  await expect(all).rejects.toThrow(problem);
});
