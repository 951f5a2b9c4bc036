/** The README's lines for every day, run as they stand there: for a moment in place of a minute, into a folder of the test's, with a command that is here. */
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { examplesIn, shellLines } from '../../support/iotop/examples.ts';
import { type Ended, runProgram } from '../../support/iotop/program.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const README = resolve(import.meta.dirname, '../../../README.md');
const MOMENT = ['-n', '2', '-d', '0.2'];

const EXAMPLES = shellLines(README, 'Every day').flatMap(examplesIn);

/** @param begins its first words @param changed a word of it for another */
const runExample = (
  begins: string,
  changed: (word: string) => string = (word) => word,
): Promise<Ended> => {
  const [example, ...others] = EXAMPLES.filter(({ args }) => args.join(' ').startsWith(begins));
  expect([example?.line, others]).toEqual([expect.any(String), []]);
  return runProgram((example?.args ?? []).map(changed));
};

it('they are these', () => {
  expect(EXAMPLES.map(({ args }) => args[0])).toEqual(['-b', 'run', 'record']);
});

it('lists for a ticket have the time, and a header for each', async () => {
  const { code, stdout } = await runExample('-b', (word) => (word === '60' ? '2' : word));
  expect(code).toBe(0);
  expect(stdout.match(/^\d\d:\d\d:\d\d +Total DISK READ: /gm)).toHaveLength(2);
  expect(stdout).toMatch(/^ *TIME .* COMMAND$/m);
});

it('of a command it is said what it did to the disk, and its exit status is passed on', async () => {
  const { code, stderr } = await runExample('run', (word) => (word === 'make' ? 'false' : word));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^COMMAND +READ +WRITTEN .*$/m);
  expect(stderr).toContain('exit status 1');
});

it('what was recorded can be reported, by the line that stands under the first question of last night', async () => {
  const folder = temporaryFolder();
  const toFolder = (word: string): string => (word === '/var/log/iotop' ? folder : word);
  const [record] = EXAMPLES.filter(({ args }) => args[0] === 'record');
  const recorded = await runProgram([...(record?.args ?? []).map(toFolder), ...MOMENT]);
  expect([recorded.code, record?.args]).toEqual([0, ['record', '/var/log/iotop']]);
  const { code, stdout } = await runProgram(['report', folder]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/ 2 samples of /);
  expect(stdout).toMatch(/^ *READ +% +WRITTEN .* COMMAND$/m);
});
