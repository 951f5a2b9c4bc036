/** What the rows ask of the columns. */

import { type Bytes, bytes, bytesPerSecond, type Nanoseconds } from '../../lib/units.ts';
import { NOTABLE } from '../../model/answer/clause.ts';
import { formatIoPriority, USUAL_IO_PRIORITY } from '../../model/io-priority.ts';
import { netWrite } from '../../model/totals/increase.ts';
import type { Row } from '../../model/view/row.ts';
import { didSomething } from '../../model/view/selection.ts';
import type { PlacedRow } from '../../model/view/tree.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { textWidth } from '../../render/text/text-width.ts';
import type { DiskEntry } from '../../sample/sample.ts';

/** So far: it only grows, so that no column jumps back; but for `priority`. */
export type ColumnNeeds = {
  /** Cells of the widest id. */
  readonly id: number;
  /** Cells of the widest user. */
  readonly user: number;
  /** Boot clock: when a task that did something last had an I/O priority beside the usual one; -Infinity: never. Threads of the kernel have theirs from it, and do not count. */
  readonly priority: number;
  /** Whether a task waited for swap. */
  readonly swapin: boolean;
  /** Whether a device discarded something. */
  readonly discards: boolean;
  /** Whether a device had requests that failed. */
  readonly errors: boolean;
  /** Whether one had some that it had to be given again. */
  readonly requeues: boolean;
  /** Whether what the disks were asked for is known of a row. */
  readonly isWatched: boolean;
  /** Whether it differs much from what a row was charged. */
  readonly fromDisk: boolean;
  readonly toDisk: boolean;
  /** Cells of the widest device; 0: no device was asked for anything that is known. */
  readonly device: number;
};

/** Cells: most systems have no wider one among those that do much, and where a command lacks cells users become no narrower. */
export const LEAST_USER = 'daemon'.length;

export const NO_NEEDS: ColumnNeeds = {
  id: 5,
  user: LEAST_USER,
  priority: Number.NEGATIVE_INFINITY,
  swapin: false,
  discards: false,
  errors: false,
  requeues: false,
  isWatched: false,
  fromDisk: false,
  toDisk: false,
  device: 0,
};

/** @param now boot clock, of the rows @returns `before` itself where the rows ask for no more */
export const needsWith = (
  rows: readonly Pick<PlacedRow, 'row'>[],
  before: ColumnNeeds,
  now: Nanoseconds,
): ColumnNeeds => {
  let { user, priority, swapin, isWatched, fromDisk, toDisk, device } = before;
  let { discards, errors, requeues } = before;
  let greatest = 0;
  for (const { row } of rows) {
    const { entry, amounts } = row;
    if (entry.tid > greatest) greatest = entry.tid;
    user = Math.max(user, userWidth(entry, user));
    swapin ||= (entry.swapWait ?? 0) > 0;
    discards ||= (row.device?.did?.discardBytes ?? 0) > 0;
    errors ||= (row.device?.did?.errors ?? 0) > 0;
    requeues ||= (row.device?.did?.requeues ?? 0) > 0;
    if (priority !== now && hasOwnPriority(entry)) priority = now;
    isWatched ||= amounts.diskWrite !== undefined;
    fromDisk ||= isOther(amounts.diskRead, amounts.read, row);
    toDisk ||= isOther(amounts.diskWrite, netWrite(amounts), row);
    if (entry.disk !== undefined) device = Math.max(device, deviceWidth(entry.disk));
  }
  const id = Math.max(before.id, String(greatest).length);
  const isMore =
    id > before.id ||
    user > before.user ||
    priority !== before.priority ||
    swapin !== before.swapin ||
    discards !== before.discards ||
    errors !== before.errors ||
    requeues !== before.requeues ||
    isWatched !== before.isWatched ||
    fromDisk !== before.fromDisk ||
    toDisk !== before.toDisk ||
    device > before.device;
  return isMore
    ? {
        id,
        user,
        priority,
        swapin,
        isWatched,
        fromDisk,
        toDisk,
        device,
        discards,
        errors,
        requeues,
      }
    : before;
};

/** By more than anybody asks about, and by a quarter of the larger. */
const isOther = (
  asked: Bytes | undefined,
  charged: Bytes = bytes(0),
  { elapsed }: Row,
): boolean => {
  if (asked === undefined || asked === charged) return false;
  const difference = bytes(Math.abs(asked - charged));
  return (
    bytesPerSecond(difference, elapsed) >= NOTABLE && difference >= Math.max(asked, charged) / 4
  );
};

/** With the number of the others, as if none were a layer. */
const deviceWidth = (disk: readonly DiskEntry[]): number =>
  disk.reduce((widest, { device }) => Math.max(widest, device.length), 'DEVICE'.length) +
  (disk.length > 1 ? ' +1'.length : 0);

/** @returns `known` or less where it is no wider than that; most names are so short that they need not be measured */
const userWidth = ({ user, uid = 0 }: Row['entry'], known: number): number => {
  if (user === undefined) return uid < 10_000 ? 0 : String(uid).length;
  return user.length * 2 <= known ? 0 : textWidth(sanitize(user));
};

/** As it is shown: hints beside class and level are not. */
const USUAL = formatIoPriority(USUAL_IO_PRIORITY);

const hasOwnPriority = (entry: Row['entry']): boolean =>
  entry.ioPriority !== undefined &&
  entry.ioPriority !== USUAL_IO_PRIORITY &&
  !entry.kernelThread &&
  didSomething(entry) &&
  formatIoPriority(entry.ioPriority) !== USUAL;
