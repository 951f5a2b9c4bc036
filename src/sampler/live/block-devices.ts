/**
 * The block devices, each with its counters, its kind, its identity and its place among the others.
 *
 * Facts are looked up when a device is first seen and after the kernel's count of device events has moved, mounts after one has changed, never
 * for each pass: two short calls tell that no device came, went or was built anew, and that nothing was mounted.
 */
import { type DiskCounters, decodeDiskstats } from '../../kernel/abi/proc/diskstats.ts';
import { mountPointsOf } from '../../kernel/abi/proc/mount-info.ts';
import { type BlockDeviceFacts, blockDeviceFacts } from '../../kernel/sys/proc/block-device.ts';
import { KeptFile } from '../../kernel/sys/proc/kept-file.ts';
import { MountTable } from '../../kernel/sys/proc/mount-table.ts';
import { defined } from '../../lib/defined.ts';
import type { DeviceKind } from '../../sample/sample.ts';
import { type StackPlace, stackOf } from './device-stack.ts';

export type BlockDevice = Known & { readonly counters: DiskCounters };

type Known = {
  readonly kind: DeviceKind;
  /** Of the device, not of its name; absent: unknown. */
  readonly instance?: number;
  /** A disk whose counters stand still because they are switched off. */
  readonly isUncounted: boolean;
  readonly place: StackPlace;
};

export class BlockDevices {
  readonly #root: string;
  readonly #diskstats: KeptFile;
  readonly #events: KeptFile;
  readonly #mounts: MountTable;
  #eventsSeen: string | undefined;
  #counters: readonly DiskCounters[] = [];
  /** By name. */
  #facts = new Map<string, BlockDeviceFacts>();
  #known: ReadonlyMap<string, Known> = new Map();

  /** @param roots where proc and sysfs are mounted */
  constructor(roots: { readonly proc: string; readonly sys: string }) {
    this.#root = `${roots.sys}/class/block`;
    this.#diskstats = new KeptFile(`${roots.proc}/diskstats`);
    this.#events = new KeptFile(`${roots.sys}/kernel/uevent_seqnum`);
    this.#mounts = new MountTable(`${roots.proc}/self/mountinfo`);
  }

  /** As they stand. @returns undefined when the kernel does not say, or names none: some sandboxes leave the list empty */
  read(): readonly BlockDevice[] | undefined {
    // Before the counters: a device that comes in between is looked at again in the next pass.
    const events = this.#events.read();
    if (events !== this.#eventsSeen) this.#facts = new Map();
    this.#eventsSeen = events;
    const hasMoved = this.#mounts.hasChanged() || this.#facts.size === 0;
    const text = this.#diskstats.read();
    if (text === undefined || text === '') return undefined;
    this.#counters = decodeDiskstats(text, this.#counters);
    if (hasMoved || this.#counters.some(({ name }) => !this.#facts.has(name)))
      this.#known = this.#lookUp();
    return this.#counters.map((counters) => ({
      ...(this.#known.get(counters.name) as Known),
      counters,
    }));
  }

  close(): void {
    this.#diskstats.close();
    this.#events.close();
    this.#mounts.close();
  }

  #lookUp(): ReadonlyMap<string, Known> {
    const devices = this.#counters.map((counters) => {
      const { id, name } = counters;
      const facts = this.#facts.get(name) ?? blockDeviceFacts(name, this.#root);
      this.#facts.set(name, facts);
      return { ...facts, id, name, counters };
    });
    const stack = stackOf(devices, [...mountPointsOf(this.#mounts.read()).values()]);
    return new Map(
      devices.map(({ name, counters, instance, isUncounted }) => {
        const place = stack.get(name) ?? {};
        const kind = kindOf(counters, place);
        const known = { kind, isUncounted: kind === 'disk' && isUncounted, place };
        return [name, { ...known, ...defined({ instance }) }];
      }),
    );
  }
}

/** By name where the kernel's name says it, for sysfs may be hidden. */
const kindOf = ({ name, partOf }: DiskCounters, { on }: StackPlace): DeviceKind => {
  if (partOf !== undefined) return 'partition';
  for (const [pattern, kind] of KINDS) if (pattern.test(name)) return kind;
  return on === undefined ? 'disk' : 'layer';
};

const KINDS: readonly (readonly [name: RegExp, kind: DeviceKind])[] = [
  [/^loop\d/, 'loop'],
  [/^z?ram\d/, 'memory'],
  // Device mapper, RAID, bcache, volumes of ZFS, which does not say what it sits on.
  [/^(dm-|md|bcache|zd)\d/, 'layer'],
];
