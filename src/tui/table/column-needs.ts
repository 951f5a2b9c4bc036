/** What the rows ask of the columns. */
import { USUAL_IO_PRIORITY } from '../../model/io-priority.ts';
import type { Row } from '../../model/view/row.ts';
import { didSomething } from '../../model/view/selection.ts';
import type { PlacedRow } from '../../model/view/tree.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { textWidth } from '../../render/text/text-width.ts';

/** So far: it only grows, so that no column jumps back. */
export type ColumnNeeds = {
  /** Cells of the widest id. */
  readonly id: number;
  /** Cells of the widest user. */
  readonly user: number;
  /** Whether a task that did something had an I/O priority beside the usual one. Threads of the kernel have theirs from it, and do not count. */
  readonly priority: boolean;
  /** Whether a task waited for swap. */
  readonly swapin: boolean;
  /** Whether a device had requests that failed. */
  readonly errors: boolean;
  /** Whether one had some that it had to be given again. */
  readonly requeues: boolean;
};

export const NO_NEEDS: ColumnNeeds = {
  id: 5,
  user: 'USER'.length,
  priority: false,
  swapin: false,
  errors: false,
  requeues: false,
};

/** @returns `before` itself where the rows ask for no more */
export const needsWith = (
  rows: readonly Pick<PlacedRow, 'row'>[],
  before: ColumnNeeds,
): ColumnNeeds => {
  let { user, priority, swapin, errors, requeues } = before;
  let greatest = 0;
  for (const {
    row: { entry, device },
  } of rows) {
    if (entry.tid > greatest) greatest = entry.tid;
    user = Math.max(user, userWidth(entry, user));
    swapin ||= (entry.swapWait ?? 0) > 0;
    errors ||= (device?.did?.errors ?? 0) > 0;
    requeues ||= (device?.did?.requeues ?? 0) > 0;
    priority ||= hasOwnPriority(entry);
  }
  const id = Math.max(before.id, String(greatest).length);
  const isMore =
    id > before.id ||
    user > before.user ||
    priority !== before.priority ||
    swapin !== before.swapin ||
    errors !== before.errors ||
    requeues !== before.requeues;
  return isMore ? { id, user, priority, swapin, errors, requeues } : before;
};

/** @returns `known` or less where it is no wider than that; most names are so short that they need not be measured */
const userWidth = ({ user, uid = 0 }: Row['entry'], known: number): number => {
  if (user === undefined) return uid < 10_000 ? 0 : String(uid).length;
  return user.length * 2 <= known ? 0 : textWidth(sanitize(user));
};

const hasOwnPriority = (entry: Row['entry']): boolean =>
  entry.ioPriority !== undefined &&
  entry.ioPriority !== USUAL_IO_PRIORITY &&
  !entry.kernelThread &&
  didSomething(entry);
