/** What the block programs noted: bytes of the kernel's map into objects, one for each pair of owner and device that did something. */
import {
  ASKED,
  ASKED_KEY,
  ASKED_LENGTH,
  LATENCY,
  OWNER,
  WHO,
} from '../../kernel/abi/bpf/block/block-maps.ts';
import type { ByteReader } from '../../lib/byte-reader.ts';
import { decodeCString } from '../../lib/text.ts';
import { bytes, nanoseconds } from '../../lib/units.ts';
import type { OwnerEntry } from '../../sample/sample.ts';

/** Who a task is, as it was when it dirtied or asked. */
export type Who = {
  readonly tgid: number;
  readonly uid: number;
  readonly comm: string;
  readonly kernelThread: boolean;
  /** Boot clock, ns. */
  readonly leaderStartedAt: number;
};

/** What was asked for. */
export type Asked = Omit<OwnerEntry, 'owner'>;

/** What this kernel lets us know beside bytes. */
export type BlockKnows = {
  readonly owners: boolean;
  readonly times: boolean;
  /** Requests that failed, and those that went back into the queue. */
  readonly errors: boolean;
  readonly requeues: boolean;
  /** Who asked for what a limit of a group holds back. */
  readonly holds: boolean;
};

export type AskedRecord = {
  /** `major:minor` of the disk. */
  readonly device: string;
  /** 0: the owner is no task, and `startedAt` its number of `OWNER`. */
  readonly tid: number;
  readonly startedAt: number;
  /** Absent: its requests only were completed in this time. */
  readonly who?: Who;
  readonly asked: Asked;
  readonly sectors: { readonly read: Run; readonly write: Run };
};

/** What of one direction there was: the sector at which the first began and that at which the last ended, 0: there was none. */
export type Run = { readonly first: number; readonly last: number };

/** @param values `ASKED_LENGTH` bytes each */
export const askedRecordAt = (
  values: ByteReader,
  index: number,
  { holds }: Pick<BlockKnows, 'holds'>,
): AskedRecord => {
  const at = index * ASKED_LENGTH;
  const key = at + ASKED.key;
  const device = values.u32(key + ASKED_KEY.device);
  const who = whoAt(values, at + ASKED.who);
  return {
    device: `${device >>> MINOR_BITS}:${device & ((1 << MINOR_BITS) - 1)}`,
    tid: values.u32(key + ASKED_KEY.tid),
    startedAt: values.u64(key + ASKED_KEY.startedAt),
    ...(who !== undefined && { who }),
    asked: {
      read: bytes(values.u64(at + ASKED.read)),
      write: bytes(values.u64(at + ASKED.write)),
      discard: bytes(values.u64(at + ASKED.discard)),
      reads: values.u32(at + ASKED.reads),
      writes: values.u32(at + ASKED.writes),
      sequential: values.u64(at + ASKED.sequential),
      queueTime: nanoseconds(values.u64(at + ASKED.queueTime)),
      deviceTime: nanoseconds(values.u64(at + ASKED.deviceTime)),
      ...(holds && { heldTime: nanoseconds(values.u64(at + ASKED.heldTime)) }),
      latency: latencyAt(values, at),
    },
    sectors: {
      read: { first: values.u64(at + ASKED.firstRead), last: values.u64(at + ASKED.lastRead) },
      write: { first: values.u64(at + ASKED.firstWrite), last: values.u64(at + ASKED.lastWrite) },
    },
  };
};

const MINOR_BITS = 20;

const whoAt = (values: ByteReader, at: number): Who | undefined => {
  const tgid = values.u32(at + WHO.tgid);
  if (tgid === 0) return undefined;
  return {
    tgid,
    uid: values.u32(at + WHO.uid),
    comm: decodeCString(values.slice(at + WHO.comm, COMM_LENGTH), 0, COMM_LENGTH),
    kernelThread: (values.u32(at + WHO.flags) & PF_KTHREAD) !== 0,
    leaderStartedAt: values.u64(at + WHO.leaderStartedAt),
  };
};

const COMM_LENGTH = 16;
const PF_KTHREAD = 0x0020_0000;

const latencyAt = (values: ByteReader, at: number): NonNullable<Asked['latency']> => {
  const latency: NonNullable<Asked['latency']>[number][] = [];
  for (let bucket = 0; bucket < LATENCY.buckets; bucket++) {
    const reads = values.u32(at + ASKED.readsByTime + bucket * 4);
    const writes = values.u32(at + ASKED.writesByTime + bucket * 4);
    if (reads + writes > 0) {
      latency.push({ below: nanoseconds(2 ** (LATENCY.firstPower + bucket)), reads, writes });
    }
  }
  return latency;
};

/** Owners that are no task, by their number. */
export const OWNER_OF: ReadonlyMap<number, OwnerEntry['owner']> = new Map([
  [OWNER.fileSystem, 'file-system'],
  [OWNER.swapOut, 'swap-out'],
  [OWNER.rawDevice, 'raw-device'],
  [OWNER.loopDevice, 'loop-device'],
]);
