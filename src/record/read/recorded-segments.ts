/** Which files of a folder are a recorder's. Copies, and others that are only named like a segment, are left alone. */
import { messageOf } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import { timeOfSegment } from '../format/segment-name.ts';
import type { RecordNotice } from '../write/notice.ts';
import { listSegments, type RecordedSegment } from './folder.ts';
import { firstHeaderOf } from './segment-survey.ts';

/**
 * The segments that hold blocks of ours, oldest first, each once.
 *
 * @param onNotice is called for each of the others
 */
export const recordedSegments = async (
  folder: string,
  onNotice: (notice: RecordNotice) => void,
): Promise<readonly RecordedSegment[]> => {
  const recorded: RecordedSegment[] = [];
  const segments = await listSegments(folder);
  const copies = copiesAmong(segments);
  for (const segment of segments) {
    const of = copies.get(segment.name);
    const begun: Begin =
      of === undefined ? beginOf(segment.path) : { kind: 'none', why: `it is a copy of ${of}` };
    if (begun.kind === 'block') recorded.push({ ...segment, begun: begun.time });
    else onNotice({ kind: 'file-passed-over', name: segment.name, why: begun.why });
  }
  return recorded;
};

type Begin =
  | { readonly kind: 'block'; readonly time: Milliseconds }
  | { readonly kind: 'none'; readonly why: string };

const beginOf = (path: string): Begin => {
  try {
    const header = firstHeaderOf(path);
    return header === undefined
      ? { kind: 'none', why: 'it holds no block of a recording' }
      : { kind: 'block', time: header.firstTime };
  } catch (error) {
    return { kind: 'none', why: messageOf(error) };
  }
};

type Named = { readonly name: string; readonly path: string };

/**
 * Segments that are in a folder twice, because somebody copied one under another name: each is to be read once.
 *
 * By the name of each copy: the name of what it is a copy of. Two are the same when they begin with the same block; the original is
 * the one that is named after its first sample, or else the first by name.
 */
export const copiesAmong = (segments: readonly Named[]): ReadonlyMap<string, string> => {
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
