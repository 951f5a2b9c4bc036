import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import { SummaryBuilder } from '../../../src/model/totals/summary.ts';
import {
  formatRunReport,
  type RunReport,
  runReportToJson,
} from '../../../src/render/list/run-report.ts';
import { formatSummary, summaryToJson } from '../../../src/render/list/summary.ts';
import type { Capability, Gap } from '../../../src/sample/gap.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';

const SCALE = { base: 1024, threshold: 2 } as const;
const MIB = 2 ** 20;

const summaryOf = (tasks: readonly TaskFields[], gaps: readonly Gap[] = []) => {
  const builder = new SummaryBuilder();
  builder.add(sampleOf({ tasks, gaps }));
  return builder.build();
};

const two = summaryOf([
  { tid: 1, comm: 'dd', write: 24 * MIB, ioWait: 1.5e9, ended: true },
  { tid: 2, comm: 'rm', cancelledWrite: 4096, ioWait: undefined },
]);

describe('the table of a session', () => {
  it('has its columns under their titles, with a total where there is something to add up', () => {
    expect(formatSummary(two, SCALE)).toBe(`\
COMMAND  READ  WRITTEN  CANCELLED  NET WRITTEN  IO WAIT  TASKS  ENDED
dd        0 B  24.00 M        0 B      24.00 M   1.50 s      1      1
rm        0 B      0 B     4.00 K          0 B        -      1      0
total     0 B  24.00 M     4.00 K      24.00 M   1.50 s      2      1
`);
  });

  it('has what devices were asked for on their behalf below, where that is known', () => {
    const asked = { diskRead: 0, diskWrite: 12 * MIB, disk: [{ device: 'vda', write: 12 * MIB }] };
    const summary = summaryOf([{ tid: 1, comm: 'dd', write: 24 * MIB, ...asked }]);
    expect(formatSummary(summary, SCALE)).toBe(`\
COMMAND  READ  WRITTEN  CANCELLED  NET WRITTEN  IO WAIT  TASKS  ENDED
dd        0 B  24.00 M        0 B      24.00 M   0.00 s      1      0
DEVICE  FROM DISK  TO DISK  FOR
vda           0 B  12.00 M  tasks
`);
    const { commands, devices } = summaryToJson(summary);
    expect(commands).toMatchObject([{ diskRead: 0, diskWrite: 12 * MIB }]);
    expect(devices).toEqual([{ name: 'vda', read: 0, write: 12 * MIB }]);
    expect(summaryToJson(two)).toMatchObject({ devices: [], total: {} });
    expect(summaryToJson(two).total).not.toHaveProperty('diskWrite');
  });

  it('never lets a name act on the terminal or break the table', () => {
    const text = formatSummary(summaryOf([{ tid: 1, comm: '\u001b[2J\nX漢' }]), SCALE);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toMatch(/\u001b/);
  });

  it('says what was not seen', () => {
    const text = formatSummary(summaryOf([{ tid: 1 }], [{ kind: 'exits-lost', count: 3 }]), SCALE);
    expect(text).toContain("not seen: 3 tasks ended unseen: the kernel's buffer was full\n");
  });

  it('is raw bytes and nanoseconds in JSON, where unknown is absent', () => {
    const [dd, rm] = summaryToJson(two).commands;
    expect(dd).toEqual({
      command: 'dd',
      read: 0,
      write: 24 * MIB,
      cancelledWrite: 0,
      netWrite: 24 * MIB,
      ioWait: 1.5e9,
      tasks: 1,
      ended: 1,
    });
    expect(rm).not.toHaveProperty('ioWait');
  });
});

const reportOf = (change: Partial<RunReport> = {}): RunReport => ({
  command: ['dd'],
  status: 0,
  elapsed: nanoseconds(2e9),
  engine: 'bpf',
  sees: 'every',
  summary: two,
  ...change,
});

describe('the report of a command', () => {
  it('ends with its time, its status and who still runs', () => {
    const text = formatRunReport(reportOf(), SCALE);
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      '2.00 s elapsed, exit status 0; 1 of the tasks still run (bpf engine)',
    );
    expect(formatRunReport(reportOf({ status: 137, signal: 'SIGKILL' }), SCALE)).toContain(
      'killed by SIGKILL',
    );
  });

  it('says that it is approximate where descendants are found by looking', () => {
    const text = formatRunReport(reportOf({ engine: 'procfs', sees: 'seen' }), SCALE);
    expect(text).toContain('approximate');
    expect(runReportToJson(reportOf({ sees: 'seen' })).exact).toBe(false);
  });

  const lack = (what: Capability): Gap => ({
    kind: 'unavailable',
    what,
    reason: 'off',
    remedy: '',
  });
  it('says what is missing of its columns, and nothing of what it has no column for', () => {
    const gaps = (['exits', 'cgroup', 'swap-wait', 'disks', 'process-1'] as const).map(lack);
    const text = formatRunReport(reportOf({ summary: summaryOf([], gaps) }), SCALE);
    expect(text.match(/not seen: .*/g)).toEqual([expect.stringContaining('tasks that end')]);
  });

  it.each([
    { gaps: [], exact: true },
    { gaps: [lack('io-wait')], exact: true },
    {
      gaps: [{ kind: 'doubtful', what: 'io-wait', reason: 'too long', remedy: '' }],
      exact: true,
    },
    { gaps: [lack('exits')], exact: false },
    { gaps: [{ kind: 'exits-lost', count: 1 }], exact: false },
  ] as const)('is exact unless bytes may be missing: $gaps', ({ gaps, exact }) => {
    expect(runReportToJson(reportOf({ summary: summaryOf([], gaps) })).exact).toBe(exact);
  });
});
