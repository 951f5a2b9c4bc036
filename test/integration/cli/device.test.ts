/** --device on this machine: tasks of one device only, live and of a recording, and a name that is none. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { loopDevice } from '../../support/load/loop-device.ts';
import { describeWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const run = promisify(execFile);
const IOTOP = join(import.meta.dirname, '../../../dist/iotop.js');

const iotop = (...args: readonly string[]) =>
  run(process.execPath, [IOTOP, ...args], { maxBuffer: 2 ** 26 });

/** Samples as JSON, some seconds of them. `begun`: the first is there, so the kernel is watched. */
const streamOf = (...args: readonly string[]) => {
  const child = spawn(process.execPath, [IOTOP, ...args, '--json', '-n', '8', '-d', '0.3'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const begun = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  return { begun, end: text(child.stdout) };
};

const MIB = 2 ** 20;

/** Bytes that each command asked of the device to write, by the samples of a stream. */
const writtenBy = (stream: string): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {};
  for (const line of stream.trim().split('\n')) {
    const { tasks } = JSON.parse(line);
    for (const { comm, write } of tasks) sums[comm] = (sums[comm] ?? 0) + write;
  }
  return sums;
};

const deviceNames = (stream: string): ReadonlySet<string> =>
  new Set(
    stream
      .trim()
      .split('\n')
      .flatMap((line) => JSON.parse(line).system.devices.map(({ name }: { name: string }) => name)),
  );

describeWith(['root', 'btf', 'marks', 'init-pid-namespace'], 'iotop --device', () => {
  it('tells of the tasks of one device what they asked of it, and of no other; of a recording the same', async () => {
    const disk = loopDevice(16);
    onTestFinished(disk.remove);
    const name = basename(disk.path);
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    const kept = streamOf('-D', disk.path);
    const whole = streamOf();
    await Promise.all([kept.begun, whole.begun]);
    const direct = ['bs=256k', 'oflag=direct'];
    await run('dd', ['if=/dev/zero', `of=${disk.path}`, 'count=32', ...direct]);
    await run('dd', ['if=/dev/zero', `of=${elsewhere}`, 'count=16', ...direct]);
    const stream = await kept.end;
    expect(writtenBy(stream)).toEqual({ dd: 8 * MIB });
    expect([...deviceNames(stream)]).toEqual([name]);

    const file = join(temporaryFolder(), 'samples.json');
    writeFileSync(file, await whole.end);
    const again = await iotop('replay', '-D', name, '--json', file);
    expect(writtenBy(again.stdout)).toEqual({ dd: 8 * MIB });
    const report = await iotop('report', '-D', name, '--json', file);
    expect(JSON.parse(report.stdout).rows).toMatchObject([{ write: 8 * MIB }]);
  });

  it.each([
    ['vdx7', '-b'],
    ['/dev/nothing', '--json'],
  ])('ends with 2 for %s, which is none', (name, output) => {
    const { status, stderr } = spawnSync(process.execPath, [IOTOP, '-D', name, output, '-n1'], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(
      /^iotop: invalid value "[^"]+" for --device; (did you mean|there are) .*\n$/,
    );
    expect(status).toBe(2);
  });

  it('says in one line that it cannot, where the block layer is not watched', () => {
    const args = [IOTOP, '-D', 'loop0', '--no-block', '-b', '-n1', '-d', '0.2'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^iotop: --device cannot tell whose requests/);
    expect(status).toBe(1);
  });
});
