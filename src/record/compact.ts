/**
 * Down-samples older segments: to one sample a minute, say. No sum changes; what is lost is when within the minute.
 *
 * A segment is written anew beside the old one and takes its place in one step. One that is damaged is left as it is, and
 * so is the newest, which may be growing.
 */
import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Bytes, bytes, type Milliseconds } from '../lib/units.ts';
import { mergeSamples } from '../sample/merge.ts';
import type { Sample } from '../sample/sample.ts';
import { encodeBlock } from './block.ts';
import { BlockLines } from './block-lines.ts';
import type { Damage } from './damage.ts';
import { createFile, removeFile, type Segment, syncFolder } from './folder.ts';
import { readSegment } from './reader.ts';
import { openSegment } from './segment-file.ts';
import { walk } from './walk.ts';

export type Compacted = {
  readonly name: string;
  readonly outcome: 'compacted' | 'nothing to merge' | 'damaged';
  readonly before: Bytes;
  readonly after: Bytes;
};

export type CompactOptions = {
  /** How much time becomes one sample; aligned to the wall clock. */
  readonly every: Milliseconds;
  /** Only segments that were begun before; absent: all but the newest. */
  readonly before?: Milliseconds;
};

/** One report a segment, as they are done. @param segments oldest first */
export async function* compact(
  segments: readonly Segment[],
  { every, before }: CompactOptions,
): AsyncGenerator<Compacted> {
  for (const segment of segments.slice(0, -1)) {
    if (before === undefined || segment.time < before) yield await compactSegment(segment, every);
  }
}

/**
 * Runs of samples to merge: of one span of the wall clock, one host and boot, with nothing missing between them.
 */
export const runsOf = (samples: readonly Sample[], every: Milliseconds): readonly Sample[][] => {
  const runs: Sample[][] = [];
  for (const sample of samples) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (run !== undefined && previous !== undefined && belongTogether(previous, sample, every)) {
      run.push(sample);
    } else {
      runs.push([sample]);
    }
  }
  return runs;
};

const belongTogether = (previous: Sample, next: Sample, every: Milliseconds): boolean => {
  const interval = next.endedAt - next.startedAt;
  const missing = next.startedAt - previous.endedAt;
  return (
    spanOf(previous, every) === spanOf(next, every) &&
    previous.host === next.host &&
    previous.engine === next.engine &&
    missing >= 0 &&
    missing < interval / 2
  );
};

/** By the middle of the interval: its end is now before the full minute, now behind it. */
const spanOf = ({ wallTime, startedAt, endedAt }: Sample, every: Milliseconds): number =>
  Math.floor((wallTime - (endedAt - startedAt) / 2e6) / every);

const compactSegment = async (segment: Segment, every: Milliseconds): Promise<Compacted> => {
  const { samples, damage, sequence, blocks } = await load(segment);
  const unchanged = { name: segment.name, before: segment.size, after: segment.size };
  if (damage.length > 0) return { ...unchanged, outcome: 'damaged' };
  const merged = runsOf(samples, every).map(mergeSamples);
  if (merged.length === samples.length) return { ...unchanged, outcome: 'nothing to merge' };
  const contents = await encodeAll(merged, sequence, blocks);
  await replace(segment, contents);
  return { ...unchanged, outcome: 'compacted', after: bytes(contents.length) };
};

type Loaded = {
  readonly samples: readonly Sample[];
  readonly damage: readonly Damage[];
  /** Number of the first block, and how many there were. */
  readonly sequence: number;
  readonly blocks: number;
};

const load = async ({ name, path }: Segment): Promise<Loaded> => {
  const file = openSegment(path);
  try {
    const headers = [...walk(file)].flatMap((found) =>
      found.kind === 'block' ? [found.header] : [],
    );
    const damage: Damage[] = [];
    const samples: Sample[] = [];
    const onDamage = (found: Damage): number => damage.push(found);
    for await (const sample of readSegment(file, name, { onDamage })) samples.push(sample);
    const blocks = headers.reduce((sum, header) => sum + header.blocks, 0);
    return { samples, damage, sequence: headers[0]?.sequence ?? 0, blocks };
  } finally {
    file.close();
  }
};

/** Samples in a block; as with any block, so much is lost to one fault. */
const PER_BLOCK = 10;

/** The blocks written stand for those that were there, so that none seems missing. */
const encodeAll = async (
  samples: readonly Sample[],
  sequence: number,
  blocks: number,
): Promise<Buffer> => {
  const perBlock = Math.max(PER_BLOCK, Math.ceil(samples.length / blocks));
  const count = Math.ceil(samples.length / perBlock);
  const encoded: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const lines = new BlockLines();
    for (const sample of samples.slice(i * perBlock, (i + 1) * perBlock)) lines.add(sample);
    const sealed = lines.seal();
    if (sealed === undefined) continue;
    const { text, ...about } = sealed;
    const standsFor = i === count - 1 ? blocks - i : 1;
    encoded.push(await encodeBlock(text, { ...about, sequence: sequence + i, blocks: standsFor }));
  }
  return Buffer.concat(encoded);
};

const replace = async ({ name, path }: Segment, contents: Uint8Array): Promise<void> => {
  const folder = dirname(path);
  const draft = join(folder, `.${name}.compact`);
  // Left by one that was stopped; two at once cannot both create it.
  await removeFile(draft);
  const file = await createFile(draft);
  try {
    await file.writeFile(contents);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(folder);
};
