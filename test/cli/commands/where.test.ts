/** One list of filters through everything that takes one: each chooses the same tasks everywhere. */
import { describe, expect, it } from 'vitest';
import { printLists } from '../../../src/cli/commands/batch.ts';
import { runRecord } from '../../../src/cli/commands/record.ts';
import { runReplay } from '../../../src/cli/commands/replay.ts';
import { runReport } from '../../../src/cli/commands/report.ts';
import { UsageError } from '../../../src/lib/errors.ts';
import { whereOption } from '../../../src/model/filter/filter.ts';
import { EVERYTHING, onlySelected } from '../../../src/model/view/selection.ts';
import { encodeSample } from '../../../src/sample/stream/encode.ts';
import { linesOf, runCommand } from '../../support/iotop/command-run.ts';
import { readInvocation } from '../../support/iotop/read-invocation.ts';
import { record } from '../../support/recordings/recordings.ts';
import { sampleOf, type TaskFields } from '../../support/samples/samples.ts';
import { DrivenScreen } from '../../support/screen/driven-screen.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const MIB = 2 ** 20;

const asked = (device: string, write: number, milliseconds: number) => ({
  diskRead: 0,
  diskWrite: write,
  disk: [
    {
      device,
      writes: 10,
      write,
      queueTime: 0,
      deviceTime: milliseconds * 1e7,
      latency: [{ below: 2 ** 22, writes: 10 }],
    },
  ],
});

const TASKS: readonly TaskFields[] = [
  { tid: 1, comm: 'systemd', command: '/sbin/init', write: 3 * MIB, state: 'S' },
  { tid: 20, comm: 'postgres', uid: 115, user: 'pg', write: 5 * MIB, ...asked('vda', 5 * MIB, 2) },
  { tid: 30, comm: 'postgres', uid: 115, user: 'pg', read: MIB / 2, ioWait: 9e8, state: 'D' },
  { tid: 40, comm: 'kworker/0:1-x', kernelThread: true, command: '', ioWait: 1e8, write: 512 },
  { tid: 50, comm: 'dd', command: 'dd if=/a of=/b', write: 9 * MIB, ended: true, user: undefined },
  { tid: 60, comm: 'backup', uid: 34, user: undefined, read: 8 * MIB, ...asked('vdb', MIB, 20) },
  {
    tid: 70,
    comm: 'nginx',
    uid: 33,
    user: 'www',
    readChars: MIB,
    write: 1,
    cgroup: 77,
    ioWait: undefined,
  },
];

const CASES: readonly (readonly [string, readonly number[]])[] = [
  ['write > 1M', [1, 20, 50]],
  ['write > 1M and not user = root', [20]],
  ['write > 1M and (comm ~ ^post or device = vdb) or ended = yes', [20, 50]],
  ['not (lat > 10ms)', [20]],
  ['lat > 1 ms', [20, 60]],
  ['p99 < 1 s', [20, 60]],
  ['device ~ ^vd', [20, 60]],
  ['to-disk >= 1M', [20, 60]],
  ['user = pg or uid = 33', [20, 30, 70]],
  ['io > 50%', [30]],
  ['not io > 50 %', [1, 20, 40, 50, 60]],
  ['state = D', [30]],
  ['kernelThread = yes', [40]],
  ['command ~ "^dd if="', [50]],
  ['text ~ init', [1]],
  ['pid >= 40 and tid <= 60', [40, 50, 60]],
  ['cgroup = 77', [70]],
  ['share > 30%', [50]],
  ['write > 1T', []],
];

const DEVICE = {
  id: '1:1',
  kind: 'disk',
  reads: 0,
  readBytes: 0,
  writes: 0,
  writeBytes: 0,
  busy: 0,
  queued: 0,
};

const SAMPLE = sampleOf({
  tasks: TASKS,
  system: { devices: ['vda', 'vdb'].map((name) => ({ ...DEVICE, name })) } as never,
});
const STREAM = `${encodeSample(SAMPLE)}\n`;

const ids = (found: Iterable<unknown>): readonly number[] =>
  Array.from(found, Number).sort((a, b) => a - b);

const idsInJson = (line: string) =>
  ids(JSON.parse(line).tasks.map(({ tid }: { tid: number }) => tid));

const printed = async (...args: readonly string[]): Promise<string> => {
  let text = '';
  const around = { name: 'iotop', isTerminal: false, configured: {}, userId: () => undefined };
  const source = {
    close: () => undefined,
    async *[Symbol.asyncIterator]() {
      yield SAMPLE;
    },
  };
  const io = {
    stdout: async (piece: string) => {
      text += piece;
      return true;
    },
    abandonStdout: () => undefined,
    columns: () => undefined,
    signal: new AbortController().signal,
    environment: {},
  };
  await printLists(source, readInvocation(args, around), io, {
    pidMax: 32_768,
    onSample: () => undefined,
  });
  return text;
};

const idsInList = (text: string) => ids(text.match(/^ *\d+(?= +\S+ )/gm) ?? []);

const idsOnScreen = (screen: DrivenScreen) =>
  ids(screen.state.rows.map(({ row }) => row.entry.tid));

const usual = { unit: 'threads' } as const;

/** Each way to choose tasks by an expression. */
const WAYS: Readonly<Record<string, (where: string) => Promise<readonly number[]>>> = {
  '--batch': async (where) => idsInList(await printed('-b', '-qqq', '--where', where)),
  'totals of --batch': async (where) =>
    idsInList(await printed('-b', '-a', '-qqq', '--where', where)),
  '--json': async (where) => idsInJson(await printed('--json', `--where=${where}`)),
  '--csv': async (where) => {
    const [titles = '', ...lines] = (await printed('--csv', '--where', where)).trim().split('\n');
    const at = titles.split(',').indexOf('tid');
    return ids(lines.map((line) => line.split(',')[at]));
  },
  'the screen': async (where) => {
    const args = [`--where=${where}`];
    const around = { name: 'iotop', isTerminal: true, configured: {}, userId: () => undefined };
    const { settings } = readInvocation(args, around);
    return idsOnScreen(new DrivenScreen({ settings: { ...settings, ...usual } }).see(SAMPLE));
  },
  'the key /': async (where) =>
    idsOnScreen(new DrivenScreen({ settings: usual }).see(SAMPLE).type(`/${where}\r`)),
  'replay of a stream': async (where) => {
    const args = ['-', '--json', '--where', where];
    return idsInJson((await runCommand(runReplay, args, { stdin: linesOf(STREAM) })).out);
  },
  'replay of a recording': async (where) => {
    const folder = temporaryFolder();
    await record(folder, [SAMPLE]);
    return idsInJson((await runCommand(runReplay, [folder, '--json', '--where', where])).out);
  },
  report: async (where) => {
    const args = ['-', '--json', '--by=process', '--top=99', '--where', where];
    const { out } = await runCommand(runReport, args, { stdin: linesOf(STREAM) });
    return ids(JSON.parse(out).rows.map(({ pid }: { pid: number }) => pid));
  },
  record: async (where) => {
    const selection = { ...EVERYTHING, where: whereOption(where, '--where') } as never;
    return ids(onlySelected(SAMPLE, selection, '').tasks.map(({ tid }) => tid));
  },
};

describe.each(CASES)('%s', (where, is) => {
  it.each(Object.keys(WAYS))('chooses the same tasks in %s', async (way) => {
    expect(await WAYS[way]?.(where)).toEqual(is);
  });
});

describe('a wrong expression', () => {
  it.each([
    ['batch', () => printed('-b', '--where', 'wrte > 1M')],
    ['report', () => runCommand(runReport, ['--where', 'wrte > 1M', '-'])],
    ['record', () => runCommand(runRecord, ['--where', 'wrte > 1M', temporaryFolder()])],
    ['replay', () => runCommand(runReplay, ['--where', 'wrte > 1M', temporaryFolder()])],
  ])('is a mistake of the command line to %s, with its place', async (_, run) => {
    const error = await run().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UsageError);
    expect((error as UsageError).message).toBe(
      '--where at character 1: no name wrte; did you mean write?',
    );
  });

  it.each([
    ['report', () => runCommand(runReport, ['--where', 'read > 1M or busy > 5%', '-'])],
    ['record', () => runCommand(runRecord, ['--where', 'read > 1M or busy > 5%', '/nowhere'])],
  ])('asks %s for what only devices have: that would be of no task', async (_, run) => {
    await expect(run()).rejects.toThrow(
      '--where at character 14: busy is of devices, and here tasks are chosen',
    );
  });

  it('stands beside what is typed on the screen, which stays', async () => {
    const screen = new DrivenScreen({ settings: usual }).see(SAMPLE).type('/write > 1');
    const prompt = async () => (await screen.rows()).at(-1);
    expect(await prompt()).toMatch(
      /^filter: \/write > 1 +at character 9: write takes a value such as 1M/,
    );
    screen.press('enter');
    expect(await prompt()).toContain('at character 9');
    // What was typed up to there was a text.
    expect(screen.state.settings.filter).toBe('write ');
    screen.type('M');
    expect(await prompt()).not.toContain('at character');
    expect(idsOnScreen(screen)).toEqual([1, 20, 50]);
    screen.press('enter');
    expect((await screen.rows()).join('\n')).toContain('(write > 1M only)');
  });
});

it('a recording and a report of some tasks say that they are', async () => {
  const args = ['-', '--where', 'write > 1M'];
  const { out } = await runCommand(runReport, args, { stdin: linesOf(STREAM) });
  expect(out).toMatch(/(?<!: )only the tasks chosen by --where are counted/);
  expect(out).not.toContain('other users');
});

describe('a device or a user that did nothing in the recording', () => {
  const errOf = async (where: string) =>
    (await runCommand(runReport, ['-', '--where', where], { stdin: linesOf(STREAM) })).errors.join(
      '\n',
    );

  it('is told by report: most likely it is misspelt', async () => {
    expect(await errOf('device = vdaa')).toContain(
      'no device vdaa did anything in what was read (did you mean vda?); nothing is chosen by it',
    );
  });

  it.each([
    ['user = rot', 'no user rot did anything in what was read (did you mean root?)'],
    ['user = 4711', 'no user 4711 did anything in what was read'],
  ])('is told by report of users too: %s', async (where, told) => {
    expect(await errOf(where)).toContain(`${told}; nothing is chosen by it`);
  });

  it.each(['device = vdb', 'device ~ vdaa', 'user = root', 'user = 0', 'user ~ rot'])(
    '%s is not',
    async (where) => {
      expect(await errOf(where)).not.toContain('no ');
    },
  );

  it('is not told by replay, which cannot know what comes', async () => {
    const args = ['-', '--json', '--where', 'device = vdaa'];
    const { errors } = await runCommand(runReplay, args, { stdin: linesOf(STREAM) });
    expect(errors.join('\n')).not.toContain('vdaa');
  });
});

describe('a user that there is not', () => {
  it('is told by record at its start', async () => {
    const args = ['--where', 'user = no-such-user', '--engine=procfs', '--no-block'];
    const signal = AbortSignal.abort('SIGTERM');
    const { errors } = await runCommand(runRecord, [...args, temporaryFolder()], { signal });
    expect(errors).toContain('no user no-such-user here now; it is waited for');
  });
});
