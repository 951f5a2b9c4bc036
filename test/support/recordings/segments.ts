/** Segments in memory: a test may damage them as it likes. */
import { encodeBlock } from '../../../src/record/format/block.ts';
import { BlockLines } from '../../../src/record/format/block-lines.ts';
import type { Damage } from '../../../src/record/format/damage.ts';
import type { SegmentBytes } from '../../../src/record/format/walk.ts';
import { type ReadOptions, readSegment } from '../../../src/record/read/reader.ts';
import type { Sample } from '../../../src/sample/sample.ts';

/** The bytes of a segment whose blocks hold `perBlock` samples each, and where each block ends. */
export const segmentOf = async (
  samples: readonly Sample[],
  perBlock: number,
): Promise<{ readonly bytes: Uint8Array; readonly ends: readonly number[] }> => {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i < samples.length; i += perBlock) {
    const lines = new BlockLines();
    for (const sample of samples.slice(i, i + perBlock)) lines.add(sample);
    const sealed = lines.seal();
    if (sealed === undefined) throw new Error('a block without samples');
    const { text, ...about } = sealed;
    blocks.push(await encodeBlock(text, { ...about, sequence: blocks.length, blocks: 1 }));
  }
  let end = 0;
  return { bytes: Buffer.concat(blocks), ends: blocks.map((block) => (end += block.length)) };
};

export const inMemory = (bytes: Uint8Array): SegmentBytes => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/** Everything a segment still gives, and what was wrong with it. */
export const readBack = async (
  bytes: Uint8Array,
  range: Omit<ReadOptions, 'onDamage'> = {},
): Promise<{ readonly samples: Sample[]; readonly damage: Damage[] }> => {
  const samples: Sample[] = [];
  const damage: Damage[] = [];
  const options = { ...range, onDamage: (found: Damage) => damage.push(found) };
  for await (const sample of readSegment(inMemory(bytes), 'segment', options)) samples.push(sample);
  return { samples, damage };
};
