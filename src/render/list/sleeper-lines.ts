/**
 * Lines of idle tasks, kept from list to list.
 *
 * While a task sleeps its names are the same object, see `IdleTasks`, and so its line is the same too. Lists come by id: the one before is
 * walked in step, and nothing is looked up.
 */
import { idleEntry, tidAt } from '../../sample/idle-tasks.ts';
import type { IdleTasks, TaskEntry, TaskNames } from '../../sample/sample.ts';

/** By id, in step. */
export type IdleLines = { readonly tids: readonly number[]; readonly lines: readonly string[] };

export class SleeperLines {
  #tids: readonly number[] = [];
  #names: readonly (TaskNames | undefined)[] = [];
  #lines: readonly string[] = [];

  /** @param places in `idle`, ascending @param make the line of one */
  linesOf(
    idle: IdleTasks | undefined,
    places: Int32Array,
    make: (entry: TaskEntry) => string,
  ): IdleLines {
    const tids: number[] = [];
    const names: (TaskNames | undefined)[] = [];
    const lines: string[] = [];
    if (idle === undefined) return { tids, lines };
    let at = 0;
    for (const place of places) {
      const tid = tidAt(idle, place);
      const known = idle.names?.[place];
      while ((this.#tids[at] ?? tid) < tid) at += 1;
      const isKept = known !== undefined && this.#names[at] === known && this.#tids[at] === tid;
      tids.push(tid);
      names.push(known);
      lines.push(isKept ? (this.#lines[at] as string) : make(idleEntry(idle, place)));
    }
    this.#tids = tids;
    this.#names = names;
    this.#lines = lines;
    return { tids, lines };
  }
}
