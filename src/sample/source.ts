/** Where samples come from: the live kernel, a recording, a stream, an array. What follows cannot tell. */
import type { Sample } from './sample.ts';

export interface SampleSource extends AsyncIterable<Sample> {
  /** Ends the iteration and frees what the source holds; harmless when called twice. */
  close(): void;
}
