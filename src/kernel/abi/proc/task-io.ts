/**
 * /proc/TGID/task/TID/io: one task's own I/O counters, exact to the byte.
 *
 * Source: fs/proc/base.c, do_io_accounting; Documentation/filesystems/proc.rst 3.3. /proc/PID/io has the same form but holds threads
 * that ended and children that were reaped as well, so it is never read.
 */
import { encodeText } from '../../../lib/text.ts';
import type { Bytes } from '../../../lib/units.ts';
import { TextCursor } from './decimal.ts';

/** Field names are the kernel's. */
export type TaskIo = {
  /** Through calls like read(2): page cache, pipes and sockets included. */
  readonly rchar: Bytes;
  readonly wchar: Bytes;
  /** Calls like read(2). */
  readonly syscr: number;
  readonly syscw: number;
  /** Fetched from storage. */
  readonly readBytes: Bytes;
  /** Dirtied, or written directly. */
  readonly writeBytes: Bytes;
  readonly cancelledWriteBytes: Bytes;
};

/**
 * Decodes the whole file. Ignores lines that a later kernel may add at its end.
 * @throws DecodeError when a line is missing, cut, or not in its place
 */
export const decodeTaskIo = (bytes: Uint8Array): TaskIo => {
  const cursor = new TextCursor(bytes, 'task io');
  return {
    rchar: line(cursor, LABELS.rchar) as Bytes,
    wchar: line(cursor, LABELS.wchar) as Bytes,
    syscr: line(cursor, LABELS.syscr),
    syscw: line(cursor, LABELS.syscw),
    readBytes: line(cursor, LABELS.readBytes) as Bytes,
    writeBytes: line(cursor, LABELS.writeBytes) as Bytes,
    cancelledWriteBytes: line(cursor, LABELS.cancelledWriteBytes) as Bytes,
  };
};

const LABELS = {
  rchar: encodeText('rchar: '),
  wchar: encodeText('wchar: '),
  syscr: encodeText('syscr: '),
  syscw: encodeText('syscw: '),
  readBytes: encodeText('read_bytes: '),
  writeBytes: encodeText('write_bytes: '),
  cancelledWriteBytes: encodeText('cancelled_write_bytes: '),
} as const;

const NEWLINE = 0x0a;

const line = (cursor: TextCursor, label: Uint8Array): number => {
  for (let i = 0; i < label.length; i++) cursor.expect(label[i] as number);
  const value = cursor.number();
  cursor.expect(NEWLINE);
  return value;
};
