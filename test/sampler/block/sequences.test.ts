/** Requests in sequence over the borders of intervals. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../../src/lib/units.ts';
import type { AskedRecord, Run } from '../../../src/sampler/block/asked-record.ts';
import { Sequences } from '../../../src/sampler/block/sequences.ts';

const NONE: Run = { first: 0, last: 0 };

const record = (
  of: {
    readonly read?: Run;
    readonly write?: Run;
    readonly tid?: number;
    readonly device?: string;
  },
  asked: { readonly sequential?: number; readonly reads?: number; readonly writes?: number } = {},
): AskedRecord => ({
  device: of.device ?? '8:0',
  tid: of.tid ?? 7,
  startedAt: 1,
  asked: { queueTime: nanoseconds(0), sequential: 0, reads: 5, writes: 5, ...asked },
  sectors: { read: of.read ?? NONE, write: of.write ?? NONE },
});

const counted = (records: readonly AskedRecord[], sequences = new Sequences()) =>
  records.map((one) => sequences.goOn(one).asked.sequential);

describe('the first request of an interval', () => {
  it('counts where it begins at the sector at which the last of its direction had ended', () => {
    const to = (first: number, last: number): Run => ({ first, last });
    expect(
      counted([
        record({ read: to(0, 8), write: to(50, 60) }),
        record({ read: to(8, 16), write: to(60, 70) }, { sequential: 3 }),
        record({ read: to(70, 80), write: to(16, 20) }),
        record({ read: to(81, 90) }),
        record({ read: to(90, 99), write: to(20, 30) }),
      ]),
    ).toEqual([0, 5, 0, 0, 2]);
  });

  it('counts for its owner at its device alone, and after intervals without any', () => {
    const first = { read: { first: 0, last: 8 } };
    const next = { read: { first: 8, last: 9 } };
    expect(
      counted([
        record(first),
        record({ ...next, tid: 8 }),
        record({ ...next, device: '8:16' }),
        record({}, { sequential: 0 }),
        record(next),
      ]),
    ).toEqual([0, 0, 0, 0, 1]);
  });

  it('does not count where the disk begins and nothing came before', () => {
    expect(counted([record({ read: { first: 0, last: 8 } }), record({})])).toEqual([0, 0]);
  });
});

it('no more are in sequence than there are: one that was refused is asked for again', () => {
  const refused = record({ read: { first: 0, last: 8 } }, { sequential: 1, reads: 0, writes: 0 });
  expect(counted([refused])).toEqual([0]);
});

it('of thousands of owners those that asked lately are remembered', () => {
  const sequences = new Sequences();
  const ask = (from: number, to: number, run: Run): number => {
    let sum = 0;
    for (let tid = from; tid < to; tid++) {
      sum += sequences.goOn(record({ tid, read: run })).asked.sequential ?? 0;
    }
    sequences.forgetOld();
    return sum;
  };
  ask(0, 4_096, { first: 0, last: 1 });
  ask(4_096, 8_191, { first: 0, last: 1 });
  expect(ask(0, 1, { first: 1, last: 2 })).toBe(1);
  expect(ask(8_191, 8_192, { first: 0, last: 1 })).toBe(0);
  expect(ask(0, 1, { first: 2, last: 3 })).toBe(1);
  expect(ask(1, 2, { first: 1, last: 3 })).toBe(0);
});
