/** What of a recording or a stream could not be read, each place once: a tape is wound back and forth over the same. */

export class DamageList {
  readonly #places = new Set<string>();
  #tell: (places: readonly string[]) => void = () => {};

  /** `tell` hears at once what is known, and all of it again whenever there is more. */
  readonly watch = (tell: (places: readonly string[]) => void): void => {
    this.#tell = tell;
    if (this.#places.size > 0) tell(this.places);
  };

  readonly add = (place: string): void => {
    if (this.#places.has(place) || this.#places.size >= MOST) return;
    this.#places.add(place);
    this.#tell(this.places);
  };

  get places(): readonly string[] {
    return [...this.#places];
  }
}

/** Beyond this it is no recording. */
const MOST = 1000;
