/** Records this machine with a load of known size, and looks whether replay and report find it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { runRecord } from '../../../src/cli/commands/record.ts';
import { runReplay } from '../../../src/cli/commands/replay.ts';
import { runReport } from '../../../src/cli/commands/report.ts';
import { runVerify } from '../../../src/cli/commands/verify.ts';
import { runCommand } from '../../support/iotop/command-run.ts';
import { LAST_STEPS } from '../../support/iotop/monitored.ts';
import { ENGINE_NEEDS, underOwnName } from '../../support/load/accuracy.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const MEBIBYTE = 2 ** 20;
const SIZE = 24 * MEBIBYTE;

const writeFile = async (dd: string, path: string): Promise<void> => {
  const blocks = String(SIZE / MEBIBYTE);
  const writer = spawn(dd, ['if=/dev/zero', `of=${path}`, 'bs=1M', `count=${blocks}`]);
  const [code] = await once(writer, 'exit');
  expect(code).toBe(0);
};

/** What ends the recorder, and when it begins to look: it listens for the end just before, in this very thread. */
const stopOf = (): { readonly stop: AbortController; readonly looking: Promise<void> } => {
  const stop = new AbortController();
  const listen = stop.signal.addEventListener.bind(stop.signal);
  const looking = new Promise<void>((begun) => {
    stop.signal.addEventListener = (...args: Parameters<typeof listen>) => {
      listen(...args);
      begun();
    };
  });
  return { stop, looking };
};

itWith(
  ENGINE_NEEDS.taskstats,
  'what a program wrote is in the recording of that time, to the byte',
  async () => {
    const folder = temporaryFolder();
    const recording = join(folder, 'recording');
    // Others on this machine may run dd as well.
    const dd = underOwnName('dd', folder);
    const { stop, looking } = stopOf();
    const recorder = runCommand(runRecord, [recording, '-d', '0.25'], { signal: stop.signal });
    await looking;
    await writeFile(dd, join(folder, 'file'));
    await sleep(LAST_STEPS);
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
    const row = rows.find(({ name }: { name: string }) => name === basename(dd));
    // The file's pages, and at most some of the file system's own blocks beside them.
    expect(row?.write).toBeGreaterThanOrEqual(SIZE);
    expect(row?.write).toBeLessThan(SIZE + MEBIBYTE);
    expect(row?.ended).toBe(1);

    const stream = (await runCommand(runReplay, [recording, '--json'])).out;
    const again = await runCommand(runReport, ['-', '--by', 'command', '--json', '--top', '999'], {
      stdin: (async function* () {
        yield Buffer.from(stream);
      })(),
    });
    expect(again.out).toBe(out);
    expect((await runCommand(runReplay, [recording, '-b', '-o'])).out).toContain(basename(dd));
  },
);
