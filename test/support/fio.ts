/** fio, and what it says it moved. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Bytes, by fio's own count, summed over its jobs. */
export type MovedByFio = { readonly read: number; readonly write: number };

type FioReport = {
  readonly jobs: readonly {
    readonly read: { readonly io_bytes: number };
    readonly write: { readonly io_bytes: number };
  }[];
};

/** @param program fio by its path, or a link to it @param options as `name=value`, without dashes */
export const runFio = async (
  program: string,
  options: readonly string[],
  folder: string,
): Promise<MovedByFio> => {
  const args = [...options.map((option) => `--${option}`), '--output-format=json'];
  // Its report comes through the pipe: a file would be a write of its own.
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder });
  const { jobs } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as FioReport;
  return {
    read: jobs.reduce((sum, job) => sum + job.read.io_bytes, 0),
    write: jobs.reduce((sum, job) => sum + job.write.io_bytes, 0),
  };
};
