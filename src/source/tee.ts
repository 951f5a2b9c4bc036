/** The same samples, each handed to a sink on the way past: recording is nothing more than this. */
import type { Sample } from '../sample/sample.ts';
import type { SampleSource } from '../sample/source.ts';

/** @param sink sees every sample before the one who iterates; must not wait for a disk */
export const tee = (source: SampleSource, sink: (sample: Sample) => void): SampleSource => ({
  close: () => source.close(),
  async *[Symbol.asyncIterator]() {
    for await (const sample of source) {
      sink(sample);
      yield sample;
    }
  },
});
