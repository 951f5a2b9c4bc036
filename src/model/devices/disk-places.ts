/**
 * The disks seen so far, in the order in which they are shown: the busiest first, but without dancing.
 *
 * A disk gives its place only to one that was twice as busy over the last seconds, and not before it has had it for some: of disks
 * that share one load none moves.
 */
import { bytesPerSecond, type Nanoseconds, nanoseconds, waitRatio } from '../../lib/units.ts';
import type { DeviceEntry, Sample } from '../../sample/sample.ts';
import { type DeviceNames, isNamed } from './device-names.ts';
import { isDisk } from './disk-load.ts';

/** How long a disk keeps its place, and over what time its load is smoothed; nanoseconds. */
const KEPT_FOR = 5e9;
const SMOOTHED_OVER = 3e9;
/** A neighbour must have so many times its load. */
const FACTOR = 2;

type Placed = {
  readonly name: string;
  load: number;
  /** Boot clock, ns. */
  since: number;
};

export class DiskPlaces {
  readonly #placed: Placed[] = [];
  readonly #isShown: (device: DeviceEntry) => boolean;

  /** @param names of those that are looked at, whatever they are; undefined: all disks */
  constructor(names?: DeviceNames) {
    this.#isShown = names === undefined ? isDisk : (device) => isNamed(device, names);
  }

  /** Names, in their order. */
  get names(): readonly string[] {
    return this.#placed.map(({ name }) => name);
  }

  add({ system, startedAt, endedAt }: Sample): void {
    const { devices } = system;
    if (devices === undefined) return;
    const interval = nanoseconds(endedAt - startedAt);
    const now = new Map(
      devices.filter(this.#isShown).map((disk) => [disk.name, loadIn(disk, interval)]),
    );
    const weight = 1 - Math.exp(-interval / SMOOTHED_OVER);
    for (const placed of this.#placed) {
      placed.load += weight * ((now.get(placed.name) ?? 0) - placed.load);
      now.delete(placed.name);
    }
    const newcomers = [...now].sort(([, a], [, b]) => b - a);
    for (const [name, load] of newcomers)
      this.#placed.push({ name, load: weight * load, since: Number.NEGATIVE_INFINITY });
    this.#order(endedAt);
  }

  /** Each at most to the place of the first that may be passed by it, from the last on. */
  #order(now: number): void {
    const placed = this.#placed;
    for (let at = placed.length - 1; at > 0; at--) {
      const [before, after] = [placed[at - 1], placed[at]] as [Placed, Placed];
      if (after.load <= FACTOR * before.load || now - before.since < KEPT_FOR) continue;
      placed[at - 1] = after;
      placed[at] = before;
      before.since = after.since = now;
    }
  }
}

/** How busy it was; of disks that are busy alike, the one that moves more. */
const loadIn = (disk: DeviceEntry, interval: Nanoseconds): number =>
  waitRatio(disk.busy, interval) + bytesPerSecond(movedBy(disk), interval) / FASTEST;

const movedBy = ({ readBytes, writeBytes }: DeviceEntry): DeviceEntry['readBytes'] =>
  (readBytes + writeBytes) as DeviceEntry['readBytes'];

/** Bytes a second; no disk moves as many. */
const FASTEST = 1e12;
