/** The taskstats engine on this kernel: with too little room, too few rights, and in the wrong namespaces. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/sys/clock.ts';
import { TaskList } from '../../src/kernel/sys/proc/task-list.ts';
import { newSnapshot } from '../../src/sampler/table/snapshot.ts';
import { openTaskstatsClient } from '../../src/sampler/taskstats/client.ts';
import { openTaskstatsEngine } from '../../src/sampler/taskstats/engine.ts';
import { openExitListener } from '../../src/sampler/taskstats/exit-listener.ts';
import { TaskNumbers } from '../../src/sampler/taskstats/tasks-to-read.ts';
import { runScript } from '../support/iotop/bundle.ts';
import { buildLoad, type Load, makeDiskFolder, startLoad } from '../support/load/load.ts';
import { procIo, procState, readableTasks } from '../support/machine/proc-files.ts';
import type { PrintedPass } from '../support/programs/print-pass.ts';
import { rowOf, rowsOf } from '../support/snapshots/snapshot-row.ts';
import { describeWith, type Need } from '../support/test-run/requires.ts';
import { until } from '../support/test-run/until.ts';

const NEEDS: readonly Need[] = [
  'net-admin',
  'taskstats',
  'init-pid-namespace',
  'init-network-namespace',
  'compiler',
];

/** Room for six replies. */
const SMALL_BUFFER = 4096;
const KIB = 1024;
const WRITTEN = 64 * KIB;
/** Subshells of a storm; the shell itself ends too. */
const STORM = 300;

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const kept = <T extends { close(): void }>(resource: T): T => {
  closers.push(() => resource.close());
  return resource;
};

const start = async (...args: readonly (string | number)[]): Promise<Load> => {
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(program.reason);
  const folder = makeDiskFolder();
  const load = await startLoad(program.path, args, folder);
  closers.push(async () => {
    await load.end();
    rmSync(folder, { recursive: true });
  });
  return load;
};

/** All threads of a load's processes but its own. */
const threadsUnder = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .flatMap((child) => readdirSync(`/proc/${child}/task`).map(Number));

/** Messages that generic netlink could not deliver, over the sockets now open. */
const dropsOfAllSockets = (): number =>
  readFileSync('/proc/net/netlink', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, protocol]) => protocol === '16')
    .reduce((sum, fields) => sum + Number(fields[8]), 0);

/** A shell that starts and reaps many. @returns its id */
const storm = (): number => {
  const script = `i=0; while [ $i -lt ${STORM} ]; do (:); i=$((i+1)); done`;
  const { pid, status } = spawnSync('sh', ['-c', script], { stdio: 'ignore' });
  if (status !== 0) throw new Error('the storm failed');
  return pid;
};

/** A listener and how many records it has received. */
const counting = (receiveBuffer?: number) => {
  const { family } = kept(openTaskstatsClient(systemClock));
  const listener = kept(openExitListener(family, systemClock, receiveBuffer));
  const exits = newSnapshot();
  const received = (): number => {
    listener.drain(exits, 0);
    return exits.count;
  };
  return { listener, exits, received };
};

type Storm = { readonly made: number; readonly received: number; readonly lost: number };

/**
 * A storm heard by two listeners, one with all the room and one with little, while nobody else's task ends between the two's first and last words:
 * those alone could be heard by one of them only.
 */
const quietStorm = (): Storm => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const all = counting();
    const few = counting(SMALL_BUFFER);
    const before = all.received();
    storm();
    const made = all.received();
    const received = few.received();
    const gaps = few.listener.takeGaps();
    if (before !== 0 || all.received() !== made) continue;
    expect(all.listener.takeGaps()).toEqual([]);
    const lost = gaps.reduce((sum, gap) => sum + (gap.kind === 'exits-lost' ? gap.count : 0), 0);
    return { made, received, lost };
  }
  throw new Error('other tasks kept ending');
};

const wholeKib = (bytes: number | undefined): number =>
  bytes === undefined ? Number.NaN : bytes - (bytes % KIB);

describeWith(NEEDS, 'the taskstats engine', () => {
  it('reads every task, each once, in ascending order', () => {
    const engine = kept(openTaskstatsEngine(systemClock));
    const snapshot = newSnapshot();
    const before = readableTasks();
    expect(engine.readTasks(snapshot)).toEqual([]);
    const after = new Set(readableTasks());
    const read = rowsOf(snapshot).map(({ tid }) => tid);
    expect(read).toEqual([...new Set(read)].sort((a, b) => a - b));
    const seen = new Set(read);
    expect(before.filter((tid) => after.has(tid) && !seen.has(tid))).toEqual([]);
  });

  it('says of a writer that lives what /proc says, to the KiB', async () => {
    const engine = kept(openTaskstatsEngine(systemClock));
    const load = await start('hostile', WRITTEN);
    load.step();
    await load.moved();
    // Its answer is here before the kernel has counted the write of it.
    await until(() => procState(load.pid) === 'S');
    const snapshot = newSnapshot();
    engine.readTasks(snapshot);
    const counted = procIo(load.pid);
    expect(counted.write).toBeGreaterThanOrEqual(WRITTEN);
    expect(rowOf(snapshot, load.pid)).toMatchObject({
      tgid: load.pid,
      uid: process.getuid?.(),
      read: wholeKib(counted.read),
      write: wholeKib(counted.write),
      readChars: wholeKib(counted.readChars),
      writeChars: wholeKib(counted.writeChars),
    });
  });

  it('says of threads that ended what they wrote, each once, as of their process', async () => {
    const engine = kept(openTaskstatsEngine(systemClock));
    const load = await start('threads', 20, WRITTEN, 'direct', 4);
    load.step();
    const moved = await load.moved();
    const exits = newSnapshot();
    expect(engine.takeExits(exits)).toEqual([]);
    const records = rowsOf(exits).filter(({ tgid }) => tgid === load.pid);
    expect(records.map(({ tid, write }) => [tid, write]).sort()).toEqual(
      moved.map(({ tid }) => [tid, WRITTEN]).sort(),
    );
  });

  it('reads all tasks through a buffer that holds only a few of the replies', async () => {
    const load = await start('sleep', 300, 12);
    const tasks = kept(new TaskList());
    const numbers = new TaskNumbers();
    tasks.all((tid, tgid) => numbers.add(tid, tgid));
    numbers.sort();
    const client = kept(openTaskstatsClient(systemClock, SMALL_BUFFER));
    const answered: number[] = [];
    const dropsBefore = dropsOfAllSockets();
    const result = client.readAll(numbers, (index, reader) => {
      expect(reader.tid).toBe(numbers.tid(index));
      answered.push(reader.tid);
    });
    expect(dropsOfAllSockets()).toBeGreaterThan(dropsBefore);
    expect(result).toEqual({ unread: 0, reason: '' });
    expect(new Set(answered).size).toBe(answered.length);
    const seen = new Set(answered);
    const sleepers = threadsUnder(load.pid);
    expect(sleepers).toHaveLength(300);
    expect(sleepers.filter((tid) => !seen.has(tid))).toEqual([]);
  });

  it('counts exactly the exits that a storm lost it', () => {
    const { made, received, lost } = quietStorm();
    expect(made).toBeGreaterThan(STORM);
    expect(lost).toBeGreaterThan(0);
    expect(received).toBeGreaterThan(0);
    expect(received + lost).toBe(made);
  });

  it('loses nothing of the same storm with the buffer it asks for', () => {
    const { listener, exits, received } = counting();
    const shell = storm();
    expect(received()).toBeGreaterThan(STORM);
    expect(listener.takeGaps()).toEqual([]);
    const records = rowsOf(exits).filter(({ comm }) => comm === 'sh');
    expect(records.length).toBeGreaterThanOrEqual(STORM + 1);
    expect(records.map(({ tid }) => tid)).toContain(shell);
  });
});

describeWith(
  [...NEEDS, 'root', 'util-linux'],
  'the taskstats engine where it may not or cannot',
  () => {
    const passUnder = (...under: readonly string[]): PrintedPass =>
      JSON.parse(runScript('test/support/programs/print-pass.ts', under, 'taskstats'));

    it.each([
      ['an ordinary user', ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']],
      ['root without CAP_NET_ADMIN', ['setpriv', '--bounding-set=-net_admin']],
      ['root of a user namespace', ['unshare', '--user', '--map-root-user']],
    ])('does not open for %s, and says what to do', (_, under) => {
      expect(passUnder(...under)).toEqual({
        kind: 'unavailable',
        message: expect.stringContaining('EPERM'),
        remedy: expect.stringContaining('CAP_NET_ADMIN in the init user namespace'),
      });
    });

    it('says that tasks are hidden where proc is mounted so, which it asks which tasks there are', () => {
      const said = (options: string, ...rights: readonly string[]) => {
        const mount = `mount -t proc -o ${options} proc /proc && exec "$@"`;
        const pass = passUnder(
          ...['unshare', '--mount', 'sh', '-c', mount, 'sh'],
          ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...rights],
        );
        if (pass.kind === 'unavailable') throw new Error(pass.message);
        return pass.standingGaps.filter((gap) => 'what' in gap && gap.what === 'hidden-tasks');
      };
      const asks = (more = '') => [
        `--inh-caps=+net_admin${more}`,
        `--ambient-caps=+net_admin${more}`,
      ];
      expect(said('hidepid=invisible', ...asks())).toEqual([
        expect.objectContaining({ remedy: expect.stringContaining('root') }),
      ]);
      expect(said('hidepid=invisible', ...asks(',+sys_ptrace'))).toEqual([]);
      expect(said('hidepid=off', ...asks())).toEqual([]);
    });

    it.each([
      ['PID', ['unshare', '--pid', '--fork', '--mount-proc']],
      ['network', ['unshare', '--net']],
    ])('reads tasks in another %s namespace, and says that it sees no exits', (name, under) => {
      const pass = passUnder(...under);
      if (pass.kind === 'unavailable') throw new Error(pass.message);
      expect(pass.standingGaps).toContainEqual({
        kind: 'unavailable',
        what: 'exits',
        reason: expect.stringContaining(`${name} namespace`.replace('PID', 'init PID')),
        remedy: 'run on the host itself, as root',
      });
      expect(pass.own.row).toMatchObject({ tid: pass.own.pid, tgid: pass.own.pid, comm: 'node' });
    });
  },
);
