/** fio, what it says it moved, and what the kernel charged it for that. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'vitest';

/** Bytes, summed over fio's jobs. */
type Moved = { readonly read: number; readonly write: number };

type FioRun = {
  /** By fio's own count. */
  readonly moved: Moved;
  /**
   * By the kernel's, of fio and its jobs once they had ended. More than was moved where fio itself, or a page that the cache
   * had lost again, was fetched from the disk too.
   */
  readonly charged: Moved;
};

type FioReport = {
  readonly jobs: readonly {
    readonly read: { readonly io_bytes: number };
    readonly write: { readonly io_bytes: number };
  }[];
};

/** The shell says before its end what its own task did, and what it and those it waited for did together. */
const TOLD =
  '"$0" "$@"; while read -r line; do echo "own $line"; done </proc/$$/task/$$/io; while read -r line; do echo "all $line"; done </proc/$$/io';

/** @param program fio by its path, or a link to it @param options as `name=value`, without dashes */
export const runFio = async (
  program: string,
  options: readonly string[],
  folder: string,
): Promise<FioRun> => {
  const args = [...options.map((option) => `--${option}`), '--output-format=json'];
  // Its report comes through the pipe: a file would be a write of its own.
  const { stdout } = await promisify(execFile)('sh', ['-c', TOLD, program, ...args], {
    cwd: folder,
  });
  const report = stdout.slice(stdout.indexOf('{'), stdout.lastIndexOf('}') + 1);
  const { jobs } = JSON.parse(report) as FioReport;
  const counted = (name: string): number => {
    const told = (who: string): number =>
      Number(new RegExp(`^${who} ${name}: (\\d+)$`, 'm').exec(stdout)?.[1]);
    return told('all') - told('own');
  };
  return {
    moved: {
      read: jobs.reduce((sum, job) => sum + job.read.io_bytes, 0),
      write: jobs.reduce((sum, job) => sum + job.write.io_bytes, 0),
    },
    charged: { read: counted('read_bytes'), write: counted('write_bytes') },
  };
};

/** fio's own pages, and those of its libraries. */
const PROGRAM = 4 * 2 ** 20;

/**
 * The kernel charges what fio moved: of writes, the share given more at most, for metadata; of reads, the program's pages too.
 *
 * @param share of what was moved
 */
export const expectChargedAsMoved = ({ moved, charged }: FioRun, share: number): void => {
  const excess = (kind: keyof Moved): number => charged[kind] - moved[kind];
  expect(excess('write')).toBeGreaterThanOrEqual(0);
  expect(excess('write')).toBeLessThanOrEqual(share * moved.write);
  expect(excess('read')).toBeGreaterThanOrEqual(0);
  expect(excess('read')).toBeLessThanOrEqual(share * moved.read + PROGRAM);
};
