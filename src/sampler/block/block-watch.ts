/**
 * What devices are asked for, and for whom: the notes of the block programs, taken out of the kernel once an interval.
 *
 * Nothing is lost between two looks: the programs note in one of two maps; `turn` makes them go over to the other, and `take`, called a moment later, empties the first.
 */
import {
  BLOCK_COUNT,
  BLOCK_MAPS,
  OWNER,
  TURN,
  TURN_LENGTH,
} from '../../kernel/abi/bpf/block/block-maps.ts';
import type { MapEmptier, SingleValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { ByteReader } from '../../lib/byte-reader.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Capability, Gap } from '../../sample/gap.ts';
import { type OwnerEntry, type TaskKey, taskKey } from '../../sample/sample.ts';
import {
  type AskedRecord,
  askedRecordAt,
  type BlockKnows,
  OWNER_OF,
  type Who,
} from './asked-record.ts';
import { Sequences } from './sequences.ts';

/** What the programs write to. */
export type BlockNotes = {
  readonly asked: readonly [even: AskedMap, odd: AskedMap];
  readonly turn: Value & { readonly set: (value: Uint8Array) => void };
  readonly lost: Value;
  /** Ends the programs too. */
  readonly close: () => void;
};
type AskedMap = Pick<MapEmptier, 'values' | 'empty'>;
type Value = Pick<SingleValue, 'bytes' | 'read'>;

export class BlockWatch {
  /** What this kernel does not let us know. */
  readonly standingGaps: readonly Gap[];
  readonly knows: BlockKnows;
  readonly #notes: BlockNotes;
  readonly #clock: Clock;
  readonly #openedAt: number;
  readonly #readers: readonly ByteReader[];
  readonly #turnReader: ByteReader;
  readonly #nextTurn = new Uint8Array(TURN_LENGTH);
  readonly #lostReader: ByteReader;
  #lostSeen = 0;
  #timesLostSeen = 0;
  /** With who dirtied them. */
  #filesNoted = 0;
  /** The map to be emptied; undefined: nothing was noted. */
  #full: 0 | 1 | undefined;
  /** Who asked lately: a request that is completed in a later interval says by its key only for whom. */
  #known = new Map<TaskKey, Who>();
  #knownBefore = new Map<TaskKey, Who>();
  readonly #sequences = new Sequences();
  #open = true;

  constructor(notes: BlockNotes, knows: BlockKnows, clock: Clock) {
    this.#notes = notes;
    this.knows = knows;
    this.standingGaps = gapsOf(knows);
    this.#clock = clock;
    this.#openedAt = clock.bootTime();
    this.#readers = notes.asked.map(({ values }) => new ByteReader(values, 'BPF block records'));
    this.#turnReader = new ByteReader(notes.turn.bytes, 'BPF turn');
    this.#lostReader = new ByteReader(notes.lost.bytes, 'BPF losses');
  }

  /** Ends an interval: what is asked for from now on belongs to the next. @throws SystemCallError */
  turn(): void {
    this.#notes.turn.read();
    const inUse = this.#turnReader.u32(TURN.inUse) === 0 ? 0 : 1;
    this.#full = undefined;
    if (this.#turnReader.u32(TURN.used + inUse * 4) === 0) return;
    new DataView(this.#nextTurn.buffer).setUint32(TURN.inUse, 1 - inUse, true);
    this.#notes.turn.set(this.#nextTurn);
    this.#full = inUse;
  }

  /** What was asked for in the interval that `turn` ended, and what of it is lost. @throws SystemCallError */
  take(): { readonly records: readonly AskedRecord[]; readonly gaps: readonly Gap[] } {
    if (this.#full === undefined) return { records: [], gaps: [] };
    const records: AskedRecord[] = [];
    const reader = this.#readers[this.#full] as ByteReader;
    this.#notes.asked[this.#full].empty((count) => {
      for (let i = 0; i < count; i++) {
        records.push(this.#sequences.goOn(this.#withWho(askedRecordAt(reader, i, this.knows))));
      }
    });
    this.#full = undefined;
    this.#forgetOld();
    this.#sequences.forgetOld();
    return { records, gaps: this.#losses() };
  }

  /** The name of an owner that is no task. @param number of `OWNER` */
  ownerOf(number: number): OwnerEntry['owner'] {
    if (number === OWNER.undirtied && this.#isFromBefore()) return 'before-iotop';
    return OWNER_OF.get(number) ?? 'unknown';
  }

  /** Whether what has no dirtier was dirtied before we looked: it is not that we have forgotten. */
  #isFromBefore(): boolean {
    const isFirst = this.#clock.bootTime() - this.#openedAt < WRITTEN_WITHIN;
    return this.knows.owners && isFirst && this.#filesNoted <= FILES_KEPT;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#notes.close();
  }

  #withWho(record: AskedRecord): AskedRecord {
    if (record.tid === 0) return record;
    const key = taskKey(record.tid, record.startedAt);
    const who = record.who ?? this.#known.get(key) ?? this.#knownBefore.get(key);
    if (who === undefined) return record;
    this.#known.set(key, who);
    return { ...record, who };
  }

  #forgetOld(): void {
    if (this.#known.size < KNOWN_LIMIT) return;
    this.#knownBefore = this.#known;
    this.#known = new Map();
  }

  #losses(): readonly Gap[] {
    this.#notes.lost.read();
    const gaps: Gap[] = [];
    const lost = this.#lostReader.u64(BLOCK_COUNT.bytes);
    const times = this.#lostReader.u64(BLOCK_COUNT.requests);
    this.#filesNoted = this.#lostReader.u64(BLOCK_COUNT.files);
    if (lost > this.#lostSeen) gaps.push({ kind: 'asked-lost', count: lost - this.#lostSeen });
    if (times > this.#timesLostSeen) {
      gaps.push({
        kind: 'unavailable',
        what: 'block',
        reason: `the times of ${times - this.#timesLostSeen} requests are in nobody's figures: there was no more room to note them`,
        remedy: '',
      });
    }
    this.#lostSeen = lost;
    this.#timesLostSeen = times;
    return gaps;
  }
}

/** Owners remembered, twice. */
const KNOWN_LIMIT = 4_096;
/** Files whose dirtiers the map surely holds: the kernel makes room before it is full, for each CPU keeps some of it to itself, and files that are written already may stand in it. */
const FILES_KEPT = BLOCK_MAPS.dirtiers.entries / 2;
/** ns: in which the kernel writes back all that was dirty, unless its settings are unusual: 30 s old, looked for every 5 s. */
const WRITTEN_WITHIN = 60e9;

const gapsOf = ({ owners, times }: BlockKnows): readonly Gap[] => {
  const gaps: Gap[] = [];
  const add = (what: Capability, reason: string): void => {
    gaps.push({ kind: 'unavailable', what, reason, remedy: '' });
  };
  if (!owners) add('dirtiers', 'on this kernel no way leads from a page to its file');
  if (!times) add('request-times', 'this kernel does not describe its requests');
  return gaps;
};
