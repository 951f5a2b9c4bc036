/** What the kernel's threads of an io_uring write on every file system is the command's: ours, beside the kernel's own sum and fio's count. */
import { expect, onTestFinished } from 'vitest';
import type { RunReportJson } from '../../src/render/list/run-report.ts';
import { runProgram } from '../support/iotop/program.ts';
import { MIB } from '../support/load/accuracy.ts';
import { FILE_SYSTEMS, type FileSystemName, makeFileSystem } from '../support/load/file-system.ts';
import { describeWith, itWith } from '../support/test-run/requires.ts';

/** Every request by a worker, every second job through a polling thread; then what the shell and those it waited for did. */
const SCRIPT = `
cd "$0"
for mode in --force_async=1 --sqthread_poll=1; do
  fio --name=ring --ioengine=io_uring $mode --rw=randwrite --bs=64k --size=16m --iodepth=8 --end_fsync=1 \\
    --output-format=terse --terse-version=3 | cut -d';' -f47 | sed 's/^/fio_kib: /'
done
while read -r line; do echo "$line"; done </proc/$$/io`;

describeWith(['root', 'init-pid-namespace', 'fio'], 'run of fio by io_uring', () => {
  for (const name of ['ext4', 'xfs', 'btrfs', 'overlay'] as const) {
    itWith(FILE_SYSTEMS[name], `counts what its workers and pollers write on ${name}`, () =>
      countsAll(name),
    );
  }
});

const countsAll = async (name: FileSystemName): Promise<void> => {
  const fileSystem = await makeFileSystem(name);
  onTestFinished(fileSystem.remove);
  const { stdout, stderr } = await runProgram([
    'run',
    '--json',
    '--',
    'sh',
    '-c',
    SCRIPT,
    fileSystem.folder,
  ]);
  const line = stderr.split('\n').find((text) => text.startsWith('{'));
  const { total, exact }: RunReportJson = JSON.parse(line ?? stderr);
  const kernels = /^write_bytes: (\d+)$/m.exec(stdout)?.[1];
  const fios = [...stdout.matchAll(/^fio_kib: (\d+)$/gm)].map((match) => Number(match[1]));
  expect(fios).toEqual([16 * 1024, 16 * 1024]);
  expect({ write: total.write, exact }).toEqual({ write: Number(kernels), exact: true });
  expect(total.write).toBeGreaterThanOrEqual(32 * MIB);
};
