/** Where samples come from: the live kernel, a recording, a stream or an array. Readers need not know which. */
import type { Sample } from './sample.ts';

export interface SampleSource extends AsyncIterable<Sample> {
  /** Ends the iteration and frees what the source holds; harmless when called twice. */
  close(): void;
}
