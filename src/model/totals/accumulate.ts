/**
 * What every task did since iotop began: sums that never fall, ended tasks included.
 *
 * Memory is bounded: beyond `ENDED_LIMIT` ended tasks, those that ended first are added up into one entry for each command and
 * user (ended-folds.ts).
 */
import type { Nanoseconds } from '../../lib/units.ts';
import type {
  DeviceEntry,
  Increase,
  OwnerEntry,
  Sample,
  TaskEntry,
  TaskKey,
} from '../../sample/sample.ts';
import { taskKey } from '../../sample/sample.ts';
import { isDisk } from '../devices/disk-load.ts';
import { increaseOf, type Owner, ownersIn } from '../owners.ts';
import { ChargedTwice } from './charged-twice.ts';
import { EndedFolds, type Foldable } from './ended-folds.ts';
import { addInto, type MutableIncrease } from './increase.ts';

/** Ended tasks kept one by one: some 10 MB, and more than anybody scrolls through. */
const ENDED_LIMIT = 5_000;
/** Commands they are folded into. */
const NAME_LIMIT = 1_000;

/** `entry` is the task as last seen, with its increases of that interval. */
export type Accumulated = Foldable;

type AccumulatedDevice = {
  readonly amounts: Increase;
  /** Boot clock: start of the interval in which it was first seen. */
  readonly since: Nanoseconds;
  /** Whether its bytes are no other device's too. */
  readonly isWhole: boolean;
  /** As it was last seen. */
  readonly last: DeviceEntry;
};

export class Accumulator {
  readonly #tasks = new Map<
    TaskKey,
    { entry: TaskEntry; amounts: MutableIncrease; since: Nanoseconds; tasks: number }
  >();
  readonly #devices = new Map<
    string,
    AccumulatedDevice & { readonly amounts: MutableIncrease; last: DeviceEntry }
  >();
  readonly #owners = new Map<Owner, { amounts: MutableIncrease; since: Nanoseconds }>();
  readonly chargedTwice = new ChargedTwice();
  readonly #ended: TaskKey[] = [];
  readonly #endedLimit: number;
  readonly #folds: EndedFolds;

  constructor(endedLimit = ENDED_LIMIT, nameLimit = NAME_LIMIT) {
    this.#endedLimit = endedLimit;
    this.#folds = new EndedFolds(nameLimit);
  }

  /** Adds one interval. Samples must come in order, each once. Tasks that ended in it are kept one by one until the next. */
  add(sample: Sample): void {
    if (this.#ended.length > this.#endedLimit * 1.25) this.#fold();
    for (const entry of sample.tasks) {
      const key = taskKey(entry.tid, entry.startedAt);
      const wasEnded = this.#tasks.get(key)?.entry.ended;
      this.#addEntry(key, entry, sample.startedAt);
      if (entry.ended && !wasEnded) this.#ended.push(key);
    }
    this.chargedTwice.add(sample);
    for (const device of sample.system.devices ?? []) this.#addDevice(device, sample.startedAt);
    for (const entry of ownersIn(sample)) this.#addOwner(entry, sample.startedAt);
  }

  /** What the disks were asked for on behalf of owners that are no task; `since` as of devices. */
  owners(): Iterable<readonly [owner: Owner, { amounts: Increase; since: Nanoseconds }]> {
    return this.#owners.entries();
  }

  /** Every device of the samples, by its name. */
  devices(): Iterable<readonly [name: string, AccumulatedDevice]> {
    return this.#devices.entries();
  }

  get(key: TaskKey): Accumulated | undefined {
    return this.#tasks.get(key);
  }

  /** Every task that ever did something, in the order first seen, and then the folds. */
  *all(): Iterable<Accumulated> {
    yield* this.#tasks.values();
    yield* this.#folds.all();
  }

  #addEntry(key: TaskKey, entry: TaskEntry, since: Nanoseconds): void {
    const known = this.#tasks.get(key);
    if (known === undefined) {
      const amounts: MutableIncrease = {};
      addInto(amounts, entry);
      // One that ended before has been counted: it is in a fold.
      this.#tasks.set(key, { entry, amounts, since, tasks: entry.endedBefore ? 0 : 1 });
    } else {
      addInto(known.amounts, entry);
      known.entry = entry;
    }
  }

  #addDevice(device: DeviceEntry, since: Nanoseconds): void {
    const { name, readBytes, writeBytes } = device;
    let known = this.#devices.get(name);
    if (known === undefined) {
      known = { amounts: {}, since, isWhole: isDisk(device), last: device };
      this.#devices.set(name, known);
    }
    known.last = device;
    addInto(known.amounts, { read: readBytes, write: writeBytes });
  }

  #addOwner(entry: OwnerEntry, since: Nanoseconds): void {
    const known = this.#owners.get(entry.owner) ?? { amounts: {}, since };
    this.#owners.set(entry.owner, known);
    addInto(known.amounts, increaseOf(entry));
  }

  /** Folds those that ended first. */
  #fold(): void {
    const excess = this.#ended.splice(0, this.#ended.length - this.#endedLimit);
    for (const key of excess) {
      const task = this.#tasks.get(key);
      if (task === undefined) continue;
      this.#tasks.delete(key);
      this.#folds.add(task);
    }
  }
}
