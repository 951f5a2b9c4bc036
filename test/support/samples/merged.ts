/** Samples as one over their whole time. */
import { MergedSample } from '../../../src/sample/merge.ts';
import type { Sample } from '../../../src/sample/sample.ts';

/** @param samples of one host and boot, in order of time, at least one */
export const mergeSamples = ([first, ...rest]: readonly Sample[]): Sample => {
  const merged = new MergedSample(first as Sample);
  for (const sample of rest) merged.add(sample);
  return merged.result();
};
