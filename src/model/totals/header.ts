/** The figures above the rows. */
import { defined } from '../../lib/defined.ts';
import { type BytesPerSecond, bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import type { Increase, Sample } from '../../sample/sample.ts';
import { isWatched } from '../owners.ts';
import { type Amount, amountOf } from '../view/amount.ts';
import type { Row } from '../view/row.ts';
import type { Header } from '../view/view.ts';
import { movedBy, netWrite } from './increase.ts';
import { otherDevicesOf, unattributedOf } from './reconcile.ts';

/** Sums over the rows as they are shown, each written less cancelled: what one cancels may have been written by another, and long ago. */
export const headerOf = (sample: Sample, rows: readonly Row[]): Header => {
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const { blockRead, blockWrite } = sample.system;
  const unattributed = unattributedOf(sample);
  return {
    read: sumOver(rows, ({ read }) => read),
    write: sumOver(rows, netWrite),
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
