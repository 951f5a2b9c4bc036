/** Which files of a folder are a recorder's. Copies, and others that are only named like a segment, are left alone. */
import { messageOf } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import { timeOfSegment } from '../format/segment-name.ts';
import { listSegments, type RecordedSegment, type SegmentFileName } from './folder.ts';
import { firstHeaderOf } from './segment-survey.ts';

/**
 * The segments that hold blocks of ours, oldest first, each once.
 * @param onNotice is called with a line for each of the others
 */
export const recordedSegments = async (
  folder: string,
  onNotice: (line: string) => void,
): Promise<readonly RecordedSegment[]> => {
  const recorded: RecordedSegment[] = [];
  const segments = await listSegments(folder);
  const copies = copiesAmong(segments);
  for (const segment of segments) {
    const of = copies.get(segment.name);
    const begun = of === undefined ? beginOf(segment.path) : `it is a copy of ${of}`;
    if (typeof begun === 'string') onNotice(`${segment.name} is left alone: ${begun}`);
    else recorded.push({ ...segment, begun });
  }
  return recorded;
};

/** Wall time of its first block, or why it is none of ours. */
const beginOf = (path: string): Milliseconds | string => {
  try {
    return firstHeaderOf(path)?.firstTime ?? 'it holds no block of a recording';
  } catch (error) {
    return messageOf(error);
  }
};

/**
 * Segments that are in a folder twice, because somebody copied one under another name: each is to be read once.
 *
 * By the name of each copy: the name of what it is a copy of. Two are the same when they begin with the same block; the original is
 * the one that is named after its first sample, or else the first by name.
 */
export const copiesAmong = (segments: readonly SegmentFileName[]): ReadonlyMap<string, string> => {
  const originals = new Map<string, { readonly name: string; readonly misnamedBy: number }>();
  const copies = new Map<string, string>();
  for (const { name, path } of segments.length < 2 ? [] : segments) {
    const header = headerIfReadable(path);
    if (header === undefined) continue;
    const found = { name, misnamedBy: Math.abs((timeOfSegment(name) ?? 0) - header.firstTime) };
    const key = JSON.stringify(header);
    const other = originals.get(key) ?? found;
    const [original, copy] = found.misnamedBy < other.misnamedBy ? [found, other] : [other, found];
    originals.set(key, original);
    if (copy !== original) copies.set(copy.name, original.name);
  }
  return copies;
};

/** What cannot be read is named by whoever reads it. */
const headerIfReadable = (path: string): ReturnType<typeof firstHeaderOf> => {
  try {
    return firstHeaderOf(path);
  } catch {
    return undefined;
  }
};
