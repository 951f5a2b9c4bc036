import { describe, expect, it } from 'vitest';
import { bytes, type Nanoseconds, nanoseconds, type Ratio } from '../../../src/lib/units.ts';
import { EVERYTHING } from '../../../src/model/view/selection.ts';
import type { DeviceEntry, Sample, SystemEntry } from '../../../src/sample/sample.ts';
import { halfAMinute, TWO_DISKS, TWO_OTHERS } from '../../support/samples/busy-server.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { type SampleFields, sampleOf } from '../../support/samples/samples.ts';
import { type DrivenOptions, DrivenScreen } from '../../support/screen/driven-screen.ts';

const MIB = 2 ** 20;
const MS = 1e6;
const USUAL = { columns: 80, rows: 24 };
/** So tall that where the figures come from has a row. */
const TALL = { columns: 80, rows: 30 };

const rowsOf = (samples: readonly Sample[], options: DrivenOptions = {}): Promise<string[]> =>
  new DrivenScreen(options).see(...samples).rows();

/** The row below the answer that begins with a word. */
const rowOf = async (word: string, fields: SampleFields, options: DrivenOptions = {}) => {
  const rows = await rowsOf([sampleOf(fields)], options);
  return rows.slice(1).find((row) => row.startsWith(word)) ?? '';
};

const devices = (...all: readonly DeviceEntry[]): SampleFields => ({ system: { devices: all } });

describe('the answer', () => {
  it('is the first row, in bold; in a replay the time is before it', async () => {
    const screen = new DrivenScreen().see(...halfAMinute());
    expect((await screen.rows())[0]).toMatch(/^dd writes 79 % .*, vda 87 % busy/);
    expect(screen.shown.attributes(0)).toMatch(/^B+$/);
    const replayed = await rowsOf(halfAMinute(), { rights: 'replay' });
    expect(replayed[1]).toMatch(/^dd writes 79 %/);
  });

  it('has whole clauses only, as many as there is room for', async () => {
    const at = async (columns: number) =>
      (await rowsOf(halfAMinute(), { size: { columns, rows: 24 } }))[0]?.trimEnd();
    expect(await at(40)).toBe('dd writes 79 %, postgres reads 12.9 M/s');
    expect(await at(30)).toBe('dd writes 79 % and waits 66 %');
  });

  it('of a task that waits and waits is in the colour of alarm', async () => {
    const waitingSince = nanoseconds(40e9);
    const tasks = [{ tid: 1, comm: 'cp', waitingSince, ioWait: 1e9, state: 'D' }];
    const screen = new DrivenScreen({ settings: { theme: 'mono' } }).see(sampleOf({ tasks }));
    expect((await screen.rows())[0]).toMatch(/^cp 1 stuck in I\/O for/);
    // Bold and underlined where there are no colours.
    expect(screen.shown.attributes(0)).toMatch(/^B+/);
  });

  it('has the clock at its right end, where it is shown', async () => {
    const rows = await rowsOf(halfAMinute(), { settings: { clock: 'shown' } });
    expect(rows[0]).toMatch(/ {2}\d\d:\d\d:\d\d$/);
    expect((await rowsOf(halfAMinute()))[0]).not.toMatch(/\d\d:\d\d:\d\d/);
  });
});

describe('the row of a disk', () => {
  const busy = diskOf('vda', {
    reads: 300,
    readBytes: 20.1 * MIB,
    writes: 100,
    writeBytes: 153 * MIB,
    busy: 321 * MS,
    queued: 12_000 * MS,
    readTime: 24 * MS,
    writeTime: 20 * MS,
  });

  it('has what it read and wrote, how busy it was, the mean time of a request and how many there were', async () => {
    expect(await rowOf('vda', devices(busy))).toMatch(
      /^vda {3}read 20\.1 M\/s .{3} write {2}153 M\/s .{3} busy {2}32 % {2}w 0\.20 ms {3}12 in flight$/,
    );
  });

  it('has no more digits of the mean time than the kernel counts of so many requests', async () => {
    const of = async (reads: number, milliseconds: number) => {
      const figures = { reads, busy: MS, queued: MS, readTime: milliseconds * MS };
      return (await rowOf('vda', devices(diskOf('vda', figures)))).match(/\S+ m?s(?= )/)?.[0];
    };
    expect(await of(1, 0)).toBe('<1 ms');
    expect(await of(3, 7)).toBe('2 ms');
    expect(await of(20, 7)).toBe('0.3 ms');
    expect(await of(20, 1)).toBe('<0.1 ms');
    expect(await of(400, 7)).toBe('0.02 ms');
    expect(await of(400, 400 * 123.4)).toBe('123 ms');
    expect(await of(1, 12_600)).toBe('12 s');
  });

  it('leaves out what nobody knows', async () => {
    const stuck = await rowOf('vda', devices(diskOf('vda', { busy: 1000 * MS })));
    expect(stuck.trimEnd()).toMatch(/busy 100 %$/);
  });

  it('calls nothing zero that is not', async () => {
    const some = diskOf('vda', { reads: 1, busy: MS, queued: MS });
    expect(await rowOf('vda', devices(some))).toMatch(/busy {2}<1 % .* <1 in flight$/);
  });

  it('stays, with zeros, where the disk rests, and the rows below stay where they are', async () => {
    const rows = await rowsOf([sampleOf(devices(busy)), sampleOf({ index: 1, ...devices() })]);
    expect(rows[1]).toMatch(/^vda {3}read {4}0 B\/s .* busy {3}0 % {15}0 in flight$/);
    expect(rows[2]).toMatch(/^tasks/);
  });

  it.each([
    [10, 1],
    [13, 1],
    [14, 2],
    [24, 2],
    [30, 3],
    [40, 4],
    [50, 5],
    [70, 5],
  ])('of a screen of %i rows is one of %i', async (rows, shown) => {
    const all = 'abcdefgh'.split('').map((letter) => diskOf(`sd${letter}`, { busy: MS }));
    const size = { columns: 80, rows };
    const screen = await rowsOf([sampleOf(devices(...all))], { size });
    expect(screen.filter((row) => row.startsWith('sd'))).toHaveLength(shown);
  });

  it('is left out below ten rows', async () => {
    const rows = await rowsOf([sampleOf(devices(busy))], { size: { columns: 80, rows: 9 } });
    expect(rows[1]).toMatch(/TID/);
  });

  it('fits, whatever the width and the name, and says what it can', async () => {
    for (const name of ['vda', 'nvme0n1', 'nvme10n1', 'mapper-with-long-name-0']) {
      const sample = sampleOf(devices({ ...busy, name }));
      for (let columns = 40; columns <= 200; columns++) {
        const rows = await rowsOf([sample], { size: { columns, rows: 24 } });
        const row = rows[1] as string;
        expect(row).toContain('20.1 M/s');
        expect(row).toContain('153 M/s');
        expect(row).toMatch(/ 32 %/);
        if (columns >= 80 && name.length <= 8) expect(row).toMatch(/w 0\.20 ms {3}12 in flight$/);
      }
    }
  });

  it('is one of all disks where the kernel names none, and unknown where it says nothing', async () => {
    const system = { blockRead: bytes(3 * MIB), blockWrite: bytes(MIB) };
    expect(await rowOf('disks', { system })).toMatch(/^disks read 3\.00 M\/s .* write 1024 K\/s/);
    expect(await rowOf('disks', {})).toMatch(/^disks read {8}- .* write {8}-/);
  });

  it('has the past of that disk', async () => {
    const samples = [1, 4].map((mebibytes, index) =>
      sampleOf({ index, ...devices(diskOf('vda', { readBytes: mebibytes * MIB })) }),
    );
    expect((await rowsOf(samples))[1]).toContain('M/s   ⣸ write');
  });
});

describe('the row of all tasks', () => {
  const of = (write: number, system: SystemEntry, more: SampleFields = {}, options = {}) =>
    rowOf('tasks', { tasks: [{ tid: 1, comm: 'dd', write }], system, ...more }, options);
  const disks = (write: number): SystemEntry => ({
    blockRead: bytes(0),
    blockWrite: bytes(write),
  });

  it('says what the disks wrote besides, or did not write, and never with a sign of minus', async () => {
    expect(await of(124 * MIB, disks(153 * MIB))).toContain('write  124 M/s + 29.0 M/s write-back');
    expect(await of(64 * MIB, disks(40 * MIB))).toContain('write 64.0 M/s (24.0 M/s not on disk)');
  });

  it('says what the disks were asked to write for these tasks, where that is known and differs', async () => {
    const watched = (diskWrite: number, options = {}) =>
      of(64 * MIB, disks(40 * MIB), {
        tasks: [{ tid: 1, comm: 'dd', write: 64 * MIB, diskRead: 0, diskWrite }],
        ...options,
      });
    expect(await watched(40 * MIB)).toContain('write 64.0 M/s (40.0 M/s to disk)');
    expect(await watched(99 * MIB)).toContain('write 64.0 M/s (99.0 M/s to disk)');
    expect(await watched(62 * MIB)).toMatch(/write 64\.0 M\/s +$|write 64\.0 M\/s(?! [+(])/);
    expect(await watched(62 * MIB)).not.toMatch(/not on disk|write-back/);
  });

  it('says what waits to be written, where that is much, before all but whose figures they are', async () => {
    const waits = (mebibytes: number, options = {}) =>
      of(124 * MIB, { ...disks(153 * MIB), dirty: bytes(mebibytes * MIB) }, {}, options);
    expect(await waits(150)).toContain('write  124 M/s, 150 M to be written');
    expect(await waits(63)).toContain('write  124 M/s + 29.0 M/s write-back');
    const wide = { size: { columns: 120, rows: 35 } };
    expect(await waits(150, wide)).toContain('+ 29.0 M/s write-back, 150 M to be written');
    expect(await waits(150, { settings: { filter: 'dd' } })).toContain('(dd only)');
  });

  it('counts once what a loop device has charged twice, but for what was chosen', async () => {
    const tasks = [
      { tid: 1, comm: 'dd', write: 40 * MIB },
      { tid: 2, comm: 'kworker/u8:2+loop0', kernelThread: true, write: 39 * MIB },
    ];
    const loop = diskOf('loop0', { kind: 'loop', writeBytes: 40 * MIB });
    const system = { ...disks(0), devices: [loop] };
    const shown = (settings = {}, selection = EVERYTHING) =>
      rowOf('tasks', { tasks, system }, { settings, selection });
    expect(await shown()).toContain('write 40.0 M/s');
    expect(await shown({ filter: 'kworker' })).toContain('write 39.0 M/s');
    expect(await shown({ measure: 'total' })).toContain('write  40.00 M');
    expect(await shown({ measure: 'average' })).toContain('write 40.0 M/s');
  });

  it('is the sum of its rows where a large file that another wrote earlier is deleted', async () => {
    const tasks = [
      { tid: 1, comm: 'dd', write: 40 * MIB },
      { tid: 2, comm: 'fio', write: 15 * MIB },
      { tid: 3, comm: 'rm', cancelledWrite: 400 * MIB },
    ];
    expect(await rowOf('tasks', { tasks, system: disks(40 * MIB) })).toContain(
      'write 55.0 M/s (15.0 M/s not on disk)',
    );
  });

  it('says no difference that is small', async () => {
    expect(await of(100 * MIB, disks(104 * MIB))).not.toMatch(/write-back|not on/);
    expect(await of(24 * 1024, disks(0))).not.toMatch(/write-back|not on/);
  });

  it('says no difference where not every task was seen', async () => {
    const gaps = [{ kind: 'exits-lost', count: 3 }] as const;
    expect(await of(MIB, disks(99 * MIB), { gaps })).not.toMatch(/write-back|not on/);
  });

  it('says whose figures they are, where they are not of all tasks, and no difference', async () => {
    const filtered = (filter: string, columns = 80) =>
      of(MIB, disks(9 * MIB), {}, { settings: { filter }, size: { ...USUAL, columns } });
    expect(await filtered('dd')).toMatch(/write 1024 K\/s \(dd only\)(?!.*write-back)/);
    expect(await filtered('[[:alpha:]]+|something very long', 60)).toMatch(/… only\)$/);
    const selection = { ids: new Set([1]), uids: new Set<number>() };
    expect(await of(MIB, disks(9 * MIB), {}, { selection })).toContain('(chosen tasks only)');
    const gaps = [
      { kind: 'unavailable', what: 'other-users', reason: 'not root', remedy: 'be root' },
    ] as const;
    expect(await of(MIB, disks(9 * MIB), { gaps })).toContain('(your own only)');
    const chosen = [
      { kind: 'unavailable', what: 'unchosen-tasks', reason: 'only these', remedy: '' },
    ] as const;
    expect(await of(MIB, disks(9 * MIB), { gaps: chosen })).toMatch(
      /\(chosen tasks only\)(?!.*write-back)/,
    );
  });

  it('has the share of time in which tasks stood still, at one place, and of all tasks where there is room', async () => {
    const ofAll = nanoseconds(120 * MS);
    const pressure = { ioSome: nanoseconds(90 * MS), ioFull: ofAll };
    const beside = await of(124 * MIB, { ...disks(153 * MIB), pressure });
    const alone = await of(124 * MIB, { ...disks(124 * MIB), pressure });
    expect(beside).toMatch(/ stalled 9 %$/);
    expect(alone.indexOf('stalled')).toBe(beside.indexOf('stalled'));
    const wide = { size: { columns: 120, rows: 24 } };
    expect(await of(0, { pressure }, {}, wide)).toContain('stalled 9 %, all tasks 12 %');
    expect(await of(0, disks(0))).not.toContain('stalled');
  });

  it('has amounts where totals are shown', async () => {
    expect(await of(3 * MIB, disks(0), {}, { settings: { measure: 'total' } })).toContain(
      'write   3.00 M',
    );
  });
});

describe('where the figures come from', () => {
  const storm = (ended: number): Sample =>
    sampleOf({
      tasks: Array.from({ length: ended + 2 }, (_, i) => ({
        tid: i + 1,
        write: 1,
        ...(i < ended && { ended: true as const }),
      })),
      taskCount: 5,
    });
  const sourceRow = async (sample: Sample, options: DrivenOptions = {}): Promise<string> =>
    (await rowsOf([sample], { size: TALL, ...options }))[3] as string;

  it('has a row in a tall window, and stands in the title of the help', async () => {
    expect(await sourceRow(storm(0))).toMatch(/^web1 {2}bpf {2}every 1 s {2}2 active of 5 tasks/);
    const screen = new DrivenScreen({ size: USUAL }).see(storm(0));
    expect((await screen.rows())[3]).toMatch(/TID/);
    expect((await screen.press('?').rows())[0]).toMatch(/web1 {2}bpf {2}every 1 s/);
  });

  it('tasks that ended are not counted among the living', async () => {
    expect(await sourceRow(storm(7))).toContain('2 active of 5 tasks, 7 ended');
    expect(await sourceRow(storm(0))).toMatch(/2 active of 5 tasks(?!,)/);
  });

  it('tasks that a filter or -p leaves out are counted neither as active nor as ended', async () => {
    const of = (options: DrivenOptions) => sourceRow(storm(7), options);
    expect(await of({ settings: { filter: 'nobody' } })).toMatch(/0 active of 5 tasks(?!,)/);
    expect(await of({ settings: { filter: '^[19]$' } })).toContain('1 active of 5 tasks, 1 ended');
    expect(await of({ selection: { ids: new Set([8]), uids: new Set() } })).toMatch(
      /1 active of 5 tasks(?!,)/,
    );
  });

  it('threads of a process that was asked for by its row are counted, where rows are processes', async () => {
    const selection = { ids: new Set([7]), uids: new Set<number>(), idsMean: 'rows' } as const;
    const sample = sampleOf({ tasks: [{ tid: 8, tgid: 7, write: 1 }], taskCount: 5 });
    const of = (unit: 'threads' | 'processes') =>
      sourceRow(sample, { selection, settings: { unit } });
    expect(await of('processes')).toContain('1 active of 5 tasks');
    expect(await of('threads')).toContain('0 active of 5 tasks');
  });

  it.each(['rate', 'total', 'average'] as const)(
    'tasks counted as active do not grow by those that were, while %ss are shown',
    async (measure) => {
      const screen = new DrivenScreen({ size: TALL, settings: { measure, since: 'started' } });
      const quiet = sampleOf({ index: 1, tasks: [{ tid: 1, write: 1 }], taskCount: 5 });
      expect((await screen.see(storm(7), quiet).rows())[3]).toMatch(/1 active of 5 tasks(?!,)/);
    },
  );

  it('where the facts do not all fit, whole ones are left out, and none is cut', async () => {
    const system = { ...TWO_DISKS, devices: TWO_OTHERS };
    const sample = halfAMinute({ system }).at(-1) as Sample;
    const rowAt = async (columns: number): Promise<string> => {
      const screen = new DrivenScreen({ size: { columns, rows: 30 } });
      return (
        await screen.send({ kind: 'sample', sample, ownShare: 0.05 as Ratio }).rows()
      )[3] as string;
    };
    expect(await rowAt(120)).toContain(
      'web1  bpf  every 1 s  5 active of 10 tasks  zram0 300 M/s  self 5 %',
    );
    expect(await rowAt(54)).toContain('bpf  5 active of 10 tasks  zram0 300 M/s  self 5 %');
    expect(await rowAt(44)).toContain('bpf  5 active of 10 tasks  zram0 300 M/s');
    expect((await rowAt(30)).trimEnd()).toBe('web  bpf  5 active of 10 tasks');
  });

  it('has what disks without a row moved', async () => {
    const all = 'abcdefgh'
      .split('')
      .map((letter, at) => diskOf(`sd${letter}`, { busy: (100 - at) * MS, writeBytes: MIB * at }));
    const sample = sampleOf({ ...devices(...all), taskCount: 1 });
    const [row] = (await rowsOf([sample], { size: TALL })).slice(5);
    expect(row).toContain('5 more disks 25.0 M/s');
  });
});

it('at no width and height is a row wider than the screen or a figure cut', async () => {
  const length = 1e9 as Nanoseconds;
  const samples = halfAMinute({ gaps: [{ kind: 'exits-lost', count: 2 }] });
  expect(samples[0]?.endedAt).toBe((samples[0]?.startedAt ?? 0) + length);
  for (const columns of [40, 60, 79, 80, 100, 120, 200]) {
    for (const rows of [10, 24, 35, 50]) {
      const shown = await rowsOf(samples, { size: { columns, rows } });
      for (const row of shown.slice(0, 4)) expect(row).not.toMatch(/\d$(?<!⚠\d)/);
    }
  }
});
