/** What the kernel makes of a nice value where nobody set an I/O priority: the same in the lists, the stream, recordings and replays of them. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { runRecord } from '../../../src/cli/commands/record.ts';
import { runReplay } from '../../../src/cli/commands/replay.ts';
import { decodeSample } from '../../../src/sample/stream/decode.ts';
import { linesOf, runCommand } from '../../support/iotop/command-run.ts';
import { runProgram } from '../../support/iotop/program.ts';
import { ENGINE_NEEDS } from '../../support/load/accuracy.ts';
import { makeDiskFolder } from '../../support/load/load.ts';
import { itWith } from '../../support/test-run/requires.ts';

const NICE = 10;
/** (20 + nice) / 5. */
const LEVEL = 'be/6';
const VALUE = (2 << 13) | 6;

/** A folder on a disk, and a writer in it that somebody made nicer. */
const niceWriter = (): { readonly folder: string; readonly pid: string } => {
  const folder = makeDiskFolder();
  const script = 'while :; do printf %65536s > x; done';
  const child = spawn('nice', ['-n', `${NICE}`, 'bash', '-c', script], { cwd: folder });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, pid: String(child.pid) };
};

const priorityIn = (list: string, pid: string): string | undefined =>
  new RegExp(`^ *${pid} +(\\S+)`, 'm').exec(list)?.[1];

for (const engine of ['bpf', 'taskstats', 'procfs'] as const) {
  itWith(
    ENGINE_NEEDS[engine],
    `a nice value is an I/O priority live, as JSON, recorded and replayed, with ${engine}`,
    async () => {
      const { folder, pid } = niceWriter();
      const wish = ['-n', '1', '-d', '0.2', '-p', pid, '--engine', engine];
      const live = await runProgram(['-b', ...wish]);
      expect(priorityIn(live.stdout, pid)).toBe(LEVEL);

      const stream = (await runProgram(['--json', ...wish])).stdout;
      const entry = decodeSample(stream).tasks.find(({ tid }) => tid === Number(pid));
      expect(entry).toMatchObject({ ioPriority: VALUE });

      const recording = join(folder, 'recording');
      expect((await runCommand(runRecord, [...wish, recording])).code).toBe(0);
      for (const [from, stdin] of [
        ['-', linesOf(stream)],
        [recording, linesOf('')],
      ] as const) {
        const { out } = await runCommand(runReplay, [from, '-b'], { stdin });
        expect(priorityIn(out, pid)).toBe(LEVEL);
      }
    },
  );
}
