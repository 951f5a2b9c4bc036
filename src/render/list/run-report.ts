/** What `iotop run` prints at the end: the table of the command's descendants, and how exact it is. */
import { defined } from '../../lib/defined.ts';
import type { Nanoseconds } from '../../lib/units.ts';
import type { Summary } from '../../model/totals/summary.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { EngineName } from '../../sample/sample.ts';
import { formatDuration } from '../text/cell.ts';
import type { Scale } from '../text/scale.ts';
import { formatSummary, summaryToJson } from './summary.ts';

export type RunReport = {
  readonly command: readonly string[];
  /** As a shell reports it: 128 and the signal's number when a signal killed it. */
  readonly status: number;
  /** The signal that killed the command; absent: it exited. */
  readonly signal?: string;
  /** From the command's start to its end. */
  readonly elapsed: Nanoseconds;
  readonly engine: EngineName;
  /** `every`: the kernel reported each descendant. `seen`: those that lived during a pass. */
  readonly sees: 'every' | 'seen';
  readonly summary: Summary;
};

/** The name of the row for descendants that ended between two passes. */
export const UNSEEN = '(ended unseen)';

export const formatRunReport = (report: RunReport, scale: Scale): string => {
  const { status, signal, elapsed, engine, sees } = report;
  const summary = { ...report.summary, gaps: gapsOf(report) };
  const how = signal === undefined ? `exit status ${status}` : `killed by ${signal}`;
  const still = (summary.total.tasks ?? 0) - (summary.total.ended ?? 0);
  const running = sees === 'every' && still > 0 ? `; ${still} of the tasks still run` : '';
  const line = `${formatDuration(elapsed)} elapsed, ${how}${running} (${engine} engine)\n`;
  return `\n${formatSummary(summary, scale)}${COUNTED}${line}${TRUST[sees]}`;
};

const COUNTED = 'TASKS: those that read, wrote or waited\n';

const TRUST: Readonly<Record<RunReport['sees'], string>> = {
  every: '',
  seen: `approximate, for want of BPF: bytes of who ended between two looks are in ${UNSEEN}, waits and tasks are at least these (see iotop doctor)\n`,
};

export type RunReportJson = ReturnType<typeof runReportToJson>;

/** For JSON (docs/run.md): raw bytes and nanoseconds; unknown is absent. */
export const runReportToJson = (report: RunReport) => ({
  ...defined({
    version: 1 as const,
    argv: report.command,
    status: report.status,
    signal: report.signal,
    elapsed: report.elapsed,
    engine: report.engine,
    exact: isExact(report),
  }),
  ...summaryToJson({ ...report.summary, gaps: gapsOf(report) }),
});

/** Bytes are meant: whether waits are known, the gaps say. */
const isExact = (report: RunReport): boolean =>
  report.sees === 'every' && gapsOf(report).every((gap) => 'what' in gap && gap.what !== 'exits');

/** The gaps that concern the command, which process 1 is not. Where descendants are found by looking, the last line says what is missed. */
const gapsOf = ({ sees, summary }: RunReport): readonly Gap[] => {
  const others = sees === 'every' ? OF_OTHERS : [...OF_OTHERS, ...OF_LOOKING];
  return summary.gaps.filter((gap) => !others.includes('what' in gap ? gap.what : gap.kind));
};

const OF_OTHERS: readonly (Capability | Gap['kind'])[] = ['process-1'];

/** Gaps of a search for descendants. A task that is ending cannot be read either, and counts as denied. */
const OF_LOOKING: readonly (Capability | Gap['kind'])[] = [
  'exits',
  'other-users',
  'hidden-tasks',
  'tasks-denied',
];
