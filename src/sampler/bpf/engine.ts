/**
 * The engine that reads all tasks in one stream from a BPF iterator, takes ended tasks from a map the kernel fills, and knows waits
 * from two scheduler tracepoints. Under a microsecond a task; nothing is allocated per task.
 *
 * How it is opened, and why it may not be: open.ts. The programs: kernel/abi/bpf/programs/.
 */
import { COUNT, MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import { closeDescriptor, IteratorOpener, readIterator } from '../../kernel/sys/bpf/bpf.ts';
import { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import type { Engine } from '../engine.ts';
import { appendRows, newSnapshot, type Snapshot } from '../table/snapshot.ts';
import type { DelaysKnown } from '../taskstats/delays-known.ts';
import { appendEnded, type RecordBuffer, recordBuffer, roomForPlaces } from './records.ts';
import { appendStream, mostRecords } from './stream.ts';

/** What the kernel made for us, by descriptor. */
export type BpfHandles = {
  /** Iterators over tasks: each in full, or those that did not run since the last pass in brief. */
  readonly everyTask: number;
  readonly changedTasks: number;
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
  readonly #standingGaps: readonly Gap[];
  readonly #delays: DelaysKnown | undefined;
  readonly #handles: BpfHandles;
  readonly #clock: Clock;
  readonly #records: RecordBuffer = recordBuffer(new Uint8Array(READ_LENGTH));
  readonly #everyTask: IteratorOpener;
  readonly #changedTasks: IteratorOpener;
  readonly #places = roomForPlaces(mostRecords(READ_LENGTH));
  readonly #exits: MapEmptier;
  readonly #exitRecords: RecordBuffer;
  readonly #counts: SingleValue;
  readonly #countReader: ByteReader;
  /** What the last pass gave, while the kernel may tell the next one what changed since; absent: it must tell all. */
  #last: Snapshot | undefined;
  /** Boot clock, ns: when all was told last. */
  #toldAllAt = 0;
  /** Exits moved out of the kernel between two passes. */
  readonly #drained: Snapshot = newSnapshot(DRAINED_ROWS);
  /** The counts as they stood when they were last acted upon. */
  #exitsSeen = 0;
  #exitsLostSeen = 0;
  #waitsLostSeen = 0;
  #open = true;

  /** @param delays where waits for swap are told as long as the kernel keeps delays; absent: they are not told, and `standingGaps` says so */
  constructor(
    handles: BpfHandles,
    standingGaps: readonly Gap[],
    clock: Clock,
    delays: DelaysKnown | undefined,
  ) {
    this.#handles = handles;
    this.#everyTask = new IteratorOpener(handles.everyTask);
    this.#changedTasks = new IteratorOpener(handles.changedTasks);
    this.#standingGaps = standingGaps;
    this.#delays = delays;
    this.#clock = clock;
    this.#exits = new MapEmptier({ fd: handles.exits, ...MAPS.exits }, BATCH_LENGTH);
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
    // Until this pass is whole: what it took from the kernel and did not give would be missing from the next.
    this.#last = undefined;
    const iterator = (last === undefined ? this.#everyTask : this.#changedTasks).open();
    try {
      const records = this.#records;
      const read = (at: number): number => readIterator(iterator, records.bytes, at);
      const stream = { records, places: this.#places, read };
      const gaps = appendStream(into, stream, last ?? NOTHING, this.#clock);
      this.#forgetUnkept(into);
      if (gaps.length === 0) this.#last = into;
      return into.columns.tid[0] === 1 ? gaps : [...gaps, PROCESS_1_HIDDEN];
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

  /** With delays switched off the kernel's counter of them stands still, which is no wait of zero. */
  #forgetUnkept({ columns, count }: Snapshot): void {
    if (this.#delays?.gap('swap-wait') !== undefined) columns.swapWait.fill(Number.NaN, 0, count);
  }

  #lastFor(into: Snapshot): Snapshot | undefined {
    const isOld = into.startedAt - this.#toldAllAt > TELL_ALL_EVERY;
    if (this.#last !== undefined && this.#last !== into && !isOld) return this.#last;
    this.#toldAllAt = into.startedAt;
    return undefined;
  }

  #newExits(): number {
    return this.#countReader.u64(COUNT.exits) - this.#exitsSeen;
  }

  #empty(into: Snapshot): void {
    // Before the map: an exit counted meanwhile is looked for once more.
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

/** The first task of every complete pass is 1, which lives as long as the machine. Seen where a sandbox shields its own process 1. */
const PROCESS_1_HIDDEN: Gap = {
  kind: 'unavailable',
  what: 'process-1',
  reason: 'the kernel hands none of them to BPF',
  remedy: 'iotop --engine taskstats',
};

/** The kernel hands out at most 8 pages a read (32 KiB, or 512 KiB with pages of 64 KiB); with room for that, it keeps nothing back. */
const READ_LENGTH = 8 * 65_536 + RECORD_LENGTH;

/** Name, cgroup and I/O priority of a task that sleeps can be changed by others: so old they may become, ns. */
const TELL_ALL_EVERY = 10e9;

/** Exits taken out of the map in one call. */
const BATCH_LENGTH = 1024;

const NOTHING = newSnapshot(0);

const DRAINED_ROWS = 64;
