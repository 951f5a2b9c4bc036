/**
 * The BPF engine. A pass asks the tasks that ran since the last one (ran-tasks.ts), or reads every task in one stream from an iterator (stream.ts): the first
 * pass, and all on a kernel that does not let it know who ran. Ended tasks come from a map the kernel fills, waits from two scheduler tracepoints.
 * Nothing is allocated per task.
 *
 * How it is opened, and why it may not be: open.ts. The programs: kernel/abi/bpf/programs/.
 */
import { COUNT, MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import { closeDescriptor, iteratorOpener, readIterator } from '../../kernel/sys/bpf/bpf.ts';
import { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import type { CgroupUse } from '../../kernel/sys/proc/cgroup-use.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Gap } from '../../sample/gap.ts';
import type { BlockWatch } from '../block/block-watch.ts';
import type { Engine } from '../engine.ts';
import type { Ran } from '../table/living-tasks.ts';
import { appendRows, datePass, newSnapshot, type Snapshot } from '../table/snapshot.ts';
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
  readonly watchBlock?: () => BlockWatch;
  readonly cgroups?: CgroupUse;
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
  /** Process 1 always lives and is the first of every complete pass. Some sandboxes hide their own. */
  #hidesProcess1 = false;
  /** Whether waits for swap were known at the last pass. */
  #knewSwapWait = true;
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
    watchBlock?: () => BlockWatch,
    cgroups?: CgroupUse,
  ) {
    this.#handles = handles;
    if (watchBlock !== undefined) this.watchBlock = watchBlock;
    if (cgroups !== undefined) this.cgroups = cgroups;
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
    this.#lookForDelays();
    into.count = 0;
    into.startedAt = this.#clock.bootTime();
    const gaps = this.#readEvery(into);
    this.#forgetUnkept(into);
    this.#hidesProcess1 = into.columns.tid[0] !== 1;
    return this.#hidesProcess1 ? [...gaps, PROCESS_1_HIDDEN] : gaps;
  }

  readRan(into: Ran): readonly Gap[] | undefined {
    const { tasks } = into;
    // Whether a wait is known is said in the row of every task.
    if (this.#lookForDelays() === 'switched') return undefined;
    tasks.startedAt = this.#clock.bootTime();
    if (this.#ran?.read() !== true) return undefined;
    tasks.endedAt = this.#clock.bootTime();
    this.#ran.records.fill(into, tasks.startedAt);
    datePass(tasks);
    this.#forgetUnkept(tasks);
    return this.#hidesProcess1 ? [PROCESS_1_HIDDEN] : [];
  }

  #readEvery(into: Snapshot): readonly Gap[] {
    const iterator = this.#openEveryTask();
    try {
      const records = this.#records;
      const read = (at: number): number => readIterator(iterator, records.bytes, at);
      return appendStream(into, { records, places: this.#places, read }, this.#clock);
    } finally {
      closeDescriptor(iterator);
    }
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

  /** Somebody may have switched delay accounting. */
  #lookForDelays(): 'switched' | 'as before' {
    this.#delays?.look();
    const knew = this.#knewSwapWait;
    this.#knewSwapWait = this.#delays?.gap('swap-wait') === undefined;
    return knew === this.#knewSwapWait ? 'as before' : 'switched';
  }

  /** While delay accounting is off, the kernel's counter stands still: waits are unknown, not zero. */
  #forgetUnkept({ columns, count }: Snapshot): void {
    if (!this.#knewSwapWait) columns.swapWait.fill(Number.NaN, 0, count);
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

const PROCESS_1_HIDDEN: Gap = {
  kind: 'unavailable',
  what: 'process-1',
  reason: 'the kernel hands none of them to BPF',
  remedy: 'iotop --engine taskstats',
};

/** The kernel hands out at most 8 pages a read: 32 KiB, or 512 KiB with pages of 64 KiB. */
const READ_LENGTH = 8 * 65_536 + RECORD_LENGTH;

/** Exits taken out of the map in one call. */
const BATCH_LENGTH = 1024;

const DRAINED_ROWS = 64;
