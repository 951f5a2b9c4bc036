/** Block devices as rows of the table: what each moved, for how long it was busy, and how long its requests took. */
import { defined } from '../../lib/defined.ts';
import { bytes, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { DeviceEntry, Increase, Sample, Tid } from '../../sample/sample.ts';
import { isDisk } from '../devices/disk-load.ts';
import { tookByDevice } from '../devices/latency.ts';
import type { Accumulator } from '../totals/accumulate.ts';
import { movedBy } from '../totals/increase.ts';
import type { Row } from '../view/row.ts';
import type { View } from '../view/view.ts';
import { deviceKeyOf } from './unit.ts';

/** Those of the sample, and all that did something since iotop began. */
export const deviceRows = (
  sample: Sample,
  { measure, selection: { where }, context }: Pick<View, 'measure' | 'selection' | 'context'>,
  accumulated?: Accumulator,
): readonly Row[] => {
  const interval = nanoseconds(sample.endedAt - sample.startedAt);
  const now = new Map(sample.system.devices?.map((device) => [device.name, device]));
  const before = new Map(accumulated?.devices());
  const took = tookByDevice(sample);
  const names = [...new Set([...now.keys(), ...before.keys()])];
  return names
    .map((name): Row => {
      const device = now.get(name);
      const past = before.get(name);
      const is = device ?? past?.last;
      const isRate = measure === 'rate' || past === undefined;
      const increase = increaseOf(device);
      return {
        entry: {
          tid: 0 as Tid,
          startedAt: 0 as Nanoseconds,
          comm: name,
          ...increase,
          ioWait: nanoseconds(device?.busy ?? 0),
        },
        amounts: isRate ? increase : past.amounts,
        elapsed: isRate ? interval : nanoseconds(sample.endedAt - past.since),
        interval,
        fold: { key: deviceKeyOf(name), first: 0 as Tid, members: [] },
        ...(is && { device: { is, ...defined({ did: device, took: took.get(name) }) } }),
      };
    })
    .filter((row) => where?.has(row, context) ?? true);
};

const increaseOf = (device: DeviceEntry | undefined): Increase => ({
  read: bytes(device?.readBytes ?? 0),
  write: bytes(device?.writeBytes ?? 0),
});

/** Bytes that reached disks: those of partitions and layers are among them. */
export const movedByDisks = (
  { system }: Sample,
  { measure }: Pick<View, 'measure'>,
  accumulated?: Accumulator,
): number => {
  let sum = 0;
  if (measure === 'rate' || accumulated === undefined) {
    for (const device of system.devices ?? [])
      if (isDisk(device)) sum += movedBy(increaseOf(device));
  } else {
    for (const [, { amounts, isWhole }] of accumulated.devices())
      if (isWhole) sum += movedBy(amounts);
  }
  return sum;
};
