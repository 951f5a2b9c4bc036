/** Who hammers the disk stands first on the screen, however many others wait a moment for it. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { NODE, PROGRAM } from '../support/iotop/program.ts';
import { startInPty } from '../support/screen/pty.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

/** Until the test ends, and all it started with it. */
const startShell = (script: string, folder: string): void => {
  const child = spawn('sh', ['-c', script], { cwd: folder, stdio: 'ignore', detached: true });
  onTestFinished(async () => {
    process.kill(-(child.pid as number), 'SIGKILL');
    await sleep(300);
  });
};

/** 20 MB/s read past the cache without waiting, 15 MB/s written into it. */
const FIO = [
  'fio --name=rd --rw=randread --ioengine=libaio --iodepth=16 --direct=1 --bs=64k --rate=20m',
  'fio --name=wr --rw=write --ioengine=psync --bs=64k --rate=15m',
].map((job) => `${job} --size=64m --time_based --runtime=120 --thread >/dev/null`);

/** Small ones that wait for the disk each time, many a second. */
const CROWD = [
  'while :; do dd if=/dev/zero of=small bs=64k count=4 conv=fsync; done',
  'while :; do cp small copy; sync copy; done',
  'while :; do dd if=/dev/zero of=tiny bs=4k count=1 oflag=dsync; done',
];

describeWith(['root', 'fio'], 'the screen at 80×24', () => {
  it('has the biggest reader and the biggest writer in its first rows, second after second', async () => {
    const folder = temporaryFolder();
    for (const script of [...FIO, ...CROWD]) startShell(script, folder);
    const session = startInPty(NODE, [PROGRAM], { columns: 80, rows: 24 });
    onTestFinished(() => session.close());
    const isThere = (name: string) => (row: string) => row.includes(`fio --name=${name}`);
    const first = (rows: readonly string[]) => {
      const titles = rows.findIndex((row) => / COMMAND *$/.test(row));
      return rows.slice(titles + 1, titles + 5);
    };
    await session.until('both', (rows) =>
      ['rd', 'wr'].every((name) => first(rows).some(isThere(name))),
    );
    for (let second = 0; second < 8; second++) {
      await sleep(1000);
      const rows = await session.rows();
      for (const name of ['rd', 'wr']) {
        expect(first(rows).some(isThere(name)), `${name}:\n${rows.join('\n')}`).toBe(true);
      }
    }
  });
});
