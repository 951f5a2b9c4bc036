/**
 * The block devices, each with its counters, its kind and its identity.
 *
 * Kinds are looked up when a device is first seen and after the kernel's count of device events has moved, never for each pass: one
 * number tells that no device came, went or was built anew.
 */
import { type DiskCounters, decodeDiskstats } from '../../kernel/abi/proc/diskstats.ts';
import { type BlockDeviceFacts, blockDeviceFacts } from '../../kernel/sys/proc/block-device.ts';
import { KeptFile } from '../../kernel/sys/proc/kept-file.ts';
import { defined } from '../../lib/defined.ts';
import type { DeviceKind } from '../../sample/sample.ts';

export type BlockDevice = {
  readonly kind: DeviceKind;
  /** Of the device, not of its name; absent: unknown. */
  readonly instance?: number;
  /** A disk whose counters stand still because they are switched off. */
  readonly isUncounted: boolean;
  readonly counters: DiskCounters;
};

export class BlockDevices {
  readonly #root: string;
  readonly #diskstats: KeptFile;
  readonly #events: KeptFile;
  #eventsSeen: string | undefined;
  #counters: readonly DiskCounters[] = [];
  /** By name. */
  #known = new Map<string, Known>();

  /** @param roots where proc and sysfs are mounted */
  constructor(roots: { readonly proc: string; readonly sys: string }) {
    this.#root = `${roots.sys}/class/block`;
    this.#diskstats = new KeptFile(`${roots.proc}/diskstats`);
    this.#events = new KeptFile(`${roots.sys}/kernel/uevent_seqnum`);
  }

  /** As they stand. @returns undefined when the kernel does not say, or names none: some sandboxes leave the list empty */
  read(): readonly BlockDevice[] | undefined {
    // Before the counters: a device that comes in between is looked at again in the next pass.
    const events = this.#events.read();
    if (events !== this.#eventsSeen) this.#known = new Map();
    this.#eventsSeen = events;
    const text = this.#diskstats.read();
    if (text === undefined || text === '') return undefined;
    this.#counters = decodeDiskstats(text, this.#counters);
    return this.#counters.map((counters) => ({ ...this.#knownOf(counters), counters }));
  }

  close(): void {
    this.#diskstats.close();
    this.#events.close();
  }

  #knownOf(counters: DiskCounters): Known {
    let known = this.#known.get(counters.name);
    if (known === undefined) {
      known = lookUp(counters, this.#root);
      this.#known.set(counters.name, known);
    }
    return known;
  }
}

type Known = Omit<BlockDevice, 'counters'>;

const lookUp = (counters: DiskCounters, root: string): Known => {
  const facts = blockDeviceFacts(counters.name, root);
  const kind = kindOf(counters, facts);
  return {
    kind,
    isUncounted: kind === 'disk' && facts.isUncounted,
    ...defined({ instance: facts.instance }),
  };
};

/** By name where the kernel's name says it, for sysfs may be hidden. */
const kindOf = ({ name, partOf }: DiskCounters, { isLayer }: BlockDeviceFacts): DeviceKind => {
  if (partOf !== undefined) return 'partition';
  for (const [pattern, kind] of KINDS) if (pattern.test(name)) return kind;
  return isLayer ? 'layer' : 'disk';
};

const KINDS: readonly (readonly [name: RegExp, kind: DeviceKind])[] = [
  [/^loop\d/, 'loop'],
  [/^z?ram\d/, 'memory'],
  // Device mapper, RAID, bcache, volumes of ZFS, which does not say what it sits on.
  [/^(dm-|md|bcache|zd)\d/, 'layer'],
];
