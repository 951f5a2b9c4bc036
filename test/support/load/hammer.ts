/** Loads of every kind side by side, each with a name of its own, and what the kernel says each of them moved. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One load: a name that no other command on the machine has, and a line for the shell. */
type Hammer = { readonly name: string; readonly script: string };

/** A program by a name of its own, so that it is told from others of its kind. @returns its path */
const copyOf = (program: string, name: string, folder: string): string => {
  const copy = join(folder, name);
  copyFileSync(
    ['/usr/bin', '/bin'].map((path) => `${path}/${program}`).find(existsSync) ?? '',
    copy,
  );
  return copy;
};

const fio = (name: string, options: string, folder: string): Hammer => ({
  name,
  script: `exec ${copyOf('fio', name, folder)} --name=${name} ${options} --time_based --runtime=300 --thread >/dev/null`,
});

const loop = (
  program: string,
  name: string,
  script: (path: string) => string,
  folder: string,
): Hammer => ({
  name,
  script: `while :; do ${script(copyOf(program, name, folder))}; done >/dev/null 2>&1`,
});

/** Who reads most, who writes steadily, and many who wait or end: none of them writes far more than the others. */
export const crowd = (folder: string): Hammer[] => [
  fio(
    'reader',
    '--rw=randread --ioengine=libaio --iodepth=16 --direct=1 --bs=64k --size=64m --rate=20m',
    folder,
  ),
  ...['writer-a', 'writer-b'].map((name) =>
    fio(name, '--rw=write --ioengine=psync --bs=64k --size=64m --rate=15m', folder),
  ),
  fio(
    'syncer',
    '--rw=write --ioengine=psync --fsync=1 --bs=16k --size=4m --numjobs=24 --rate=2m',
    folder,
  ),
  loop('cp', 'copier', (cp) => `${cp} small copy; sync copy`, folder),
  loop('dd', 'waiter', (dd) => `${dd} if=/dev/zero of=tiny bs=4k count=1 oflag=dsync`, folder),
  ...(existsSync('/usr/bin/sqlite3')
    ? [loop('sqlite3', 'base', (sqlite) => `${sqlite} base.db "${INSERT}"`, folder)]
    : []),
  { name: 'storm', script: 'while :; do /bin/true; done' },
];

const INSERT = 'create table if not exists t(x); insert into t values(randomblob(4096));';

/** One program started over and over, which writes far more than all others; none of its tasks lives for long. */
export const hog = (folder: string): Hammer =>
  loop('dd', 'hog', (dd) => `${dd} if=/dev/zero of=big bs=1M count=24`, folder);

type Moved = { readonly read: number; readonly write: number };

type Running = {
  /** Bytes by name since they were started, of tasks that ended too: the kernel adds a child's to its parent's when it is waited for. */
  readonly moved: () => Map<string, Moved>;
  readonly end: () => void;
};

/** Starts the loads in the folder, each in a process group of its own. */
export const startHammers = (hammers: readonly Hammer[], folder: string): Running => {
  const running = hammers.map(({ name, script }) => {
    const child = spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore', detached: true });
    return { name, pid: child.pid as number };
  });
  return {
    moved: () => new Map(running.map(({ name, pid }) => [name, movedBy(pid)])),
    end: () => {
      for (const { pid } of running) process.kill(-pid, 'SIGKILL');
    },
  };
};

const movedBy = (pid: number): Moved => {
  const io = readFileSync(`/proc/${pid}/io`, 'utf8');
  const counted = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]);
  return { read: counted('read_bytes'), write: counted('write_bytes') };
};

/**
 * Who may write most now: whose amount rose most between the last two looks, and who in all of them wrote what that one does in a second, for the kernel may write in
 * one second what was dirtied in the six before.
 * @param looks of the last six seconds, two seconds apart
 */
export const writersNow = (looks: readonly ReadonlyMap<string, Moved>[]): string[] => {
  const [first, before, after] = [looks[0], looks.at(-2), looks.at(-1)];
  if (first === undefined || before === undefined || after === undefined) return [];
  const rise = (name: string, since: ReadonlyMap<string, Moved>): number =>
    (after.get(name)?.write ?? 0) - (since.get(name)?.write ?? 0);
  const most = biggest('write', before, after);
  const aSecond = Math.max(...most.map((name) => rise(name, before))) / 2;
  return [...after.keys()].filter((name) => most.includes(name) || rise(name, first) >= aSecond);
};

/** Whose amount rose most between two looks, and whose nearly as much: no screen can tell those apart. */
export const biggest = (
  kind: keyof Moved,
  before: ReadonlyMap<string, Moved>,
  after: ReadonlyMap<string, Moved>,
): string[] => {
  const rises = [...after].map(([name, moved]) => ({
    name,
    rise: moved[kind] - (before.get(name)?.[kind] ?? 0),
  }));
  const most = Math.max(...rises.map(({ rise }) => rise));
  if (!(most > 0)) throw new Error(`nothing moved: ${JSON.stringify(rises)}`);
  return rises.filter(({ rise }) => rise > most / 1.2).map(({ name }) => name);
};
