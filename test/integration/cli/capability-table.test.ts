/** The table of capabilities: an ordinary user with just these gets what its row says, and without them is told what would help. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ioprioGet, ioprioSet } from '../../../src/kernel/sys/libc.ts';
import { DELAY_ACCOUNTING_FILE } from '../../../src/kernel/sys/process/delay-accounting.ts';
import { AS_NOBODY, UNDER_HIDEPID } from '../../support/iotop/places.ts';
import type { Ended } from '../../support/iotop/program.ts';
import { NODE, PROGRAM } from '../../support/iotop/program.ts';
import { mainThreadOf } from '../../support/iotop/threads.ts';
import { startInPty } from '../../support/screen/pty.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { until } from '../../support/test-run/until.ts';

const TABLE = readFileSync(resolve(import.meta.dirname, '../../../docs/permissions.md'), 'utf8');

/** What runs a program as nobody with these capabilities and no others. */
const asNobodyWith = (capabilities: readonly string[]): readonly string[] => {
  const set = ['-all', ...capabilities.map((name) => `+${name}`)].join(',');
  const rights = ['inh-caps', 'ambient-caps', 'bounding-set'].map((name) => `--${name}=${set}`);
  return [...AS_NOBODY, ...rights];
};

const run = (command: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const [program = '', ...args] = command;
    execFile(program, args, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

const ONE_SAMPLE = [NODE, PROGRAM, '--json', '-n', '1', '-d', '0.2'];

/** One sample of nobody's iotop with these. */
const oneSample = (capabilities: readonly string[], ...args: readonly string[]): Promise<Ended> =>
  run([...asNobodyWith(capabilities), ...ONE_SAMPLE, ...args]);

/** The screen of nobody's iotop with these over one task of root's, which ends with the test. @returns what it says after these keys */
const screenOver = async (
  capabilities: readonly string[],
  pid: number,
  keys: readonly string[],
): Promise<string> => {
  const [program = '', ...args] = asNobodyWith(['bpf', 'perfmon', ...capabilities]);
  const iotop = [NODE, PROGRAM, '--unit=processes', '-p', String(pid)];
  const screen = startInPty(program, [...args, ...iotop], { columns: 100, rows: 24 });
  onTestFinished(() => screen.close());
  await screen.until('the task', (rows) => rows.some((row) => row.includes(`${pid} `)));
  const before = mainThreadOf(screen.pid);
  for (const key of keys) screen.type(key);
  const told = await screen.until(
    'an answer',
    (rows) => rows.at(-1)?.includes(`${pid} (`) ?? false,
  );
  // What a key raised rests again.
  expect(mainThreadOf(screen.pid)).toEqual(before);
  return told.at(-1) ?? '';
};

/** A task of root's, of I/O priority be/2. */
const rootsTask = (): number => {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid as number;
  expect(ioprioSet(1, pid, BEST_EFFORT | 2)).toBe(0);
  return pid;
};

const BEST_EFFORT = 2 << 13;

const DOWN = '\x1b[B';

const HIDES_OTHERS = "the I/O of other users' tasks";

/** By what stands first in the row: the capabilities, the engine, and what is complained of. */
const ROWS = [
  {
    row: '`CAP_BPF` + `CAP_PERFMON`',
    capabilities: ['bpf', 'perfmon'],
    engine: 'bpf',
    without: /bpf: BPF needs the capabilities CAP_BPF and CAP_PERFMON.*run iotop as root, or grant/,
  },
  {
    row: '`CAP_NET_ADMIN`',
    capabilities: ['net_admin'],
    engine: 'taskstats',
    without: /taskstats refuses to answer: EPERM/,
  },
] as const;

describeWith(
  ['root', 'util-linux', 'btf', 'taskstats', 'init-pid-namespace'],
  'the table of capabilities',
  () => {
    for (const { row, capabilities, engine, without } of ROWS) {
      it(`${row} gives the engine ${engine}, and less does not`, async () => {
        expect(TABLE).toContain(`| ${row}`);
        const { code, stdout } = await oneSample(capabilities);
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({ engine });
        const less = await oneSample(capabilities.slice(1));
        expect(JSON.parse(less.stdout).engine).toBe('procfs');
        expect(less.stderr).toMatch(without);
      });
    }

    it('without any, one’s own tasks are all there is, and it says so', async () => {
      const { code, stdout, stderr } = await oneSample([]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout).engine).toBe('procfs');
      expect(stderr).toContain(HIDES_OTHERS);
      expect(stderr).toContain('run as root, or with CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH');
    });

    it('`CAP_SYS_PTRACE` + `CAP_DAC_READ_SEARCH` show others’ bytes to procfs, and neither does alone', async () => {
      expect(TABLE).toContain('| `CAP_SYS_PTRACE` + `CAP_DAC_READ_SEARCH` |');
      const both = ['sys_ptrace', 'dac_read_search'];
      expect((await oneSample(both, '--engine=procfs')).stderr).not.toContain('other users');
      for (const one of both) {
        expect((await oneSample([one], '--engine=procfs')).stderr).toContain('other users');
      }
    });

    it('also `CAP_SYS_PTRACE` shows to taskstats the tasks that hidepid hides', async () => {
      expect(TABLE).toContain(
        '| also `CAP_SYS_PTRACE` | `taskstats` | the tasks that a `/proc` mounted with `hidepid` hides',
      );
      const pid = rootsTask();
      const list = [
        NODE,
        PROGRAM,
        '-b',
        '-n',
        '1',
        '-d',
        '0.2',
        '--engine=taskstats',
        '-p',
        String(pid),
      ];
      const seen = async (...capabilities: readonly string[]): Promise<string> =>
        (await run([...UNDER_HIDEPID, ...asNobodyWith(capabilities), ...list])).stdout;
      const row = new RegExp(`^ *${pid} .* root .* sleep 600$`, 'm');
      const without = await seen('net_admin');
      expect(without).toContain('DISK READ');
      expect(without).not.toMatch(row);
      expect(await seen('net_admin', 'sys_ptrace')).toMatch(row);
    });

    it('also `CAP_SYS_NICE` changes others’ I/O priorities by key i, and without it the screen says why not', async () => {
      expect(TABLE).toContain(
        "| also `CAP_SYS_NICE` | any | other users' I/O priorities can be changed (key `i`) |",
      );
      const pid = rootsTask();
      const keys = [DOWN, 'i', DOWN, '\r', 'y'];
      expect(await screenOver([], pid, keys)).toContain('EPERM');
      expect(ioprioGet(1, pid)).toBe(BEST_EFFORT | 2);
      expect(await screenOver(['sys_nice'], pid, keys)).toContain('I/O priority is be/3 now');
      expect(ioprioGet(1, pid)).toBe(BEST_EFFORT | 3);
    });

    it('also `CAP_KILL` sends signals to others’ tasks by key k, and without it the screen says why not', async () => {
      expect(TABLE).toContain(
        "| also `CAP_KILL` | any | signals to other users' tasks (key `k`) |",
      );
      const pid = rootsTask();
      const keys = [DOWN, 'k', '\r', 'y'];
      expect(await screenOver([], pid, keys)).toContain('EPERM');
      expect(existsSync(`/proc/${pid}/exe`)).toBe(true);
      expect(await screenOver(['kill'], pid, keys)).toContain('SIGTERM sent to');
      await until(() => !existsSync(`/proc/${pid}`));
    });

    it('root, for a moment, is what --delayacct takes: on while iotop runs, and as it was when it ends', async () => {
      expect(TABLE).toContain('| root, for a moment | any | `--delayacct`:');
      const setting = (): string => readFileSync(DELAY_ACCOUNTING_FILE, 'utf8').trim();
      const before = setting();
      onTestFinished(() => writeFileSync(DELAY_ACCOUNTING_FILE, before));
      writeFileSync(DELAY_ACCOUNTING_FILE, '0');
      const refused = await oneSample(['bpf', 'perfmon', 'sys_admin'], '--delayacct');
      expect(refused.stderr).toMatch(/task_delayacct cannot be switched on; run iotop as root/);
      expect(setting()).toBe('0');
      const { code, stdout, stderr } = await run([...ONE_SAMPLE, '--delayacct']);
      const delays = JSON.parse(stdout).gaps as readonly { reason: string }[];
      expect(delays.map(({ reason }) => reason).join()).not.toContain('delay accounting is off');
      expect(setting()).toBe('0');
      // By iotop itself: its guard says nothing.
      expect([code, stderr]).toEqual([0, expect.stringContaining('task_delayacct off again')]);
    });
  },
);
