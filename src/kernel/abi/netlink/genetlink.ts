/** Generic netlink: the family controller, which tells a family's number by its name. Source: include/uapi/linux/genetlink.h. */
import { ByteReader } from '../../../lib/byte-reader.ts';
import { DecodeError } from '../../../lib/errors.ts';
import { encodeText } from '../../../lib/text.ts';
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

/** Of both families that we ask. */
const VERSION = 1;
const GENL_ID_CTRL = 16;
const CTRL_CMD_GETFAMILY = 3;
const CTRL_ATTR_FAMILY_ID = 1;
const CTRL_ATTR_FAMILY_NAME = 2;

/** A CTRL_CMD_GETFAMILY request. @param name ASCII, at most 15 characters */
export const encodeFamilyRequest = (name: string, sequence: number): Uint8Array =>
  encodeTextRequest(
    { type: GENL_ID_CTRL, command: CTRL_CMD_GETFAMILY, sequence },
    CTRL_ATTR_FAMILY_NAME,
    name,
  );

/** A request to a family with one attribute, a text. @param text ASCII; a NUL is put behind it */
export const encodeTextRequest = (
  header: { readonly type: number; readonly command: number; readonly sequence: number },
  attribute: number,
  text: string,
): Uint8Array => {
  const start = NLMSG_HEADER_LENGTH + GENL_HEADER_LENGTH;
  const value = encodeText(`${text}\0`);
  const request = new Uint8Array(start + align4(4 + value.length));
  const view = new DataView(request.buffer);
  writeMessageHeader(view, 0, { length: request.length, ...header });
  writeCommand(view, NLMSG_HEADER_LENGTH, header.command);
  writeAttributeHeader(view, start, 4 + value.length, attribute);
  request.set(value, start + 4);
  return request;
};

/** Writes a generic header. */
export const writeCommand = (view: DataView, offset: number, command: number): void => {
  view.setUint8(offset, command);
  view.setUint8(offset + 1, VERSION);
};

type FamilyReply =
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
