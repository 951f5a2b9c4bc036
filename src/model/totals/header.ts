/** The figures above the rows. */
import { defined } from '../../lib/defined.ts';
import { type BytesPerSecond, bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import type { Increase, Sample } from '../../sample/sample.ts';
import { isWatched } from '../owners.ts';
import { type Amount, amountOf } from '../view/amount.ts';
import type { Row } from '../view/row.ts';
import { isEverything } from '../view/selection.ts';
import type { Header, View } from '../view/view.ts';
import type { Accumulator } from './accumulate.ts';
import { chargedTwice } from './charged-twice.ts';
import { movedBy, netWrite } from './increase.ts';
import { otherDevicesOf, unattributedOf } from './reconcile.ts';

/** Sums over the rows as they are shown, each written less cancelled: what one cancels may have been written by another, and long ago. */
export const headerOf = (
  sample: Sample,
  view: View,
  rows: readonly Row[],
  accumulated: Accumulator | undefined,
): Header => {
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const { blockRead, blockWrite } = sample.system;
  const unattributed = unattributedOf(
    sample,
    view.loops === 'twice' ? undefined : chargedTwice(sample),
  );
  const once = onceIn(sample, view, accumulated);
  return {
    read: once(
      sumOver(rows, ({ read }) => read),
      'read',
    ),
    write: once(sumOver(rows, netWrite), 'write'),
    moved: sumOver(rows, movedBy),
    ...(isWatched(sample) && {
      fromDisk: sumOver(rows, ({ diskRead }) => diskRead),
      toDisk: sumOver(rows, ({ diskWrite }) => diskWrite),
    }),
    ...(blockRead === undefined ? {} : { currentRead: amountOf(blockRead, interval) }),
    ...(blockWrite === undefined ? {} : { currentWrite: amountOf(blockWrite, interval) }),
    ...defined({ unattributed }),
    others: otherDevicesOf(sample),
  };
};

type Once = (sum: Amount, way: 'read' | 'write') => Amount;

/** Of some tasks it is not known whose the bytes of loop devices are; of totals since tasks started not how many. */
const onceIn = (sample: Sample, view: View, accumulated: Accumulator | undefined): Once => {
  const { measure, since, selection, loops } = view;
  if (loops === 'twice' || !isEverything(selection)) return (sum) => sum;
  if (measure === 'rate' || accumulated === undefined) {
    const twice = chargedTwice(sample);
    const interval = nanoseconds(sample.endedAt - sample.startedAt);
    return (sum, way) => less(sum, amountOf(twice[way], interval));
  }
  if (since === 'started') return (sum) => sum;
  return (sum, way) => {
    const once = accumulated.chargedTwice.once(way, sum.bytes);
    return { bytes: once, rate: (sum.rate * (once / Math.max(1, sum.bytes))) as BytesPerSecond };
  };
};

const less = (from: Amount, part: Amount): Amount => ({
  bytes: bytes(Math.max(0, from.bytes - part.bytes)),
  rate: Math.max(0, from.rate - part.rate) as BytesPerSecond,
});

const sumOver = (
  rows: readonly Row[],
  amountIn: (amounts: Increase) => number | undefined,
): Amount => {
  let sum = 0;
  let rate = 0;
  for (const { amounts, elapsed } of rows) {
    const amount = bytes(amountIn(amounts) ?? 0);
    if (amount === 0) continue;
    sum += amount;
    rate += bytesPerSecond(amount, elapsed);
  }
  return { bytes: bytes(sum), rate: rate as BytesPerSecond };
};
