/**
 * The BPF engine. A pass asks the tasks that ran since the last one and takes all others from that (ran-tasks.ts), or reads every task in one stream from an
 * iterator (stream.ts): the first pass, one every ten seconds, and all on a kernel that does not let it know who ran. Ended tasks come from a map the
 * kernel fills, waits from two scheduler tracepoints. Nothing is allocated per task.
 *
 * How it is opened, and why it may not be: open.ts. The programs: kernel/abi/bpf/programs/.
 */
import { COUNT, MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import { closeDescriptor, iteratorOpener, readIterator } from '../../kernel/sys/bpf/bpf.ts';
import { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Engine } from '../engine.ts';
import { appendRows, newSnapshot, type Snapshot } from '../table/snapshot.ts';
import type { DelaysKnown } from '../taskstats/delays-known.ts';
import { type RanHandles, RanTasks } from './ran-tasks.ts';
import { appendEnded, type RecordBuffer, recordBuffer, roomForPlaces } from './records.ts';
import { appendStream, mostRecords } from './stream.ts';

/** What the kernel made for us, by descriptor. */
export type BpfHandles = {
  /** The iterator over all tasks. */
  readonly everyTask: number;
  /** The program that asks the tasks that ran, and its maps; or why each pass must read every task. */
  readonly ran: RanHandles | { readonly unavailable: string };
  readonly exits: number;
  readonly counts: number;
  /** Every descriptor to close in the end, in this order: links before programs before maps. */
  readonly all: readonly number[];
};

export class BpfEngine implements Engine {
  readonly waitsWithin = 'life';
  readonly name = 'bpf';
  readonly startTolerance = 0;
  /** 32,000 exits a second fit. */
  readonly drainEvery = 250;
  readonly passes: string;
  readonly #standingGaps: readonly Gap[];
  readonly #delays: DelaysKnown | undefined;
  readonly #handles: BpfHandles;
  readonly #clock: Clock;
  readonly #records: RecordBuffer = recordBuffer(new Uint8Array(READ_LENGTH));
  readonly #openEveryTask: () => number;
  readonly #ran: RanTasks | undefined;
  readonly #places = roomForPlaces(mostRecords(READ_LENGTH));
  readonly #exits: MapEmptier;
  readonly #exitRecords: RecordBuffer;
  readonly #counts: SingleValue;
  readonly #countReader: ByteReader;
  /** The last pass, if the next may be made of it and the tasks that ran since; absent: the next must read every task. */
  #last: Snapshot | undefined;
  /** Boot clock, ns: when every task was last read. */
  #readAllAt = 0;
  /** Exits moved out of the kernel between two passes. */
  readonly #drained: Snapshot = newSnapshot(DRAINED_ROWS);
  /** The counts at the last look. */
  #exitsSeen = 0;
  #exitsLostSeen = 0;
  #waitsLostSeen = 0;
  #open = true;

  /** @param delays whether waits for swap are known at the moment; absent: always, or never, as `standingGaps` says */
  constructor(
    handles: BpfHandles,
    standingGaps: readonly Gap[],
    clock: Clock,
    delays: DelaysKnown | undefined,
  ) {
    this.#handles = handles;
    this.#openEveryTask = iteratorOpener(handles.everyTask);
    const { ran } = handles;
    this.#ran = 'unavailable' in ran ? undefined : new RanTasks(ran);
    this.passes =
      'unavailable' in ran
        ? `each pass asks every task: ${ran.unavailable}`
        : 'each pass asks only the tasks that ran';
    this.#standingGaps = standingGaps;
    this.#delays = delays;
    this.#clock = clock;
    this.#exits = new MapEmptier(handles.exits, MAPS.exits, BATCH_LENGTH);
    this.#exitRecords = recordBuffer(this.#exits.values);
    this.#counts = new SingleValue(handles.counts, MAPS.counts.valueSize);
    this.#countReader = new ByteReader(this.#counts.bytes, 'BPF counts');
  }

  get standingGaps(): readonly Gap[] {
    const noSwapWait = this.#delays?.gap('swap-wait');
    return noSwapWait === undefined ? this.#standingGaps : [...this.#standingGaps, noSwapWait];
  }

  readTasks(into: Snapshot): readonly Gap[] {
    this.#delays?.look();
    into.count = 0;
    into.startedAt = this.#clock.bootTime();
    const last = this.#lastFor(into);
    // A task is told once: should this pass fail half way, the next one must read every task.
    this.#last = undefined;
    const isDone = last !== undefined && this.#readRan(into, last);
    const gaps = isDone ? [] : this.#readEvery(into);
    this.#forgetUnkept(into);
    if (gaps.length === 0) this.#last = into;
    return into.columns.tid[0] === 1 ? gaps : [...gaps, PROCESS_1_HIDDEN];
  }

  /** @returns false when it is not known who ran: then every task must be read */
  #readRan(into: Snapshot, last: Snapshot): boolean {
    if (this.#ran?.read() !== true) return false;
    into.endedAt = this.#clock.bootTime();
    this.#ran.records.applyTo(into, last, into.startedAt);
    // Of every row: what is said of a task that did not run holds for this moment too.
    into.columns.readAfter.fill(into.startedAt, 0, into.count);
    into.columns.readBefore.fill(into.endedAt, 0, into.count);
    return true;
  }

  #readEvery(into: Snapshot): readonly Gap[] {
    this.#readAllAt = into.startedAt;
    const iterator = this.#openEveryTask();
    try {
      const records = this.#records;
      const read = (at: number): number => readIterator(iterator, records.bytes, at);
      return appendStream(into, { records, places: this.#places, read }, this.#clock);
    } finally {
      closeDescriptor(iterator);
    }
  }

  readAllNext(): void {
    this.#last = undefined;
  }

  takeExits(into: Snapshot): readonly Gap[] {
    appendRows(into, this.#drained);
    this.#drained.count = 0;
    this.#counts.read();
    if (this.#newExits() > 0) this.#empty(into);
    this.#forgetUnkept(into);
    return this.#losses();
  }

  /** Empties the kernel's map when a quarter of it is used; asks for one number otherwise. */
  drain(): void {
    this.#counts.read();
    if (this.#newExits() >= MAPS.exits.entries / 4) this.#empty(this.#drained);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const fd of this.#handles.all) closeDescriptor(fd);
  }

  /** While delay accounting is off, the kernel's counter stands still: waits are unknown, not zero. */
  #forgetUnkept({ columns, count }: Snapshot): void {
    if (this.#delays?.gap('swap-wait') !== undefined) columns.swapWait.fill(Number.NaN, 0, count);
  }

  /** @returns the pass that `into` can be made of; undefined: every task must be read */
  #lastFor(into: Snapshot): Snapshot | undefined {
    const isOld = into.startedAt - this.#readAllAt > READ_ALL_EVERY;
    return this.#last === into || isOld ? undefined : this.#last;
  }

  #newExits(): number {
    return this.#countReader.u64(COUNT.exits) - this.#exitsSeen;
  }

  #empty(into: Snapshot): void {
    // Taken before the map is emptied: an exit that is counted meanwhile makes us look again.
    this.#exitsSeen = this.#countReader.u64(COUNT.exits);
    this.#exits.empty((count) => appendEnded(into, this.#exitRecords, this.#places, count));
  }

  #losses(): readonly Gap[] {
    const gaps: Gap[] = [];
    const exitsLost = this.#countReader.u64(COUNT.exitsLost);
    const waitsLost = this.#countReader.u64(COUNT.waitsLost);
    if (exitsLost > this.#exitsLostSeen) {
      gaps.push({ kind: 'exits-lost', count: exitsLost - this.#exitsLostSeen });
    }
    if (waitsLost > this.#waitsLostSeen) {
      gaps.push({
        kind: 'unavailable',
        what: 'io-wait',
        reason: `${waitsLost - this.#waitsLostSeen} waits went unseen: more than ${MAPS.waits.entries} living tasks have waited for I/O`,
        remedy: '',
      });
    }
    this.#exitsLostSeen = exitsLost;
    this.#waitsLostSeen = waitsLost;
    return gaps;
  }
}

/** Process 1 always lives and is the first of every complete pass. Some sandboxes hide their own. */
const PROCESS_1_HIDDEN: Gap = {
  kind: 'unavailable',
  what: 'process-1',
  reason: 'the kernel hands none of them to BPF',
  remedy: 'iotop --engine taskstats',
};

/** The kernel hands out at most 8 pages a read: 32 KiB, or 512 KiB with pages of 64 KiB. */
const READ_LENGTH = 8 * 65_536 + RECORD_LENGTH;

/** How old name, cgroup and I/O priority of a sleeping task may be, ns: others can change them without its running. */
const READ_ALL_EVERY = 10e9;

/** Exits taken out of the map in one call. */
const BATCH_LENGTH = 1024;

const DRAINED_ROWS = 64;
