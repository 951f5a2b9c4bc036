import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  RECORD,
  RECORD_LENGTH,
  UNCHANGED,
} from '../../../src/kernel/abi/bpf/programs/task-record.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { encodeText } from '../../../src/lib/text.ts';
import { milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import { recordBuffer, roomForPlaces } from '../../../src/sampler/bpf/records.ts';
import { appendStream, mostRecords } from '../../../src/sampler/bpf/stream.ts';
import { newSnapshot, type Snapshot } from '../../../src/sampler/table/snapshot.ts';
import { rowsOf } from '../../support/snapshots/snapshot-row.ts';

/** A task that started at `tid`. */
const fullRecord = (tid: number, read: number): Uint8Array => {
  const bytes = new Uint8Array(RECORD_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint32(RECORD.tid, tid, true);
  view.setUint32(RECORD.startedAt, tid, true);
  view.setUint32(RECORD.read, read, true);
  view.setUint32(RECORD.uid, 1, true);
  bytes.set(encodeText(`task ${tid}`), RECORD.comm);
  return bytes;
};

const briefRecord = (tid: number): Uint8Array =>
  new Uint8Array(Uint32Array.of(tid, UNCHANGED).buffer);

const concatenated = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

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
const inPieces = (
  bytes: Uint8Array,
  lengths: readonly number[],
  into: Snapshot,
  last = newSnapshot(0),
) => {
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
  return appendStream(into, { records, places, read }, last, ticking());
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

  it('takes tasks that did not change from the pass before, in whatever pieces it comes', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 3 * RECORD_LENGTH }), { minLength: 1 });
    const tasks = fc.array(fc.constantFrom('new', 'ended', 'changed', 'unchanged'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(tasks, pieces, (fates, lengths) => {
        const before = fates.map((fate, i) => (fate === 'new' ? [] : [fullRecord(i + 1, 512)]));
        const last = newSnapshot(1);
        inPieces(concatenated(before.flat()), [3 * RECORD_LENGTH], last);
        const now = fates.flatMap((fate, i) => {
          if (fate === 'ended') return [];
          return [fate === 'unchanged' ? briefRecord(i + 1) : fullRecord(i + 1, 1024)];
        });
        const snapshot = newSnapshot(1);
        expect(inPieces(concatenated(now), lengths, snapshot, last)).toEqual([]);
        const expected = fates.flatMap((fate, i) =>
          fate === 'ended' ? [] : [{ tid: i + 1, read: fate === 'unchanged' ? 512 : 1024 }],
        );
        expect(rowsOf(snapshot)).toMatchObject(
          expected.map((row) => ({ ...row, startedAt: row.tid, comm: `task ${row.tid}`, uid: 1 })),
        );
        const changed = expected.flatMap(({ read }, row) => (read === 1024 ? [row] : []));
        const none = last.count === 0;
        expect(snapshot.changedSince?.pass).toBe(none ? undefined : last);
        expect([...(snapshot.changedSince?.rows ?? [])]).toEqual(none ? [] : changed);
      }),
      { numRuns: 500 },
    );
  });

  it('holds what the tasks did after any number of passes, with two snapshots in turns', () => {
    // What becomes of each of twelve tasks in each pass; one that does not live is born.
    const fate = fc.constantFrom('ends', 'changes', 'rests', 'rests', 'rests');
    const fates = fc.array(fc.array(fate, { minLength: 12, maxLength: 12 }), { minLength: 3 });
    fc.assert(
      fc.property(fates, fc.integer({ min: 1, max: 3 * RECORD_LENGTH }), (passes, piece) => {
        let [last, next] = [newSnapshot(1), newSnapshot(1)];
        const living = new Map<number, number>();
        passes.forEach((fatesNow, pass) => {
          const before = [...living.keys()].sort((a, b) => a - b);
          const told = fatesNow.flatMap((fateNow, i) => {
            const tid = i + 1;
            if (fateNow === 'rests' && living.has(tid)) return [briefRecord(tid)];
            if (fateNow === 'ends') {
              living.delete(tid);
              return [];
            }
            living.set(tid, (pass + 1) * 512);
            return [fullRecord(tid, (pass + 1) * 512)];
          });
          if (pass % 3 === 2) next = newSnapshot(1); // holds no pass at all
          next.count = 0;
          expect(inPieces(concatenated(told), [piece], next, last)).toEqual([]);
          const now = [...living.keys()].sort((a, b) => a - b);
          expect(rowsOf(next)).toMatchObject(
            now.map((tid) => ({ tid, read: living.get(tid), comm: `task ${tid}`, uid: 1 })),
          );
          const moved = now.findIndex((tid, row) => before[row] !== tid);
          if (before.length > 0)
            expect(next.changedSince?.aligned).toBe(moved < 0 ? now.length : moved);
          [last, next] = [next, last];
        });
      }),
      { numRuns: 500 },
    );
  });

  it('says so when a task it does not know is said to be unchanged', () => {
    const last = newSnapshot(1);
    inPieces(fullRecord(5, 512), [RECORD_LENGTH], last);
    const snapshot = newSnapshot();
    const told = concatenated([briefRecord(4), briefRecord(5), briefRecord(6), fullRecord(7, 0)]);
    expect(inPieces(told, [3 * RECORD_LENGTH], snapshot, last)).toMatchObject([
      { kind: 'tasks-unread', count: 2 },
    ]);
    expect(rowsOf(snapshot).map(({ tid }) => tid)).toEqual([5, 7]);
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
