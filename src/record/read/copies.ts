/** Segments that are in a folder twice, for somebody copied one under another name: each is to be read once. */

import { timeOfSegment } from '../format/segment-name.ts';
import { firstHeaderOf } from './segment-survey.ts';

type Named = { readonly name: string; readonly path: string };

/**
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
