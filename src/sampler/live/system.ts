/** The machine's own counters: read in a few small files, compared by subtraction. */
import type { DiskCounters } from '../../kernel/abi/proc/diskstats.ts';
import {
  decodePressure,
  decodeVmstat,
  type Vmstat,
} from '../../kernel/abi/proc/system-counters.ts';
import { pageSize } from '../../kernel/sys/libc.ts';
import { KeptFile } from '../../kernel/sys/proc/kept-file.ts';
import { defined } from '../../lib/defined.ts';
import { type Bytes, bytes, type Nanoseconds, nanoseconds } from '../../lib/units.ts';
import type { Gap } from '../../sample/gap.ts';
import type { DeviceEntry, PressureEntry, SystemEntry } from '../../sample/sample.ts';
import { type BlockDevice, BlockDevices } from './block-devices.ts';

/** Cumulative; what could not be read, or was not wanted, is undefined. */
export type SystemCounters = {
  readonly vmstat: Vmstat;
  readonly devices: readonly BlockDevice[] | undefined;
  readonly pressure: { readonly [Name in keyof PressureEntry]-?: Nanoseconds | undefined };
  /** Why `vmstat` must stand for the disks; absent: it need not. */
  readonly gap?: Gap;
};

/** Where proc and sysfs are mounted. */
const ROOTS = { proc: '/proc', sys: '/sys' };

/** Reads them as they stand. */
export class SystemReader {
  readonly #vmstat: KeptFile;
  readonly #devices: BlockDevices;
  readonly #io: KeptFile | undefined;
  readonly #memory: KeptFile | undefined;
  readonly #bytesAPage: number;

  /** @param pressure two more files, each of which takes the kernel as long as a hundred sleeping tasks */
  constructor(pressure: 'read' | 'skip' = 'read', { roots = ROOTS, bytesAPage = pageSize() } = {}) {
    this.#vmstat = new KeptFile(`${roots.proc}/vmstat`);
    this.#devices = new BlockDevices(roots);
    if (pressure === 'read') {
      this.#io = new KeptFile(`${roots.proc}/pressure/io`);
      this.#memory = new KeptFile(`${roots.proc}/pressure/memory`);
    }
    this.#bytesAPage = bytesAPage;
  }

  read(): SystemCounters {
    const devices = this.#devices.read();
    const io = decodePressure(this.#io?.read() ?? '');
    const memory = decodePressure(this.#memory?.read() ?? '');
    return {
      vmstat: decodeVmstat(this.#vmstat.read() ?? '', this.#bytesAPage),
      devices,
      pressure: {
        ioSome: io.some,
        ioFull: io.full,
        memorySome: memory.some,
        memoryFull: memory.full,
      },
      ...defined({ gap: standInGap(devices) }),
    };
  }

  /** Nothing can be read any more. Harmless when called twice. */
  close(): void {
    for (const file of [this.#vmstat, this.#devices, this.#io, this.#memory]) file?.close();
  }
}

const standInGap = (devices: readonly BlockDevice[] | undefined): Gap | undefined => {
  const lack = (reason: string, remedy: string): Gap => ({
    kind: 'unavailable',
    what: 'disks',
    reason: `${reason}; Current is of the whole block layer, memory and loop devices included`,
    remedy,
  });
  if (devices === undefined) return lack('/proc/diskstats names no device', '');
  const uncounted = devices.find(({ isUncounted }) => isUncounted);
  if (uncounted === undefined) return undefined;
  const file = `/sys/block/${uncounted.counters.name}/queue/iostats`;
  return lack(`${file} is 0`, `echo 1 > ${file}`);
};

/** A counter that fell is unknown. @param isWanted by `major:minor`: devices to be told of though they did nothing */
export const systemBetween = (
  from: SystemCounters,
  to: SystemCounters,
  isWanted: (id: string) => boolean = () => false,
): SystemEntry => {
  const entries =
    from.devices === undefined || to.devices === undefined
      ? undefined
      : devicesBetween(from.devices, to.devices, isWanted);
  const { dirty, underWay, ...counters } = to.vmstat;
  const { blockRead, blockWrite, ...pages } = risesOf(from.vmstat, counters);
  const standIn = entries === undefined || to.gap !== undefined;
  const pressure = risesOf(from.pressure, to.pressure);
  return {
    ...(standIn ? defined({ blockRead, blockWrite }) : movedByDisks(entries)),
    ...pages,
    ...(dirty !== undefined && underWay !== undefined && { dirty: bytes(dirty + underWay) }),
    ...defined({ devices: entries }),
    ...(Object.keys(pressure).length > 0 && { pressure }),
  };
};

type Counters = { readonly [name: string]: number | undefined };
type Rises<From> = { readonly [Name in keyof From]?: Exclude<From[Name], undefined> };

const risesOf = <From extends Counters>(from: From, to: From): Rises<From> => {
  const rises: Record<string, number> = {};
  for (const [name, value] of Object.entries(to)) {
    const rise = (value ?? Number.NaN) - (from[name] ?? Number.NaN);
    if (rise >= 0) rises[name] = rise;
  }
  // The same units as the counters'.
  return rises as Rises<From>;
};

/** Of whole disks: what a partition moved is its disk's, what a layer moved is theirs beneath it, and the others are no disks. */
const movedByDisks = (
  entries: readonly DeviceEntry[],
): { readonly blockRead: Bytes; readonly blockWrite: Bytes } => {
  let read = 0;
  let written = 0;
  for (const { kind, readBytes, writeBytes } of entries) {
    if (kind !== 'disk') continue;
    read += readBytes;
    written += writeBytes;
  }
  return { blockRead: bytes(read), blockWrite: bytes(written) };
};

/** Devices that did something, have something to do or are wanted. One that came meanwhile, or came back under its name, did all its counters say. */
const devicesBetween = (
  from: readonly BlockDevice[],
  to: readonly BlockDevice[],
  isWanted: (id: string) => boolean,
): readonly DeviceEntry[] => {
  const entries: DeviceEntry[] = [];
  for (const [place, device] of to.entries()) {
    const before = hasName(from[place], device)
      ? from[place]
      : from.find((other) => hasName(other, device));
    const wanted = isWanted(device.counters.id);
    if (before?.counters === device.counters && device.counters.inFlight === 0 && !wanted) continue;
    const base = isSameDevice(before, device) ? before?.counters : undefined;
    const entry = entryOf(device, base);
    const { reads, writes, busy, inFlight } = entry;
    if (wanted || reads + writes + busy + (inFlight ?? 0) > 0) entries.push(entry);
  }
  return entries;
};

const entryOf = (
  { kind, place, counters }: BlockDevice,
  base: DiskCounters | undefined,
): DeviceEntry => {
  const rise = (name: CounterName): number => counters[name] - (base?.[name] ?? 0);
  const timeRise = (name: TimeName): number => (rise(name) + TIMES_WRAP_AT) % TIMES_WRAP_AT;
  const { discardBytes, partOf, inFlight } = counters;
  return {
    id: counters.id,
    name: counters.name,
    kind,
    ...defined({ partOf }),
    ...place,
    reads: rise('reads'),
    readBytes: bytes(rise('readBytes')),
    writes: rise('writes'),
    writeBytes: bytes(rise('writeBytes')),
    ...(discardBytes !== undefined && {
      discardBytes: bytes(discardBytes - (base?.discardBytes ?? 0)),
    }),
    busy: nanoseconds(timeRise('busy')),
    queued: nanoseconds(timeRise('queued')),
    readTime: nanoseconds(timeRise('readTime')),
    writeTime: nanoseconds(timeRise('writeTime')),
    inFlight,
  };
};

/** Mostly in the place it had. */
const hasName = (one: BlockDevice | undefined, other: BlockDevice): boolean =>
  one?.counters.id === other.counters.id && one.counters.name === other.counters.name;

/** By what sysfs says of it, and where that is hidden by this: no count of one device ever falls. One answer for all its counters. */
const isSameDevice = (before: BlockDevice | undefined, now: BlockDevice): boolean =>
  before !== undefined &&
  before.instance === now.instance &&
  (before.counters.discardBytes ?? 0) <= (now.counters.discardBytes ?? 0) &&
  COUNTS.every((name) => before.counters[name] <= now.counters[name]);

const COUNTS = ['reads', 'readBytes', 'writes', 'writeBytes'] as const;
type TimeName = 'busy' | 'queued' | 'readTime' | 'writeTime';
type CounterName = (typeof COUNTS)[number] | TimeName;

/** The kernel keeps times longer than it prints them: 32 bits of milliseconds. `queued` is over those in a day or two. */
const TIMES_WRAP_AT = 2 ** 32 * 1e6;
