/** What the kernel counts of the runs of BPF programs: how many, and how long. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BpfArguments } from '../../src/kernel/sys/bpf/bpf.ts';

export type RunCount = { readonly runs: number; readonly nanoseconds: number };

/**
 * As `sysctl kernel.bpf_stats_enabled=1`, but only for as long as the descriptor is open: ends with this process, however that ends.
 *
 * @throws Error when the kernel refuses (before Linux 5.8, or without root)
 */
export const enableStatistics = (): number => {
  const fd = new BpfArguments(4).number(0, RUN_TIME).call(ENABLE_STATS);
  if (fd < 0) throw new Error('the kernel counts no runs for us: needs root and Linux 5.8');
  return fd;
};

/** Commands of bpf(2), include/uapi/linux/bpf.h. */
const ENABLE_STATS = 32;
const RUN_TIME = 0;

/** What was counted of a process's programs, by the tracepoint each is attached to. */
export const runsOf = (pid: number): ReadonlyMap<string, RunCount> => {
  const folder = `/proc/${pid}/fdinfo`;
  const all = readdirSync(folder).map((fd) => fieldsOf(readFileSync(join(folder, fd), 'utf8')));
  const counts = new Map<string, RunCount>();
  for (const link of all) {
    const tracepoint = link.get('tp_name');
    const id = link.get('prog_id');
    const program = all.find((each) => each.has('run_cnt') && each.get('prog_id') === id);
    if (tracepoint === undefined || program === undefined) continue;
    counts.set(tracepoint, {
      runs: Number(program.get('run_cnt')),
      nanoseconds: Number(program.get('run_time_ns')),
    });
  }
  return counts;
};

const fieldsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split('\n').map((line) => line.split(':\t') as [string, string]));

/** What one has more than the other. */
export const since = (before: RunCount | undefined, after: RunCount): RunCount => ({
  runs: after.runs - (before?.runs ?? 0),
  nanoseconds: after.nanoseconds - (before?.nanoseconds ?? 0),
});

export const perRun = ({ runs, nanoseconds }: RunCount): number => nanoseconds / runs;
