/** Who is charged for what a limit of a control group holds back, and a worker of the kernel lets go. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';
import { expectLaw } from '../../support/block/account-laws.ts';
import { diskEntries, sumOf } from '../../support/block/asked.ts';
import { bytesGroup } from '../../support/block/control-group.ts';
import { BLOCK_NEEDS, watchBlocks } from '../../support/block/watching.ts';
import { runToEnd, WRITERS } from '../../support/block/writers.ts';
import { loopDisk, MIB } from '../../support/load/accuracy.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const PER_SECOND = 2 * MIB;
const BYTES = 2 * MIB;

type Load = { readonly samples: readonly Sample[]; readonly device: string; readonly pid: number };

/** One process under a limit on a disk of its own. */
const limited = async (command: (disk: string) => readonly string[]): Promise<Load> => {
  const disk = loopDisk(8);
  const device = basename(disk);
  const number = readFileSync(`/sys/block/${device}/dev`, 'latin1').trim();
  const enter = bytesGroup(number, PER_SECOND);
  const watching = await watchBlocks();
  const shell = ['sh', '-c', `${enter}; exec ${command(disk).join(' ')}`];
  const pid = await runToEnd(shell, temporaryFolder());
  return { samples: await watching.caughtUp(), device, pid };
};

const read =
  (flags: string) =>
  (disk: string): readonly string[] => [
    'dd',
    `if=${disk}`,
    'of=/dev/null',
    'bs=64k',
    `count=${BYTES}`,
    `iflag=${flags}`,
    'status=none',
  ];

const LOADS = {
  'a direct read': read('count_bytes,direct'),
  'a direct write': (disk: string) => WRITERS.direct.command(disk, BYTES),
  'a read through the cache': read('count_bytes'),
} as const;

const of =
  (pid: number) =>
  ({ tgid }: TaskEntry): boolean =>
    tgid === pid;

describeWith([...BLOCK_NEEDS, 'group-io'], 'what a limit of a control group holds back', () => {
  for (const [name, command] of Object.entries(LOADS)) {
    itWith(
      ['bpf-functions'],
      `of ${name} is for who asked, to the byte, and for no worker of the kernel; and it is known for how long`,
      async () => {
        const { samples, device, pid } = await limited(command);
        const ours = diskEntries(samples, device, of(pid));
        const moved = sumOf(ours, 'read') + sumOf(ours, 'write');
        expect(diskEntries(samples, device, ({ kernelThread = false }) => kernelThread)).toEqual(
          [],
        );
        // What is read ahead is more.
        if (command === LOADS['a read through the cache'])
          expect(moved).toBeGreaterThanOrEqual(BYTES);
        else expect(moved).toBe(BYTES);
        expect(sumOf(ours, 'heldTime')).toBeGreaterThan(0.5e9);
        expectLaw(samples, device, BYTES);
      },
    );

    it(`of ${name} is somebody’s, to the byte`, async () => {
      const { samples, device } = await limited(command);
      expectLaw(samples, device, BYTES);
    });
  }

  it('is, of pages of files, for who dirtied them', async () => {
    const { samples, device, pid } = await limited((disk) => WRITERS.fsync.command(disk, BYTES));
    expect(sumOf(diskEntries(samples, device, of(pid)), 'write')).toBe(BYTES);
    expectLaw(samples, device, BYTES);
  });
});
