/**
 * What tells one build of the kernel from all others. Source: the ELF notes of /sys/kernel/notes; NT_GNU_BUILD_ID of elf.h.
 */
import { ByteReader } from '../../lib/byte-reader.ts';
import { decodeCString } from '../../lib/text.ts';

/** A note begins with the lengths of its name and of what it says, and its type. */
const HEADER_LENGTH = 12;
const BUILD_ID = 3;

/** @param notes the file's bytes @returns hexadecimal; undefined: none is there @throws DecodeError when a note is cut short */
export const buildIdOf = (notes: Uint8Array): string | undefined => {
  const reader = new ByteReader(notes, 'kernel notes');
  let at = 0;
  while (at + HEADER_LENGTH <= notes.length) {
    const nameLength = reader.u32(at);
    const length = reader.u32(at + 4);
    const name = reader.slice(at + HEADER_LENGTH, nameLength);
    const said = at + HEADER_LENGTH + inWords(nameLength);
    if (reader.u32(at + 8) === BUILD_ID && decodeCString(name, 0, nameLength) === 'GNU') {
      return [...reader.slice(said, length)]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    }
    at = said + inWords(length);
  }
  return undefined;
};

/** Both parts end at a multiple of four bytes. */
const inWords = (length: number): number => Math.ceil(length / 4) * 4;
