/**
 * Two programs that follow a process's descendants: one runs at every fork, one when a task is freed.
 *
 * A child process of a member is a member, whatever becomes of its parent, session or cgroup; the first members are the children of one
 * process. Members are processes, known by id and start of the leader: both stay when another thread runs exec, and threads the kernel makes
 * without passing the tracepoint (io_uring's workers, vhost's) belong to one as all threads do. `living` holds the members that can
 * still fork, `born` those user space has not read yet.
 *
 * Contexts: sched_process_fork has the task that calls fork, whether or not it becomes the parent, and the child; sched_process_free has the
 * task, which by then has been switched away from for the last time, so that its exit record has been written.
 */
import { HELPER } from './helper-functions.ts';
import type { Instruction } from './instruction.ts';
import * as op from './instruction.ts';
import type { MapShape } from './maps.ts';
import { FRAME, R0, R1, R2, R3, R4, R6, R7, type Register } from './registers.ts';
import { count } from './wait-balance.ts';

/** A member's identity, key and value alike; offsets in bytes. */
export const MEMBER = { tgid: 0, startedAt: 8 } as const;
const MEMBER_LENGTH = 16;

/** Offsets in the one value of the map of counts. */
export const DESCENDANT_COUNT = {
  born: 0,
  freed: 8,
  /** Members that found a map full: they, or their children, are not known as members. */
  lost: 16,
} as const;

/** Preallocated, as the others are: 9 MB of kernel memory while a command is watched. */
export const DESCENDANT_MAPS = {
  living: {
    name: 'iotop_living',
    kind: 1,
    keySize: MEMBER_LENGTH,
    valueSize: MEMBER_LENGTH,
    entries: 65_536,
  },
  born: {
    name: 'iotop_born',
    kind: 1,
    keySize: MEMBER_LENGTH,
    valueSize: MEMBER_LENGTH,
    entries: 32_768,
  },
  counts: { name: 'iotop_forks', kind: 2, keySize: 4, valueSize: 24, entries: 1 },
} as const satisfies Readonly<Record<string, MapShape>>;

/** Where this kernel keeps what the programs read of a task, in bytes from its beginning. */
export type DescendantFields = {
  readonly tid: number;
  readonly tgid: number;
  readonly startedAt: number;
  /** Pointer to the leader. */
  readonly groupLeader: number;
};

/** @param root the process whose children are the first members; it and its threads are none */
export const noteFork = (fields: DescendantFields, root: number): readonly Instruction[] => [
  op.load(8, PARENT, R1, 0),
  op.load(8, CHILD, R1, 8),
  op.load(4, R2, PARENT, fields.tgid),
  op.load(4, R3, CHILD, fields.tgid),
  op.jumpIfDifferent(R2, R3, 'process'),
  op.jump('done'), // a thread belongs to its process
  op.label('process'),
  ...putKey(fields, PARENT),
  ...withKey('living', HELPER.mapLookup),
  op.jumpIfNotZero(R0, 'member'),
  op.load(4, R1, PARENT, fields.tgid),
  op.moveNumber(R2, root),
  op.jumpIfDifferent(R1, R2, 'done'),
  op.label('member'),
  ...putKey(fields, CHILD),
  ...count(DESCENDANT_COUNT.born, 'done'),
  ...putMember('living'),
  op.jumpIfNotZero(R0, 'lost'),
  ...putMember('born'),
  op.jumpIfZero(R0, 'done'),
  op.label('lost'),
  ...count(DESCENDANT_COUNT.lost, 'done'),
  ...end(),
];

export const noteFree = (fields: DescendantFields): readonly Instruction[] => [
  op.load(8, CHILD, R1, 0),
  op.load(4, R1, CHILD, fields.tgid),
  op.load(4, R2, CHILD, fields.tid),
  op.jumpIfDifferent(R1, R2, 'done'), // the leader, who is freed last, stands for all
  ...putKey(fields, CHILD),
  ...withKey('living', HELPER.mapDelete),
  op.jumpIfNotZero(R0, 'done'), // no member
  ...count(DESCENDANT_COUNT.freed, 'done'),
  ...end(),
];

const PARENT: Register = R6;
const CHILD: Register = R7;

/** Where a key lies from the end of the stack frame. */
const KEY = -MEMBER_LENGTH;

/** Loses R1. */
const putKey = (fields: DescendantFields, task: Register): readonly Instruction[] => [
  op.load(4, R1, task, fields.tgid),
  op.store(4, FRAME, KEY + MEMBER.tgid, R1),
  op.storeNumber(4, FRAME, KEY + MEMBER.tgid + 4, 0),
  op.load(8, R1, task, fields.groupLeader),
  op.load(8, R1, R1, fields.startedAt),
  op.store(8, FRAME, KEY + MEMBER.startedAt, R1),
];

const withKey = (map: keyof typeof DESCENDANT_MAPS, helper: number): readonly Instruction[] => [
  op.loadMap(R1, map),
  op.move(R2, FRAME),
  op.addNumber(R2, KEY),
  op.call(helper),
];

/** R0 = 0, or an error when the map is full. */
const putMember = (map: keyof typeof DESCENDANT_MAPS): readonly Instruction[] => [
  op.move(R3, FRAME),
  op.addNumber(R3, KEY),
  op.moveNumber(R4, 0), // BPF_ANY
  ...withKey(map, HELPER.mapUpdate),
];

const end = (): readonly Instruction[] => [op.label('done'), op.moveNumber(R0, 0), op.exit()];
