/** The tasks named by -p, as long as they live: one that does not exist, or has ended, is said once. */
import { livingTask } from '../../kernel/sys/process/task-control.ts';
import type { Note } from './notes.ts';

/** Boot clock; undefined: there is no such task, or we may not see it. */
type StartOf = (id: number) => number | undefined;

const startOfLiving: StartOf = (id) => livingTask(id)?.startedAt;

/** @returns checks them again; to be called once an interval */
export const namedTasksNoter = (
  ids: ReadonlySet<number>,
  note: Note,
  startOf: StartOf = startOfLiving,
): (() => void) => {
  /** When each that lives started. */
  const living = new Map<number, number>();
  for (const id of ids) {
    const start = startOf(id);
    if (start === undefined)
      note(`-p ${id}: there is no such task, or it is hidden from this user`);
    else living.set(id, start);
  }
  return () => {
    for (const [id, start] of living) {
      if (startOf(id) === start) continue;
      note(`-p ${id}: it has ended`);
      living.delete(id);
    }
  };
};
