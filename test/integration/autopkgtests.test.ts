/**
 * What Debian's three tests of iotop-c ask of a program of that name (their descriptions: basic-output, iterations,
 * real-io), written anew and run through a link called iotop-c.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDiskFolder } from '../support/load.ts';
import { PROGRAM } from '../support/program.ts';
import { describeWith } from '../support/requires.ts';

const folder = mkdtempSync(join(tmpdir(), 'iotop-link-'));
const environment = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };

type Ended = { readonly stdout: string; readonly complaints: readonly string[] };

/** Runs `iotop-c` as a shell would find it; complaints are what stands on standard error but for the one allowed line. */
const iotopC = (...args: string[]): Promise<Ended> =>
  new Promise((done) => {
    // A list of all tasks of a busy machine is long.
    const options = { env: environment, maxBuffer: 64 * 2 ** 20 };
    execFile('iotop-c', args, options, (_error, stdout, stderr) => {
      const complaints = stderr
        .split('\n')
        .filter((line) => line !== '' && !line.includes('delay accounting is off'));
      done({ stdout, complaints });
    });
  });

describeWith(['root', 'taskstats'], 'called iotop-c', () => {
  beforeAll(() => {
    symlinkSync(PROGRAM, join(folder, 'iotop-c'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('one list has a header with both totals, and nothing is complained of', async () => {
    const { stdout, complaints } = await iotopC('-b', '-n', '1');
    expect(complaints).toEqual([]);
    expect(stdout).toContain('Total DISK READ');
    expect(stdout).toContain('DISK WRITE');
  });

  it('three iterations are three lists', async () => {
    const { stdout, complaints } = await iotopC('-b', '-d', '0.3', '--iter', '3');
    expect(complaints).toEqual([]);
    expect(stdout.match(/Total DISK READ/g)).toHaveLength(3);
  });

  it('a dd shows by its short name at the line end, and with -o no row is without traffic', async () => {
    const disk = makeDiskFolder();
    const dd = spawn('dd', ['bs=64k', `of=${disk}/out`], { stdio: ['pipe', 'ignore', 'ignore'] });
    // As long as we look, however fast the disk is: what it is to write comes a piece at a time.
    const feeding = setInterval(() => dd.stdin?.write(new Uint8Array(65_536)), 20);
    try {
      const { stdout, complaints } = await iotopC('-d', '0.2', '-b', '-n', '8', '-o');
      expect(complaints).toEqual([]);
      expect(stdout).toMatch(new RegExp(`^\\s*${dd.pid}\\s.*dd$`, 'm'));
      expect(stdout).not.toMatch(/^\s*[0-9]+.*0\.00 B\/s\s+0\.00 B\/s/m);
    } finally {
      clearInterval(feeding);
      dd.kill();
      rmSync(disk, { recursive: true });
    }
  });
});
