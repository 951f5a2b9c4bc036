/** The procfs engine on this kernel, as root and as an ordinary user. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/sys/clock.ts';
import { openProcfsEngine } from '../../src/sampler/procfs/engine.ts';
import { newSnapshot } from '../../src/sampler/table/snapshot.ts';
import { runScript } from '../support/iotop/bundle.ts';
import { makeDiskFolder } from '../support/load/load.ts';
import { procIo, procStart, procState, readableTasks } from '../support/machine/proc-files.ts';
import type { PrintedPass } from '../support/programs/print-pass.ts';
import { rowOf, rowsOf } from '../support/snapshots/snapshot-row.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

const NOBODY = 65_534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
/** With a /proc of its own, mounted so: how the machine mounted its own does not matter, and is not changed. */
const withProc = (options: string): readonly string[] => {
  const script = `mount -t proc -o ${options} proc /proc && exec "$@"`;
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', ...AS_NOBODY];
};
const PRINT_PASS = 'test/support/programs/print-pass.ts';

let folder = '';
beforeAll(() => {
  folder = makeDiskFolder();
  chmodSync(folder, 0o777);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A dd that has written something and stands still. */
const stoppedWriter = async (uid: number): Promise<ChildProcess & { readonly pid: number }> => {
  const options = ['if=/dev/zero', `of=${folder}/${uid}`, 'bs=4k', 'count=2000', 'oflag=direct'];
  const writer = spawn('dd', options, { stdio: 'ignore', uid, gid: uid });
  const pid = writer.pid as number;
  await until(() => (procIo(pid).write ?? 0) > 40_960);
  writer.kill('SIGSTOP');
  await until(() => procState(pid) === 'T');
  return Object.assign(writer, { pid });
};

const end = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGKILL');
  await once(child, 'exit');
};

describe('the procfs engine', () => {
  it('says of an own writer that lives what /proc says, to the byte', async () => {
    const writer = await stoppedWriter(process.getuid?.() ?? 0);
    const engine = openProcfsEngine({ clock: systemClock });
    try {
      const snapshot = newSnapshot();
      engine.readTasks(snapshot);
      expect(rowOf(snapshot, writer.pid)).toMatchObject({
        ...procIo(writer.pid),
        tgid: writer.pid,
        comm: 'dd',
        state: 'T',
        uid: process.getuid?.(),
        startedAt: procStart(writer.pid),
      });
    } finally {
      engine.close();
      await end(writer);
    }
  });

  it('lists every task whose I/O /proc lets us read, each once, in ascending order', () => {
    const engine = openProcfsEngine({ clock: systemClock });
    const snapshot = newSnapshot();
    const before = readableTasks();
    engine.readTasks(snapshot);
    const after = new Set(readableTasks());
    engine.close();
    const read = rowsOf(snapshot).map(({ tid }) => tid);
    expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
    const seen = new Set(read);
    expect(before.filter((tid) => after.has(tid) && !seen.has(tid))).toEqual([]);
  });
});

describeWith(['root', 'util-linux'], 'the procfs engine as an ordinary user', () => {
  const passFor = (under: readonly string[], ...tids: readonly number[]): PrintedPass =>
    JSON.parse(runScript(PRINT_PASS, under, 'procfs', ...tids.map(String)));

  it("reads the user's own writer exactly and lists others' with what anybody may know", async () => {
    const own = await stoppedWriter(NOBODY);
    const other = await stoppedWriter(0);
    try {
      const pass = passFor(withProc('hidepid=off'), own.pid, other.pid);
      if (pass.kind === 'unavailable') throw new Error(pass.message);
      const [ownRow, otherRow] = pass.rows;
      expect(ownRow).toMatchObject({ ...procIo(own.pid), comm: 'dd', uid: NOBODY });
      expect(otherRow).toMatchObject({ comm: 'dd', uid: 0, state: 'T', tgid: other.pid });
      expect(otherRow).toMatchObject({ read: null, write: null, readChars: null });
      const [denied] = pass.gaps;
      expect(denied).toMatchObject({ kind: 'tasks-denied', count: expect.any(Number) });
      expect(denied?.kind === 'tasks-denied' && denied.count).toBeLessThan(pass.count);
      const missing = pass.standingGaps.map((gap) => gap.kind === 'unavailable' && gap.what);
      expect(missing).toEqual(expect.arrayContaining(['exits', 'other-users']));
      expect(missing).not.toContain('hidden-tasks');
    } finally {
      await end(own);
      await end(other);
    }
  });

  it('says that processes are hidden where proc is mounted so', async () => {
    const other = await stoppedWriter(0);
    try {
      const pass = passFor(withProc('hidepid=invisible'), other.pid);
      if (pass.kind === 'unavailable') throw new Error(pass.message);
      expect(pass.rows).toEqual([null]);
      expect(pass.own.row).toMatchObject({ comm: 'node', uid: NOBODY });
      expect(pass.standingGaps).toContainEqual(
        expect.objectContaining({ what: 'hidden-tasks', remedy: expect.stringContaining('root') }),
      );
    } finally {
      await end(other);
    }
  });
});
