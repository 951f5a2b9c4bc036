/** The three scenes of the README: who it is, who suffers, and who it was. Kept beside the golden screens; `scripts/update-screens.mjs` puts them there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RangeTotals } from '../../src/model/range/range-report.ts';
import { rangeReportText } from '../../src/render/report/range-report-text.ts';
import { taskKey } from '../../src/sample/sample.ts';
import { NO_DETAILS, type TaskDetails } from '../../src/tui/core/effects.ts';
import { badNight } from '../support/samples/bad-night.ts';
import { DrivenScreen } from '../support/screen/driven-screen.ts';

const COLUMNS = 80;

const expectScene = (rows: readonly string[], name: string): Promise<void> =>
  expect(
    [`${'-'.repeat(COLUMNS)}`, ...rows].map((row) => `${row.trimEnd()}\n`).join(''),
  ).toMatchFileSnapshot(`screens/${name}.txt`);

const withDetails = (screen: DrivenScreen): DrivenScreen => {
  const { mode } = screen.state;
  if (mode.kind !== 'details') throw new RangeError('no details are open');
  const { tid, startedAt } = mode.target;
  return screen.send({ kind: 'details', key: taskKey(tid, startedAt), details: LOG_WRITER });
};

const LOG_WRITER: TaskDetails = {
  ...NO_DETAILS,
  commandLine: ['postgres: 17/main: walwriter'],
  cgroup: '/system.slice/system-postgresql.slice/postgresql@17-main.service',
  workingDirectory: '/var/lib/postgresql/17/main',
  looks: [{ sleepsIn: 'jbd2_log_wait_commit', isStuck: true }],
  parents: [
    { pid: 2048, name: 'postgres' },
    { pid: 1, name: 'systemd' },
  ],
  threads: [{ tid: 2054, comm: 'postgres' }],
  openFiles: [],
  problems: [],
};

const screenAfter = (seconds: number, unit: 'programs' | 'processes', rows: number): DrivenScreen =>
  new DrivenScreen({ size: { columns: COLUMNS, rows }, settings: { unit } }).see(
    ...Array.from({ length: seconds }, (_, index) => badNight({ index, seconds: 1 })),
  );

describe('a bad night', () => {
  const zone = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = 'UTC';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('shows at a glance who does it', async () =>
    expectScene(await screenAfter(5, 'programs', 10).press('o').rows(), 'night-culprit'));

  it('shows who waits for it, for how long, and for what', async () => {
    const opened = screenAfter(30, 'processes', 15).press('down', 'down', 'down', 'down', 'enter');
    await expectScene(await withDetails(opened).rows(), 'night-suffering');
  });

  it('is told the morning after', () => {
    const totals = new RangeTotals({ by: 'command' });
    for (let index = 0; index < 60; index++) totals.add(badNight({ index, seconds: 60 }));
    return expectScene(
      rangeReportText(totals.result(), COLUMNS).trimEnd().split('\n'),
      'night-report',
    );
  });
});
