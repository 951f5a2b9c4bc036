/**
 * `iotop run` on the real kernel, with loads of known size.
 *
 * Now and then the file system has a writer dirty a page of its own as well, and the kernel charges it. So exactness is held against the
 * kernel's own sum; what a load asked for is the least there must be, and nearly all.
 */
import { spawn } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunReportJson } from '../../../src/render/list/run-report.ts';
import { NODE, PROGRAM, runProgram } from '../../support/iotop/program.ts';
import { makeDiskFolder } from '../../support/load/load.ts';
import { describeWith } from '../../support/test-run/requires.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const NOBODY = 65_534;

let folder = '';

beforeAll(() => {
  folder = makeDiskFolder();
  chmodSync(folder, 0o777);
  for (let i = 1; i <= 8; i++) {
    writeFileSync(join(folder, `f${i}`), new Uint8Array(8 * MIB), { mode: 0o666 });
    chmodSync(join(folder, `f${i}`), 0o666);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A dd that writes so many blocks over a file that is there. */
const dd = (file: string, size: '1M' | '256K' | '4K', count: number): string =>
  `dd if=/dev/zero of=${folder}/${file} bs=${size} count=${count} oflag=direct conv=notrunc 2>/dev/null`;

const runShell = async (script: string, ...options: readonly string[]) => {
  const ended = await runProgram(['run', '--json', ...options, '--', 'sh', '-c', script]);
  return { ...ended, report: reportIn(ended.stderr) };
};

const reportIn = (text: string): RunReportJson =>
  JSON.parse(text.split('\n').find((line) => line.startsWith('{')) ?? text);

const bytesByName = ({ commands }: RunReportJson): Record<string, number | undefined> =>
  Object.fromEntries(commands.map(({ command, write }) => [command ?? '', write]));

const rowOf = ({ commands }: RunReportJson, name: string) =>
  commands.find(({ command }) => command === name);

/**
 * Said last by a shell: its own I/O and that of its reaped children, the kernel's sum to hold ours against. By the shell itself: a program
 * started for it may have to be read from the disk first, which is in our sum and not in this one.
 */
const TELL = '; while read -r line; do echo "$line"; done </proc/$$/io';

const kernelSum = (io: string): { read: number; write: number; cancelledWrite: number } => {
  const field = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]);
  return {
    read: field('read_bytes'),
    write: field('write_bytes'),
    cancelledWrite: field('cancelled_write_bytes'),
  };
};

/** What was asked for, and at most a hundredth on top, in whole pages. */
const expectMoved = (moved: number | undefined, asked: number): void => {
  expect(moved).toBeGreaterThanOrEqual(asked);
  expect(moved).toBeLessThanOrEqual(asked * 1.01);
  expect((moved ?? 1) % (4 * KIB)).toBe(0);
};

describeWith(['root', 'init-pid-namespace'], 'run, as root', () => {
  it('gives three dd of 8 MiB 24 MiB, and nothing to the shell that ran them', async () => {
    const { report, stdout } = await runShell(
      `for i in 1 2 3; do ${dd('f$i', '1M', 8)}; done${TELL}`,
    );
    expect(bytesByName(report).sh ?? 0).toBe(0);
    expectMoved(bytesByName(report).dd, 24 * MIB);
    expect(report.total).toMatchObject(kernelSum(stdout));
    expect(report).toMatchObject({ exact: true, engine: 'bpf' });
    expect(rowOf(report, 'dd')).toMatchObject({ tasks: 3, ended: 3 });
  });

  it.each([
    { how: 'one after another', behind: ';', last: '' },
    { how: 'at once', behind: ' &', last: '; wait' },
  ])('counts 200 dd of 256 KiB to the byte, $how', async ({ behind, last }) => {
    const script = `for i in $(seq 200); do ${dd('f1', '256K', 1)}${behind} done${last}`;
    const { report, stdout } = await runShell(script + TELL);
    expect(report.total).toMatchObject(kernelSum(stdout));
    expect(rowOf(report, 'dd')).toMatchObject({ tasks: 200, ended: 200 });
    expectMoved(bytesByName(report).dd, 200 * 256 * KIB);
  });

  it("agrees with the kernel's own sum where a file system adds what it likes", async () => {
    const load = `for i in $(seq 40); do dd if=/dev/zero of=${folder}/new$i bs=64K count=3 2>/dev/null; rm ${folder}/new$i; done`;
    const { report, stdout } = await runShell(load + TELL);
    expect(report.total).toMatchObject(kernelSum(stdout));
    expect(report.total.cancelledWrite).toBeGreaterThan(0);
  });

  it('follows daemons: forked twice, in a session of their own, their parents gone', async () => {
    const { report } = await runShell(
      `(setsid sh -c '(${dd('f2', '1M', 4)}; touch ${folder}/done) &' &); until [ -e ${folder}/done ]; do sleep 0.02; done`,
    );
    expectMoved(bytesByName(report).dd, 4 * MIB);
  });

  it('counts what a daemon did so far when the command ends, and does not wait for it', async () => {
    const { report } = await runShell(
      `(setsid sh -c 'echo $$ >${folder}/pid; ${dd('f3', '1M', 2)}; touch ${folder}/wrote; exec sleep 60' >/dev/null 2>&1 &); until [ -e ${folder}/wrote ]; do sleep 0.02; done`,
    );
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')));
    expectMoved(bytesByName(report).dd, 2 * MIB);
    expect(report.elapsed).toBeLessThan(30e9);
  });

  it('leaves out what others do meanwhile', async () => {
    const others = runProgram(['run', '--', 'sh', '-c', `${dd('f4', '4K', 400)}`]);
    const { report, stdout } = await runShell(dd('f5', '4K', 300) + TELL);
    await others;
    expectMoved(bytesByName(report).dd, 300 * 4 * KIB);
    expect(report.total).toMatchObject(kernelSum(stdout));
  });

  it('knows the wait for the disk, which is never longer than all tasks lived', async () => {
    const { report } = await runShell(dd('f6', '4K', 500));
    expect(report.total.ioWait).toBeGreaterThan(0);
    expect(report.total.ioWait).toBeLessThanOrEqual(report.elapsed);
  });
});

describeWith(['root', 'util-linux'], 'run, without privilege', () => {
  it('still sums exactly, and says that names are approximate', async () => {
    const ended = await runProgram(
      [
        'run',
        '--json',
        '--engine',
        'procfs',
        '--',
        'sh',
        '-c',
        `for i in 1 2 3; do ${dd('f$i', '1M', 8)}; done${TELL}`,
      ],
      { uid: NOBODY },
    );
    const report = reportIn(ended.stderr);
    expectMoved(report.total.write, 24 * MIB);
    expect(report.total).toMatchObject(kernelSum(ended.stdout));
    expect(report).toMatchObject({ exact: false, engine: 'procfs' });
  });

  it('sums daemons too, whose parents are gone', async () => {
    const script = `(setsid sh -c '${dd('f7', '1M', 4)}; touch ${folder}/f7-done' &); until [ -e ${folder}/f7-done ]; do sleep 0.02; done`;
    const ended = await runProgram(
      ['run', '--json', '--engine', 'procfs', '--', 'sh', '-c', script],
      { uid: NOBODY },
    );
    expectMoved(reportIn(ended.stderr).total.write, 4 * MIB);
  });
});

describe('run is like time(1):', () => {
  it.each([
    { what: 'the exit status is that of the command', args: ['sh', '-c', 'exit 7'], code: 7 },
    { what: 'a command killed', args: ['sh', '-c', 'kill -9 $$'], code: 137 },
    { what: 'no such command', args: ['no-such-command-here'], code: 127 },
    { what: 'not executable', args: ['/etc/passwd'], code: 126 },
    { what: 'a wrong command line', args: ['--what', '--', 'true'], code: 2 },
  ])('$what: $code', async ({ args, code }) => {
    expect(await runProgram(['run', ...args])).toMatchObject({ code, stdout: '' });
  });

  it("standard output is the command's alone, and -o keeps standard error so too", async () => {
    const file = join(folder, 'report');
    const ended = await runProgram(['run', '-o', file, '--', 'sh', '-c', 'echo out; echo err >&2']);
    expect(ended.stdout).toBe('out\n');
    expect(ended.stderr).toMatch(/^(iotop: using .*\n)?err\n$|^err\n(iotop: using .*\n)?$/);
    expect(readFileSync(file, 'utf8')).toContain('exit status 0');
  });

  it('SIGTERM ends the command, and the figures still come', async () => {
    const script = 'kill -TERM $PPID; exec sleep 60';
    const ended = await runProgram(['run', '--', 'sh', '-c', script]);
    expect(ended.code).toBe(143);
    expect(ended.stderr).toContain('killed by SIGTERM');
  });

  it("SIGINT is the command's own affair", async () => {
    const script = 'kill -INT $PPID; exit 3';
    expect((await runProgram(['run', '--', 'sh', '-c', script])).code).toBe(3);
  });
});

describeWith(['root'], 'a session with --summary', () => {
  it('ends with the table at Ctrl-C, ended tasks included', async () => {
    const session = spawn(NODE, [PROGRAM, '-b', '-o', '-d', '0.2', '--summary'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    session.stdout.on('data', (data) => {
      output += data;
    });
    const closed = new Promise((resolve) => session.once('close', resolve));
    const lists = (): number => output.split('Total DISK READ').length - 1;
    await expect.poll(lists, { timeout: 20_000 }).toBeGreaterThan(0);
    // Under a name of its own: others on this machine may run dd as well.
    const script = `cp $(command -v dd) ${folder}/our-dd; ${folder}/our-${dd('f8', '1M', 8)}`;
    await runProgram(['run', '-o', '/dev/null', '--', 'sh', '-c', script]);
    const then = lists();
    await expect.poll(lists, { timeout: 20_000 }).toBeGreaterThan(then + 1);
    session.kill('SIGINT');
    await closed;
    const table = output.slice(output.indexOf('\nCOMMAND'));
    expect(table).toMatch(
      /^COMMAND +READ +WRITTEN +CANCELLED +NET WRITTEN +IO WAIT +TASKS +ENDED$/m,
    );
    expect(table).toMatch(/^our-dd .* 8\.0\d M .* 1 +1$/m);
  });
});
