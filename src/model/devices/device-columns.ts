/** The columns that only devices have. Figures of the last interval, whatever the byte columns show. */
import { latencyOf } from '../asked.ts';
import type { Column } from '../column.ts';
import type { DeviceFigures, Row } from '../view/row.ts';
import { loadOf, readAwait, writeAwait } from './disk-load.ts';

/** @param of what it did; nothing is no figure of it @param idle of a device that did nothing */
const figure =
  <Idle extends 0 | undefined>(
    of: (did: NonNullable<DeviceFigures['did']>, row: Row) => number | undefined,
    idle: Idle,
  ) =>
  (row: Row): number | undefined => {
    const { device } = row;
    if (device === undefined) return undefined;
    return device.did === undefined ? idle : of(device.did, row);
  };

const perSecond = (count: number, { interval }: Row): number | undefined =>
  interval > 0 ? count / (interval / 1e9) : undefined;

/** 0 of a device that did nothing, where that is counted at all. */
const counted =
  (name: 'inFlight' | 'errors' | 'requeues' | 'discardBytes') =>
  ({ device }: Row): number | undefined => {
    if (device?.is[name] === undefined) return undefined;
    return device.did === undefined ? 0 : device.did[name];
  };

const ALIKE = { firstSort: 'descending', of: 'devices' } as const;

export const DEVICE_COLUMNS = [
  {
    ...ALIKE,
    id: 'device-reads',
    title: 'R/S',
    help: 'Of a device: reads completed a second',
    kind: 'count',
    value: figure(({ reads }, row) => perSecond(reads, row), 0),
  },
  {
    ...ALIKE,
    id: 'device-writes',
    title: 'W/S',
    help: 'Of a device: writes completed a second',
    kind: 'count',
    value: figure(({ writes }, row) => perSecond(writes, row), 0),
  },
  {
    ...ALIKE,
    id: 'device-read-await',
    title: 'R-AWAIT',
    help: 'Of a device: mean time of a read, in queue and device',
    kind: 'latencies',
    value: figure(readAwait, undefined),
  },
  {
    ...ALIKE,
    id: 'device-write-await',
    title: 'W-AWAIT',
    help: 'Of a device: mean time of a write, in queue and device',
    kind: 'latencies',
    value: figure(writeAwait, undefined),
  },
  {
    ...ALIKE,
    id: 'device-p50',
    title: 'P50',
    help: 'Of a device: half of its requests took less than this, a power of two (1.05 ms); they may have taken half of it',
    kind: 'latencies',
    value: ({ device }: Row) => latencyOf(device?.took, 0.5),
  },
  {
    ...ALIKE,
    id: 'device-p99',
    title: 'P99',
    help: 'Of a device: 99 of 100 of its requests took less than this, a power of two as P50 is',
    kind: 'latencies',
    value: ({ device }: Row) => latencyOf(device?.took, 0.99),
  },
  {
    ...ALIKE,
    id: 'device-queue',
    title: 'QUEUE',
    help: 'Of a device: requests in queue and device, on average; of one that works on many at once it tells more than BUSY',
    kind: 'mean',
    value: figure((did, { interval }) => loadOf(did, interval).inFlight, 0),
  },
  {
    ...ALIKE,
    id: 'device-in-flight',
    title: 'NOW',
    help: 'Of a device: requests in queue and device at the end of the interval',
    kind: 'count',
    value: counted('inFlight'),
  },
  {
    ...ALIKE,
    id: 'device-discards',
    title: 'DISCARD/S',
    help: 'Of a device: bytes discarded a second (TRIM); shown when some were',
    kind: 'size',
    value: (row: Row) => {
      const amount = counted('discardBytes')(row);
      return amount && perSecond(amount, row);
    },
  },
  {
    ...ALIKE,
    id: 'device-errors',
    title: 'ERRORS',
    help: 'Of a device: requests that failed; shown when one did',
    kind: 'count',
    value: counted('errors'),
  },
  {
    ...ALIKE,
    id: 'device-requeues',
    title: 'REQUEUE',
    help: 'Of a device: requests that had to be given to it again; shown when one had',
    kind: 'count',
    value: counted('requeues'),
  },
] as const satisfies readonly Column[];
