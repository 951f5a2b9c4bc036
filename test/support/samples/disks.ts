/** Devices for tests. */
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import type { DeviceEntry } from '../../../src/sample/sample.ts';

type Figures = { readonly [Field in keyof DeviceEntry]?: unknown };

/** A disk that did nothing but what a test says: plain numbers, as `DeviceEntry` names them. */
export const diskOf = (name: string, figures: Figures = {}): DeviceEntry =>
  ({
    id: name,
    name,
    kind: 'disk',
    reads: 0,
    readBytes: bytes(0),
    writes: 0,
    writeBytes: bytes(0),
    busy: nanoseconds(0),
    queued: nanoseconds(0),
    readTime: nanoseconds(0),
    writeTime: nanoseconds(0),
    ...figures,
  }) as DeviceEntry;
