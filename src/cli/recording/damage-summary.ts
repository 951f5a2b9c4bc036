/** What of a recording could not be read, each place, or one line for many. */

import type { Span } from '../../model/range/unrecorded.ts';
import { widened } from '../../model/range/unrecorded.ts';
import type { Damage } from '../../record/format/damage.ts';
import { counted } from '../../render/text/counted.ts';
import { spanText } from '../../render/text/wall-time.ts';

/** More places than this are folded. */
const LISTED = 3;

export class DamageSummary {
  readonly #say: (line: string) => void;
  readonly #places: string[] = [];
  #samples = 0;
  #span: Span | undefined;

  /** @param say hears at once of what cost no known samples */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  readonly add = (line: string, lost?: Damage['lost']): void => {
    if (lost === undefined) {
      this.#say(line);
      return;
    }
    this.#samples += lost.samples;
    this.#span = widened(this.#span, lost);
    if (this.#places.length <= LISTED) this.#places.push(line);
  };

  /** Says which samples are lost. @param path of the recording, as it was given */
  end(path: string): void {
    if (this.#span === undefined || this.#places.length <= LISTED)
      for (const place of this.#places) this.#say(place);
    else {
      const between = `${counted(this.#samples, 'sample')} damaged, ${spanText(this.#span)}`;
      this.#say(`${between}; "iotop verify ${path}" lists them`);
    }
  }
}
