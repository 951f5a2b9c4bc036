/** The decoder of BPF records in use, held against one that reads each field by itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIELD_WIDTH,
  RECORD,
  RECORD_LENGTH,
  type RecordField,
} from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import { PF_KTHREAD, stateLetter } from '../../../src/kernel/abi/proc/task-stat.ts';
import { decodeCString } from '../../../src/lib/text.ts';
import {
  appendEnded,
  fillLiving,
  recordBuffer,
  roomForPlaces,
} from '../../../src/sampler/bpf/records.ts';
import { COUNTERS, newSnapshot, reserve } from '../../../src/sampler/table/snapshot.ts';
import { rowAt, type SnapshotRow } from '../../support/snapshots/snapshot-row.ts';

/** When the kernel wrote the records, at the earliest. */
const AFTER = 4e9;

const FIELDS = Object.keys(RECORD) as readonly RecordField[];
const ALL_ONES = { 4: 0xffff_ffff, 8: 2n ** 64n - 1n } as const;

/** Row 1 of a snapshot, out of a record that lies behind another. */
const living = (record: Uint8Array): SnapshotRow => {
  const snapshot = newSnapshot(1);
  reserve(snapshot, 2);
  snapshot.count = 2;
  const { words } = recordBuffer(Uint8Array.of(...new Uint8Array(RECORD_LENGTH), ...record));
  const places = roomForPlaces(1);
  places.words[0] = RECORD_LENGTH / 4;
  places.rows[0] = 1;
  fillLiving(snapshot, { words, places, count: 1 }, AFTER);
  return rowAt(snapshot, 1);
};

const ended = (record: Uint8Array): SnapshotRow => {
  const snapshot = newSnapshot(1);
  snapshot.count = 1;
  appendEnded(snapshot, recordBuffer(record.slice()), roomForPlaces(1), 1);
  expect(snapshot.count).toBe(2);
  return rowAt(snapshot, 1);
};

/** What the layout promises of the bytes, field by field. */
const expected = (record: Uint8Array) => {
  const view = new DataView(record.buffer, record.byteOffset);
  const u32 = (field: RecordField) => view.getUint32(RECORD[field], true);
  const isUnknown = (field: RecordField) =>
    FIELD_WIDTH[field] === 4
      ? u32(field) === ALL_ONES[4]
      : view.getBigUint64(RECORD[field], true) === ALL_ONES[8];
  // No figure of the kernel has its upper 32 bits all set, but those that are unknown.
  const u64 = (field: RecordField) =>
    view.getUint32(RECORD[field] + 4, true) === ALL_ONES[4]
      ? Number.NaN
      : Number(view.getBigUint64(RECORD[field], true));
  const balance = isUnknown('waited') ? Number.NaN : Number(view.getBigInt64(RECORD.waited, true));
  const counters = COUNTERS.filter((name) => name !== 'ioWait');
  return {
    balance,
    u64,
    row: {
      ...Object.fromEntries(counters.map((name) => [name, u64(name)])),
      tid: view.getInt32(RECORD.tid, true),
      tgid: view.getInt32(RECORD.tgid, true),
      ioPriority: view.getInt32(RECORD.ioPriority, true),
      startedAt: u64('startedAt'),
      runtime: u64('runtime'),
      cgroup: u64('cgroup'),
      address: Number(BigInt.asUintN(48, view.getBigUint64(RECORD.address, true))),
      uid: isUnknown('uid') ? Number.NaN : u32('uid'),
      kernelThread: !isUnknown('flags') && (u32('flags') & PF_KTHREAD) !== 0,
      state: String.fromCharCode(
        isUnknown('state') || isUnknown('exitState')
          ? 0
          : stateLetter(u32('state'), u32('exitState')),
      ),
      comm: decodeCString(record.subarray(RECORD.comm, RECORD.comm + 16)),
    },
  };
};

/** Any bytes, and often a field that is all ones, as unknown ones are. */
const record = fc
  .tuple(
    fc.uint8Array({ minLength: RECORD_LENGTH, maxLength: RECORD_LENGTH }),
    fc.subarray([...FIELDS]),
  )
  .map(([bytes, unknown]) => {
    for (const field of unknown) {
      bytes.fill(0xff, RECORD[field], RECORD[field] + FIELD_WIDTH[field]);
    }
    return bytes;
  });

describe('a record, whatever its bytes', () => {
  it('of a living task becomes a row with each field in its column', () => {
    fc.assert(
      fc.property(record, (bytes) => {
        const { row, balance, u64 } = expected(bytes);
        const since = u64('moment');
        expect(living(bytes)).toMatchObject({
          ...row,
          ioWait: balance < 0 ? balance + Math.max(since, AFTER) : balance,
          waitingSince: balance < 0 ? since : Number.NaN,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('of an ended task becomes one too, known at the moment of its end and waiting for nothing', () => {
    fc.assert(
      fc.property(record, (bytes) => {
        const { row, balance, u64 } = expected(bytes);
        expect(ended(bytes)).toMatchObject({
          ...row,
          ppid: new DataView(bytes.buffer, bytes.byteOffset).getInt32(RECORD.ppid, true),
          ioWait: balance < 0 ? Number.NaN : balance,
          waitingSince: Number.NaN,
          readAfter: u64('moment'),
          readBefore: u64('moment'),
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a wait that goes on', () => {
  /** It began at `since`, after waits of 1 s in all. */
  const waiting = (since: number): SnapshotRow => {
    const bytes = new Uint8Array(RECORD_LENGTH);
    const view = new DataView(bytes.buffer);
    view.setBigInt64(RECORD.waited, BigInt(1e9 - since), true);
    view.setBigUint64(RECORD.moment, BigInt(since), true);
    return living(bytes);
  };

  it('counts as long as it had lasted when the read began', () => {
    expect(waiting(AFTER - 2e9)).toMatchObject({ ioWait: 3e9, waitingSince: AFTER - 2e9 });
    expect(waiting(AFTER + 1e6)).toMatchObject({ ioWait: 1e9, waitingSince: AFTER + 1e6 });
  });
});
