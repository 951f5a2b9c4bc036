/**
 * The idle processes by program, user, service or container, without an object or a text for any of them: of ten thousand, those of some forty programs become
 * rows, and of the others only how many they are is told.
 */
import { encodeText } from '../../lib/text.ts';
import { placeOf, tgidAt, tidAt } from '../../sample/idle-tasks.ts';
import { COMM_LENGTH, type IdleTasks, type TaskKey } from '../../sample/sample.ts';
import { CgroupNumbers } from './cgroup-numbers.ts';
import { type GroupUnit, groupOfKey, isCgroupUnit } from './unit.ts';

export class IdleGroups {
  /** The place of each group's first process, ascending. */
  readonly firsts: Int32Array;
  /** Processes of each. */
  readonly counts: Int32Array;
  /** Places of first threads, ascending, and the group of each. */
  readonly leaders: Int32Array;
  readonly groups: Int32Array;
  /** Process ids of threads whose first is not among the idle. */
  readonly others: ReadonlySet<number>;
  readonly #idle: IdleTasks;
  readonly #unit: GroupUnit;
  /** Absent: programs and users are told apart by the user's id. */
  readonly #cgroups: CgroupNumbers | undefined;
  /** By hash, open: a group's number and 1. */
  readonly #slots: Int32Array;

  constructor(idle: IdleTasks, unit: GroupUnit) {
    const { count } = idle;
    this.#idle = idle;
    this.#unit = unit;
    this.#cgroups = isCgroupUnit(unit) ? new CgroupNumbers(idle, unit) : undefined;
    this.#slots = new Int32Array(2 << (32 - Math.clz32(count)));
    const firsts = new Int32Array(count);
    const counts = new Int32Array(count);
    const leaders = new Int32Array(count);
    const groups = new Int32Array(count);
    const others = new Set<number>();
    const { comm } = idle.now.columns;
    let known = 0;
    let found = 0;
    for (let place = 0; place < count; place++) {
      const tgid = tgidAt(idle, place);
      if (tidAt(idle, place) !== tgid) {
        if (!others.has(tgid) && placeOf(idle, tgid) < 0) others.add(tgid);
        continue;
      }
      const row = idle.rows[place] as number;
      const slot = this.#slotOf(this.#ownerOf(row), comm, row * COMM_LENGTH, firsts);
      if (this.#slots[slot] === 0) {
        firsts[known] = place;
        this.#slots[slot] = ++known;
      }
      const group = (this.#slots[slot] as number) - 1;
      counts[group] = (counts[group] as number) + 1;
      leaders[found] = place;
      groups[found++] = group;
    }
    this.firsts = firsts.subarray(0, known);
    this.counts = counts.subarray(0, known);
    this.leaders = leaders.subarray(0, found);
    this.groups = groups.subarray(0, found);
    this.others = others;
  }

  /** The number of a group, or -1. */
  find(key: TaskKey): number {
    const { uid, name } = groupOfKey(key);
    const bytes = new Uint8Array(COMM_LENGTH);
    if (this.#cgroups !== undefined)
      return this.#groupAt(this.#slotOf(this.#cgroups.ofKey(key), bytes, 0, this.firsts));
    const encoded = encodeText(name);
    if (encoded.length >= COMM_LENGTH) return -1;
    bytes.set(encoded);
    return this.#groupAt(this.#slotOf(uid, bytes, 0, this.firsts));
  }

  #groupAt(slot: number): number {
    return (this.#slots[slot] as number) - 1;
  }

  /** The user's id, NaN where it is unknown, or the number of the service or container. */
  #ownerOf(row: number): number {
    const { uid, cgroup } = this.#idle.now.columns;
    return this.#cgroups?.of(cgroup[row] as number) ?? (uid[row] as number);
  }

  /** Where the group of this owner and name stands, or would. @param owner see `#ownerOf` */
  #slotOf(owner: number, comm: Uint8Array, at: number, firsts: Int32Array): number {
    const mask = this.#slots.length - 1;
    let slot = this.#hash(owner, comm, at) & mask;
    while (this.#slots[slot] !== 0) {
      const place = firsts[(this.#slots[slot] as number) - 1] as number;
      if (this.#isOf(this.#idle.rows[place] as number, owner, comm, at)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #hash(owner: number, comm: Uint8Array, at: number): number {
    let hash = owner | 0;
    for (let i = this.#nameStart(at); i < at + COMM_LENGTH && comm[i] !== 0; i++)
      hash = Math.imul(hash ^ (comm[i] as number), 0x01000193);
    return hash ^ (hash >>> 15);
  }

  #isOf(row: number, owner: number, comm: Uint8Array, at: number): boolean {
    const { columns } = this.#idle.now;
    const own = this.#ownerOf(row);
    if (own !== owner && !(Number.isNaN(own) && Number.isNaN(owner))) return false;
    if (this.#unit !== 'programs') return true;
    for (let i = 0; i < COMM_LENGTH; i++) {
      const byte = comm[at + i];
      if (columns.comm[row * COMM_LENGTH + i] !== byte) return false;
      if (byte === 0) return true;
    }
    return true;
  }

  /** Names tell programs apart, nothing else. */
  #nameStart(at: number): number {
    return this.#unit === 'programs' ? at : at + COMM_LENGTH;
  }
}
