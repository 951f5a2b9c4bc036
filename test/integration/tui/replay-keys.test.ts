/** The screen over samples that come through standard input: its keys come from the terminal all the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { encodeSample } from '../../../src/sample/stream/encode.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';
import { type PtySession, startInPty } from '../../support/screen/pty.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

/** Runs the line in a shell at a terminal, with $STREAM a file of ten samples. */
const inShell = (line: string): PtySession => {
  const stream = join(temporaryFolder(), 'stream.json');
  const lines = Array.from({ length: 10 }, (_, index) => `${encodeSample(sampleAt(index))}\n`);
  writeFileSync(stream, lines.join(''));
  const session = startInPty('bash', ['-c', line], {
    columns: 100,
    rows: 24,
    env: { STREAM: stream, IOTOP: `${NODE} ${PROGRAM}` },
  });
  onTestFinished(() => session.close());
  return session;
};

const screenOpens = (session: PtySession): Promise<string[]> =>
  session.until(
    'the screen',
    (rows) => session.isAlternate() && rows.some((row) => /dd/.test(row)),
  );

it.each([
  ['a stream through standard input', 'cat $STREAM | $IOTOP replay -'],
  ['a file, standard input being no terminal', '$IOTOP replay $STREAM </dev/null'],
])('%s: keys work, and the terminal is as before', async (_what, command) => {
  const session = inShell(
    `before=$(stty -a); ${command}; echo ended with $?; [ "$(stty -a)" = "$before" ] && echo as before`,
  );
  await screenOpens(session);
  session.type('?');
  await session.until('the help', (rows) => rows.some((row) => row.includes('reverse')));
  session.type('\x1b');
  await session.until('the table', (rows) => rows.some((row) => row.includes('DISK READ')));
  session.type('q');
  const rows = await session.until('the end', (all) => all.includes('as before'));
  expect(rows).toContain('ended with 0');
});

it('where nothing is piped into it, it says so instead of taking keys for samples', async () => {
  const session = inShell('$IOTOP replay -; echo ended with $?');
  const rows = await session.until('the end', (all) => all.includes('ended with 2'));
  expect(rows.join(' ')).toContain('iotop: "-" reads standard input, and that is the terminal;');
});

it('standard output that is no terminal gets lists', async () => {
  const session = inShell('cat $STREAM | $IOTOP replay - -n 1 | cat; echo over');
  await session.until('the end', (rows) => rows.includes('over'));
  expect(session.output).not.toContain('\x1b[?1049h');
  expect(session.output).toMatch(/Total DISK READ:/);
});

it('where no terminal gives keys, it says so and prints lists', async () => {
  const session = inShell('cat $STREAM | setsid -w $IOTOP replay - -n 1; echo over');
  await session.until('the end', (rows) => rows.includes('over'));
  expect(session.output).toMatch(
    /no keys come from it: .*\/dev\/tty.*: printing lists of busy tasks/,
  );
  expect(session.output).toMatch(/Total DISK READ:/);
});
