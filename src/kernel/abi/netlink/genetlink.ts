/**
 * Generic netlink: the family controller, which tells a family's number by its name.
 *
 * Source: include/uapi/linux/genetlink.h.
 */
import { ByteReader } from '../../../lib/byte-reader.ts';
import { DecodeError } from '../../../lib/errors.ts';
import {
  align4,
  errorOf,
  findAttribute,
  NLMSG_ERROR,
  NLMSG_HEADER_LENGTH,
  readMessage,
  writeAttributeHeader,
  writeMessageHeader,
} from './netlink.ts';

/** The protocol number of generic netlink. Source: include/uapi/linux/netlink.h */
export const NETLINK_GENERIC = 16;

/** struct genlmsghdr: cmd, version, two reserved bytes. */
export const GENL_HEADER_LENGTH = 4;

const GENL_ID_CTRL = 16;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;

/** A CTRL_CMD_GETFAMILY request. @param name ASCII, at most 15 characters */
export const encodeFamilyRequest = (name: string, sequence: number): Uint8Array => {
  const attributeLength = 4 + name.length + 1;
  const attributeStart = NLMSG_HEADER_LENGTH + GENL_HEADER_LENGTH;
  const request = new Uint8Array(attributeStart + align4(attributeLength));
  const view = new DataView(request.buffer);
  writeMessageHeader(view, 0, { length: request.length, type: GENL_ID_CTRL, sequence });
  request[NLMSG_HEADER_LENGTH] = CTRL_CMD_GETFAMILY;
  request[NLMSG_HEADER_LENGTH + 1] = 1;
  writeAttributeHeader(view, attributeStart, attributeLength, CTRL_ATTR_FAMILY_NAME);
  for (let i = 0; i < name.length; i++) request[attributeStart + 4 + i] = name.charCodeAt(i);
  return request;
};

export type FamilyReply =
  | { readonly kind: 'family'; readonly id: number }
  | { readonly kind: 'error'; readonly errno: number };

/** @param datagram one reply of the kernel @throws DecodeError when it is neither a family nor an error */
export const decodeFamilyReply = (datagram: Uint8Array): FamilyReply => {
  const reader = new ByteReader(datagram, 'generic netlink family');
  const message = readMessage(reader, 0);
  if (message.type === NLMSG_ERROR) return { kind: 'error', errno: errorOf(reader, message) };
  const start = message.bodyStart + GENL_HEADER_LENGTH;
  const id = findAttribute(reader, start, message.end, CTRL_ATTR_FAMILY_ID);
  if (message.type !== GENL_ID_CTRL || id === undefined || id.end - id.start < 2) {
    throw new DecodeError(reader.format, start, 'no family id in the reply');
  }
  return { kind: 'family', id: reader.u16(id.start) };
};
