/** fio beside its own account of how long its requests took. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

type FioLatency = {
  /** Its process; its job is a thread of it. */
  readonly pid: number;
  readonly bytes: number;
  readonly requests: number;
  /** ns from submission to completion. */
  readonly p50: number;
  readonly p99: number;
};

type Side = {
  readonly io_bytes: number;
  readonly total_ios: number;
  readonly clat_ns: { readonly percentile?: Readonly<Record<string, number>> };
};

/**
 * One job that reads at random, past the page cache. In real time: on a busy machine fio would hear late of what is long done, and count that.
 * @param options as `name=value`, without dashes @param first for the shell, before it becomes fio
 */
export const readAtRandom = async (
  path: string,
  options: readonly string[],
  first = ':',
): Promise<FioLatency> => {
  const args = [
    '--name=reader',
    `--filename=${path}`,
    '--rw=randread',
    '--bs=4k',
    '--direct=1',
    '--thread',
    '--norandommap',
    '--time_based',
    '--output-format=json',
    ...options.map((option) => `--${option}`),
  ];
  const child: ChildProcess = spawn(
    'sh',
    ['-c', `${first}; exec chrt -f 1 fio "$@"`, 'sh', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  child.stdout?.on('data', (text) => {
    out += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`fio ended with ${code}: ${out}`);
  const report: { jobs: readonly { read: Side }[] } = JSON.parse(out.slice(out.indexOf('{')));
  const read = report.jobs[0]?.read;
  if (read === undefined) throw new Error('fio reports no job');
  const { io_bytes, total_ios, clat_ns } = read;
  const at = (percent: string): number => clat_ns.percentile?.[percent] as number;
  return {
    pid: child.pid as number,
    bytes: io_bytes,
    requests: total_ios,
    p50: at('50.000000'),
    p99: at('99.000000'),
  };
};
