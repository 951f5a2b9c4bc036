/** What must hold of the block layer on every kernel: on a disk as it is, /dev/vda, on one with an ext4, /dev/vdb, and on a loop device on that. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asked, dd, KIB, law, type Sample, samplesDuring, type Task } from './watching.ts';

const MIB = 1024 * KIB;
const LOOP = '/dev/loop0';
const FOLDER = join(tmpdir(), 'files');

const run = (command: string, ...args: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
};

export const checkBlocks = async (): Promise<void> => {
  mkdirSync(FOLDER, { recursive: true });
  run('mount', '-t', 'ext4', '/dev/vdb', FOLDER);
  const tids: number[] = [];
  const samples = await samplesDuring('bpf', async () => {
    for (const args of [
      ['if=/dev/zero', `of=${FOLDER}/first`, 'bs=64k', 'count=64'],
      ['if=/dev/zero', `of=${FOLDER}/second`, 'bs=4k', 'count=300'],
      ['if=/dev/zero', `of=${FOLDER}/first`, 'bs=4k', 'count=37', 'seek=77', 'conv=notrunc'],
    ]) {
      tids.push(await runDd(args));
      if (tids.length > 1) run('sync', '-f', FOLDER);
    }
    tids.push(await runDd(['if=/dev/vda', 'of=/dev/null', 'bs=64k', 'count=32', 'iflag=direct']));
    tids.push(await runDd(['if=/dev/zero', 'of=/dev/vda', 'bs=64k', 'count=16', 'oflag=direct']));
    run('truncate', '-s', '4M', `${FOLDER}/loop`);
    run('losetup', LOOP, `${FOLDER}/loop`);
    tids.push(await runDd(['if=/dev/zero', `of=${LOOP}`, 'bs=64k', 'count=24', 'oflag=direct']));
    run('sync', '-f', FOLDER);
    run('losetup', '-d', LOOP);
  });
  run('umount', FOLDER);
  checkOwners(samples, tids);
  checkTimes(samples, tids);
  checkLoop(samples, tids[5]);
  for (const device of ['vda', 'vdb', 'loop0']) checkSums(samples, device);
  const unwatched = samples.flatMap(({ gaps }) => gaps.filter(({ what }) => what === 'block'));
  law('the block layer is watched, and nothing of it is lost', unwatched.length === 0, unwatched);
  const tasks = samples.flatMap((sample) => sample.tasks);
  const unknown = tasks.filter(
    (task) => task.diskRead === undefined || task.diskWrite === undefined,
  );
  law(
    'of every task it is known what disks were asked for',
    unknown.length === 0,
    unknown.slice(0, 3),
  );
};

/** What a limit of a group holds back is for who asked, though a worker of the kernel lets it go. */
export const checkHeld = async (): Promise<void> => {
  const root = join(tmpdir(), 'control-groups');
  const group = join(root, 'limited');
  mkdirSync(root);
  run('mount', '-t', 'cgroup2', 'none', root);
  writeFileSync(join(root, 'cgroup.subtree_control'), '+io');
  mkdirSync(group);
  const disk = readFileSync('/sys/block/vda/dev', 'latin1').trim();
  writeFileSync(join(group, 'io.max'), `${disk} rbps=${MIB} wbps=${MIB}`);
  const enter = `echo $$ >${group}/cgroup.procs`;
  const tids: number[] = [];
  const samples = await samplesDuring('bpf', async () => {
    for (const args of [
      ['if=/dev/vda', 'of=/dev/null', 'bs=64k', 'count=32', 'iflag=direct'],
      ['if=/dev/vda', 'of=/dev/null', 'bs=64k', 'skip=640', 'count=16'],
      ['if=/dev/zero', 'of=/dev/vda', 'bs=64k', 'count=32', 'oflag=direct'],
      ['if=/dev/zero', 'of=/dev/vda', 'bs=64k', 'count=16', 'conv=fsync'],
    ]) {
      tids.push(await runDd(args, enter));
    }
  });
  const of = (index: number) => diskOf(samples, tids[index], 'vda');
  const seen = {
    direct: sumOf(of(0), 'read'),
    cached: sumOf(of(1), 'read'),
    written: sumOf(of(2), 'write'),
    dirtied: sumOf(of(3), 'write'),
  };
  const workers = samples
    .flatMap(({ tasks }) => tasks)
    .filter(({ comm }) => comm.startsWith('kworker'))
    .flatMap(({ disk = [] }) => disk.filter(({ device }) => device === 'vda'));
  law('dirty pages that a limit holds back are of who dirtied them', seen.dirtied === MIB, seen);
  if (knowsHolds) {
    law('a limited dd reads its 2 MiB directly', seen.direct === 2 * MIB, seen);
    law('and 1 MiB or more through the cache', seen.cached >= MIB, seen);
    law('and writes its 2 MiB directly', seen.written === 2 * MIB, seen);
    law('no worker of the kernel has any of it', workers.length === 0, workers);
    const held = sumOf(of(0), 'heldTime') / 1e9;
    law('the direct reads were held back for 1 to 3 s together', held > 1 && held < 3, held);
  }
  checkSums(samples, 'vda');
};

const [major = 0, minor = 0] = release().split('.').map(Number);
/** Whether the kernel tells where it holds something back. */
const knowsHolds = major > 5 || minor >= 16;

/** @param enter what a shell does first, as the same task */
const runDd = async (args: readonly string[], enter?: string): Promise<number> => {
  const child =
    enter === undefined
      ? dd(...args)
      : spawn('sh', ['-c', `${enter}; exec dd ${args.join(' ')}`], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid as number;
};

const diskOf = (samples: readonly Sample[], tid: number | undefined, device: string) =>
  samples
    .flatMap(({ tasks }) => tasks)
    .filter((task: Task) => task.tid === tid)
    .flatMap(({ disk = [] }) => disk.filter((one) => one.device === device));

const sumOf = (
  entries: readonly Asked[],
  field: 'read' | 'write' | 'queueTime' | 'deviceTime' | 'heldTime',
) => entries.reduce((sum, entry) => sum + (entry[field] ?? 0), 0);

/** How many were completed. */
const timesOf = (entries: readonly Asked[], kind: 'reads' | 'writes'): number =>
  entries
    .flatMap(({ latency = [] }) => latency)
    .reduce((sum, bucket) => sum + (bucket[kind] ?? 0), 0);

const checkOwners = (samples: readonly Sample[], tids: readonly number[]): void => {
  const wrote = (index: number): number => sumOf(diskOf(samples, tids[index], 'vdb'), 'write');
  law('a dd has written by a worker what it wrote, 4 MiB', wrote(0) === 4 * MIB, wrote(0));
  law('another beside it, 1200 KiB', wrote(1) === 1200 * KIB, wrote(1));
  law('and who changed a part of the first, 148 KiB', wrote(2) === 148 * KIB, wrote(2));
  const times = timesOf(diskOf(samples, tids[2], 'vdb'), 'writes');
  law('and it is known how long that took', times > 0, times);
  const direct = { read: 0, write: 0 };
  direct.read = sumOf(diskOf(samples, tids[3], 'vda'), 'read');
  direct.write = sumOf(diskOf(samples, tids[4], 'vda'), 'write');
  law('a dd that reads the disk directly reads 2 MiB', direct.read === 2 * MIB, direct);
  law('a dd that writes it directly writes 1 MiB', direct.write === MIB, direct);
};

/** What a loop device's worker does below is loop devices', and not once more the task's. */
const checkLoop = (samples: readonly Sample[], tid: number | undefined): void => {
  const on = (device: string): number => sumOf(diskOf(samples, tid, device), 'write');
  const once = samples
    .flatMap(({ tasks }) => tasks)
    .filter((task) => task.tid === tid && task.comm === 'dd')
    .reduce((sum, { diskWrite = 0 }) => sum + diskWrite, 0);
  const below = samples
    .flatMap(({ system }) => system.devices?.filter(({ name }) => name === 'vdb') ?? [])
    .flatMap(({ owners = [] }) => owners.filter(({ owner }) => owner === 'loop-device'));
  const wrote = { loop: on('loop0'), disk: on('vdb'), once, below: sumOf(below, 'write') };
  law('a dd on a loop device writes 1536 KiB there', wrote.loop === 1536 * KIB, wrote);
  law(
    'below it loop devices do, to the byte',
    wrote.below === 1536 * KIB && wrote.disk === 0,
    wrote,
  );
  law('and it is in the figures of the dd once', wrote.once === 1536 * KIB, wrote);
};

const checkTimes = (samples: readonly Sample[], tids: readonly number[]): void => {
  for (const [tid, kind] of [
    [tids[3], 'reads'],
    [tids[4], 'writes'],
  ] as const) {
    const entries = diskOf(samples, tid, 'vda');
    const completed = timesOf(entries, kind);
    const time = sumOf(entries, 'queueTime') + sumOf(entries, 'deviceTime');
    law(
      `its ${kind} are known by how long they took`,
      completed >= 16 && completed <= 64,
      completed,
    );
    law(`and took some time, and less than 10 s each`, time > 0 && time < 10e9 * completed, time);
  }
};

/** Σ tasks and owners is what the device did: nothing is in flight in the end. */
const checkSums = (samples: readonly Sample[], device: string): void => {
  const sum = { asked: { read: 0, write: 0 }, done: { read: 0, write: 0 } };
  for (const { tasks, system } of samples) {
    const one = system.devices?.find(({ name }) => name === device);
    const asked = [
      ...tasks.flatMap(({ disk = [] }) => disk.filter((entry) => entry.device === device)),
      ...(one?.owners ?? []),
    ];
    sum.asked.read += sumOf(asked, 'read');
    sum.asked.write += sumOf(asked, 'write');
    sum.done.read += one?.readBytes ?? 0;
    sum.done.write += one?.writeBytes ?? 0;
  }
  const holds = JSON.stringify(sum.asked) === JSON.stringify(sum.done);
  law(`what all asked ${device} for is what it did`, holds, sum);
};
