import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/lib/errors.ts';
import { bytes, milliseconds } from '../../../src/lib/units.ts';
import { decodeBlock, encodeBlock } from '../../../src/record/format/block.ts';
import {
  BLOCK_LIMIT,
  decodeHeader,
  encodeHeader,
  HEADER_SIZE,
} from '../../../src/record/format/block-header.ts';

const about = {
  firstTime: milliseconds(Date.UTC(2026, 10, 23)),
  lastTime: milliseconds(Date.UTC(2026, 10, 23) + 4000),
  samples: 5,
  sequence: 7,
  blocks: 1,
};
const block = (text: string): Promise<Uint8Array> => encodeBlock(Buffer.from(text), about);
const headerOf = (member: Uint8Array): NonNullable<ReturnType<typeof decodeHeader>> => {
  const header = decodeHeader(member);
  if (header === undefined) throw new Error('no header');
  return header;
};

/** The text of a block; the error when it is refused, be it for its header. */
const textOrError = (member: Uint8Array): unknown => {
  const header = decodeHeader(member);
  if (header === undefined) return new DecodeError('block header', 0, 'refused');
  try {
    return Buffer.from(decodeBlock(member, header)).toString();
  } catch (error) {
    return error;
  }
};

describe('a block', () => {
  it('gives its text back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 5, maxLength: 2000 }), async (text) => {
        const member = await encodeBlock(text, about);
        expect(Buffer.from(decodeBlock(member, headerOf(member)))).toEqual(Buffer.from(text));
      }),
    );
  });

  it('is a gzip member like any other', async () => {
    const members = Buffer.concat([await block('one\n'), await block('two\n')]);
    expect(gunzipSync(members).toString()).toBe('one\ntwo\n');
  });

  it('says in its header what it holds', async () => {
    const member = await block('a text');
    expect(decodeHeader(member)).toEqual({ ...about, size: member.length, textSize: 6 });
  });

  it('with any single bit flipped is refused, or says the same (deflate pads its last byte)', async () => {
    const text = 'who was it last night?\n'.repeat(20);
    const member = await block(text);
    let refused = 0;
    for (let bit = 0; bit < member.length * 8; bit++) {
      const damaged = Uint8Array.from(member);
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      const read = textOrError(damaged);
      if (read === text) continue;
      expect(read).toBeInstanceOf(DecodeError);
      refused += 1;
    }
    expect(refused).toBeGreaterThanOrEqual(member.length * 8 - 7);
  });

  it('never inflates to more than its header says: a bomb is refused when it has shown itself', () => {
    const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20));
    const size = bytes(HEADER_SIZE + bomb.length - 10);
    const member = new Uint8Array(size);
    member.set(encodeHeader({ ...about, size, textSize: bytes(1000) }));
    member.set(bomb.subarray(10), HEADER_SIZE);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decodeBlock(member, headerOf(member))).toThrow(DecodeError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  it('has no header that promises more than a block may hold', () => {
    const huge = bytes(BLOCK_LIMIT + 1);
    expect(
      decodeHeader(encodeHeader({ ...about, size: bytes(100), textSize: huge })),
    ).toBeUndefined();
    expect(
      decodeHeader(encodeHeader({ ...about, size: huge, textSize: bytes(100) })),
    ).toBeUndefined();
  });

  it('has no header with a time that is no date', () => {
    const header = { ...about, size: bytes(100), textSize: bytes(10) };
    expect(decodeHeader(encodeHeader(header))).toBeDefined();
    for (const time of ['firstTime', 'lastTime']) {
      expect(decodeHeader(encodeHeader({ ...header, [time]: 9e15 }))).toBeUndefined();
    }
  });
});
