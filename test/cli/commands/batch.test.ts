/** Batch over an array of samples: which lists come out, and when it ends. */
import { describe, expect, it } from 'vitest';
import { printLists } from '../../../src/cli/commands/batch.ts';
import { PERSONALITY_NAMES } from '../../../src/cli/personality-name.ts';
import { textWidth } from '../../../src/render/text/text-width.ts';
import type { Sample } from '../../../src/sample/sample.ts';
import type { SampleSource } from '../../../src/sample/source.ts';
import { readInvocation } from '../../support/iotop/read-invocation.ts';
import { diskOf } from '../../support/samples/disks.ts';
import { sampleOf } from '../../support/samples/samples.ts';

type Run = { readonly text: string; readonly lists: number; readonly closed: number };

const MIB = 2 ** 20;
const WRITER = { tid: 7, comm: 'writer', command: '/usr/bin/writer --fast', write: MIB };
const SAMPLES = [0, 1, 2].map((index) => sampleOf({ index, tasks: [WRITER], idle: [{ tid: 9 }] }));

const run = async (
  args: readonly string[],
  samples: readonly Sample[] = SAMPLES,
  { readers = Infinity, columns }: { readers?: number; columns?: () => number } = {},
): Promise<Run> => {
  let closed = 0;
  let text = '';
  let lists = 0;
  const source: SampleSource = {
    close: () => {
      closed += 1;
    },
    async *[Symbol.asyncIterator]() {
      yield* samples;
    },
  };
  const invocation = readInvocation(['-b', ...args], {
    name: 'iotop',
    isTerminal: false,
    configured: {},
    userId: () => undefined,
  });
  const io = {
    stdout: async (list: string) => {
      lists += 1;
      text += list;
      return lists < readers;
    },
    abandonStdout: () => undefined,
    columns: columns ?? (() => undefined),
    signal: new AbortController().signal,
    environment: { LANG: 'C.UTF-8' },
  };
  await printLists(source, invocation, io, { pidMax: 32_768, onSample: () => undefined });
  return { text, lists, closed };
};

const rows = (text: string): readonly string[] =>
  text.split('\n').filter((line) => /^ *(\d+|-) +(be|rt|id|-)/.test(line));

describe('batch', () => {
  it('counts once in Total what a loop device has charged twice; called as another iotop does as that did', async () => {
    const worker = { tid: 8, comm: 'kworker/u8:7', kernelThread: true, write: MIB } as const;
    const loop = diskOf('loop6', { kind: 'loop', writeBytes: MIB });
    const sample = sampleOf({ tasks: [WRITER, worker], system: { devices: [loop] } as never });
    const totals = async (...args: readonly string[]) => {
      const { text } = await run(['-k', ...args], [sample]);
      const [head] = /Total DISK WRITE: .*/.exec(text) ?? [];
      const [, summary] = /^total +\S+ \S* *([\d.]+ .)/m.exec(text) ?? [];
      return [head?.replace(/ +/g, ' '), summary];
    };
    expect(await totals('--summary')).toEqual(['Total DISK WRITE: 1024.00 K/s', '1024.00 K']);
    expect(await totals('--summary', '--personality=iotop-c')).toEqual([
      'Total DISK WRITE: 2048.00 K/s',
      '2048.00 K',
    ]);
    expect(await totals('-p', '8')).toEqual(['Total DISK WRITE: 1024.00 K/s', undefined]);
    expect(await totals('-a')).toEqual(['Total DISK WRITE: 1024.00 K ', undefined]);
  });

  it('is one list a sample, each written at once', async () => {
    expect(await run([])).toMatchObject({ lists: 3, closed: 1 });
  });

  it('ends after as many lists as were asked for', async () => {
    expect(await run(['-n', '2'])).toMatchObject({ lists: 2, closed: 1 });
  });

  it('ends quietly when nobody reads any more', async () => {
    expect(await run([], SAMPLES, { readers: 1 })).toMatchObject({ lists: 1, closed: 1 });
  });

  it('shows idle tasks, and with -o none', async () => {
    expect(rows((await run(['-n1'])).text)).toHaveLength(2);
    expect(rows((await run(['-n1', '-o'])).text)).toEqual([
      '     7 be/4 root          0.00 B/s 1024.00 K/s 0.00 % 0.00 % writer --fast',
    ]);
  });

  it('is sorted as --sort asks, in JSON and CSV too, and where nobody asks by what moves, or as the other iotops by IO', async () => {
    const tasks = [
      { tid: 5, read: 30, comm: 'b' },
      { tid: 6, write: 40, comm: 'c' },
      { tid: 7, ioWait: 9e8, comm: 'a', readCalls: 3 },
    ];
    const samples = [sampleOf({ tasks, idle: [{ tid: 4 }] })];
    const order = async (...args: readonly string[]): Promise<readonly number[]> => {
      const { text } = await run(['-qqq', ...args], samples);
      if (!args.includes('--json')) return rows(text).map((row) => Number.parseInt(row, 10));
      return JSON.parse(text).tasks.map(({ tid }: { tid: number }) => tid);
    };
    expect(await order()).toEqual([6, 5, 7, 4]);
    for (const other of ['iotop-c', 'iotop-py'])
      expect(await order(`--personality=${other}`)).toEqual([7, 6, 5, 4]);
    expect(await order('--sort=moved')).toEqual([6, 5, 7, 4]);
    expect(await order('--sort=R+W')).toEqual([6, 5, 7, 4]);
    // Who read as little stands in the order of all that was moved, then of waits: the idle last.
    expect(await order('--sort=read', '-a')).toEqual([5, 6, 7, 4]);
    expect(await order('--sort=tid')).toEqual([4, 5, 6, 7]);
    expect(await order('--sort=command', '-o')).toEqual([7, 5, 6]);
    expect(await order('--json')).toEqual([5, 6, 7]);
    expect(await order('--json', '--sort=io')).toEqual([7, 6, 5]);
    const csv = async (...args: readonly string[]) =>
      (await run(['--csv', ...args], samples)).text
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(',')[5]);
    expect(await csv()).toEqual(['6', '5', '7']);
    expect(await csv('--sort', 'read')).toEqual(['5', '6', '7']);
  });

  it('is in an order that is printed: bytes both ways, then IO, whatever disks were asked for besides', async () => {
    const tasks = [
      { tid: 5, ioWait: 5e8, diskWrite: 9e9, diskRead: 0 },
      { tid: 6, ioWait: 9e8, diskWrite: 0, diskRead: 0 },
      { tid: 7, diskWrite: 5e9, diskRead: 0 },
      { tid: 8, read: 30, write: 30, diskWrite: 0, diskRead: 0 },
      { tid: 9, write: 90, cancelledWrite: 60, ioWait: 1e8, diskWrite: 0, diskRead: 0 },
    ];
    const samples = [sampleOf({ tasks, idle: [{ tid: 4 }] })];
    const listed = async (...args: readonly string[]) =>
      rows((await run(['-qqq', ...args], samples)).text).map((row) => Number.parseInt(row, 10));
    for (const args of [[], ['-a'], ['-P']])
      expect(await listed(...args)).toEqual([8, 9, 6, 5, 4, 7]);
    expect((await listed('--sort=moved')).slice(0, 2)).toEqual([5, 7]);
  });

  it('of amounts lists 200 ended tasks one by one, and the others by command and user', async () => {
    const storm = Array.from({ length: 1000 }, (_, index) => ({
      tid: index + 100,
      comm: index < 900 ? 'cc1' : `t${index}`,
      write: index < 900 ? MIB : 1024,
      ended: true,
    }));
    const samples = [sampleOf({ tasks: storm })];
    for (const name of PERSONALITY_NAMES) {
      const listed = rows((await run(['-a', '-o', '-qqq', `--personality=${name}`], samples)).text);
      expect(listed).toHaveLength(200 + 1 + 100);
      const [fold] = listed.filter((row) => /^ +- /.test(row) && row.includes('cc1'));
      expect(fold).toMatch(/^ +- +- +root +0\.00 B +700\.00 M .* cc1 \(700 ended\)$/);
    }
  });

  it('of rates has one line for the ended tasks of a command and user; as another iotop, CSV and JSON one for each', async () => {
    const dd = (tid: number, about: object = {}) => ({ tid, comm: 'dd', write: tid, ...about });
    const ended = Array.from({ length: 117 }, (_, at) => dd(at + 100, { ended: true }));
    const other = dd(900, { ended: true, uid: 1000, user: 'amy' });
    const samples = [sampleOf({ tasks: [...ended, other, dd(901), { ...dd(902), comm: 'cp' }] })];
    const sum = ended.reduce((all, { write }) => all + write, 0);
    const listed = rows((await run(['-o', '-qqq', '-k'], samples)).text);
    expect(
      listed.map((row) =>
        row
          .trim()
          .split(/ {2,}| (?=[-\d]*be\/4)/)
          .at(-1),
      ),
    ).toEqual([
      expect.stringMatching(/ dd \(117 ended\)$/),
      expect.stringMatching(/ cp$/),
      expect.stringMatching(/ dd$/),
      expect.stringMatching(/ dd <ended>$/),
    ]);
    expect(listed[0]).toContain(`${(sum / 1024).toFixed(2)} K/s`);
    expect(rows((await run(['-o', '-qqq', '--personality=iotop-c'], samples)).text)).toHaveLength(
      120,
    );
    expect((await run(['--csv'], samples)).text.trimEnd().split('\n')).toHaveLength(121);
    const json = JSON.parse((await run(['--json'], samples)).text);
    expect(json.tasks).toHaveLength(120);
  });

  it('of amounts keeps what a process did that was asked for, however many others end', async () => {
    const thread = { tid: 8, tgid: 7, processStartedAt: 5e9, write: MIB, ended: true };
    const others = Array.from({ length: 7000 }, (_, index) => ({
      tid: index + 100,
      write: 1,
      ended: true,
    }));
    const samples = [sampleOf({ tasks: [thread, ...others] }), sampleOf({ index: 1, tasks: [] })];
    const { text } = await run(['-a', '-o', '-P', '-p7', '-qqq'], samples);
    expect(rows(text).map((row) => row.slice(0, 46))).toEqual(
      Array(2).fill('     7 be/4 root          0.00 B   1024.00 K  '),
    );
  });

  it('on a terminal ends each line at its edge, wherever that is by now, and nowhere else', async () => {
    const tasks = [{ ...WRITER, comm: 'schreiber', command: '/usr/bin/schreiber 磁盘\x1b[2J' }];
    const widths = [74, 40];
    const on = (...args: string[]) => {
      let list = 0;
      const samples = widths.map((_, index) => sampleOf({ index, tasks }));
      const columns = () => widths[list++] as number;
      return run([...args, '-o'], samples, { columns });
    };
    const lines = (await on('--unattributed')).text.split('\n');
    expect(lines.map(textWidth)).toEqual([64, 64, 68, 68, 74, 40, 40, 40, 40, 40, 0]);
    expect(lines[4]).toMatch(/ % schreiber 磁…$/);
    expect((await on('--ascii')).text.split('\n')[3]).toMatch(/ % schreiber 磁\.$/);
    const whole = (await run(['-o'], [sampleOf({ tasks })])).text.split('\n')[3];
    expect(whole).toMatch(/schreiber 磁盘\\x1b\[2J$/);
    for (const other of ['--json', '--csv', '--personality=iotop-c -c', '--personality=iotop-py'])
      expect((await on(...other.split(' '))).text, other).toContain('磁盘');
  });

  it('adds up with -a, and keeps a task that has ended', async () => {
    const gone = sampleOf({ index: 3, tasks: [] });
    const { text } = await run(['-a', '-o', '-qqq', '-k'], [...SAMPLES, gone]);
    expect(rows(text).map((line) => line.slice(35, 46))).toEqual([
      '1024.00 K  ',
      '2048.00 K  ',
      '3072.00 K  ',
      '3072.00 K  ',
    ]);
  });

  it('averages with -A over the time since the task was seen', async () => {
    const still = sampleOf({ index: 1, tasks: [] });
    const { text } = await run(['-A', '-o', '-qqq', '-k'], [SAMPLES[0] as Sample, still]);
    expect(rows(text).map((line) => line.slice(35, 46))).toEqual(['1024.00 K/s', ' 512.00 K/s']);
  });

  it('shows processes with -P, the threads of one added up', async () => {
    const threads = [7, 8].map((tid) => ({ ...WRITER, tid, tgid: 7, processStartedAt: 5e9 }));
    const { text } = await run(['-P', '-o', '-n1'], [sampleOf({ tasks: threads })]);
    expect(rows(text)).toEqual([
      '     7 be/4 root          0.00 B/s 2048.00 K/s 0.00 % 0.00 % writer --fast',
    ]);
  });

  it('as iotop-c, with -P and -p, tells of all threads of the process, in JSON and in the summary too', async () => {
    const asked = ['--personality=iotop-c', '-P', '-p7'];
    const thread = { ...WRITER, tid: 8, tgid: 7, processStartedAt: 5e9 };
    const samples = [sampleOf({ tasks: [thread, { tid: 9, write: 5 }] })];
    const { tasks } = JSON.parse((await run([...asked, '--json'], samples)).text);
    expect(tasks.map(({ tid }: { tid: number }) => tid)).toEqual([8]);
    expect((await run([...asked, '--summary'], samples)).text).toMatch(/^writer .* 1 +0$/m);
  });

  it('with --json is one line of JSON a sample', async () => {
    const { text } = await run(['--json']);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('tasks');
  });

  it('begins lines by the local time of their sample', async () => {
    const { text } = await run(['-t', '-n1']);
    const time = new Date(SAMPLES[0]?.wallTime ?? 0).toTimeString().slice(0, 8);
    expect(text.split('\n')[0]).toMatch(new RegExp(`^${time} {3}Total`));
  });
});
