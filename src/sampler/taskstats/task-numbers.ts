/** The ids of all tasks, sorted, in memory that is used again: tid and tgid packed into one double, which sorts natively. */

/** Task ids are below 2^22 (PID_MAX_LIMIT). */
const TGID_SPAN = 2 ** 23;

export class TaskNumbers {
  #packed = new Float64Array(1024);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(tid: number, tgid: number): void {
    if (this.count === this.#packed.length) {
      const grown = new Float64Array(this.#packed.length * 2);
      grown.set(this.#packed);
      this.#packed = grown;
    }
    this.#packed[this.count] = tid * TGID_SPAN + tgid;
    this.count += 1;
  }

  /** Sorts by tid and drops ids that came twice. */
  sort(): void {
    const used = this.#packed.subarray(0, this.count).sort();
    let kept = 0;
    let last = -1;
    for (let i = 0; i < used.length; i++) {
      const tid = Math.floor((used[i] as number) / TGID_SPAN);
      if (tid === last) continue;
      used[kept] = used[i] as number;
      kept += 1;
      last = tid;
    }
    this.count = kept;
  }

  tid(index: number): number {
    return Math.floor((this.#packed[index] as number) / TGID_SPAN);
  }

  tgid(index: number): number {
    return (this.#packed[index] as number) % TGID_SPAN;
  }
}
