/**
 * Directory entries as getdents64(2) gives them; only numeric names matter in /proc.
 *
 * Source: include/linux/dirent.h: d_ino u64, d_off s64, d_reclen u16, d_type u8, d_name.
 */

const RECORD_LENGTH = 16;
const NAME = 19;

/**
 * Calls `each` with every numeric name. /proc has thousands of entries, so no string is made of any.
 *
 * @param length bytes of `view` the kernel filled; a record beyond it, or too short for a name, ends the walk
 */
export const eachNumericName = (
  view: DataView,
  length: number,
  each: (value: number) => void,
): void => {
  let offset = 0;
  while (offset + NAME < length) {
    const size = view.getUint16(offset + RECORD_LENGTH, true);
    if (size <= NAME || offset + size > length) return;
    const value = numberAt(view, offset + NAME, offset + size);
    if (value >= 0) each(value);
    offset += size;
  }
};

/** The decimal number ending in NUL, or -1 when the name is not one. */
const numberAt = (view: DataView, start: number, end: number): number => {
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at);
    if (byte === 0) return at === start ? -1 : value;
    if (byte < 0x30 || byte > 0x39 || value > 0xfffffff) return -1;
    value = value * 10 + (byte - 0x30);
  }
  return -1;
};
