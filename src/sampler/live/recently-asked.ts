/** What was read of tasks, by id, for as long as somebody asks for it. Two generations, so that forgetting costs nothing per task. */

/** Passes after which what nobody asked for may go, if a minute has passed too: not before, however short the intervals. */
export const GENERATION = 60;
/** Longer than the kernel leaves a dirty page (30 s), and than the ten seconds between two reads of an idle task's names (idle-names.ts). */
const LEAST = 60e9;

export class RecentlyAsked<Value> {
  #recent = new Map<number, Value>();
  #older = new Map<number, Value>();
  /** Of this generation. */
  #passes = 0;
  /** When this generation began; NaN: with the next pass. */
  #since = Number.NaN;
  #at = Number.NaN;
  readonly #most: number;

  /** @param most a generation that has so many is over: no more than twice as many are kept */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Begins a new interval. @param at of its pass, ns on a clock that only goes on */
  nextPass(at: number): void {
    this.#at = at;
    if (Number.isNaN(this.#since)) this.#since = at;
    this.#passes += 1;
    if (this.#passes >= GENERATION && at - this.#since >= LEAST) this.#turn();
  }

  get(id: number): Value | undefined {
    const recent = this.#recent.get(id);
    if (recent !== undefined) return recent;
    const older = this.#older.get(id);
    if (older !== undefined) this.set(id, older);
    return older;
  }

  set(id: number, value: Value): void {
    if (this.#recent.size >= this.#most) this.#turn();
    this.#recent.set(id, value);
  }

  #turn(): void {
    this.#passes = 0;
    this.#since = this.#at;
    this.#older = this.#recent;
    this.#recent = new Map();
  }
}
