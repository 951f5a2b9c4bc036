/** Which files of a folder are a recorder's. Copies, and others that are only named like a segment, are left alone. */
import { messageOf } from '../../lib/errors.ts';
import type { Milliseconds } from '../../lib/units.ts';
import type { RecordNotice } from '../write/notice.ts';
import { copiesAmong } from './copies.ts';
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
