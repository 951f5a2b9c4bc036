/**
 * Records what this kernel says of loads of our own: files of /proc, raw directory entries, raw netlink datagrams; and beside them, in
 * known.json, what is true by other sources.
 *
 * Usage, as root: node scripts/run-ts.mjs scripts/record-fixtures.ts FOLDER
 */
import { fstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeFamilyReply, encodeFamilyRequest } from '../src/kernel/abi/netlink/genetlink.ts';
import {
  encodeListenerRequest,
  encodeRequests,
  fillRequest,
  REQUEST_LENGTH,
  TASKSTATS_FAMILY,
} from '../src/kernel/abi/netlink/taskstats-message.ts';
import * as libc from '../src/kernel/sys/libc.ts';
import { NetlinkSocket } from '../src/kernel/sys/netlink-socket.ts';
import { possibleCpus } from '../src/kernel/sys/proc/kernel-facts.ts';
import { buildLoad, type Load, makeDiskFolder, startLoad } from '../test/support/load/load.ts';

const ARENA = { slots: 64, slotSize: 4096 };
const KIB = 1024;
const KTHREADD = 2;
const NO_SUCH_TASK = 4_194_303;
const O_DIRECTORY = 0o200000;
const SMALL_BUFFER = 4096;

const target = process.argv[2] ?? '.';

const main = async (): Promise<void> => {
  for (const folder of ['taskstats', 'proc']) mkdirSync(join(target, folder), { recursive: true });
  const program = buildLoad();
  if (program.kind === 'absent') throw new Error(program.reason);
  const folder = makeDiskFolder();
  const start = (...args: readonly (string | number)[]): Promise<Load> =>
    startLoad(program.path, args, folder);
  try {
    const family = recordFamily();
    const known = {
      family,
      writer: await recordLiving(family, await start('hostile', 64 * KIB)),
      exits: await recordExits(family, await start('threads', 2, 64 * KIB, 'direct', 1)),
      entries: await recordEntries(await start('sleep', 12, 12)),
      drops: recordDrops(family),
    };
    write('known.json', `${JSON.stringify(known, undefined, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const recordFamily = (): number => {
  const socket = new NetlinkSocket(ARENA);
  const ask = (name: string): Uint8Array => {
    const request = encodeFamilyRequest(name, 7);
    socket.send(request, request.length);
    return take(socket)[0] as Uint8Array;
  };
  const reply = ask(TASKSTATS_FAMILY);
  write('taskstats/family', reply);
  write('taskstats/family-error', ask('NO_SUCH_FAMILY'));
  socket.close();
  const decoded = decodeFamilyReply(reply);
  if (decoded.kind === 'error') throw new Error('no taskstats');
  return decoded.id;
};

/** One task that wrote a known amount and lives, one of the kernel's own, and one that is not there. */
const recordLiving = async (family: number, load: Load): Promise<object> => {
  load.step();
  await load.moved();
  const { pid } = load;
  recordReplies(family, pid);
  for (const file of ['io', 'stat']) {
    write(`proc/task-${file}`, readFileSync(`/proc/${pid}/task/${pid}/${file}`));
  }
  write('proc/task-stat-kernel-thread', readFileSync(`/proc/${KTHREADD}/stat`));
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1]);
  const comm = [...readFileSync(`/proc/${pid}/comm`)].slice(0, -1);
  const truth = { tid: pid, parent: field('PPid'), uid: field('Uid'), comm, io: ioOf(pid) };
  await load.end();
  return { ...truth, written: 64 * KIB };
};

const recordReplies = (family: number, writer: number): void => {
  const socket = new NetlinkSocket(ARENA);
  const requests = encodeRequests(family, 3);
  const view = new DataView(requests.buffer);
  for (const [i, tid] of [writer, KTHREADD, NO_SUCH_TASK].entries()) {
    fillRequest(view, i, tid, 1000 + i);
  }
  socket.send(requests, 3 * REQUEST_LENGTH);
  const replies = take(socket);
  socket.close();
  for (const [i, name] of ['writer', 'kernel-thread', 'error'].entries()) {
    write(`taskstats/reply-${name}`, replies[i] as Uint8Array);
  }
};

/** Threads that end before their process does; the process's own end then tells of the whole thread group. */
const recordExits = async (family: number, load: Load): Promise<object> => {
  const socket = new NetlinkSocket(ARENA);
  const request = encodeListenerRequest(family, possibleCpus(), 1);
  socket.send(request, request.length);
  load.step();
  const threads = await load.moved();
  await load.end();
  await sleep(100);
  const records = take(socket);
  socket.close();
  const of = (tid: number): Uint8Array => {
    const found = records.find((bytes) => new DataView(bytes.buffer).getUint32(28, true) === tid);
    if (found === undefined) throw new Error(`no record of ${tid}'s end`);
    return found;
  };
  const [thread] = threads;
  if (thread === undefined) throw new Error('the load has no threads');
  write('taskstats/exit-thread', of(thread.tid));
  write('taskstats/exit-last-thread', of(load.pid));
  return { process: load.pid, thread: thread.tid, comm: thread.comm, written: 64 * KIB };
};

/** The threads of one process, as getdents64 gives them. */
const recordEntries = async (load: Load): Promise<readonly number[]> => {
  const children = readFileSync(`/proc/${load.pid}/task/${load.pid}/children`, 'utf8');
  const process = Number(children.trim().split(' ')[0]);
  const path = `/proc/${process}/task`;
  const directory = libc.openat(0, new TextEncoder().encode(`${path}\0`), O_DIRECTORY);
  const bytes = new Uint8Array(4096);
  const length = libc.getdents64(directory, bytes);
  libc.close(directory);
  write('proc/task-entries', bytes.subarray(0, length));
  const names = readdirSync(path).map(Number);
  await load.end();
  return names;
};

/**
 * A socket so small that it loses a counted part of the replies it asked for. Each is dropped twice: when the reply does not fit, the kernel
 * tries to say so.
 */
const recordDrops = (family: number): object => {
  const asked = 50;
  const socket = new NetlinkSocket(ARENA, SMALL_BUFFER);
  const requests = encodeRequests(family, asked);
  const view = new DataView(requests.buffer);
  for (let i = 0; i < asked; i++) fillRequest(view, i, process.pid, i);
  socket.send(requests, asked * REQUEST_LENGTH);
  const text = readFileSync('/proc/net/netlink', 'utf8');
  const inode = fstatSync(socket.fd).ino;
  const received = take(socket).length;
  socket.close();
  write('proc/net-netlink', text);
  return { inode, count: 2 * (asked - received) };
};

/** Copies of all datagrams that wait. */
const take = (socket: NetlinkSocket): readonly Uint8Array[] => {
  const datagrams: Uint8Array[] = [];
  for (;;) {
    const received = socket.receive();
    if (received.kind === 'empty') return datagrams;
    if (received.kind === 'overrun') continue;
    for (let slot = 0; slot < received.count; slot++) {
      const start = slot * socket.slotSize;
      datagrams.push(socket.arena.slice(start, start + socket.lengthOf(slot)));
    }
  }
};

const ioOf = (tid: number): Readonly<Record<string, number>> =>
  Object.fromEntries(
    readFileSync(`/proc/${tid}/task/${tid}/io`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(': '))
      .map(([name, value]) => [name ?? '', Number(value)]),
  );

const write = (name: string, content: Uint8Array | string): void =>
  writeFileSync(join(target, name), content);

await main();
