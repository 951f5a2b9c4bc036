import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import {
  addWrites,
  areChargesTooHigh,
  chargesText,
  NO_WRITES,
} from '../../../src/model/totals/write-charges.ts';
import type { DeviceKind, Sample } from '../../../src/sample/sample.ts';
import { sampleOf } from '../../support/samples/samples.ts';

const MIB = 2 ** 20;

/** An interval in which so many MiB of pages were written back, and devices wrote so many. */
const interval = (writtenBack: number, written: Partial<Record<DeviceKind, number>>): Sample =>
  sampleOf({
    system: {
      writtenBack: bytes(writtenBack * MIB),
      devices: Object.entries(written).map(([kind, mebibytes]) => ({
        id: kind,
        name: kind,
        kind: kind as DeviceKind,
        reads: 0,
        readBytes: bytes(0),
        writes: 1,
        writeBytes: bytes(mebibytes * MIB),
        busy: nanoseconds(1),
        queued: nanoseconds(1),
      })),
    },
  });

const isLikely = (...samples: readonly Sample[]): boolean =>
  areChargesTooHigh(samples.reduce(addWrites, NO_WRITES));

describe('that tasks are charged for more than they wrote', () => {
  it.each([
    ['pages written back are twice what the disks wrote', true, interval(200, { disk: 100 })],
    ['they are a little more', false, interval(199, { disk: 100 })],
    ['they are far more, but little', false, interval(60, { disk: 0 })],
    ['200 pages of large folios are synced', true, interval(400, { disk: 1 })],
    ['the file lies on a loop device or in zram', false, interval(200, { loop: 150, memory: 50 })],
    ['what was written is counted again above it', true, interval(200, { disk: 90, layer: 90 })],
    ['or in a partition', true, interval(200, { disk: 90, partition: 90 })],
    ['nothing is written', false, interval(0, {})],
  ])('is likely where %s: %s', (_, expected, sample) => {
    expect(isLikely(sample)).toBe(expected);
  });

  it('is judged by all that was, not by one interval', () => {
    const quick = interval(400, { disk: 1 });
    expect(isLikely(quick, interval(500, { disk: 500 }))).toBe(false);
    const slow = Array.from({ length: 50 }, () => interval(4, { disk: 1 }));
    expect(isLikely(...slow)).toBe(true);
  });

  it('is never likely where as much reached a device as was written back, however it is spread', () => {
    const each = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000)), { minLength: 1 });
    fc.assert(
      fc.property(each, (amounts) => {
        const samples = amounts.map(([pages, more]) => interval(pages, { disk: pages + more }));
        return !isLikely(...samples);
      }),
    );
  });

  it('is not judged where one of the two is unknown', () => {
    const { devices, writtenBack } = interval(400, { disk: 1 }).system;
    const pages = sampleOf({ system: { ...(writtenBack !== undefined && { writtenBack }) } });
    const disks = sampleOf({ system: { ...(devices !== undefined && { devices }) } });
    expect(isLikely(pages, disks)).toBe(false);
  });

  it('is said with both amounts', () => {
    const text = chargesText(addWrites(NO_WRITES, interval(400, { disk: 1 })));
    expect(text).toContain('400 MiB charged, 1 MiB written since');
  });
});
