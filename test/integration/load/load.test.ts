/** The load generator is the yardstick of the accuracy suites, so it is measured itself: by the kernel's own counters. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLoad, makeDiskFolder, startLoad } from '../../support/load/load.ts';
import { describeWith, itWith } from '../../support/test-run/requires.ts';

const program = buildLoad();
const path = program.kind === 'built' ? program.path : '';
const KIB = 1024;
const MIB = 1024 * KIB;

/** Now and then the file system has a writer dirty a block of its own too, and the kernel charges it: what was asked for, and little more. */
const expectWritten = (written: number | undefined, asked: number): void => {
  expect(written).toBeGreaterThanOrEqual(asked);
  expect(written).toBeLessThanOrEqual(asked === 0 ? 0 : asked + Math.max(16 * KIB, asked / 100));
  expect((written ?? 1) % (4 * KIB)).toBe(0);
};

describeWith(['compiler'], 'the load generator', () => {
  let folder: string;

  beforeAll(() => {
    folder = makeDiskFolder();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const movedBy = async (...args: readonly (string | number)[]) => {
    const load = await startLoad(path, args, folder);
    load.step();
    const moved = await load.moved();
    await load.end();
    return moved;
  };

  const exact = [
    { args: ['write', 3 * MIB, 'direct'], tasks: 1, write: 3 * MIB, comm: 'load-write' },
    { args: ['write', 3 * MIB, 'buffered'], tasks: 1, write: 3 * MIB, comm: 'load-write' },
    { args: ['read', 3 * MIB, 'direct'], tasks: 1, read: 3 * MIB, comm: 'load-read' },
    { args: ['read', 3 * MIB, 'buffered'], tasks: 1, read: 3 * MIB, comm: 'load-read' },
    { args: ['short', 20, 64 * KIB, 'direct', 0], tasks: 20, write: 64 * KIB, comm: 'short-0' },
    { args: ['short', 20, 64 * KIB, 'buffered', 0], tasks: 20, write: 64 * KIB, comm: 'short-0' },
    { args: ['threads', 20, MIB, 'direct', 4], tasks: 20, write: MIB, comm: 'pool-0' },
    { args: ['threads', 20, MIB, 'buffered', 4], tasks: 20, write: MIB, comm: 'pool-0' },
    { args: ['mmap', 2 * MIB], tasks: 1, write: 2 * MIB, comm: 'load-mmap' },
  ] as const;

  it.each(exact)('is charged by the kernel what "$args" asks for', async (load) => {
    const moved = await movedBy(...load.args);
    expect(moved).toHaveLength(load.tasks);
    expect(moved[0]?.comm).toBe(load.comm);
    for (const task of moved) {
      expect(task).toMatchObject({
        readBytes: 'read' in load ? load.read : 0,
        cancelledWriteBytes: 0,
      });
      expectWritten(task.writeBytes, 'write' in load ? load.write : 0);
    }
  });

  it('cancels every byte of a file that is deleted before it reached the disk', async () => {
    const [task] = await movedBy('unlink', 8 * MIB);
    expect(task).toMatchObject({ cancelledWriteBytes: 8 * MIB });
    expectWritten(task?.writeBytes, 8 * MIB);
  });

  it('sums a storm of processes to the byte', async () => {
    const [storm] = await movedBy('storm', 500, 1, 4 * KIB);
    expect(storm).toMatchObject({ comm: 'storm', count: 500 });
    expectWritten(storm?.writeBytes, 500 * 4 * KIB);
  });

  it('keeps the task, and so its counters, over an exec of itself', async () => {
    const load = await startLoad(path, ['exec-self', 8 * KIB, 'one', 'two'], folder);
    load.step();
    const [task] = await load.moved();
    expect(task).toMatchObject({ tid: load.pid, comm: 'load' });
    expectWritten(task?.writeBytes, 16 * KIB);
    await load.end();
  });

  it('hides nothing of a hostile name', async () => {
    const [task] = await movedBy('hostile', 4 * KIB);
    expect(task?.comm).toContain('\u001b[7m\n');
    expect(task?.comm).toContain('\u00ff');
    expectWritten(task?.writeBytes, 4 * KIB);
  });

  itWith(['root'], 'gives one task id to two processes', async () => {
    const load = await startLoad(path, ['reuse', 8 * KIB, 16 * KIB], folder);
    load.step();
    await load.ready();
    load.step();
    const [first, second] = await load.moved();
    expect(second?.tid).toBe(first?.tid);
    expect([first?.comm, second?.comm]).toEqual(['reuse-first', 'reuse-second']);
    expectWritten(first?.writeBytes, 8 * KIB);
    expectWritten(second?.writeBytes, 16 * KIB);
    await load.end();
  });

  it('makes as many sleeping threads as it was asked for, and none outlives it', async () => {
    const load = await startLoad(path, ['sleep', 25, 10], folder);
    const children = readFileSync(`/proc/${load.pid}/task/${load.pid}/children`, 'utf8');
    const pids = children.trim().split(' ');
    const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`));
    expect([pids.length, threads.length]).toEqual([3, 25]);
    await load.end();
    await expect.poll(() => readdirSync('/proc').filter((pid) => pids.includes(pid))).toEqual([]);
  });

  it('says what is wrong instead of being ready', async () => {
    await expect(startLoad(path, ['write', 17, 'direct'], folder)).rejects.toThrow(
      'load: not a multiple of 4096: 17',
    );
  });
});
