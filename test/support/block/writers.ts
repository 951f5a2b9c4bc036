/** The ways to write a file, each by programs that others made, and the process that does it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { KIB } from '../load/accuracy.ts';
import { run } from '../load/loop-device.ts';

export const PAGE = 4 * KIB;

type Writer = {
  /** Beside what it is told to write: it has the file system's metadata written by itself. */
  readonly syncs?: true;
  /** The file must be there, on the disk, before. */
  readonly needsFile?: true;
  readonly command: (file: string, bytes: number) => readonly string[];
};

const dd = (...options: readonly string[]) => ({
  command: (file: string, bytes: number) => [
    'dd',
    'if=/dev/zero',
    `of=${file}`,
    `bs=${4 * PAGE}`,
    `count=${bytes}`,
    'iflag=count_bytes',
    'status=none',
    ...options,
  ],
});

/** One process; whatever threads it has, or the kernel makes for it, are in its thread group. */
const fio = (...options: readonly string[]) => ({
  command: (file: string, bytes: number) => [
    'fio',
    '--name=writer',
    `--filename=${file}`,
    '--rw=write',
    `--size=${bytes}`,
    `--bs=${PAGE}`,
    '--thread',
    '--fallocate=none',
    '--output-format=terse',
    ...options.map((option) => `--${option}`),
  ],
});

export const WRITERS = {
  buffered: dd(),
  fsync: { ...dd('conv=fsync'), syncs: true },
  mmap: { ...fio('ioengine=mmap', 'end_fsync=0'), needsFile: true },
  direct: dd('oflag=direct'),
  libaio: fio('ioengine=libaio', 'direct=1', 'iodepth=8'),
  io_uring: fio('ioengine=io_uring', 'direct=1', 'iodepth=8'),
  'io_uring, polled by the kernel': fio(
    'ioengine=io_uring',
    'direct=1',
    'iodepth=8',
    'sqthread_poll=1',
  ),
} as const satisfies Readonly<Record<string, Writer>>;

export type WriterName = keyof typeof WRITERS;

/** Runs it to its end. @returns its process id, which is the thread group of all that it did @throws when it failed */
export const runWriter = async (
  writer: Writer,
  file: string,
  bytes: number,
  folder: string,
): Promise<number> => {
  if (writer.needsFile) {
    run('dd', 'if=/dev/zero', `of=${file}`, `bs=${bytes}`, 'count=1', 'status=none');
    syncAll(folder);
  }
  return runToEnd(writer.command(file, bytes), folder);
};

/** @returns the process id it had @throws when it failed */
export const runToEnd = async (command: readonly string[], folder: string): Promise<number> => {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr?.on('data', (text) => {
    complaint += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')}: ${complaint}`);
  return child.pid as number;
};

/** What is dirty in the folder's file system goes to its device, by a worker of the kernel. */
export const syncAll = (folder: string): void => void run('sync', '--file-system', folder);
