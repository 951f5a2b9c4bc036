/**
 * A command's descendants as the kernel reports them at each fork: all of them, nobody else, whatever they do.
 *
 * Goes with the BPF engine, whose starts are exact: a task is a descendant when its process was reported, by id and start. See docs/decisions/0007.
 */
import { type Btf, type BtfName, typeId } from '../../kernel/abi/bpf/btf.ts';
import { memberOf } from '../../kernel/abi/bpf/btf-members.ts';
import {
  DESCENDANT_COUNT,
  DESCENDANT_MAPS,
  type DescendantFields,
  MEMBER,
  noteFork,
  noteFree,
} from '../../kernel/abi/bpf/programs/descendants.ts';
import { closeDescriptor } from '../../kernel/sys/bpf/bpf.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import { UnavailableError } from '../../lib/errors.ts';
import type { Gap } from '../../sample/gap.ts';
import { allIdle } from '../../sample/idle-tasks.ts';
import type { Sample, TaskEntry } from '../../sample/sample.ts';
import { decodeTypes } from '../bpf/kernel-types.ts';
import { withLoader } from '../bpf/load.ts';
import type { Descendants } from './descendants.ts';

/**
 * Follows descendants born from now on. Needs what the BPF engine needs, which must be open already.
 * @param root the process whose children are the first members
 * @throws UnavailableError with the reason
 */
export const openBpfDescendants = (environment: BpfEnvironment, root: number): BpfDescendants => {
  const places = decodeTypes(environment, TYPES, placesIn);
  if (places === undefined) {
    throw new UnavailableError('this kernel does not describe its forks to BPF programs', '');
  }
  const { fields, fork, free } = places;
  return withLoader(environment, DESCENDANT_MAPS, (loader) => {
    loader.attachTracepoints([
      { name: 'iotop_free', code: noteFree(fields), attachTypeId: free },
      { name: 'iotop_fork', code: noteFork(fields, root), attachTypeId: fork },
    ]);
    const { born, counts } = DESCENDANT_MAPS;
    const { opened } = loader;
    return new BpfDescendants(
      new MapEmptier(loader.map('born'), born, BATCH_LENGTH),
      new SingleValue(loader.map('counts'), counts.valueSize),
      () => opened.forEach(closeDescriptor),
    );
  });
};

/** The map of births, whose values are `MEMBER`s, and the counts of `DESCENDANT_COUNT`. */
type Births = Pick<MapEmptier, 'values' | 'empty'>;
type Counts = Pick<SingleValue, 'bytes' | 'read'>;

export class BpfDescendants implements Descendants {
  readonly sees = 'every';
  readonly #born: Births;
  readonly #bornReader: ByteReader;
  readonly #counts: Counts;
  readonly #countReader: ByteReader;
  /** Starts of member processes, by id; an id that was reused by another member has several. */
  readonly #members = new Map<number, number[]>();
  #tidyAt = TIDY_FROM;
  #lostSeen = 0;
  #free: (() => void) | undefined;

  /** @param free closes what the kernel made for us: links before programs before maps */
  constructor(born: Births, counts: Counts, free: () => void) {
    this.#born = born;
    this.#bornReader = new ByteReader(born.values, 'BPF descendants');
    this.#counts = counts;
    this.#countReader = new ByteReader(counts.bytes, 'BPF descendant counts');
    this.#free = free;
  }

  look(): void {}

  /** Takes the births out of the kernel only now, after the sample was taken, so those of all its tasks are among them. */
  of(sample: Sample): readonly TaskEntry[] {
    this.#born.empty((count) => this.#admit(count));
    const ours = sample.tasks.filter((entry) => this.#isMember(entry));
    if (this.#members.size > this.#tidyAt) this.#tidy(sample);
    return ours;
  }

  /** Every member is alive or freed: none has ended without its exit records being written. */
  isSettled(sample: Sample): boolean {
    this.#counts.read();
    const unfreed =
      this.#countReader.u64(DESCENDANT_COUNT.born) - this.#countReader.u64(DESCENDANT_COUNT.freed);
    return unfreed <= this.#livingIn(sample).size;
  }

  unseen(): undefined {
    return undefined;
  }

  takeGaps(): readonly Gap[] {
    this.#counts.read();
    const lost = this.#countReader.u64(DESCENDANT_COUNT.lost) - this.#lostSeen;
    this.#lostSeen += lost;
    if (lost === 0) return [];
    return [{ kind: 'tasks-unread', count: lost, reason: 'more descendants than can be followed' }];
  }

  close(): void {
    this.#free?.();
    this.#free = undefined;
  }

  #admit(count: number): void {
    for (
      let at = 0;
      at < count * DESCENDANT_MAPS.born.valueSize;
      at += DESCENDANT_MAPS.born.valueSize
    ) {
      const tgid = this.#bornReader.u32(at + MEMBER.tgid);
      const startedAt = this.#bornReader.u64(at + MEMBER.startedAt);
      this.#members.set(tgid, [...(this.#members.get(tgid) ?? []), startedAt]);
    }
  }

  /** Where the leader is in no list, the process's start is unknown: then a thread belongs to the member that started before it. */
  #isMember({ tid, tgid = tid, startedAt, processStartedAt }: TaskEntry): boolean {
    const starts = this.#members.get(tgid);
    if (starts === undefined) return false;
    if (tid === tgid) return starts.includes(startedAt);
    if (processStartedAt !== undefined) return starts.includes(processStartedAt);
    return starts.some((start) => start <= startedAt);
  }

  /** Forgets members that have ended. */
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

const FORK = 'btf_trace_sched_process_fork';
const FREE = 'btf_trace_sched_process_free';

const TYPES: readonly BtfName[] = [
  { kind: 'struct', name: 'task_struct' },
  { kind: 'typedef', name: FORK },
  { kind: 'typedef', name: FREE },
];

type Places = {
  readonly fields: DescendantFields;
  /** Numbers of the tracepoints' types. */
  readonly fork: number;
  readonly free: number;
};

const placesIn = (btf: Btf): Places | undefined => {
  const offsetOf = (member: string): number | undefined => {
    const found = memberOf(btf, 'task_struct', member);
    return found === undefined ? undefined : found.bitOffset / 8;
  };
  const [tid, tgid] = [offsetOf('pid'), offsetOf('tgid')];
  const [startedAt, groupLeader] = [offsetOf('start_boottime'), offsetOf('group_leader')];
  const [fork, free] = [typeId(btf, 'typedef', FORK), typeId(btf, 'typedef', FREE)];
  if (tid === undefined || tgid === undefined) return undefined;
  if (startedAt === undefined || groupLeader === undefined) return undefined;
  if (fork === undefined || free === undefined) return undefined;
  return { fields: { tid, tgid, startedAt, groupLeader }, fork, free };
};
