import { expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import { type ColumnId, columnOf } from '../../../src/model/columns.ts';
import { DEVICE_COLUMNS } from '../../../src/model/devices/device-columns.ts';
import type { DeviceFigures, Row } from '../../../src/model/view/row.ts';
import type { DeviceEntry } from '../../../src/sample/sample.ts';
import { taskEntry } from '../../support/samples/samples.ts';

const rowOf = (device?: DeviceFigures): Row => ({
  entry: taskEntry({ tid: 0, comm: 'vda' }),
  amounts: {},
  elapsed: nanoseconds(10e9),
  interval: nanoseconds(2e9),
  ...(device && { device }),
});

const figuresOf = (device?: DeviceFigures): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    DEVICE_COLUMNS.map(({ id }) => [
      id.replace('device-', ''),
      columnOf(id as ColumnId).value(rowOf(device), { commandStyle: 'full' }),
    ]),
  );

const did = {
  id: '8:0',
  name: 'vda',
  reads: 500,
  writes: 30,
  readTime: 50e6,
  writeTime: 90e6,
  queued: 7e9,
  busy: 1e9,
  inFlight: 3,
} as DeviceEntry;

it('a device has its figures by second, by request and at the end', () => {
  const took = [{ below: nanoseconds(1024), reads: 9 }];
  const now = { ...did, errors: 2, requeues: 0, discardBytes: bytes(8192) };
  expect(figuresOf({ is: now, did: now, took })).toEqual({
    reads: 250,
    writes: 15,
    'read-await': 1e5,
    'write-await': 3e6,
    p50: 1024,
    p99: 1024,
    queue: 3.5,
    'in-flight': 3,
    discards: 4096,
    errors: 2,
    requeues: 0,
  });
});

it('one that did nothing has none in the queue, and no time that a request took', () => {
  expect(figuresOf({ is: { ...did, errors: 2, discardBytes: bytes(1) } })).toEqual({
    reads: 0,
    writes: 0,
    queue: 0,
    'in-flight': 0,
    discards: 0,
    errors: 0,
  });
});

it('what the kernel did not say is unknown: requests at the end in old recordings, times of none', () => {
  const { inFlight: _, readTime: __, ...old } = did;
  const figures = figuresOf({ is: old, did: { ...old, writes: 0 } });
  expect(figures).toMatchObject({
    'read-await': undefined,
    'write-await': undefined,
    'in-flight': undefined,
    errors: undefined,
  });
  expect(figuresOf({ is: old })).toMatchObject({ 'in-flight': undefined });
});

it('a task has none of them', () => {
  expect(Object.values(figuresOf()).every((value) => value === undefined)).toBe(true);
});
