/** Records this machine with a load of known size, and looks whether replay and report find it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runRecord } from '../../../src/cli/record-command.ts';
import { runReplay } from '../../../src/cli/replay-command.ts';
import { runReport } from '../../../src/cli/report-command.ts';
import { runVerify } from '../../../src/cli/verify-command.ts';
import { runCommand } from '../../support/command-run.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MEBIBYTE = 2 ** 20;
const SIZE = 24 * MEBIBYTE;

const writeFile = async (path: string): Promise<void> => {
  const blocks = String(SIZE / MEBIBYTE);
  const dd = spawn('dd', ['if=/dev/zero', `of=${path}`, 'bs=1M', `count=${blocks}`, 'conv=fsync']);
  const [code] = await once(dd, 'exit');
  expect(code).toBe(0);
};

it('what a program wrote is in the recording of that time, to the byte', async () => {
  const folder = temporaryFolder();
  const recording = join(folder, 'recording');
  const stop = new AbortController();
  const recorder = runCommand(runRecord, [recording, '-d', '0.25'], { signal: stop.signal });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await writeFile(join(folder, 'file'));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  stop.abort();
  expect((await recorder).code).toBe(0);

  expect(await runCommand(runVerify, [recording])).toMatchObject({ code: 0 });
  const { out } = await runCommand(runReport, [
    recording,
    '--by',
    'command',
    '--json',
    '--top',
    '999',
  ]);
  const { rows } = JSON.parse(out);
  const dd = rows.find(({ name }: { name: string }) => name === 'dd');
  // The file's pages, and at most some of the file system's own blocks beside them.
  expect(dd?.write).toBeGreaterThanOrEqual(SIZE);
  expect(dd?.write).toBeLessThan(SIZE + MEBIBYTE);
  expect(dd?.ended).toBe(1);

  const stream = (await runCommand(runReplay, [recording, '--json'])).out;
  const again = await runCommand(runReport, ['-', '--by', 'command', '--json', '--top', '999'], {
    stdin: (async function* () {
      yield Buffer.from(stream);
    })(),
  });
  expect(again.out).toBe(out);
  expect((await runCommand(runReplay, [recording, '-b', '-o'])).out).toMatch(/dd/);
});
