/**
 * Of devices that samples are kept to, and of which some stand on others: where a byte is counted, so that it counts once.
 *
 * Layers and partitions pass on what they are asked in the task that asked. A loop device does not: below it is asked by an owner of its own
 * (docs/block.md), so a task is found at the loop device only.
 */
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { type DeviceNames, isNamed } from './device-names.ts';

/** Devices by name as they were last seen: one that does nothing in an interval is not in its sample. */
export type SeenDevices = Map<string, DeviceEntry>;

export type KeptStack = {
  /** What is asked of these counts: named, or disks of partitions that are. */
  readonly asked: ReadonlySet<string>;
  /** Those of them that pass nothing on to another of them. */
  readonly lowest: ReadonlySet<string>;
  /** Those of them to which no other of them passes anything on. */
  readonly highest: ReadonlySet<string>;
  /** Those below a loop device that is named. */
  readonly belowLoops: ReadonlySet<string>;
  /** Whether a device stands on one of those named, in whatever way. */
  readonly standsOn: (device: DeviceEntry) => boolean;
};

/** @param seen learns the devices of the sample */
export const stackOf = (
  { system: { devices = [] } }: Sample,
  names: DeviceNames,
  seen: SeenDevices,
): KeptStack => {
  if (seen.size > MOST) seen.clear();
  for (const device of devices) seen.set(device.name, device);
  const named = [...seen.values()].filter((device) => isNamed(device, names));
  const asked = new Set([...names, ...wholes(named)]);
  const under = new Map(named.map((device) => [device, below(device, seen, passedOn)]));
  /** A device that is left out as a partition may be there as a disk. */
  const without = (left: readonly DeviceEntry[]): ReadonlySet<string> => {
    const stay = wholes(named.filter((device) => !left.includes(device)));
    const gone = new Set([...wholes(left), ...left.map(({ name }) => name)]);
    return new Set([...asked].filter((name) => stay.has(name) || !gone.has(name)));
  };
  const passOn = named.filter((device) => named.some((other) => under.get(device)?.has(other)));
  const passedTo = named.filter((device) => named.some((other) => under.get(other)?.has(device)));
  const throughLoops = named.flatMap((device) =>
    [...below(device, seen, standsOn)].filter((other) => !under.get(device)?.has(other)),
  );
  return {
    asked,
    lowest: without(passOn),
    highest: without(passedTo),
    belowLoops: wholes(throughLoops),
    standsOn: (device) => [...below(device, seen, standsOn)].some((other) => isNamed(other, names)),
  };
};

/** A recording may name as many devices as it likes. */
const MOST = 4096;

/** What tasks ask is known of whole devices. */
const wholes = (of: readonly DeviceEntry[]): ReadonlySet<string> =>
  new Set(of.map(({ name, partOf = name }) => partOf));

type Step = (device: DeviceEntry) => readonly (string | undefined)[];

const standsOn: Step = ({ partOf, on }) => [partOf, ...(on?.split(' ') ?? [])];

const passedOn: Step = (device) => (device.kind === 'loop' ? [device.partOf] : standsOn(device));

/** One below the other. A recording may say anything: each once. */
const below = (
  device: DeviceEntry,
  seen: SeenDevices,
  step: Step,
  found: Set<DeviceEntry> = new Set(),
): ReadonlySet<DeviceEntry> => {
  for (const name of step(device)) {
    const next = name === undefined ? undefined : seen.get(name);
    if (next === undefined || next === device || found.has(next)) continue;
    found.add(next);
    below(next, seen, step, found);
  }
  return found;
};
