/** Records as our BPF programs write them. */
import { GONE, RECORD, RECORD_LENGTH } from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import { encodeText } from '../../../src/lib/text.ts';

/** A task that started at `tid`. */
export const fullRecord = (tid: number, read: number): Uint8Array => {
  const bytes = new Uint8Array(RECORD_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint32(RECORD.tid, tid, true);
  view.setUint32(RECORD.startedAt, tid, true);
  view.setUint32(RECORD.read, read, true);
  view.setUint32(RECORD.uid, 1, true);
  bytes.set(encodeText(`task ${tid}`), RECORD.comm);
  return bytes;
};

/** No task has this tid any more; the rest is of the record that was in its place before. */
export const goneRecord = (tid: number): Uint8Array => {
  const bytes = fullRecord(tid, 77);
  new DataView(bytes.buffer).setUint32(RECORD.tgid, GONE, true);
  return bytes;
};

export const concatenated = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
