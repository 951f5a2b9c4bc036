/**
 * The taskstats messages around the struct: requests for tasks, replies, exit records, the listener's registration.
 *
 * Source: include/uapi/linux/taskstats.h, kernel/taskstats.c. A request is 28 bytes; many of them fit one datagram, and the kernel
 * answers each by a datagram of its own, in order.
 */
import type { ByteReader } from '../../../lib/byte-reader.ts';
import { DecodeError } from '../../../lib/errors.ts';
import { encodeTextRequest, GENL_HEADER_LENGTH, writeCommand } from './genetlink.ts';
import {
  type Attribute,
  errorOf,
  findAttribute,
  type Message,
  NLMSG_ERROR,
  NLMSG_HEADER_LENGTH,
  writeAttributeHeader,
  writeMessageHeader,
} from './netlink.ts';

export const TASKSTATS_FAMILY = 'TASKSTATS';

const TASKSTATS_CMD_GET = 1;
const CMD_ATTR_PID = 1;
const CMD_ATTR_REGISTER_CPUMASK = 3;
const TYPE_PID = 1;
const TYPE_STATS = 3;
const TYPE_AGGR_PID = 4;

/** Bytes of one request for one task. */
export const REQUEST_LENGTH = NLMSG_HEADER_LENGTH + GENL_HEADER_LENGTH + 8;
const SEQUENCE_OFFSET = 8;
const TID_OFFSET = REQUEST_LENGTH - 4;

/** A datagram of `capacity` requests, which `fillRequest` completes; sent in part or whole. */
export const encodeRequests = (family: number, capacity: number): Uint8Array => {
  const requests = new Uint8Array(capacity * REQUEST_LENGTH);
  const view = new DataView(requests.buffer);
  for (let offset = 0; offset < requests.length; offset += REQUEST_LENGTH) {
    writeMessageHeader(view, offset, { length: REQUEST_LENGTH, type: family, sequence: 0 });
    writeCommand(view, offset + NLMSG_HEADER_LENGTH, TASKSTATS_CMD_GET);
    writeAttributeHeader(view, offset + NLMSG_HEADER_LENGTH + GENL_HEADER_LENGTH, 8, CMD_ATTR_PID);
  }
  return requests;
};

/** Writes task and sequence number into request `index`. */
export const fillRequest = (view: DataView, index: number, tid: number, sequence: number): void => {
  view.setUint32(index * REQUEST_LENGTH + SEQUENCE_OFFSET, sequence, true);
  view.setUint32(index * REQUEST_LENGTH + TID_OFFSET, tid, true);
};

/** Asks for the final record of every task that exits on `cpus`, such as `0-7`. */
export const encodeListenerRequest = (family: number, cpus: string, sequence: number): Uint8Array =>
  encodeTextRequest(
    { type: family, command: TASKSTATS_CMD_GET, sequence },
    CMD_ATTR_REGISTER_CPUMASK,
    cpus,
  );

/** What one message of the kernel says. */
export type TaskstatsReply =
  | {
      readonly kind: 'stats';
      readonly sequence: number;
      /** The task's id, and where it stands. */
      readonly tid: { readonly value: number; readonly start: number };
      readonly stats: Attribute;
    }
  | { readonly kind: 'error'; readonly sequence: number; readonly errno: number }
  /** Another family's, an end of a dump, or a thread group's record, which has no I/O. */
  | { readonly kind: 'other' };

/**
 * Reads a reply to a request or an exit record: they have one form.
 *
 * @throws DecodeError when an attribute does not fit its message, or an id its attribute
 */
export const decodeReply = (
  reader: ByteReader,
  message: Message,
  family: number,
): TaskstatsReply => {
  const { sequence } = message;
  if (message.type === NLMSG_ERROR) {
    const errno = errorOf(reader, message);
    return errno === 0 ? { kind: 'other' } : { kind: 'error', sequence, errno };
  }
  if (message.type !== family) return { kind: 'other' };
  const start = message.bodyStart + GENL_HEADER_LENGTH;
  const task = findAttribute(reader, start, message.end, TYPE_AGGR_PID);
  if (task === undefined) return { kind: 'other' };
  const tid = findAttribute(reader, task.start, task.end, TYPE_PID);
  const stats = findAttribute(reader, task.start, task.end, TYPE_STATS);
  if (tid === undefined || stats === undefined) return { kind: 'other' };
  if (tid.end - tid.start < 4) throw new DecodeError(reader.format, tid.start, 'no task id');
  return {
    kind: 'stats',
    sequence,
    tid: { value: reader.u32(tid.start), start: tid.start },
    stats,
  };
};
