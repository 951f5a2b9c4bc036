/**
 * Netlink messages: headers, error replies, attributes. Pure: bytes in, offsets out.
 *
 * Source: include/uapi/linux/netlink.h; Documentation/userspace-api/netlink/intro.rst. Everything is aligned to 4 bytes
 * and in host byte order.
 */
import type { ByteReader } from '../../../lib/byte-reader.ts';
import { DecodeError } from '../../../lib/errors.ts';

export const NLMSG_HEADER_LENGTH = 16;
export const NLMSG_ERROR = 2;
const NLM_F_REQUEST = 1;

const ATTRIBUTE_HEADER_LENGTH = 4;
/** NLA_F_NESTED and NLA_F_NET_BYTEORDER are no part of an attribute's type. */
const ATTRIBUTE_TYPE_MASK = 0x3fff;

export const align4 = (length: number): number => (length + 3) & ~3;

/** Where one message lies in a datagram, and its header. */
export type Message = {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  /** Bytes from the datagram's start. */
  readonly bodyStart: number;
  readonly end: number;
};

/** Reads the message at `offset`. @throws DecodeError when its length is below a header's or beyond the datagram */
export const readMessage = (reader: ByteReader, offset: number): Message => {
  const length = reader.u32(offset);
  const end = offset + length;
  if (length < NLMSG_HEADER_LENGTH || end > reader.length) {
    throw new DecodeError(reader.format, offset, `message length ${length} does not fit`);
  }
  return {
    type: reader.u16(offset + 4),
    flags: reader.u16(offset + 6),
    sequence: reader.u32(offset + 8),
    bodyStart: offset + NLMSG_HEADER_LENGTH,
    end,
  };
};

/** The errno of an NLMSG_ERROR message, positive; 0 is an acknowledgement. @throws DecodeError when it holds none */
export const errorOf = (reader: ByteReader, message: Message): number => {
  if (message.end - message.bodyStart < 4) {
    throw new DecodeError(reader.format, message.bodyStart, 'no errno');
  }
  return Math.abs(reader.i32(message.bodyStart));
};

/** Where an attribute's value lies. */
export type Attribute = { readonly start: number; readonly end: number };

/**
 * The first attribute of type `type` between `start` and `end`.
 *
 * @returns undefined when there is none
 * @throws DecodeError when an attribute on the way is shorter than its header or longer than what holds it
 */
export const findAttribute = (
  reader: ByteReader,
  start: number,
  end: number,
  type: number,
): Attribute | undefined => {
  let offset = start;
  while (offset + ATTRIBUTE_HEADER_LENGTH <= end) {
    const length = reader.u16(offset);
    if (length < ATTRIBUTE_HEADER_LENGTH || offset + length > end) {
      throw new DecodeError(reader.format, offset, `attribute length ${length} does not fit`);
    }
    if ((reader.u16(offset + 2) & ATTRIBUTE_TYPE_MASK) === type) {
      return { start: offset + ATTRIBUTE_HEADER_LENGTH, end: offset + length };
    }
    offset += align4(length);
  }
  return undefined;
};

/** Writes a message header. @param length of the whole message */
export const writeMessageHeader = (
  view: DataView,
  offset: number,
  header: { readonly length: number; readonly type: number; readonly sequence: number },
): void => {
  view.setUint32(offset, header.length, true);
  view.setUint16(offset + 4, header.type, true);
  view.setUint16(offset + 6, NLM_F_REQUEST, true);
  view.setUint32(offset + 8, header.sequence, true);
  view.setUint32(offset + 12, 0, true);
};

/** Writes an attribute header. @param length of header and value, without padding */
export const writeAttributeHeader = (
  view: DataView,
  offset: number,
  length: number,
  type: number,
): void => {
  view.setUint16(offset, length, true);
  view.setUint16(offset + 2, type, true);
};
