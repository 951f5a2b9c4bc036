/** A file without a name that is closed only by the end of its task: what it dirtied is cancelled after the task has all but ended. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { chargedTo, entriesOf } from '../../support/iotop/monitored.ts';
import { describeAccuracy, MIB } from '../../support/load/accuracy.ts';

const run = promisify(execFile);

// taskstats makes its record before the files of a task are closed: docs/accounting.md says so.
describeAccuracy(
  'a file closed by the end of its task',
  ({ folder, watch }) => {
    it('is cancelled in full, in the name of the task that held it', async () => {
      const watching = await watch();
      // The shell holds the file that its child fills.
      const script = 'exec 3>doomed; rm doomed; head -c 8388608 /dev/zero >&3; :';
      const shell = run('sh', ['-c', script], { cwd: folder });
      const { pid } = shell.child;
      await shell;
      for (const { engine, samples } of await watching.caughtUp()) {
        const held = chargedTo(entriesOf(samples, ({ tid }) => tid === pid));
        expect(held.cancelledWrite, engine).toBe(8 * MIB);
      }
    });
  },
  ['bpf'],
);
