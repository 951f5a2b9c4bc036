import { describe, expect, it } from 'vitest';
import { bytes, milliseconds } from '../../../src/lib/units.ts';
import { type Asked, latencyOf, meanLatency, sumOf } from '../../../src/model/asked.ts';
import { GROUPING_IDS, type GroupingId } from '../../../src/model/range/grouping.ts';
import { type RangeReport, RangeTotals } from '../../../src/model/range/range-report.ts';
import { SummaryBuilder } from '../../../src/model/totals/summary.ts';
import type { Increase, Sample } from '../../../src/sample/sample.ts';
import { watched } from '../../support/samples/disk-load.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { mergeSamples } from '../../support/samples/merged.ts';
import { realisticLoad, takeFrom, takeSamples } from '../../support/samples/realistic-load.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const reportOf = (samples: readonly Sample[], by: GroupingId = 'process'): RangeReport => {
  const totals = new RangeTotals({ by });
  for (const sample of samples) totals.add(sample);
  return totals.result();
};

/** Those of a report. */
const figuresOf = ({ read, write, cancelledWrite, ioWait, swapWait }: Increase): Increase =>
  ({ read, write, cancelledWrite, ioWait, swapWait }) as Increase;

const THREAD = { tgid: 10, processComm: 'db', processStartedAt: 5e9 };

describe('a report over a time', () => {
  it.each(GROUPING_IDS)('by %s adds up to what all tasks did', (by) => {
    const samples = takeSamples(40);
    const { rows, total } = reportOf(samples, by);
    const all = samples.flatMap(({ tasks }) => tasks);
    for (const field of ['read', 'write', 'cancelledWrite'] as const) {
      const sum = all.reduce((bytes, entry) => bytes + (entry[field] ?? 0), 0);
      expect(total[field]).toBe(sum);
      expect(rows.reduce((bytes, row) => bytes + (row.amounts[field] ?? 0), 0)).toBe(sum);
    }
    const ended = all.filter((entry) => entry.ended).length;
    expect(rows.reduce((count, row) => count + row.ended, 0)).toBe(ended);
  });

  it('counts once in total, peak and shares what a loop device has charged twice, and leaves it in the rows', () => {
    const dd = { tid: 1, comm: 'dd', read: 0, write: 150 };
    const worker = {
      tid: 2,
      comm: 'kworker/u8:7',
      kernelThread: true,
      read: 0,
      write: 150,
    } as const;
    const system = { devices: [diskOf('loop6', { kind: 'loop', writeBytes: 150 })] } as never;
    const { total, rows, timeline } = reportOf([sampleOf({ tasks: [dd, worker], system })]);
    expect(total).toMatchObject({ write: 150, peak: { rate: 150 } });
    expect(timeline.buckets.map(({ write }) => write)).toEqual([150]);
    expect(rows.map(({ amounts, writeShare }) => [amounts.write, writeShare])).toEqual([
      [150, 1],
      [150, 1],
    ]);
    const chosen = sampleOf({
      tasks: [worker],
      system,
      gaps: [{ kind: 'unavailable', what: 'unchosen-tasks', reason: 'x', remedy: '' }],
    });
    expect(reportOf([chosen]).total.write).toBe(150);
  });

  it('adds up what the disks were asked for, by row and by device, and says who else asked them', () => {
    const samples = takeFrom(watched(realisticLoad()), 60);
    const { rows, total, devices } = reportOf(samples, 'command');
    const all = samples.flatMap(({ tasks }) => tasks);
    const owners = samples.flatMap(({ system }) => system.devices ?? []).flatMap((d) => d.owners);
    const sums = { read: 0, write: 0, owned: 0 };
    for (const { diskRead = 0, diskWrite = 0 } of all) {
      sums.read += diskRead;
      sums.write += diskWrite;
    }
    for (const owner of owners) sums.owned += owner?.write ?? 0;
    expect(total).toMatchObject({ diskRead: sums.read, diskWrite: sums.write });
    expect(rows.reduce((sum, { amounts }) => sum + (amounts.diskWrite ?? 0), 0)).toBe(sums.write);
    const timeOf = (asked: readonly Asked[]) => ({
      meanLatency: Math.round(meanLatency(asked) ?? 0),
      p99: latencyOf(sumOf(asked).latency, 0.99),
    });
    const disk = all.flatMap(({ disk = [] }) => disk);
    const owned = owners.flatMap((list) => list ?? []);
    expect(devices).toEqual([
      {
        name: 'sda',
        tasks: { read: sums.read, write: sums.write, ...timeOf(disk) },
        owners: [{ owner: 'file-system', read: 0, write: sums.owned, ...timeOf(owned) }],
      },
    ]);
  });

  it('of a task that ended counts its end once, and keeps its name, however long its pages are written', () => {
    const past = { tid: 7, startedAt: 5e9, comm: 'dd', ended: true };
    const { rows } = reportOf([
      sampleOf({ tasks: [{ ...past, command: 'dd of=x', write: 4096, diskWrite: 0 }] }),
      sampleOf({ index: 1, tasks: [{ ...past, endedBefore: true, diskWrite: 4096 }] }),
    ]);
    expect(rows).toMatchObject([
      { subject: { name: 'dd of=x' }, ended: 1, amounts: { write: 4096, diskWrite: 4096 } },
    ]);
  });

  it('takes the threads of a process for one, whichever comes first', () => {
    const tasks = [
      { tid: 11, comm: 'writer', write: 4096, ...THREAD },
      { tid: 10, comm: 'db', write: 100 },
    ];
    const [row, ...more] = reportOf([sampleOf({ tasks })]).rows;
    expect(more).toEqual([]);
    expect(row).toMatchObject({ subject: { name: 'db', pid: 10 }, amounts: { write: 4196 } });
  });

  it.each(['process', 'command'] as const)(
    'by %s takes a kernel worker for one, whatever it works on',
    (by) => {
      const interval = (index: number, comm: string): Sample =>
        sampleOf({ index, tasks: [{ tid: 7, comm, kernelThread: true, write: 10 }] });
      const { rows } = reportOf(
        [interval(0, 'kworker/u8:3-events'), interval(1, 'kworker/u8:3+flush-254:0')],
        by,
      );
      expect(rows).toMatchObject([{ subject: { name: '[kworker/u8:3]' }, amounts: { write: 20 } }]);
    },
  );

  it('sums waits over tasks and intervals, those of the others too', () => {
    const interval = (index: number, a: number, b: number): Sample =>
      sampleOf({
        index,
        tasks: [
          { tid: 10, comm: 'db', ioWait: a },
          { tid: 11, comm: 'db', ioWait: b, ...THREAD },
        ],
      });
    const samples = [interval(0, 5e8, 4e8), interval(1, 1e8, 3e8)];
    const { rows, total } = reportOf(samples);
    expect(rows[0]?.amounts.ioWait).toBe(13e8);
    expect(total.ioWait).toBe(13e8);
    const totals = new RangeTotals({ by: 'process' });
    for (const sample of samples) totals.add(sample);
    expect(totals.result(0).others).toMatchObject({ groups: 1, ioWait: 13e8 });
  });

  it.each([
    { name: 'a realistic load', samples: takeSamples(40) },
    { name: 'nobody doing anything', samples: [sampleOf()] },
    {
      name: 'nobody doing anything, waits unseen',
      samples: [
        sampleOf({ gaps: [{ kind: 'unavailable', what: 'io-wait', reason: 'off', remedy: '' }] }),
      ],
    },
    {
      name: 'waits alone, threads of the kernel, a name that is both',
      samples: [
        sampleOf({
          tasks: [
            { tid: 1, comm: 'a', ioWait: 5 },
            { tid: 2, comm: 'b', ioWait: 9 },
            { tid: 3, comm: 'b', ioWait: 4, ended: true },
            { tid: 4, comm: 'b', ioWait: 2, kernelThread: true },
          ],
        }),
      ],
    },
  ])('by command says what the summary of a session says, of $name', ({ samples }) => {
    const summary = new SummaryBuilder();
    for (const sample of samples) summary.add(sample);
    const { commands, total } = summary.build();
    const report = reportOf(samples, 'command');
    expect(figuresOf(report.total)).toEqual(figuresOf(total.amounts));
    expect(report.total.ended).toBe(total.ended);
    expect(
      report.rows.map(({ subject, amounts, ended }) => [subject.name, figuresOf(amounts), ended]),
    ).toEqual(commands.map(({ name, amounts, ended }) => [name, figuresOf(amounts), ended]));
  });

  it('has the same sums when its samples were merged before', () => {
    const samples = takeSamples(40);
    const merged = mergeSamples(samples);
    const sums = (report: RangeReport) => report.rows.map(({ key, amounts }) => ({ key, amounts }));
    expect(sums(reportOf([merged]))).toEqual(sums(reportOf(samples)));
  });

  it('names the peak and when it was', () => {
    const samples = [1000, 9000, 3000].map((write, index) =>
      sampleOf({ index, tasks: [{ tid: 1, write }] }),
    );
    expect(reportOf(samples).rows[0]?.peak).toEqual({ rate: 9000, at: samples[1]?.wallTime });
  });

  it('finds the second in which the disks wrote what was dirtied before, who for, but not as a peak of chosen tasks', () => {
    const samples = [
      sampleOf({ tasks: [{ tid: 1, comm: 'dd', write: 500, diskWrite: 0 }] }),
      sampleOf({
        index: 1,
        tasks: [
          { tid: 1, comm: 'dd', diskWrite: 9000 },
          { tid: 2, comm: 'cp', write: 20, diskWrite: 0 },
        ],
        system: { blockRead: bytes(0), blockWrite: bytes(9500) },
      }),
      sampleOf({ index: 2, system: { blockRead: bytes(0), blockWrite: bytes(700) } }),
    ];
    const { total, timeline } = reportOf(samples, 'command');
    expect(total.peak).toEqual({ rate: 9500, at: samples[1]?.wallTime });
    expect(timeline.buckets.map(({ write, busiest }) => [write, busiest?.subject.name])).toEqual([
      [500, 'dd'],
      [9500, 'dd'],
      [700, undefined],
    ]);
    const chosen = new RangeTotals({ by: 'command', isOfAll: false });
    for (const sample of samples) chosen.add(sample);
    expect(chosen.result().total.peak?.rate).toBe(500);
  });

  it('names who moved most in each second, none where nothing was moved', () => {
    const second = (index: number, a: number, b: number): Sample =>
      sampleOf({
        index,
        tasks: [
          { tid: 1, comm: 'a', write: a },
          { tid: 2, comm: 'b', write: b },
        ],
      });
    const { timeline } = reportOf([second(0, 0, 1), second(1, 9, 5), second(2, 0, 0)], 'command');
    expect(timeline.buckets.map(({ busiest }) => [busiest?.subject.name, busiest?.rate])).toEqual([
      ['b', 1],
      ['a', 9],
      [undefined, undefined],
    ]);
  });

  it('adds up what the disks moved, unknown while nobody knew', () => {
    const samples = [{}, { blockRead: 5 }, { blockRead: 7, blockWrite: 2 }].map((system, index) =>
      sampleOf({ index, system: system as Sample['system'] }),
    );
    expect(reportOf(samples.slice(0, 1)).disks).toEqual({});
    expect(reportOf(samples).disks).toEqual({ read: 12, write: 2 });
  });

  it('by user takes those of whom nobody knows for one, and a user without a name by number', () => {
    const tasks = [
      { tid: 1, uid: undefined, user: undefined, write: 4 },
      { tid: 2, uid: undefined, user: undefined, write: 4 },
      { tid: 3, uid: 1000, user: undefined, write: 2 },
      { tid: 4, uid: 1001, user: 'ann', write: 1 },
    ];
    expect(reportOf([sampleOf({ tasks })], 'user').rows).toMatchObject([
      { subject: { name: 'unknown' }, amounts: { write: 8 } },
      { subject: { name: '1000', uid: 1000 }, amounts: { write: 2 } },
      { subject: { name: 'ann', uid: 1001, user: 'ann' }, amounts: { write: 1 } },
    ]);
  });

  it.each(['uid', 'user', 'command', 'processComm', 'tgid', 'kernelThread'])(
    'looks a task up anew when its %s changed',
    (field) => {
      const values = { uid: [1, 2], tgid: [7, 8], kernelThread: [true, undefined] }[field] ?? [
        'one',
        'two',
      ];
      const by = field === 'uid' ? 'user' : field === 'processComm' ? 'command' : 'process';
      const samples = values.map((value, index) =>
        sampleOf({
          index,
          tasks: [{ tid: 7, tgid: 7, user: undefined, write: 1, [field]: value }],
        }),
      );
      const apart = samples.map((sample) =>
        reportOf([sample], by).rows.map(({ subject }) => subject),
      );
      const together = reportOf(samples, by).rows.map(({ subject }) => subject);
      expect(together).toContainEqual(apart[1]?.[0]);
    },
  );

  it('leaves unknown what was unknown throughout', () => {
    const { rows } = reportOf([sampleOf({ tasks: [{ tid: 1, read: undefined, write: 5 }] })]);
    expect(rows[0]?.amounts.read).toBeUndefined();
    expect(rows[0]?.readShare).toBeUndefined();
    expect(rows[0]?.writeShare).toBe(1);
  });

  it('takes a task id that was given again for another process', () => {
    const samples = [
      sampleOf({ tasks: [{ tid: 7, startedAt: 1e9, read: 1 }] }),
      sampleOf({ index: 1, tasks: [{ tid: 7, startedAt: 101e9, read: 2 }] }),
    ];
    expect(reportOf(samples).rows.map(({ amounts }) => amounts.read)).toEqual([2, 1]);
  });

  it('follows a program that changes its name', () => {
    const samples = ['sh', 'sh', 'dd'].map((comm, index) =>
      sampleOf({ index, tasks: [{ tid: 7, comm, write: 10 }] }),
    );
    const commands = reportOf(samples, 'command').rows;
    expect(commands.map(({ subject, amounts }) => [subject.name, amounts.write])).toEqual([
      ['sh', 20],
      ['dd', 10],
    ]);
    expect(reportOf(samples).rows[0]?.subject.name).toBe('dd');
  });

  it('names the time of which there is no sample, and losses once with their sum', () => {
    const gaps = [{ kind: 'exits-lost', count: 2 }] as const;
    const samples = [0, 1, 60, 61].map((index) => sampleOf({ index, gaps }));
    const report = reportOf(samples);
    expect(report.unrecorded.spans).toEqual([
      { from: samples[1]?.wallTime, to: (samples[1]?.wallTime ?? 0) + 58_000 },
    ]);
    expect(report.gaps).toEqual([{ kind: 'exits-lost', count: 8 }]);
  });

  it('keeps every sum when there are more groups than it keeps', () => {
    const samples = Array.from({ length: 50 }, (_, index) =>
      sampleOf({
        index,
        tasks: [
          { tid: 1, write: 1000 },
          ...[0, 1, 2].map((i) => ({ tid: 100 + 3 * index + i, write: index, ended: true })),
        ],
      }),
    );
    const totals = new RangeTotals({ by: 'process', groupLimit: 20 });
    for (const sample of samples) totals.add(sample);
    const { rows, others, total } = totals.result(5);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.amounts.write).toBe(50_000);
    const shown = rows.reduce((sum, { amounts }) => sum + (amounts.write ?? 0), 0);
    expect(shown + (others?.write ?? 0)).toBe(total.write);
    expect((others?.groups ?? 0) + 5).toBe(151);
    expect(rows.reduce((sum, { ended }) => sum + ended, others?.ended ?? 0)).toBe(150);
  });

  it('keeps half of them, those that moved most, once there is one group too many', () => {
    const first = sampleOf({ tasks: [1, 2, 3, 4].map((tid) => ({ tid, write: tid })) });
    const fifth = sampleOf({ index: 1, tasks: [{ tid: 5, write: 5 }] });
    const totals = new RangeTotals({ by: 'process', groupLimit: 4 });
    totals.add(first);
    expect(totals.result().rows.map(({ subject }) => subject.pid)).toEqual([4, 3, 2, 1]);
    expect(totals.result()).not.toHaveProperty('others');
    totals.add(fifth);
    expect(totals.result().rows.map(({ subject }) => subject.pid)).toEqual([5, 4]);
    expect(totals.result().others).toMatchObject({ groups: 3, write: 6 });
    // Who was folded and is seen again begins anew: nothing is added to a group that is gone.
    totals.add(sampleOf({ index: 2, tasks: [{ tid: 1, write: 100 }] }));
    expect(totals.result().rows[0]).toMatchObject({ subject: { pid: 1 }, amounts: { write: 100 } });
  });

  it('of those that moved the same keeps who did something last', () => {
    const totals = new RangeTotals({ by: 'process', groupLimit: 4 });
    totals.add(sampleOf({ tasks: [1, 2, 3, 4].map((tid) => ({ tid, write: 1 })) }));
    const later = [
      { tid: 1, write: 0 },
      { tid: 5, write: 9 },
    ];
    totals.add(sampleOf({ index: 1, tasks: later }));
    expect(totals.result().rows.map(({ subject }) => subject.pid)).toEqual([5, 1]);
  });

  it('names the first 16 hosts, 100 things that could not be seen and 100 steps of the clock, however many there are', () => {
    const reason = (index: number) => `reason ${index}`;
    const samples = Array.from({ length: 130 }, (_, index) => {
      const gaps = [{ kind: 'tasks-unread', count: 1, reason: reason(index) }] as const;
      const { wallTime, ...rest } = sampleOf({ index, gaps });
      const set = milliseconds(wallTime + (index % 2) * 3_600_000);
      return { ...rest, wallTime: set, host: index < 20 ? `host-${index}` : 'host-19' };
    });
    const { hosts, gaps, clockSteps } = reportOf(samples);
    expect(hosts).toEqual(Array.from({ length: 16 }, (_, index) => `host-${index}`));
    expect(gaps.map((gap) => 'reason' in gap && gap.reason)).toEqual(
      Array.from({ length: 100 }, (_, index) => reason(index)),
    );
    expect(clockSteps).toHaveLength(100);
  });

  it('puts first who moved most, then who waited longest, then by key', () => {
    const tasks = [
      { tid: 6, comm: 'c' },
      { tid: 5, comm: 'b' },
      { tid: 4, comm: 'd' },
      { tid: 3, comm: 'waits', ioWait: 5 },
      { tid: 2, comm: 'reads', read: 1 },
      { tid: 1, comm: 'a' },
    ];
    const { rows } = reportOf([sampleOf({ tasks })], 'command');
    expect(rows.map(({ subject }) => subject.name)).toEqual(['reads', 'waits', 'a', 'b', 'c', 'd']);
  });

  it('names a process by its leader from when that is seen, never by a thread again', () => {
    const thread = { tid: 11, comm: 'writer', write: 1, ...THREAD };
    const leader = { tid: 10, comm: 'db', command: '/usr/bin/db -x', write: 1 };
    const samples = [thread, leader, thread].map((task, index) =>
      sampleOf({ index, tasks: [task] }),
    );
    const names = [1, 2, 3].map((n) => reportOf(samples.slice(0, n)).rows[0]?.subject.name);
    expect(names).toEqual(['db', 'db -x', 'db -x']);
  });

  it('counts its samples and the time they cover', () => {
    const totals = new RangeTotals({ by: 'user' });
    expect([totals.samples, totals.result().length]).toEqual([0, 0]);
    for (const index of [0, 5]) totals.add(sampleOf({ index }));
    expect([totals.samples, totals.result().samples, totals.result().length]).toEqual([2, 2, 2e9]);
  });

  it('has a timeline that adds up to all that was moved, however long the time', () => {
    const samples = Array.from({ length: 5000 }, (_, index) =>
      sampleOf({ index: index * 7, tasks: [{ tid: 1, read: index, write: 1 }] }),
    );
    const { timeline, total } = reportOf(samples);
    expect(timeline.buckets.length).toBeLessThanOrEqual(2048);
    expect(timeline.buckets.reduce((sum, { read }) => sum + read, 0)).toBe(total.read);
    expect(timeline.buckets.reduce((sum, { write }) => sum + write, 0)).toBe(total.write);
  });
});
