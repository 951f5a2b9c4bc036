/**
 * The rules of Debian's three tests of iotop-c (Tomas-M/iotop, debian/tests: basic-output, iterations, real-io), by a link of
 * that name that the shell finds. Each lets one line pass on standard error, by its words, and takes any other for a fault.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { delimiter } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { linkCalled } from '../support/iotop/idle-scene.ts';
import { makeDiskFolder } from '../support/load/load.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

const folder = sharedFolder();
const environment = () => ({
  ...process.env,
  PATH: `${folder()}${delimiter}${process.env.PATH}`,
});

type Ended = { readonly lines: readonly string[]; readonly faults: readonly string[] };

const iotopC = (...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    // A list of all tasks of a busy machine is long.
    const options = { env: environment(), maxBuffer: 64 * 2 ** 20 };
    execFile('iotop-c', args, options, (_error, stdout, stderr) => {
      const said = stderr.split('\n').filter((line) => line !== '');
      const faults = said.filter((line) => !/task_delayacct is 0/.test(line));
      done({ lines: stdout.split('\n'), faults });
    });
  });

describeWith(['root', 'taskstats'], 'called iotop-c', () => {
  beforeAll(() => void linkCalled('iotop-c', folder()));

  it('basic-output: one list has both totals', async () => {
    const { lines, faults } = await iotopC('-b', '-n', '1');
    expect(faults).toEqual([]);
    expect(lines.some((line) => line.includes('Total DISK READ'))).toBe(true);
    expect(lines.some((line) => line.includes('DISK WRITE'))).toBe(true);
  });

  it('iterations: as many lines with a total as were asked for', async () => {
    const { lines, faults } = await iotopC('-b', '--iter', '3');
    expect(faults).toEqual([]);
    expect(lines.filter((line) => line.includes('Total DISK READ'))).toHaveLength(3);
  });

  it('real-io: a dd started at the same moment is a row that ends in its name, and no row is without traffic', async () => {
    const disk = makeDiskFolder();
    try {
      const iotop = iotopC('-d', '0.2', '-b', '-n', '20', '-o');
      const gigabyte = ['if=/dev/zero', `of=${disk}/file`, 'bs=10M', 'count=100'];
      const dd = spawn('dd', gigabyte, { stdio: 'ignore' });
      const [{ lines, faults }] = await Promise.all([iotop, once(dd, 'exit')]);
      expect(faults).toEqual([]);
      const row = new RegExp(`^\\s*${dd.pid}\\s.*dd$`);
      expect(lines.filter((line) => row.test(line))).not.toEqual([]);
      expect(lines.filter((line) => /^\s*[0-9]+.*0\.00 B\/s\s+0\.00 B\/s/.test(line))).toEqual([]);
    } finally {
      rmSync(disk, { recursive: true });
    }
  });
});
