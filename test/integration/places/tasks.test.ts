/** Tasks as they come: short-lived, hostile, stuck, huge. One line each, and no figure that cannot be. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineName } from '../../../src/sample/sample.ts';
import { rowsIn, runUnder } from '../../support/iotop/places.ts';
import { ENGINE_NEEDS as NEEDS } from '../../support/load/accuracy.ts';
import { frozenDisk } from '../../support/load/frozen-disk.ts';
import { buildLoad, makeDiskFolder, startLoad } from '../../support/load/load.ts';
import { procState } from '../../support/machine/proc-files.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';
import { until } from '../../support/test-run/until.ts';

const program = buildLoad();
const load = program.kind === 'built' ? program.path : '';
const ENGINES = ['bpf', 'taskstats', 'procfs'] as const;

/** A law under every engine. */
const withEveryEngine = (name: string, body: (engine: EngineName) => Promise<void>): void => {
  for (const engine of ENGINES) itWith(NEEDS[engine], `${name}: ${engine}`, () => body(engine));
};

let folder = '';
beforeAll(() => {
  folder = makeDiskFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

const withChild = async <Result>(
  child: ChildProcess,
  body: (pid: number) => Promise<Result>,
): Promise<Result> => {
  try {
    return await body(child.pid as number);
  } finally {
    child.kill('SIGKILL');
  }
};

/** Bytes of a cell such as `12.50 M/s`. */
const bytesOf = (number: string | undefined, unit: string | undefined): number =>
  Number(number) * 1024 ** Math.max(0, 'BKMGTPEZY'.indexOf(unit?.[0] ?? 'B'));

describeWith(['compiler'], 'tasks that come and go', () => {
  withEveryEngine('make no error and no rate beyond what they wrote', async (engine) => {
    const storm = await startLoad(load, ['storm', 300, 2, 4096], folder);
    storm.step();
    const args = ['-b', '-o', '-d', '0.1', '-n', '12', `--engine=${engine}`, '--filter=^storm$'];
    const { code, stdout, stderr } = await runUnder([], args);
    await storm.moved();
    await storm.end();
    expect(code).toBe(0);
    expect(stdout.match(/Total DISK READ/g)).toHaveLength(12);
    expect(new Set(stderr).size).toBe(stderr.length);
    // Each writes one page and a little metadata at most, in an interval of 0.1 s.
    for (const row of rowsIn(stdout)) {
      if (row[5] !== '-') expect(bytesOf(row[5], row[6])).toBeLessThan(4 * 2 ** 20);
    }
  });
});

describeWith(['compiler'], 'a hostile task', () => {
  it('is one line, with everything it tried made visible', async () => {
    const hostile = await startLoad(load, ['hostile', 4096], folder);
    hostile.step();
    await hostile.moved();
    const args = ['-b', '-qqq', '-n', '1', '-d', '0.1', '-p', String(hostile.pid)];
    const full = await runUnder([], args);
    const short = await runUnder([], [...args, '--no-fullcmdline']);
    await hostile.end();
    expect(full.stdout).toMatch(/\\n/);
    for (const { stdout } of [full, short]) {
      expect(stdout.split('\n')).toHaveLength(2);
      expect(stdout).toMatch(/\\x1b/);
      expect(stdout).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\ud800-\udfff]/,
      );
    }
  });
});

describe('a task with a command line', () => {
  it('of two megabytes is cut at 4,096 characters, and between two of them', async () => {
    const argument = `x${'\u{1f600}'.repeat(32_000)}`;
    const many = Array.from({ length: 15 }, () => argument);
    const child = spawn('sleep', ['60'], { argv0: argument, stdio: 'ignore' });
    const shell = spawn('bash', ['-c', 'read line', ...many], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const rowOf = (pid: number) =>
      runUnder([], ['-b', '-qqq', '-n', '1', '-d', '0.1', '-p', String(pid)]);
    for (const process of [child, shell]) {
      const { stdout } = await withChild(process, rowOf);
      expect(stdout.split('\n')).toHaveLength(2);
      const command = stdout.trimEnd().slice(61);
      expect(command.length).toBeLessThanOrEqual(4096);
      expect(command).toMatch(/\u{1f600}$/u);
    }
  });
});

describeWith(['compiler'], 'a selection by id', () => {
  withEveryEngine('of a thread shows it alone, of a process all of them', async (engine) => {
    const sleepers = await startLoad(load, ['sleep', 12, 12], folder);
    const ids = async (id: string | undefined) => {
      const args = ['-b', '-n', '1', '-d', '0.1', `--engine=${engine}`, '-p', String(id)];
      return rowsIn((await runUnder([], args)).stdout).map((row) => row[0]);
    };
    const children = readFileSync(`/proc/${sleepers.pid}/task/${sleepers.pid}/children`, 'utf8');
    const process = children.trim();
    const threads = readdirSync(`/proc/${process}/task`);
    expect(threads).toHaveLength(12);
    expect(await ids(threads.at(-1))).toEqual([threads.at(-1)]);
    expect((await ids(process)).toSorted()).toEqual(threads.toSorted());
    await sleepers.end();
  });
});

describe('a selection', () => {
  it('of a process that is not there is header and titles, again and again', async () => {
    const { code, stdout } = await runUnder([], ['-b', '-n', '2', '-d', '0.1', '-p', '4194304']);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(6);
  });

  it('by process and user is both', async () => {
    const own = String(process.pid);
    const args = ['-b', '-n', '1', '-d', '0.1', '-u', '4294967294', '-p', own];
    const rows = rowsIn((await runUnder([], args)).stdout);
    expect(rows.map(([id]) => id)).toContain(own);
  });
});

describe('the first list', () => {
  it('shows a first real interval, not zeros', async () => {
    const dd = spawn('dd', ['if=/dev/zero', `of=${folder}/first`, 'bs=64k', 'oflag=direct'], {
      stdio: 'ignore',
    });
    const row = await withChild(dd, async (pid) => {
      const { stdout } = await runUnder([], ['-b', '-n', '1', '-d', '0.5', '-p', String(pid)]);
      return rowsIn(stdout)[0];
    });
    expect(bytesOf(row?.[5], row?.[6])).toBeGreaterThan(64 * 1024);
  });
});

describeWith(['root', 'util-linux', 'e2fsprogs'], 'a stuck task', () => {
  it('holds nobody up, and is shown', async () => {
    const disk = frozenDisk();
    const dd = spawn(
      'dd',
      ['if=/dev/zero', `of=${disk.path}`, 'bs=4k', 'count=1', 'oflag=direct'],
      {
        stdio: 'ignore',
      },
    );
    try {
      await until(() => procState(dd.pid as number) === 'D');
      const started = performance.now();
      const args = ['-b', '-n', '2', '-d', '0.2', '-p', String(dd.pid)];
      const { code, stdout } = await runUnder([], args);
      expect(code).toBe(0);
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(rowsIn(stdout).map((row) => row[0])).toEqual([String(dd.pid), String(dd.pid)]);
      expect(stdout).toMatch(/ dd$/m);
    } finally {
      const gone = once(dd, 'exit');
      disk.thaw();
      dd.kill('SIGKILL');
      await gone;
      disk.remove();
    }
  });
});
