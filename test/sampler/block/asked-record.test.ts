/** What the block programs noted, as bytes of the map and as objects. */
import { describe, expect, it } from 'vitest';
import {
  ASKED,
  ASKED_KEY,
  ASKED_LENGTH,
  LATENCY,
  OWNER,
  WHO,
} from '../../../src/kernel/abi/bpf/block/block-maps.ts';
import { ByteReader } from '../../../src/lib/byte-reader.ts';
import { DecodeError } from '../../../src/lib/errors.ts';
import { askedRecordAt, OWNER_OF } from '../../../src/sampler/block/asked-record.ts';

/** Two values, of which the second is not empty. */
const values = (() => {
  const bytes = new Uint8Array(2 * ASKED_LENGTH);
  const view = new DataView(bytes.buffer, ASKED_LENGTH);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  const u32 = (at: number, value: number): void => view.setUint32(at, value, true);
  u32(ASKED.key + ASKED_KEY.tid, 0x8000_0001);
  u32(ASKED.key + ASKED_KEY.device, ((4095 << 20) | 1_048_575) >>> 0);
  u64(ASKED.key + ASKED_KEY.startedAt, 2 ** 50 + 1);
  u32(ASKED.who + WHO.tgid, 9);
  u32(ASKED.who + WHO.uid, 0xffff_fffe);
  u32(ASKED.who + WHO.flags, 0xffdf_ffff);
  u64(ASKED.who + WHO.leaderStartedAt, 2 ** 51 + 1);
  bytes.set(new TextEncoder().encode('0123456789abcdef'), ASKED_LENGTH + ASKED.who + WHO.comm);
  const fields = [
    'read',
    'write',
    'discard',
    'sequential',
    'queueTime',
    'deviceTime',
    'firstRead',
    'lastRead',
    'firstWrite',
    'lastWrite',
    'heldTime',
  ] as const;
  for (const [i, field] of fields.entries()) u64(ASKED[field], 2 ** 40 + i);
  u32(ASKED.reads, 0xffff_fff0);
  u32(ASKED.writes, 0xffff_fff1);
  u32(ASKED.readsByTime, 1);
  u32(ASKED.writesByTime, 2);
  u32(ASKED.writesByTime + (LATENCY.buckets - 1) * 4, 0xffff_ffff);
  return { bytes, view, u32 };
})();

const KNOWS = { holds: true };
const second = () => askedRecordAt(new ByteReader(values.bytes, 'test'), 1, KNOWS);

describe('a record of what was asked for', () => {
  it('says who asked which device for what, and how long that took', () => {
    expect(second()).toEqual({
      device: '4095:1048575',
      tid: 0x8000_0001,
      startedAt: 2 ** 50 + 1,
      who: {
        tgid: 9,
        uid: 0xffff_fffe,
        comm: '0123456789abcdef',
        kernelThread: false,
        leaderStartedAt: 2 ** 51 + 1,
      },
      asked: {
        read: 2 ** 40,
        write: 2 ** 40 + 1,
        discard: 2 ** 40 + 2,
        reads: 0xffff_fff0,
        writes: 0xffff_fff1,
        sequential: 2 ** 40 + 3,
        queueTime: 2 ** 40 + 4,
        deviceTime: 2 ** 40 + 5,
        heldTime: 2 ** 40 + 10,
        latency: [
          { below: 2 ** LATENCY.firstPower, reads: 1, writes: 2 },
          { below: 2 ** (LATENCY.firstPower + LATENCY.buckets - 1), reads: 0, writes: 0xffff_ffff },
        ],
      },
      sectors: {
        read: { first: 2 ** 40 + 6, last: 2 ** 40 + 7 },
        write: { first: 2 ** 40 + 8, last: 2 ** 40 + 9 },
      },
    });
  });

  it('does not say how long it was held back where that is not known', () => {
    const { asked } = askedRecordAt(new ByteReader(values.bytes, 'test'), 1, { holds: false });
    expect(asked).not.toHaveProperty('heldTime');
  });

  it('tells threads of the kernel by their flags, and ends a name at its NUL', () => {
    values.u32(ASKED.who + WHO.flags, 0x0020_0000);
    values.u32(ASKED.who + WHO.comm, 0x6464); // "dd"
    expect(second().who).toMatchObject({ kernelThread: true, comm: 'dd' });
  });

  it('knows nobody where the programs named nobody', () => {
    const first = askedRecordAt(new ByteReader(values.bytes, 'test'), 0, KNOWS);
    expect(first).not.toHaveProperty('who');
    expect(first).toMatchObject({ tid: 0, device: '0:0', asked: { read: 0, latency: [] } });
  });

  it('is refused where the bytes are cut short', () => {
    for (let length = ASKED_LENGTH; length < 2 * ASKED_LENGTH; length += 1) {
      const cut = new ByteReader(values.bytes.subarray(0, length), 'test');
      expect(() => askedRecordAt(cut, 1, KNOWS)).toThrow(DecodeError);
    }
  });
});

it('owners that are no task have the names of the stream, but for those whose name depends on the moment', () => {
  expect(OWNER_OF.get(OWNER.fileSystem)).toBe('file-system');
  expect(OWNER_OF.get(OWNER.swapOut)).toBe('swap-out');
  expect(OWNER_OF.get(OWNER.rawDevice)).toBe('raw-device');
  expect(OWNER_OF.get(OWNER.loopDevice)).toBe('loop-device');
  expect(OWNER_OF.size).toBe(4);
});
