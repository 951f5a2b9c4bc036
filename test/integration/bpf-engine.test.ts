/** The BPF engine on this kernel: root, Linux 5.8 or newer with BTF, the init PID namespace. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBtf } from '../../src/kernel/abi/bpf/btf.ts';
import { BTF_NAMES, locateFields } from '../../src/kernel/abi/bpf/programs/task-fields.ts';
import { readBpfEnvironment } from '../../src/kernel/sys/bpf/bpf-environment.ts';
import { steadyBootClock, systemClock } from '../../src/kernel/sys/clock.ts';
import { setIoPriority } from '../../src/kernel/sys/process/io-priority.ts';
import { openBpfEngine } from '../../src/sampler/bpf/open.ts';
import type { Engine } from '../../src/sampler/engine.ts';
import { Passes } from '../../src/sampler/live/passes.ts';
import { newSnapshot } from '../../src/sampler/table/snapshot.ts';
import { openTaskstatsEngine } from '../../src/sampler/taskstats/engine.ts';
import { spawnScript } from '../support/iotop/bundle.ts';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { underOwnName } from '../support/load/accuracy.ts';
import { frozenDisk } from '../support/load/frozen-disk.ts';
import { type LoopDevice, loopDevice } from '../support/load/loop-device.ts';
import { programExists, programsHeldBy } from '../support/machine/bpf-programs.ts';
import {
  isProcKernelThread,
  procBlockDelay,
  procIo,
  procStart,
  procState,
  readableTasks,
  sysctl,
  TICK,
} from '../support/machine/proc-files.ts';
import { rowOf, rowsOf, type SnapshotRow } from '../support/snapshots/snapshot-row.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

describeWith(
  ['root', 'btf', 'init-pid-namespace', 'util-linux', 'e2fsprogs'],
  'the BPF engine',
  () => {
    let engine: Engine;
    let disk: LoopDevice;
    let folder: string;
    let ourDd: string;
    const snapshot = newSnapshot();
    const exits = newSnapshot();

    beforeAll(() => {
      engine = openBpfEngine(readBpfEnvironment(), systemClock);
      disk = loopDevice(32);
      folder = mkdtempSync(join(tmpdir(), 'iotop-bpf-'));
      ourDd = underOwnName('dd', folder);
    });
    afterAll(() => {
      engine?.close();
      disk?.remove();
      if (folder !== undefined) rmSync(folder, { recursive: true });
    });

    const living = (tid: number): SnapshotRow | undefined => {
      engine.readTasks(snapshot);
      return rowOf(snapshot, tid);
    };
    /** Ended tasks that were not handed out before. */
    const ended = (): readonly SnapshotRow[] => {
      exits.count = 0;
      expect(engine.takeExits(exits)).toEqual([]);
      return rowsOf(exits);
    };
    /** The same, once these are enough: whoever waited for a task hears of its end before the task has made its last step. */
    const endedUntil = async (
      enough: (rows: readonly SnapshotRow[]) => boolean,
    ): Promise<readonly SnapshotRow[]> => {
      const rows: SnapshotRow[] = [];
      await until(() => {
        rows.push(...ended());
        return enough(rows);
      });
      return rows;
    };
    const recordOf = async (tid: number | undefined): Promise<SnapshotRow | undefined> =>
      (await endedUntil((rows) => rows.some((row) => row.tid === tid))).find(
        (row) => row.tid === tid,
      );

    it('reads every task whose I/O /proc lets us read, each once, in ascending order', () => {
      const before = readableTasks();
      engine.readTasks(snapshot);
      const after = new Set(readableTasks());
      const read = rowsOf(snapshot).map(({ tid }) => tid);
      expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
      const seen = new Set(read);
      expect(before.filter((tid) => after.has(tid) && !seen.has(tid))).toEqual([]);
    });

    it('knows the threads of the kernel itself, as /proc does', () => {
      engine.readTasks(snapshot);
      const both = rowsOf(snapshot).map(({ tid, kernelThread }) => {
        return { tid, bpf: kernelThread, proc: isProcKernelThread(tid) };
      });
      const living = both.filter(({ proc }) => proc !== undefined);
      expect(living.filter(({ bpf, proc }) => bpf !== proc)).toEqual([]);
      expect(living.some(({ bpf }) => bpf)).toBe(true);
      expect(rowOf(snapshot, process.pid)?.kernelThread).toBe(false);
    });

    it('says so where the kernel hands out no task of process 1, and only there', () => {
      const lacks = engine.readTasks(snapshot).filter((gap) => gap.kind === 'unavailable');
      const handedOut = rowOf(snapshot, 1) !== undefined;
      expect(lacks.map(({ what }) => what)).toEqual(handedOut ? [] : ['process-1']);
    });

    it('says of a stopped writer what /proc says of it, to the byte', async () => {
      const writer = dd(`if=/dev/zero of=${disk.path} bs=4k count=1000000 oflag=direct,nonblock`);
      const tid = writer.pid as number;
      try {
        await until(() => (living(tid)?.write ?? 0) > 100_000);
        writer.kill('SIGSTOP');
        await until(() => procState(tid) === 'T');
        const row = living(tid);
        expect(row).toMatchObject({ ...procIo(tid), tgid: tid, comm: 'dd', uid: 0, state: 'T' });
        expect(row?.write).toBeGreaterThan(0);
        expect(row?.ioPriority).toBe(0);
        expect(Math.abs((row?.startedAt ?? 0) - procStart(tid))).toBeLessThan(TICK);
      } finally {
        await end(writer);
      }
    });

    it('gives the same, asking those that ran or asking all, of every task that stands still', async () => {
      const run = (): ChildProcess =>
        spawn('sh', ['-c', 'while :; do sleep 0.01; echo; done'], { stdio: 'ignore' });
      const loops = Array.from({ length: 4 }, run);
      const writer = dd(`if=/dev/zero of=${disk.path} bs=4k count=1000000 oflag=direct,nonblock`);
      const all = openBpfEngine(readBpfEnvironment(), systemClock);
      const passes = new Passes(engine);
      try {
        const inFull = newSnapshot();
        let compared = 0;
        const differences: unknown[] = [];
        for (let pass = 0; pass < 200; pass++) {
          const before = new Map(rowsOf(passes.table.now).map((row) => [row.tid, row]));
          passes.next();
          all.readTasks(inFull);
          const after = new Map(rowsOf(inFull).map((row) => [row.tid, row]));
          for (const row of rowsOf(passes.table.now)) {
            // Of a task that ran meanwhile each look knows another moment, or, while a record was made, two.
            const full = after.get(row.tid);
            const runtimes = [before.get(row.tid)?.runtime, full?.runtime];
            if (runtimes.some((runtime) => runtime !== row.runtime) || full?.state === 'R')
              continue;
            const both = [standing(row), standing(full as SnapshotRow)];
            if (!isDeepStrictEqual(both[0], both[1])) differences.push(both);
            compared += 1;
          }
          await sleep(5);
        }
        expect(differences).toEqual([]);
        expect(compared).toBeGreaterThan(1000);
      } finally {
        all.close();
        for (const child of [...loops, writer]) await end(child);
      }
    });

    it('knows the I/O priority others gave a task that sleeps, once it is told to look anew', async () => {
      const sleeper = spawn('sleep', ['100'], { stdio: 'ignore' });
      const tid = sleeper.pid as number;
      const passes = new Passes(engine);
      try {
        await until(() => living(tid)?.comm === 'sleep' && procState(tid) === 'S');
        passes.next();
        expect(setIoPriority(tid, IDLE_CLASS)).toBe('done');
        passes.readAllNext();
        passes.next();
        expect(rowOf(passes.table.now, tid)?.ioPriority).toBe(IDLE_CLASS);
      } finally {
        await end(sleeper);
      }
    });

    it('asks every task where the kernel does not let it see who has run, and says so in its words', () => {
      const environment = readBpfEnvironment();
      const whole = environment.btf as Uint8Array;
      const onCpu = locateFields(readBtf(whole, BTF_NAMES)).marks?.onCpu ?? Number.NaN;
      const btf = withMemberMoved(whole, 'on_cpu', [onCpu, 30_000]);
      const half = openBpfEngine({ ...environment, btf }, systemClock);
      const passes = [newSnapshot(), newSnapshot()] as const;
      try {
        expect(engine.passes).toBe('each pass asks only the tasks that ran');
        expect(half.passes).toMatch(/^each pass asks every task: BPF_PROG_LOAD iotop_ran: /);
        for (const pass of passes) expect(half.readTasks(pass)).toEqual(engine.readTasks(snapshot));
        expect(rowOf(passes[1], process.pid)?.comm).toBe(rowOf(snapshot, process.pid)?.comm);
      } finally {
        half.close();
      }
    });

    it('says of a writer that ended what it wrote, to the byte', async () => {
      ended();
      const writer = dd(`if=/dev/zero of=${disk.path} bs=4k count=777 oflag=direct`);
      await once(writer, 'exit');
      const record = await recordOf(writer.pid);
      expect(record).toMatchObject({ write: 777 * 4096, comm: 'dd', uid: 0, tgid: writer.pid });
      expect(record?.ioWait).toBeGreaterThan(0);
    });

    it('reports each of many short-lived writers once, with all its bytes', async () => {
      ended();
      const count = 150;
      // Over blocks that are there: a block given to or taken from a file may dirty a page of the file system, charged to the writer too.
      const write = `if=/dev/zero of=${disk.path} oflag=direct`;
      const script = `dd ${write} bs=4096 count=${count}; sync; i=1; while [ $i -le ${count} ]; do ${ourDd} ${write} conv=notrunc bs=$((i*4096)) count=1; i=$((i+1)); done 2>/dev/null`;
      const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
      await once(shell, 'exit');
      const isOurs = ({ comm, write }: SnapshotRow): boolean =>
        comm === basename(ourDd) && write > 0;
      const rows = await endedUntil((some) => some.filter(isOurs).length >= count);
      const writes = [...rows, ...ended()]
        .filter(isOurs)
        .map(({ write }) => write / 4096)
        .sort((a, b) => a - b);
      expect(writes).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    });

    it('hands out more exits than one call to the kernel can take', async () => {
      ended();
      const count = 1500;
      const folder = mkdtempSync(join(tmpdir(), 'iotop-burst-'));
      const script = `i=0; while [ $i -lt ${count} ]; do (echo x > ${folder}/file); i=$((i+1)); done`;
      const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
      await once(shell, 'exit');
      rmSync(folder, { recursive: true });
      const isWriter = ({ comm, write }: SnapshotRow): boolean => comm === 'sh' && write > 0;
      const rows = await endedUntil((some) => some.filter(isWriter).length >= count);
      const writers = [...rows, ...ended()].filter(isWriter);
      const identities = new Set(writers.map(({ tid, startedAt }) => `${tid}@${startedAt}`));
      expect(identities.size).toBe(writers.length);
      expect(writers.length).toBeGreaterThanOrEqual(count);
    });

    it('counts the dirty pages a task drops in its very end', async () => {
      ended();
      const folder = mkdtempSync(join(tmpdir(), 'iotop-unlinked-'));
      const file = join(folder, 'file');
      const script = `exec 3>${file}; rm ${file}; exec dd if=/dev/zero bs=64k count=16 >&3 2>/dev/null`;
      const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
      await once(shell, 'exit');
      rmSync(folder, { recursive: true });
      const record = await recordOf(shell.pid);
      expect(record?.cancelledWrite).toBe(16 * 65_536);
    });

    it('does not report tasks that ended without I/O', async () => {
      ended();
      const idle = spawn('sleep', ['0'], { stdio: 'ignore' });
      await once(idle, 'exit');
      await once(spawn('sleep', ['0'], { stdio: 'ignore' }), 'exit');
      for (const { read, write, cancelledWrite, ioWait } of ended()) {
        expect(read + write + cancelledWrite + ioWait).toBeGreaterThan(0);
      }
    });

    it('moves exits out of the kernel between passes and hands them out once', async () => {
      ended();
      const writer = dd(`if=/dev/zero of=${disk.path} bs=4k count=3 oflag=direct`);
      await once(writer, 'exit');
      engine.drain();
      expect(await recordOf(writer.pid)).toMatchObject({ write: 3 * 4096 });
      engine.drain();
      expect(ended().filter(({ tid }) => tid === writer.pid)).toEqual([]);
    });

    // Delay accounting now and then adds a whole uptime to a task (seen on 6.18), and a window's ends may fall into a wait: the
    // median of many windows is what it measures.
    it('measures the wait that delay accounting measures', async () => {
      const restore = sysctl('task_delayacct', '1');
      const taskstats = openTaskstatsEngine(steadyBootClock());
      const byTaskstats = newSnapshot();
      const reader = readerOfLargeBlocks(disk.path);
      const tid = reader.pid as number;
      const waits = async () => {
        reader.kill('SIGSTOP');
        await until(() => procState(tid) === 'T');
        taskstats.readTasks(byTaskstats);
        const figures = {
          bpf: living(tid)?.ioWait ?? Number.NaN,
          delayAccounting: rowOf(byTaskstats, tid)?.ioWait ?? Number.NaN,
        };
        reader.kill('SIGCONT');
        return figures;
      };
      try {
        await until(() => (living(tid)?.ioWait ?? 0) > 10e6);
        const ratios: number[] = [];
        let last = await waits();
        for (let window = 0; window < 100 && ratios.length < 21; window++) {
          await sleep(80);
          const next = await waits();
          const byDelayAccounting = next.delayAccounting - last.delayAccounting;
          // A window in which it hardly got to wait, for want of a processor, says nothing.
          if (byDelayAccounting > 10e6) ratios.push((next.bpf - last.bpf) / byDelayAccounting);
          last = next;
        }
        expect(ratios).toHaveLength(21);
        expect(Math.abs(medianOf(ratios) - 1)).toBeLessThan(0.05);
      } finally {
        restore();
        await end(reader);
        taskstats.close();
      }
    });

    it('measures the wait of tasks older than itself, with delay accounting off', async () => {
      const restore = sysctl('task_delayacct', '0');
      const reader = dd(`if=${disk.path} of=/dev/null bs=512 iflag=direct`);
      const tid = reader.pid as number;
      try {
        await until(() => (living(tid)?.ioWait ?? 0) > 0);
        const late = openBpfEngine(readBpfEnvironment(), systemClock);
        const seen = newSnapshot();
        const look = () => {
          late.readTasks(seen);
          return { late: rowOf(seen, tid) as SnapshotRow, early: living(tid) as SnapshotRow };
        };
        // The two look one after the other, and anything may happen in between: the median of many windows is what holds.
        const shares: { readonly late: number; readonly early: number }[] = [];
        let last = look();
        for (let window = 0; window < 11; window++) {
          await sleep(80);
          const next = look();
          shares.push({
            late: waitShare(last.late, next.late),
            early: waitShare(last.early, next.early),
          });
          last = next;
        }
        late.close();
        expect(procBlockDelay(tid)).toBe(0);
        expect(last.late.swapWait).toBeNaN();
        expect(medianOf(shares.map((share) => share.late))).toBeGreaterThan(0.03);
        const apart = shares.map((share) => Math.abs(share.late - share.early));
        expect(medianOf(apart)).toBeLessThan(0.05);
      } finally {
        restore();
        await end(reader);
      }
    });

    it('shows a wait while it lasts, and since when', async () => {
      const frozen = frozenDisk();
      const writer = dd(`if=/dev/zero of=${frozen.path} bs=4k count=1 oflag=direct`);
      const tid = writer.pid as number;
      try {
        await until(() => !Number.isNaN(living(tid)?.waitingSince ?? Number.NaN));
        const first = living(tid) as SnapshotRow;
        await sleep(500);
        const second = living(tid) as SnapshotRow;
        expect(second.state).toBe('D');
        expect(second.waitingSince).toBe(first.waitingSince);
        const elapsed = second.readAfter - first.readAfter;
        expect(second.ioWait - first.ioWait).toBe(elapsed);

        // A second engine, started in the middle of the wait, knows only what it sees.
        const late = openBpfEngine(readBpfEnvironment(), systemClock);
        const seen = newSnapshot();
        late.readTasks(seen);
        const late1 = rowOf(seen, tid) as SnapshotRow;
        late.readTasks(seen);
        const late2 = rowOf(seen, tid) as SnapshotRow;
        late.close();
        expect(late1.waitingSince).toBeGreaterThanOrEqual(late1.readAfter);
        expect(late2.waitingSince).toBe(late1.waitingSince);
        expect(late2.ioWait).toBeGreaterThan(late1.ioWait);
      } finally {
        frozen.thaw();
        await once(writer, 'exit');
        frozen.remove();
      }
      expect((await recordOf(tid))?.ioWait).toBeGreaterThan(500e6);
    });

    it('starts whole while signals rain on it, as those of a profiler do', async () => {
      const profiler = ['--cpu-prof', '--cpu-prof-interval=200', `--cpu-prof-dir=${folder}`];
      const args = [...profiler, PROGRAM, '-b', '-n', '1', '-d', '0.1', '--engine=bpf'];
      const { stderr } = await promisify(execFile)(NODE, args, { maxBuffer: 2 ** 26 });
      expect(stderr).not.toContain('BPF_PROG_LOAD');
    });

    it('leaves nothing in the kernel when its process is killed', async () => {
      const holder = spawnScript('test/support/programs/hold-bpf-engine.ts');
      await once(holder.stdout as NonNullable<ChildProcess['stdout']>, 'data');
      const programs = programsHeldBy(holder.pid as number);
      expect(programs).toHaveLength(5);
      expect(programs.filter(programExists)).toEqual(programs);
      await end(holder);
      // The kernel frees programs a grace period later.
      await until(() => programs.filter(programExists).length === 0);
    });
  },
);

/** BTF that says of a struct's member that it lies so many bytes from the beginning; the kernel knows better. */
const withMemberMoved = (
  bytes: Uint8Array,
  member: string,
  [from, to]: readonly [number, number],
): Uint8Array => {
  const moved = Buffer.from(bytes);
  const strings = moved.readUInt32LE(4) + moved.readUInt32LE(16);
  const name = moved.indexOf(`\0${member}\0`, strings) + 1 - strings;
  for (let at = moved.readUInt32LE(4); at < strings; at += 4) {
    const isIt = moved.readUInt32LE(at) === name && moved.readUInt32LE(at + 8) === from * 8;
    if (isIt) moved.writeUInt32LE(to * 8, at + 8);
  }
  return moved;
};

/** IOPRIO_CLASS_IDLE, level 0. */
const IDLE_CLASS = 3 << 13;

/** What stays as it is while a task does not run, its wait for I/O apart: that one engine may have begun to see later. */
const standing = ({
  readAfter: _,
  readBefore: __,
  ioWait: ___,
  waitingSince: ____,
  ...row
}: SnapshotRow): unknown => row;

/** Share of the time between two looks that the task waited for I/O. */
const waitShare = (from: SnapshotRow, to: SnapshotRow): number =>
  (to.ioWait - from.ioWait) / (to.readAfter - from.readAfter);

const medianOf = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] as number;

const dd = (options: string): ChildProcess => spawn('dd', options.split(' '), { stdio: 'ignore' });

/**
 * Reads the disk over and over, past the page cache, 8 MiB at a time. Delay accounting ends a wait when the task is on its
 * run queue again, the engine when it is woken: the way between the processors must be short beside the wait. And it runs in
 * real time: of an ordinary task that had more than its share, the fair scheduler of 6.12 and newer puts the end of the run off
 * (DELAY_DEQUEUE), and then notes the beginning of its wait on another task, so that earlier waits are counted again.
 */
const readerOfLargeBlocks = (path: string): ChildProcess =>
  spawn('chrt', ['-f', '1', 'badblocks', '-b', '4096', '-c', '2048', '-p', '100000', path], {
    stdio: 'ignore',
  });

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};
