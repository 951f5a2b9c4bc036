import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORD_LENGTH } from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { recordBuffer, roomForPlaces } from '../../../src/sampler/bpf/records.ts';
import { appendStream, mostRecords } from '../../../src/sampler/bpf/stream.ts';
import { newSnapshot, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { concatenated, fullRecord } from '../../support/kernel/task-records.ts';
import { rowsOf } from '../../support/snapshots/snapshot-row.ts';

/** So many records of tasks 1, 2, 3 …, task i having read i KiB. */
const stream = (tasks: number): Uint8Array =>
  concatenated(Array.from({ length: tasks }, (_, i) => fullRecord(i + 1, (i + 1) * 1024)));

/** A clock that ticks a microsecond each time it is asked. */
const ticking = (): Clock => {
  let now = 5_000;
  return {
    bootTime: () => {
      now += 1000;
      return nanoseconds(now);
    },
    wallTime: () => milliseconds(0),
  };
};

/** Hands `bytes` out in pieces of the given lengths, the last length again and again. */
const inPieces = (bytes: Uint8Array, lengths: readonly number[], into: Snapshot) => {
  const records = recordBuffer(new Uint8Array(3 * RECORD_LENGTH));
  let at = 0;
  let piece = 0;
  const read = (offset: number): number => {
    const wanted = lengths[Math.min(piece, lengths.length - 1)] as number;
    const length = Math.min(wanted, records.bytes.length - offset, bytes.length - at);
    records.bytes.set(bytes.subarray(at, at + length), offset);
    at += length;
    piece += 1;
    return length;
  };
  const places = roomForPlaces(mostRecords(records.bytes.length));
  into.startedAt = 5_000;
  return appendStream(into, { records, places, read }, ticking());
};

describe('the stream of task records', () => {
  it('gives the same tasks in whatever pieces it comes', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 3 * RECORD_LENGTH }), { minLength: 1 });
    fc.assert(
      fc.property(fc.nat(12), pieces, (tasks, lengths) => {
        const snapshot = newSnapshot(1);
        expect(inPieces(stream(tasks), lengths, snapshot)).toEqual([]);
        const rows = rowsOf(snapshot);
        expect(rows.map(({ tid }) => tid)).toEqual(Array.from({ length: tasks }, (_, i) => i + 1));
        expect(rows.every(({ tid, read }) => read === tid * 1024)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('bounds when each record was written by the reads around it, one that was split by both', () => {
    const snapshot = newSnapshot();
    inPieces(stream(4), [RECORD_LENGTH, RECORD_LENGTH * 1.5, RECORD_LENGTH * 1.5], snapshot);
    const bounds = rowsOf(snapshot).map(({ readAfter, readBefore }) => [readAfter, readBefore]);
    expect(bounds).toEqual([
      [5_000, 6_000],
      [6_000, 7_000],
      [6_000, 8_000],
      [6_000, 8_000],
    ]);
    expect(snapshot.endedAt).toBe(9_000);
  });

  it('says so when it ends within a record', () => {
    const snapshot = newSnapshot();
    const cut = stream(2).subarray(0, RECORD_LENGTH + 1);
    expect(inPieces(cut, [RECORD_LENGTH], snapshot)).toMatchObject([{ kind: 'tasks-unread' }]);
    expect(snapshot.count).toBe(1);
  });
});
