/**
 * A command's descendants as the kernel tells them at each fork: all of them, nobody else, whatever they do.
 *
 * Goes with the BPF engine, whose starts are exact: a task is a descendant when its process was told, by id and start. See docs/decisions/0007.
 */
import { FAMILY_COUNT, FAMILY_MAPS, MEMBER } from '../../kernel/abi/bpf/programs/descendants.ts';
import { closeDescriptor } from '../../kernel/sys/bpf/bpf.ts';
import { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import type { Gap } from '../../sample/gap.ts';
import { allIdle } from '../../sample/idle-tasks.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import type { Kin } from './descendants.ts';

/** What the kernel made for us, by descriptor. */
export type FamilyHandles = {
  readonly born: number;
  readonly counts: number;
  /** Every descriptor to close in the end: attachments before programs before maps. */
  readonly all: readonly number[];
};

export class Family implements Kin {
  readonly sees = 'every';
  readonly #handles: FamilyHandles;
  readonly #born: MapEmptier;
  readonly #bornReader: ByteReader;
  readonly #counts: SingleValue;
  readonly #countReader: ByteReader;
  /** Processes: starts by ids. An id used again by another member has two. */
  readonly #members = new Map<number, number[]>();
  #tidyAt = TIDY_FROM;
  #lostSeen = 0;
  #open = true;

  constructor(handles: FamilyHandles) {
    this.#handles = handles;
    this.#born = new MapEmptier({ fd: handles.born, ...FAMILY_MAPS.born }, BATCH_LENGTH);
    this.#bornReader = new ByteReader(this.#born.values, 'BPF family');
    this.#counts = new SingleValue(handles.counts, FAMILY_MAPS.counts.valueSize);
    this.#countReader = new ByteReader(this.#counts.bytes, 'BPF family counts');
  }

  /** Asks for births after the sample was taken, so whoever is in the sample has been told. */
  of(sample: Sample): readonly TaskEntry[] {
    this.#born.empty((count) => this.#admit(count));
    const ours = sample.tasks.filter((entry) => this.#isMember(entry));
    if (this.#members.size > this.#tidyAt) this.#tidy(sample);
    return ours;
  }

  /** Freed or alive: no process is between its end and its exit records. */
  isSettled(sample: Sample): boolean {
    this.#counts.read();
    const unfreed =
      this.#countReader.u64(FAMILY_COUNT.born) - this.#countReader.u64(FAMILY_COUNT.freed);
    return unfreed <= this.#livingIn(sample).size;
  }

  unseen(): undefined {
    return undefined;
  }

  takeGaps(): readonly Gap[] {
    this.#counts.read();
    const lost = this.#countReader.u64(FAMILY_COUNT.lost) - this.#lostSeen;
    this.#lostSeen += lost;
    if (lost === 0) return [];
    return [{ kind: 'tasks-unread', count: lost, reason: 'more descendants than can be followed' }];
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const fd of this.#handles.all) closeDescriptor(fd);
  }

  #admit(count: number): void {
    for (let at = 0; at < count * FAMILY_MAPS.born.valueSize; at += FAMILY_MAPS.born.valueSize) {
      const tgid = this.#bornReader.u32(at + MEMBER.tgid);
      const startedAt = this.#bornReader.u64(at + MEMBER.startedAt);
      this.#members.set(tgid, [...(this.#members.get(tgid) ?? []), startedAt]);
    }
  }

  /** A thread whose leader is in no list, so that the process's start is not known, is of the member that was there before it. */
  #isMember({ tid, tgid = tid, startedAt, processStartedAt }: TaskEntry): boolean {
    const starts = this.#members.get(tgid);
    if (starts === undefined) return false;
    if (tid === tgid) return starts.includes(startedAt);
    if (processStartedAt !== undefined) return starts.includes(processStartedAt);
    return starts.some((start) => start <= startedAt);
  }

  /** Forgets members that ended without I/O, which no sample tells of. */
  #tidy(sample: Sample): void {
    const living = this.#livingIn(sample);
    for (const [tgid, starts] of this.#members) {
      const newest = starts.at(-1) ?? 0;
      if (newest < sample.endedAt && !living.has(tgid)) this.#members.delete(tgid);
    }
    this.#tidyAt = TIDY_FROM + 2 * this.#members.size;
  }

  /** Ids of members of which a task lives: a leader may end before its threads. */
  #livingIn({ tasks, idle }: Sample): ReadonlySet<number> {
    const alive = [...tasks.filter((entry) => !entry.ended), ...allIdle(idle)];
    const ours = alive.filter((entry) => this.#isMember(entry));
    return new Set(ours.map(({ tid, tgid = tid }) => tgid));
  }
}

/** Births taken out of the map in one call. */
const BATCH_LENGTH = 1024;
/** Members kept before the dead among them are looked for: some 5 MB. */
const TIDY_FROM = 50_000;
