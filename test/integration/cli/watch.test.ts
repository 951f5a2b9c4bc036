/** `iotop watch` on this machine, beside writers: what fires, what is recorded, what reaches no shell. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { runScript } from '../../support/iotop/bundle.ts';
import { NODE, PROGRAM, runProgram } from '../../support/iotop/program.ts';
import { ENGINE_NEEDS, underOwnName } from '../../support/load/accuracy.ts';
import { makeDiskFolder } from '../../support/load/load.ts';
import { readFolder } from '../../support/recordings/recordings.ts';
import { place } from '../../support/test-run/place.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const MIB = 2 ** 20;

const diskFolder = (): string => {
  const folder = makeDiskFolder();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

/** A real dd that writes to the disk what it is fed: 5 MiB a second, while it is. */
const fedDd = (
  folder: string,
): { readonly pid: number; readonly feed: () => void; readonly starve: () => void } => {
  const args = [`of=${join(folder, 'fed')}`, 'bs=256K', 'iflag=fullblock', 'oflag=direct'];
  const child = spawn('dd', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined);
  const block = Buffer.alloc(256 * 1024);
  let timer: NodeJS.Timeout | undefined;
  const starve = (): void => clearInterval(timer);
  onTestFinished(async () => {
    starve();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  const feed = (): void => {
    timer = setInterval(() => child.stdin.write(block), 50);
  };
  return { pid: child.pid ?? 0, feed, starve };
};

type Watch = {
  /** Of standard output. */
  readonly lines: () => readonly string[];
  readonly complaints: () => string;
  readonly status: Promise<number>;
  readonly kill: (signal: NodeJS.Signals) => void;
};

const watch = (args: readonly string[], cwd = temporaryFolder()): Watch => {
  const child: ChildProcess = spawn(NODE, [PROGRAM, 'watch', '-d', '0.25', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', errors: '' };
  child.stdout?.on('data', (text) => {
    said.out += text;
  });
  child.stderr?.on('data', (text) => {
    said.errors += text;
  });
  return {
    lines: () => said.out.split('\n').slice(0, -1),
    complaints: () => said.errors,
    status: once(child, 'close').then(([code]) => code as number),
    kill: (signal) => void child.kill(signal),
  };
};

/** Runs it once: as many MiB on the disk when it ends. */
const write = async (dd: string, folder: string, mebibytes: number): Promise<void> => {
  const args = ['if=/dev/zero', `of=${join(folder, 'written')}`, 'bs=1M', 'oflag=direct'];
  const [code] = await once(
    spawn(dd, [...args, `count=${mebibytes}`], { stdio: 'ignore' }),
    'exit',
  );
  expect(code).toBe(0);
};

describeWith(ENGINE_NEEDS.taskstats, 'iotop watch', () => {
  it('fires once for one crossing, not for a flap, and again for the next crossing', async () => {
    const { pid, feed, starve } = fedDd(diskFolder());
    const { lines, kill, status } = watch([
      `pid = ${pid} and write > 1M for 1s`,
      ...['--period=1ms', '-d', '0.2'],
    ]);
    feed();
    await until(() => lines().length > 0);
    // A flap of one that was told.
    starve();
    await sleep(500);
    feed();
    await sleep(2000);
    expect(lines()).toHaveLength(1);
    // Over; then flaps of one that was not.
    starve();
    await sleep(1500);
    for (let round = 0; round < 4; round++) {
      feed();
      await sleep(300);
      starve();
      await sleep(400);
    }
    expect(lines()).toHaveLength(1);
    feed();
    await until(() => lines().length > 1);
    kill('SIGINT');
    expect(await status).toBe(0);
    expect(lines()).toHaveLength(2);
    for (const line of lines())
      expect(line).toMatch(
        new RegExp(
          ` dd ${pid}: pid ${pid}, write [\\d.]+ [KM]/s \\(pid = ${pid} and write > 1M for 1s\\)$`,
        ),
      );
  });

  it('the time before is in the recording, with the cause, to the byte', async () => {
    const folder = diskFolder();
    const recording = join(temporaryFolder(), 'recording');
    const cause = underOwnName('dd', temporaryFolder());
    const { pid, feed, starve } = fedDd(folder);
    const around = ['--record', recording, '--before=30s', '--after=1s', '--times=2'];
    const { lines, status, complaints } = watch([
      ...around,
      `pid = ${pid} and write > 1M for 500ms`,
      '--period=1ms',
    ]);
    feed();
    await until(() => lines().length > 0);
    starve();
    await sleep(1500);
    await write(cause, folder, 32);
    feed();
    expect(await status, complaints()).toBe(0);
    expect(lines()).toHaveLength(2);
    expect((await runProgram(['verify', recording])).code).toBe(0);
    const args = ['report', recording, '--by=command', '--json', '--top=999'];
    const { rows } = JSON.parse((await runProgram(args)).stdout);
    const row = rows.find(({ name }: { name: string }) => name === basename(cause));
    expect(row?.write).toBeGreaterThanOrEqual(32 * MIB);
    expect(row?.write).toBeLessThan(33 * MIB);
    const { samples } = await readFolder(recording);
    const last = samples.at(-1);
    const wrote = samples.filter(({ tasks }) => tasks.some(({ tid }) => tid === pid));
    // One second of what came after.
    expect((last?.endedAt ?? 0) - (wrote.at(-1)?.endedAt ?? 0)).toBeLessThan(1.5e9);
    for (const [index, sample] of samples.entries())
      expect(sample.startedAt).toBeGreaterThanOrEqual(samples[index - 1]?.endedAt ?? 0);
  });

  it('what waited for the end of the period is recorded from before its beginning', async () => {
    const recording = join(temporaryFolder(), 'recording');
    const [first, second] = [fedDd(diskFolder()), fedDd(diskFolder())];
    const expression = `(pid = ${first.pid} or pid = ${second.pid}) and write > 1M`;
    const around = ['--record', recording, '--before=1s', '--after=250ms', '--times=2'];
    const { lines, status, complaints } = watch([expression, ...around, '--period=4s']);
    first.feed();
    await until(() => lines().length > 0);
    // On a busy machine it might cross again.
    first.starve();
    await sleep(600);
    second.feed();
    expect(await status, complaints()).toBe(0);
    expect(lines()[1]).toContain(` dd ${second.pid}: `);
    const { samples } = await readFolder(recording);
    const wrote = samples.filter(({ tasks }) => tasks.some(({ tid }) => tid === second.pid));
    const begun = wrote[0]?.startedAt ?? 0;
    expect((wrote.at(-1)?.endedAt ?? 0) - begun).toBeGreaterThan(3e9);
    expect(samples.some(({ endedAt }) => endedAt === begun)).toBe(true);
  });

  it('a signal while what comes after is recorded ends it with all that was taken', async () => {
    const recording = join(temporaryFolder(), 'recording');
    const { pid, feed } = fedDd(diskFolder());
    const { lines, status, kill } = watch([`pid = ${pid} and write > 1M`, '--record', recording]);
    feed();
    await until(() => lines().length > 0);
    await sleep(1000);
    kill('SIGTERM');
    expect(await status).toBe(0);
    const { samples, damage } = await readFolder(recording);
    expect(damage).toEqual([]);
    expect(
      samples.filter(({ tasks }) => tasks.some(({ tid }) => tid === pid)).length,
    ).toBeGreaterThan(2);
  });

  it('a signal before the firings asked for ends it as it would end a program', async () => {
    const recording = join(temporaryFolder(), 'recording');
    const args = ['write > 1000G', '--times=1', '--record', recording];
    const { complaints, status, kill } = watch(args);
    await until(() => existsSync(join(recording, '.lock')));
    kill('SIGINT');
    expect(await status, complaints()).toBe(130);
  });

  it('a signal while the command runs ends both', async () => {
    const { pid, feed } = fedDd(diskFolder());
    const args = [`pid = ${pid} and write > 1M`, '--times=1', '--', 'sleep', '1000'];
    const { lines, status, kill, complaints } = watch(args);
    feed();
    await until(() => lines().length > 0);
    await sleep(500);
    kill('SIGTERM');
    expect(await status).toBe(0);
    expect(complaints()).toContain('sleep was ended by SIGTERM\n');
  });

  it('a full disk is told of, and the exit status says that the recording is not whole', async () => {
    const recording = temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=0750', 'iotop-test', recording]);
    onTestFinished(() => void execFileSync('umount', [recording]));
    const { pid, feed } = fedDd(diskFolder());
    const { lines, status, kill, complaints } = watch([
      `pid = ${pid} and write > 1M`,
      ...['--record', recording, '--after=1s'],
    ]);
    await until(() => existsSync(join(recording, '.lock')));
    expect(() => writeFileSync(join(recording, 'another'), Buffer.alloc(2 ** 17))).toThrow(
      'ENOSPC',
    );
    feed();
    await until(() => lines().length > 0);
    await until(() => complaints().includes('cannot record: '));
    kill('SIGTERM');
    expect(await status).toBe(1);
    expect(complaints()).toContain('the last samples could not be recorded');
  });

  it('names reach the command by its environment and its input, and no shell', async () => {
    const folder = diskFolder();
    const [tools, told] = [temporaryFolder(), temporaryFolder()];
    const script = join(tools, 'tell.cjs');
    writeFileSync(
      script,
      `const { readFileSync, renameSync, writeFileSync } = require('node:fs');
       const { IOTOP_COMM: comm } = process.env;
       const text = JSON.stringify({ comm, args: process.argv.slice(2), input: readFileSync(0, 'utf8') });
       writeFileSync('told-' + process.pid, text); // whole, when it is looked at
       renameSync('told-' + process.pid, ${JSON.stringify(told)} + '/' + process.pid);`,
    );
    const names = [
      '$(touch m)',
      '`touch m`',
      "';touch m;'",
      '";touch m;"',
      '\ntouch m\n',
      '|touch m #',
    ];
    const { kill, status } = watch(
      ['comm ~ touch and write > 1M', '--period=1ms', '--', place().node, script, '$(touch m)'],
      tools,
    );
    const allTold = () =>
      readdirSync(told).map((name) => JSON.parse(readFileSync(join(told, name), 'utf8')));
    for (const name of names) {
      symlinkSync(execFileSync('which', ['dd'], { encoding: 'utf8' }).trim(), join(tools, name));
      const isTold = () =>
        allTold().some(({ input }) => JSON.parse(input).subjects[0].comm === name);
      for (let round = 0; !isTold() && round < 40; round++) {
        await write(join(tools, name), folder, 8);
        for (let look = 0; !isTold() && look < 25; look++) await sleep(20);
      }
      expect(isTold(), name).toBe(true);
    }
    kill('SIGTERM');
    expect(await status).toBe(0);
    for (const { comm, args, input } of allTold()) {
      expect(comm).toBe(JSON.parse(input).subjects[0].comm.replaceAll('\n', '\\n'));
      expect(args).toEqual(['$(touch m)']);
      expect(input.endsWith('}\n')).toBe(true);
    }
    for (const place of [tools, told, folder]) expect(existsSync(join(place, 'm'))).toBe(false);
  });

  itWith(
    ['util-linux'],
    'where no descriptor is left for the command that is told, and the watch goes on',
    () => {
      const said = runScript('test/support/programs/start-without-descriptors.ts', []);
      expect(said).toMatch(/^not started: \S*node: too many open files\nwent on\n$/);
    },
  );
});
