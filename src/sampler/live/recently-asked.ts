/** What was read of tasks, by id, for as long as somebody asks for it. Two generations, so that forgetting costs nothing per task. */

/** Passes after which what nobody asked for may go: more than the ten seconds between two reads of an idle task's names (idle-names.ts) take at most intervals. */
export const GENERATION = 60;

export class RecentlyAsked<Value> {
  #recent = new Map<number, Value>();
  #older = new Map<number, Value>();
  #passes = 0;
  readonly #most: number;

  /** @param most a generation that has so many is over: no more than twice as many are kept */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most;
  }

  /** Begins a new interval. */
  nextPass(): void {
    this.#passes += 1;
    if (this.#passes % GENERATION === 0) this.#turn();
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
    this.#older = this.#recent;
    this.#recent = new Map();
  }
}
