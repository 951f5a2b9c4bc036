import { describe, expect, it } from 'vitest';
import {
  errorOf,
  findAttribute,
  readMessage,
  writeAttributeHeader,
  writeMessageHeader,
} from '../../../../src/kernel/abi/netlink/netlink.ts';
import { ByteReader } from '../../../../src/lib/byte-reader.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import {
  attribute,
  concat,
  errorReply,
  message,
  u32,
} from '../../../support/kernel/netlink-builder.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const readerOf = (bytes: Uint8Array): ByteReader => new ByteReader(bytes, 'test');

/** Everything this file can tell of a datagram. */
const readAll = (bytes: Uint8Array): unknown => {
  const reader = readerOf(bytes);
  const found = readMessage(reader, 0);
  return [found, errorOf(reader, found), findAttribute(reader, found.bodyStart + 4, found.end, 4)];
};

describe('a netlink message', () => {
  it('says its type, its sequence and where its body lies', () => {
    const bytes = recorded('taskstats/reply-writer');
    expect(readMessage(readerOf(bytes), 0)).toEqual({
      type: KNOWN.family,
      flags: 0,
      sequence: 1000,
      bodyStart: 16,
      end: bytes.length,
    });
  });

  it('is read as it was written', () => {
    const bytes = concat(message(0, new Uint8Array(8)));
    const view = new DataView(bytes.buffer);
    writeMessageHeader(view, 0, { length: 24, type: 31, sequence: 0xfffffffe });
    writeAttributeHeader(view, 16, 8, 5);
    const reader = readerOf(bytes);
    expect(readMessage(reader, 0)).toMatchObject({ type: 31, sequence: 0xfffffffe, end: 24 });
    expect(findAttribute(reader, 16, 24, 5)).toEqual({ start: 20, end: 24 });
  });

  it('may lie behind another in a datagram', () => {
    const bytes = concat(message(20, new Uint8Array(4)), message(21, new Uint8Array(4)));
    const { type, bodyStart, end } = readMessage(readerOf(bytes), 20);
    expect([type, bodyStart, end]).toEqual([21, 36, 40]);
  });

  it.each([0, 15, 21, 0xffffffff])(
    'is refused when it says it is %i bytes long of 20',
    (length) => {
      const bytes = message(20, new Uint8Array(4), { length });
      expect(() => readMessage(readerOf(bytes), 0)).toThrow(DecodeError);
    },
  );

  it('tells an errno without its sign, and acknowledges with 0', () => {
    const errnoOf = (bytes: Uint8Array): number => {
      const reader = readerOf(bytes);
      return errorOf(reader, readMessage(reader, 0));
    };
    expect(errnoOf(recorded('taskstats/reply-error'))).toBe(3);
    expect(errnoOf(recorded('taskstats/family-error'))).toBe(2);
    expect(errnoOf(errorReply(0))).toBe(0);
    expect(() => errnoOf(message(2, new Uint8Array(3)))).toThrow(DecodeError);
  });
});

describe('an attribute', () => {
  const find = (bytes: Uint8Array, type: number): readonly number[] | undefined => {
    const found = findAttribute(readerOf(bytes), 0, bytes.length, type);
    return found && [...bytes.subarray(found.start, found.end)];
  };

  it('is the first of its type, whatever stands before it', () => {
    const bytes = concat(
      attribute(1, Uint8Array.from([1])),
      attribute(2, new Uint8Array(0)),
      attribute(3, Uint8Array.from([7, 8, 9])),
      attribute(3, Uint8Array.from([4])),
    );
    expect(find(bytes, 3)).toEqual([7, 8, 9]);
    expect(find(bytes, 2)).toEqual([]);
    expect(find(bytes, 4)).toBeUndefined();
  });

  it('is found with the flags for nesting and byte order', () => {
    expect(find(attribute(0x8004, u32(9)), 4)).toEqual([9, 0, 0, 0]);
    expect(find(attribute(0x4004, u32(9)), 4)).toEqual([9, 0, 0, 0]);
  });

  it.each([0, 3, 9])('is refused when it says it is %i bytes long of 8', (length) => {
    const bytes = attribute(1, u32(0), { length });
    expect(() => find(bytes, 2)).toThrow(DecodeError);
  });
});

describe('any datagram', () => {
  it.each([
    'taskstats/family',
    'taskstats/family-error',
    'taskstats/reply-writer',
    'taskstats/reply-error',
    'taskstats/exit-last-thread',
  ])('cut at any length is never read beyond its end: %s', (name) => {
    expect(outcomesOfCuts(readAll, recorded(name))).toContain('error');
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    const whole = recorded('taskstats/family');
    expect(() => survivesRandomInput(readAll, whole)).not.toThrow();
  });
});
