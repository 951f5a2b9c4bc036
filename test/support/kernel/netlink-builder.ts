/** Netlink messages of any shape, good or bad, put together byte by byte without the code under test. */

/** Parts end to end. */
export const concat = (...parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

export const u16 = (value: number): Uint8Array => littleEndian(value, 2);
export const u32 = (value: number): Uint8Array => littleEndian(value, 4);

/** A header and its body. @param length said in the header, when it is not the true one */
export const message = (
  type: number,
  body: Uint8Array,
  { sequence = 0, flags = 0, length = 16 + body.length } = {},
): Uint8Array => concat(u32(length), u16(type), u16(flags), u32(sequence), u32(0), body);

/** A header, the value and padding. @param length said in the header, when it is not the true one */
export const attribute = (
  type: number,
  value: Uint8Array,
  { length = 4 + value.length } = {},
): Uint8Array =>
  concat(u16(length), u16(type), value, new Uint8Array((4 - (value.length % 4)) % 4));

const GENL_HEADER = Uint8Array.from([1, 1, 0, 0]);

/** What the kernel answers to a request for a task, or says when one ends. */
export const taskstatsReply = (
  family: number,
  tid: number,
  struct: Uint8Array,
  { sequence = 0, flags = 0 } = {},
): Uint8Array =>
  message(
    family,
    concat(GENL_HEADER, attribute(4, concat(attribute(1, u32(tid)), attribute(3, struct)))),
    { sequence, flags },
  );

export const errorReply = (errno: number, sequence = 0): Uint8Array =>
  message(2, concat(u32(-errno >>> 0), new Uint8Array(16)), { sequence });

const littleEndian = (value: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) & 255);
