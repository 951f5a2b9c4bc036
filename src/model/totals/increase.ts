/** Arithmetic on increases: unknown plus known is known; unknown plus unknown is unknown. */
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import { INCREASE_FIELDS } from '../../sample/fields.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import type { Increase } from '../../sample/sample.ts';

export type MutableIncrease = { -readonly [Field in keyof Increase]: Increase[Field] };

/** Adds `from` into `into`. */
export const addInto = (into: MutableIncrease, from: Increase): void => {
  for (const field of INCREASE_FIELDS) {
    const rise = from[field];
    if (rise === undefined) continue;
    (into as Record<string, number>)[field] = (into[field] ?? 0) + rise;
  }
};

/** Adds a task into a sum of several, whose net write is the sum of theirs: what one cancels is not taken off what another wrote. */
export const addTaskInto = (into: MutableIncrease, task: Increase): void => {
  addInto(into, task);
  const { write, cancelledWrite = 0 } = task;
  if (write === undefined || write >= cancelledWrite) return;
  into.write = bytes((into.write ?? 0) + cancelledWrite - write);
};

/** What nobody did: zero, but for the waits that could not be seen. */
export const nothingDone = (gaps: readonly Gap[]): Increase => {
  const isKnown = (what: Capability): boolean =>
    !gaps.some((gap) => gap.kind === 'unavailable' && gap.what === what);
  return {
    read: bytes(0),
    write: bytes(0),
    cancelledWrite: bytes(0),
    ...(isKnown('io-wait') ? { ioWait: nanoseconds(0) } : {}),
    ...(isKnown('swap-wait') ? { swapWait: nanoseconds(0) } : {}),
  };
};

/** Only the counters of an entry, row or total. */
export const increaseOf = (from: Increase): Increase => {
  const increase: MutableIncrease = {};
  addInto(increase, from);
  return increase;
};

/** Whether anything happened at all. */
export const isActive = (increase: Increase): boolean =>
  (increase.read ?? 0) > 0 ||
  (increase.write ?? 0) > 0 ||
  (increase.cancelledWrite ?? 0) > 0 ||
  (increase.diskRead ?? 0) > 0 ||
  (increase.diskWrite ?? 0) > 0 ||
  (increase.ioWait ?? 0) > 0 ||
  (increase.swapWait ?? 0) > 0;

/** Bytes that should reach the disk: written less cancelled, not below zero (a task may cancel another's pages). */
export const netWrite = (increase: Increase): Increase['write'] =>
  increase.write === undefined
    ? undefined
    : (Math.max(0, increase.write - (increase.cancelledWrite ?? 0)) as Increase['write']);

/** Bytes to or from the disks now: what they were asked for, or where nobody watched that, what was charged. */
export const movedOneWay = (increase: Increase, way: 'read' | 'write'): Bytes | undefined =>
  way === 'read'
    ? (increase.diskRead ?? increase.read)
    : (increase.diskWrite ?? netWrite(increase));

/** Both ways together; unknown counts as zero. */
export const movedBy = (increase: Increase): number =>
  (movedOneWay(increase, 'read') ?? 0) + (movedOneWay(increase, 'write') ?? 0);

/**
 * What decides who stands first: bytes moved, and a hundredth of those charged beside them. Who fills the cache, whose pages will be written, stands
 * behind who makes the disk work, but before who hardly does.
 */
export const weightOf = (increase: Increase): number => {
  const moved = movedBy(increase);
  if (increase.diskWrite === undefined) return moved;
  return moved + ((increase.read ?? 0) + (netWrite(increase) ?? 0)) / CHARGED_FOR_ONE;
};

/** Bytes charged that count as much as one that a disk was asked for. */
export const CHARGED_FOR_ONE = 100;

/** The longer of two waits, or the one that is known. */
export const longer = (
  a: Nanoseconds | undefined,
  b: Nanoseconds | undefined,
): Nanoseconds | undefined => (a === undefined ? b : b === undefined || a > b ? a : b);
