/** io_uring: who waits in it waits for no disk, and what its threads write is the program's, though no tracepoint told of their birth. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import type { RunReportJson } from '../../../src/render/list/run-report.ts';
import { compileC } from '../../support/iotop/compile-c.ts';
import { entriesOf } from '../../support/iotop/monitored.ts';
import { runProgram } from '../../support/iotop/program.ts';
import { describeAccuracy, MIB } from '../../support/load/accuracy.ts';

const builtProgram = (): string => {
  const program = compileC(join(import.meta.dirname, '../../load/io-uring.c'));
  if (program.kind === 'absent') throw new Error(program.reason);
  return program.path;
};

/** What the program ends with where there is no io_uring. */
const NO_RING = 77;

describeAccuracy(
  'io_uring',
  ({ folder, watch }) => {
    it('shows no wait of a program that waits in a ring for a pipe', async (context: TestContext) => {
      const child = spawn(builtProgram(), ['wait'], { stdio: ['pipe', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const first = await Promise.race([
        once(createInterface({ input: child.stdout }), 'line'),
        once(child, 'exit'),
      ]);
      if (first[0] === NO_RING) context.skip('this kernel has or allows no io_uring');
      const watching = await watch(0.3);
      for (const { engine, samples } of await watching.caughtUp()) {
        const waiting = entriesOf(
          samples,
          ({ tid, ioWait, waitingSince }) =>
            tid === child.pid && ((ioWait ?? 0) > 0 || waitingSince !== undefined),
        );
        expect(waiting, engine).toEqual([]);
      }
    });

    it.each(['worker', 'poller'])('gives a command what its ring’s %s wrote', async (mode) => {
      // A new file: over one that is there, or a device, the poller tries itself, is charged, and hands it to a worker, who is charged again.
      const command = [builtProgram(), mode, join(folder, mode), '16'];
      const { stderr, code } = await runProgram([
        'run',
        '--json',
        '--engine',
        'bpf',
        '--',
        ...command,
      ]);
      if (code === NO_RING) return;
      const report: RunReportJson = JSON.parse(
        stderr.split('\n').find((line) => line.startsWith('{')) ?? '',
      );
      expect(report.exact).toBe(true);
      expect(report.total.write).toBeGreaterThanOrEqual(16 * MIB);
      expect(report.total.write).toBeLessThanOrEqual(16.2 * MIB);
    });
  },
  ['bpf'],
);
