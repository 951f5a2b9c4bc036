/**
 * Down-samples older segments: to one sample a minute, say. No sum changes; what is lost is when within the minute.
 *
 * A segment is written anew beside the old one and takes its place in one step, with its owner and mode. One that is
 * damaged is left as it is, and so is the newest, which may be growing. Memory: one block, and one sum.
 */
import { messageOf, UnavailableError } from '../../lib/errors.ts';
import { type Bytes, bytes, type Milliseconds } from '../../lib/units.ts';
import { MergedSample } from '../../sample/merge.ts';
import type { Sample } from '../../sample/sample.ts';
import type { Damage } from '../format/damage.ts';
import { walk } from '../format/walk.ts';
import { isSameFile, type RecordedSegment, statIfThere } from '../read/folder.ts';
import { readSegment } from '../read/reader.ts';
import { isRefusal, openSegmentIfThere, type SegmentFile } from '../read/segment-file.ts';
import { CompactDraft } from './compact-draft.ts';

export type Compacted = {
  readonly name: string;
  readonly outcome:
    | 'compacted'
    | 'nothing to merge'
    | 'damaged'
    /** It is there under another name, too, and would no longer be the same: both would be counted. */
    | 'copied'
    /** Another user's, whom we could not give the new one. */
    | 'not allowed'
    /** Another program changed or removed it meanwhile. */
    | 'changed';
  readonly before: Bytes;
  readonly after: Bytes;
};

type CompactOptions = {
  /** How much time becomes one sample; aligned to the wall clock. */
  readonly every: Milliseconds;
  /** Only segments that were begun before; absent: all but the newest. */
  readonly before?: Milliseconds;
  /** Names of segments that somebody copied within the folder. */
  readonly copied?: ReadonlySet<string>;
};

/**
 * One report a segment, as they are done. The caller holds the folder's lock for rewriting.
 * @param segments oldest first
 * @throws UnavailableError when the disk does not take the new one; nothing of it is left, and the old one is as it was
 */
export async function* compact(
  segments: readonly RecordedSegment[],
  { every, before, copied }: CompactOptions,
): AsyncGenerator<Compacted> {
  for (const segment of segments.slice(0, -1)) {
    if (before !== undefined && segment.begun >= before) continue;
    yield copied?.has(segment.name)
      ? resultOf(segment, 'copied')
      : await compactSegment(segment, every);
  }
}

const resultOf = (
  { name, size }: RecordedSegment,
  outcome: Compacted['outcome'],
  after = size,
): Compacted => ({ name, outcome, before: size, after });

const compactSegment = async (
  segment: RecordedSegment,
  every: Milliseconds,
): Promise<Compacted> => {
  const { name, path } = segment;
  let draft: CompactDraft | undefined;
  try {
    const old = openSegmentIfThere(path);
    if (old === undefined) return resultOf(segment, 'changed');
    try {
      draft = await CompactDraft.begin(path, old.stat, countOf(old));
      const outcome = await fill(draft, old, name, every);
      if (outcome !== 'compacted') return resultOf(segment, outcome);
      const now = await statIfThere(path);
      const isAsRead = now !== undefined && isSameFile(now, old.stat) && now.size === old.size;
      if (!isAsRead) return resultOf(segment, 'changed');
      return resultOf(segment, outcome, bytes(await draft.takePlace()));
    } finally {
      old.close();
    }
  } catch (error) {
    if (isRefusal(error)) return resultOf(segment, 'not allowed');
    const problem = `cannot compact ${name}: ${messageOf(error)}`;
    throw new UnavailableError(problem, 'it is as it was', { cause: error });
  } finally {
    await draft?.discard();
  }
};

/** What the blocks written stand for, so that none seems missing. */
const countOf = (file: SegmentFile): { sequence: number; blocks: number; samples: number } => {
  const count = { sequence: 0, blocks: 0, samples: 0 };
  for (const found of walk(file)) {
    if (found.kind !== 'block') continue;
    if (count.blocks === 0) count.sequence = found.header.sequence;
    count.blocks += found.header.blocks;
    count.samples += found.header.samples;
  }
  return count;
};

const fill = async (
  draft: CompactDraft,
  old: SegmentFile,
  name: string,
  every: Milliseconds,
): Promise<'compacted' | 'nothing to merge' | 'damaged'> => {
  const damage: Damage[] = [];
  let read = 0;
  let written = 0;
  const onDamage = (found: Damage): number => damage.push(found);
  const counted = async function* (): AsyncGenerator<Sample> {
    for await (const sample of readSegment(old, name, { onDamage })) {
      if (damage.length > 0) return;
      read += 1;
      yield sample;
    }
  };
  for await (const sample of mergedRuns(counted(), every)) {
    await draft.add(sample);
    written += 1;
  }
  if (damage.length > 0) return 'damaged';
  return written === read ? 'nothing to merge' : 'compacted';
};

/**
 * Runs of samples, each merged into one: of one span of the wall clock, one host and boot, with nothing missing between
 * them. A run ends early where it has very many tasks, for no line may be too long, and where a task goes by another name from then on.
 */
export async function* mergedRuns(
  samples: AsyncIterable<Sample>,
  every: Milliseconds,
): AsyncGenerator<Sample> {
  let run: MergedSample | undefined;
  for await (const sample of samples) {
    if (run !== undefined && mayTake(run, sample, every)) {
      run.add(sample);
    } else {
      if (run !== undefined) yield run.result();
      run = new MergedSample(sample);
    }
  }
  if (run !== undefined) yield run.result();
}

/** Tasks of one merged sample, some 3 MB of text. */
const MOST = 10_000;

const mayTake = (run: MergedSample, sample: Sample, every: Milliseconds): boolean =>
  run.taskCount < MOST && belongTogether(run.last, sample, every) && run.namesAs(sample);

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

/** By the middle of the interval, for its end falls now just before a full minute, now just behind it. */
const spanOf = ({ wallTime, startedAt, endedAt }: Sample, every: Milliseconds): number =>
  Math.floor((wallTime - (endedAt - startedAt) / 2e6) / every);
