import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAGIC } from '../../../src/record/format/block-header.ts';
import { type SegmentPiece, walk } from '../../../src/record/format/walk.ts';
import { inMemory, readBack, segmentOf } from '../../support/recordings/segments.ts';
import { sampleAt } from '../../support/samples/stream-samples.ts';

const samples = Array.from({ length: 20 }, (_, i) => sampleAt(i));
const kindsOf = (bytes: Uint8Array): string[] => [...walk(inMemory(bytes))].map(({ kind }) => kind);
const coverage = (found: readonly SegmentPiece[]): number =>
  found.reduce((sum, f) => sum + (f.kind === 'block' ? f.header.size : f.end - f.offset), 0);

describe('walking a segment', () => {
  it('finds its blocks, one after the other', async () => {
    const { bytes, ends } = await segmentOf(samples, 5);
    const found = [...walk(inMemory(bytes))];
    expect(found.map(({ kind }) => kind)).toEqual(Array(4).fill('block'));
    expect(found.map(({ offset }) => offset)).toEqual([0, ...ends.slice(0, -1)]);
  });

  it('goes on behind bytes that are no block', async () => {
    const { bytes } = await segmentOf(samples, 5);
    const junk = Buffer.alloc(200_000, 'x');
    expect(kindsOf(Buffer.concat([junk, bytes, junk, bytes]))).toEqual([
      'unreadable',
      ...Array(4).fill('block'),
      'unreadable',
      ...Array(4).fill('block'),
    ]);
  });

  it('finds a header that lies across the edge of the window it searches', async () => {
    const { bytes } = await segmentOf(samples, 20);
    for (let edge = 64 * 1024 - 60; edge < 64 * 1024 + 4; edge++) {
      expect(kindsOf(Buffer.concat([Buffer.alloc(edge), bytes]))).toEqual(['unreadable', 'block']);
    }
  });

  it('loses only the block from which bytes are missing', async () => {
    const { bytes, ends } = await segmentOf(samples, 5);
    const cut = (ends[1] as number) - 40;
    const shortened = Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + 9)]);
    const { samples: left, damage } = await readBack(shortened);
    expect(left).toEqual([...samples.slice(0, 5), ...samples.slice(10)]);
    expect(damage).toMatchObject([{ kind: 'damaged-block' }]);
  });

  it('names a block whose end is missing as torn, and no other', async () => {
    const { bytes } = await segmentOf(samples, 5);
    expect(kindsOf(bytes.subarray(0, -1))).toEqual(['block', 'block', 'block', 'torn']);
  });

  it('ends on any bytes, and covers them all', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(MAGIC),
      fc.constant(new Uint8Array(100)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const bytes = Buffer.concat(pieces);
        expect(coverage([...walk(inMemory(bytes))])).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });
});
