/** What iotop may still do while it works on a recording, which may be a stranger's. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { milliseconds } from '../../../src/lib/units.ts';
import { segmentName } from '../../../src/record/format/segment-name.ts';
import { NODE, PROGRAM, runProgram } from '../../support/iotop/program.ts';
import {
  expectOthersPowerless,
  OTHER,
  READS,
  type Thread,
  threadsOf,
} from '../../support/iotop/threads.ts';
import { FILE_SYSTEMS, makeFileSystem } from '../../support/load/file-system.ts';
import { startInPty } from '../../support/screen/pty.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';
import { sharedFolder, temporaryFolder } from '../../support/test-run/temporary-folder.ts';
import { until } from '../../support/test-run/until.ts';

const recorded = sharedFolder();

/** A copy of a recording, its folder and its files with this owner and these modes. */
const recording = (folderMode: number, fileMode: number, owner = 0): string => {
  const folder = temporaryFolder();
  cpSync(recorded(), folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    chownSync(join(folder, name), owner, owner);
    chmodSync(join(folder, name), fileMode);
  }
  chownSync(folder, owner, owner);
  chmodSync(folder, folderMode);
  return folder;
};

const ours = (): string => recording(0o750, 0o640);
const everybodys = (): string => recording(0o755, 0o644);

/** A pipe that takes no byte more: who writes to it waits. */
const fullPipe = (): number => {
  const path = join(temporaryFolder(), 'pipe');
  spawnSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(pipe));
  try {
    for (;;) writeSync(pipe, 'x'.repeat(4096));
  } catch {
    return pipe;
  }
};

/** Whether it waits until it can read from or write to one of its standard streams. */
const waitsFor = (pid: number, stream: number): boolean =>
  readdirSync(`/proc/${pid}/fdinfo`).some((fd) =>
    new RegExp(`^tfd: +${stream} `, 'm').test(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')),
  );

const ended = (child: ChildProcess): Promise<unknown> =>
  new Promise((done) => child.once('exit', done));

/** Its threads when it has read, and waits to say what. */
const threadsAtWork = async (...args: readonly string[]): Promise<readonly Thread[]> => {
  const reads = args.includes('-');
  const stdio = [reads ? 'pipe' : 'ignore', fullPipe(), 'ignore'] as const;
  const child = spawn(NODE, [PROGRAM, ...args], { stdio: [...stdio] });
  const end = ended(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await end;
  });
  const pid = child.pid as number;
  const isOpen = (): boolean => threadsOf(pid).some(({ noNew }) => noNew === '1');
  await until(() => child.exitCode !== null || (isOpen() && waitsFor(pid, reads ? 0 : 1)));
  expect(child.exitCode).toBeNull();
  const threads = threadsOf(pid);
  expectOthersPowerless(threads, pid);
  return threads.toSorted((a, b) => Number(b.tid === pid) - Number(a.tid === pid));
};

const READER = { uid: OTHER.uid, held: READS, bound: '4', noNew: '1' };
const POWERLESS = { ...OTHER, bound: '0', noNew: '1' };
const WRITER = { uid: '0', held: READS, bound: '4', noNew: '1' };

describeWith(['root', 'util-linux'], 'at work on a recording, root', () => {
  beforeAll(async () => {
    // The newest segment is not compacted: an older one beside it, by its name.
    for (const name of [segmentName(milliseconds(0)), segmentName(milliseconds(1))]) {
      const folder = mkdtempSync(join(recorded(), 'one-'));
      await runProgram(['record', folder, '--engine=procfs', '-d', '0.05', '-n', '3']);
      const [segment = ''] = readdirSync(folder).filter((file) => file.endsWith('.gz'));
      renameSync(join(folder, segment), join(recorded(), name));
      rmSync(folder, { recursive: true });
    }
  });

  for (const args of [['report'], ['verify'], ['replay', '-b']] as const) {
    it(`${args.join(' ')} is nobody who may read, in each thread`, async () => {
      expect((await threadsAtWork(...args, ours()))[0]).toMatchObject(READER);
    });

    it(`${args.join(' ')} may do nothing where everybody may read the recording`, async () => {
      expect((await threadsAtWork(...args, everybodys()))[0]).toMatchObject(POWERLESS);
    });
  }
  for (const command of ['report', 'replay'] as const) {
    it(`${command} of what is piped in may do nothing`, async () => {
      expect((await threadsAtWork(command, '-', '--json'))[0]).toMatchObject(POWERLESS);
    });
  }

  it('the screen over a recording is nobody who may read, and says why it saves no settings', async () => {
    const size = { columns: 100, rows: 24 };
    const screen = startInPty(NODE, [PROGRAM, 'replay', ours()], size);
    onTestFinished(() => screen.close());
    await screen.until('a list', (rows) => rows.some((row) => row.includes('COMMAND')));
    const threads = threadsOf(screen.pid);
    expectOthersPowerless(threads, screen.pid);
    expect(threads.find(({ tid }) => tid === screen.pid)).toMatchObject(READER);
    screen.type('W');
    await screen.until('why', (rows) => rows.some((row) => row.includes('shows recordings as')));
    screen.type('q');
    expect(await screen.ended).toMatchObject({ exitCode: 0 });
  });

  for (const command of ['repair', 'compact'] as const) {
    it(`${command} changes root’s folder by root’s name, and another’s with the power for it`, async () => {
      expect((await threadsAtWork(command, ours()))[0]).toMatchObject(WRITER);
      const others = recording(0o750, 0o640, 65_534);
      const [main] = await threadsAtWork(command, others);
      expect(main).toMatchObject({ ...WRITER, held: '0 f f 0', bound: 'f' });
    });
  }

  it('compacts another’s recording, and what it wrote anew is the other’s as before', async () => {
    const folder = recording(0o750, 0o640, 65_534);
    const { code, stdout, stderr } = await runProgram(['compact', folder]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/ to |nothing to merge/);
    const owners = readdirSync(folder).map((name) => statSync(join(folder, name)).uid);
    expect(owners).toEqual(owners.map(() => 65_534));
    expect(await runProgram(['verify', folder])).toMatchObject({ code: 0, stderr: '' });
  });

  it('a page is written by root’s name', async () => {
    const page = join(temporaryFolder(), 'page.html');
    const args = ['report', ours(), '--html', page];
    expect(await runProgram(args)).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(page, 'utf8')).toContain('</html>');
  });

  it('reads what is another’s and closed', async () => {
    const closed = recording(0o700, 0o600, 65_534);
    const report = (folder: string) => runProgram(['report', '--json', folder]);
    const known = await report(everybodys());
    expect(known).toMatchObject({ code: 0, stderr: '' });
    expect(await report(closed)).toEqual(known);
  });

  itWith(FILE_SYSTEMS.fuse, 'stays root where a file system lets root alone read', async () => {
    const { folder, remove } = await makeFileSystem('fuse', 16);
    onTestFinished(remove);
    cpSync(recorded(), join(folder, 'recording'), { recursive: true });
    const [main] = await threadsAtWork('verify', join(folder, 'recording'));
    expect(main).toMatchObject(WRITER);
  });
});
