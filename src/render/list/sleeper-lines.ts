/**
 * Lines of tasks that did nothing, kept from list to list.
 *
 * A sleeper's entry is the same object from pass to pass until the task runs, so its line is the same too. Lists come by id:
 * the one before is walked in step, and nothing but the lines themselves is kept.
 */
import { isActive } from '../../model/totals/increase.ts';
import type { TaskEntry } from '../../sample/sample.ts';

export class SleeperLines {
  #entries: readonly TaskEntry[] = [];
  #lines: readonly string[] = [];

  /** @param entries by id @param make the line of one */
  linesOf(entries: readonly TaskEntry[], make: (entry: TaskEntry) => string): readonly string[] {
    const before = this.#entries;
    const lines: string[] = [];
    let at = 0;
    for (const entry of entries) {
      while ((before[at]?.tid ?? entry.tid) < entry.tid) at += 1;
      const isKept = before[at] === entry && isNothing(entry);
      lines.push(isKept ? (this.#lines[at] as string) : make(entry));
    }
    this.#entries = entries;
    this.#lines = lines;
    return lines;
  }
}

/** No figure of its line depends on the length of the interval. */
const isNothing = (entry: TaskEntry): boolean =>
  !isActive(entry) && entry.waitingSince === undefined && !entry.readChars && !entry.writeChars;
