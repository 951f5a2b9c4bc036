/** The machine's own counters: read in a few small files, compared by subtraction. */
import { type DiskCounters, decodeDiskstats } from '../kernel/abi/diskstats.ts';
import { decodePressure, type Pressure } from '../kernel/abi/pressure.ts';
import { decodeVmstat, type Vmstat } from '../kernel/abi/vmstat.ts';
import { KeptFile } from '../kernel/sys/kept-file.ts';
import { type Bytes, bytes, nanoseconds } from '../lib/units.ts';
import type { DeviceEntry, PressureEntry, SystemEntry } from '../sample/sample.ts';

/** What to read beside the machine's totals: each file takes the kernel as long as a hundred sleeping tasks. */
export type SystemPart = 'devices' | 'pressure';

/** Cumulative; what could not be read, or was not wanted, is absent. */
export type SystemCounters = {
  readonly vmstat: Vmstat;
  readonly disks: readonly DiskCounters[] | undefined;
  readonly io: Pressure;
  readonly memory: Pressure;
};

/** Only 4 KiB pages on x86-64; arm64 may differ, where swap bytes are then left to the page size given. */
const PAGE_SIZE = 4096;

/** Reads them as they stand. */
export class SystemReader {
  readonly #vmstat: KeptFile;
  readonly #disks: KeptFile | undefined;
  readonly #io: KeptFile | undefined;
  readonly #memory: KeptFile | undefined;

  constructor(parts: readonly SystemPart[] = ['devices', 'pressure'], root = '/proc') {
    const file = (part: SystemPart, name: string): KeptFile | undefined =>
      parts.includes(part) ? new KeptFile(`${root}/${name}`) : undefined;
    this.#vmstat = new KeptFile(`${root}/vmstat`);
    this.#disks = file('devices', 'diskstats');
    this.#io = file('pressure', 'pressure/io');
    this.#memory = file('pressure', 'pressure/memory');
  }

  read(): SystemCounters {
    const disks = this.#disks?.read();
    return {
      vmstat: decodeVmstat(this.#vmstat.read() ?? '', PAGE_SIZE),
      disks: disks === undefined ? undefined : decodeDiskstats(disks),
      io: decodePressure(this.#io?.read() ?? ''),
      memory: decodePressure(this.#memory?.read() ?? ''),
    };
  }

  /** Nothing can be read any more. Harmless when called twice. */
  close(): void {
    for (const file of [this.#vmstat, this.#disks, this.#io, this.#memory]) file?.close();
  }
}

/** A counter that fell is unknown. */
export const systemBetween = (from: SystemCounters, to: SystemCounters): SystemEntry => ({
  ...risesOf(from.vmstat, to.vmstat),
  ...(from.disks === undefined || to.disks === undefined
    ? {}
    : { devices: devicesBetween(from.disks, to.disks) }),
  ...pressureBetween(from, to),
});

const risesOf = (from: Vmstat, to: Vmstat): Vmstat => {
  const rises: Record<string, Bytes> = {};
  for (const name of ['blockRead', 'blockWrite', 'swapIn', 'swapOut'] as const) {
    const rise = (to[name] ?? Number.NaN) - (from[name] ?? Number.NaN);
    if (rise >= 0) rises[name] = bytes(rise);
  }
  return rises;
};

const pressureBetween = (
  from: SystemCounters,
  to: SystemCounters,
): { readonly pressure?: PressureEntry } => {
  const entry: Record<string, number> = {};
  const note = (name: keyof PressureEntry, a: number | undefined, b: number | undefined): void => {
    const rise = (b ?? Number.NaN) - (a ?? Number.NaN);
    if (rise >= 0) entry[name] = rise;
  };
  note('ioSome', from.io.some, to.io.some);
  note('ioFull', from.io.full, to.io.full);
  note('memorySome', from.memory.some, to.memory.some);
  note('memoryFull', from.memory.full, to.memory.full);
  return Object.keys(entry).length === 0 ? {} : { pressure: entry as PressureEntry };
};

/** Devices that did something; one that was replaced meanwhile (its counters fell) counts from zero. */
const devicesBetween = (
  from: readonly DiskCounters[],
  to: readonly DiskCounters[],
): readonly DeviceEntry[] => {
  const entries: DeviceEntry[] = [];
  for (const [place, disk] of to.entries()) {
    const base = isDevice(from[place], disk)
      ? from[place]
      : from.find((other) => isDevice(other, disk));
    const rise = (
      name: 'reads' | 'readBytes' | 'writes' | 'writeBytes' | 'busy' | 'queued',
    ): number => {
      const start = base?.[name] ?? 0;
      return disk[name] >= start ? disk[name] - start : disk[name];
    };
    if (rise('reads') + rise('writes') + rise('busy') === 0) continue;
    entries.push({
      id: disk.id,
      name: disk.name,
      reads: rise('reads'),
      readBytes: bytes(rise('readBytes')),
      writes: rise('writes'),
      writeBytes: bytes(rise('writeBytes')),
      ...(disk.discardBytes === undefined
        ? {}
        : { discardBytes: bytes(Math.max(0, disk.discardBytes - (base?.discardBytes ?? 0))) }),
      busy: nanoseconds(rise('busy')),
      queued: nanoseconds(rise('queued')),
    });
  }
  return entries;
};

/** Mostly in the place it had. */
const isDevice = (one: DiskCounters | undefined, other: DiskCounters): boolean =>
  one !== undefined && one.id === other.id && one.name === other.name;
