/** What the kernel wrote of the tasks that ran since the last pass, in order. */
import { GONE, RECORD, RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import type { Ran } from '../table/living-tasks.ts';
import { reserve } from '../table/snapshot.ts';
import {
  fillLiving,
  type Places,
  type RecordBuffer,
  recordBuffer,
  roomForPlaces,
} from './records.ts';

/** The records of one pass, in the order in which the kernel wrote them: not that of tids, and of one tid there may be several, of which the latest counts. */
export class RanRecords {
  count = 0;
  #records: RecordBuffer = recordBuffer(new Uint8Array(FEW * RECORD_LENGTH));
  #places: Places = roomForPlaces(FEW);
  /** A number for each record: its tid times `MOST`, plus its place among the records. Sorted, they are in order of tid, the latest of one tid behind the others. */
  #order = new Float64Array(FEW);

  add(bytes: Uint8Array): void {
    const end = this.count * RECORD_LENGTH + bytes.length;
    if (end > this.#records.bytes.length) this.#grow(end);
    this.#records.bytes.set(bytes, this.count * RECORD_LENGTH);
    this.count = end / RECORD_LENGTH;
  }

  /**
   * Fills rows and ids of `into`, all columns but `readAfter` and `readBefore`.
   * @param after boot clock, ns: a moment before the kernel wrote the first record
   */
  fill({ tasks, gone }: Ran, after: number): void {
    const { words } = this.#records;
    const places = this.#places;
    const order = this.#sorted();
    gone.length = 0;
    let count = 0;
    for (let i = 0; i < order.length; i++) {
      const word = ((order[i] as number) % MOST) * RECORD_WORDS;
      const tid = words[word] as number;
      const next = i + 1 < order.length ? Math.floor((order[i + 1] as number) / MOST) : -1;
      if (tid === next) continue; // a later record of the same tid comes
      if (words[word + TGID] === GONE) gone.push(tid);
      else {
        places.words[count] = word;
        places.rows[count] = count;
        count += 1;
      }
    }
    reserve(tasks, count);
    tasks.count = count;
    fillLiving(tasks, { words, places, count }, after);
  }

  #sorted(): Float64Array {
    const { words } = this.#records;
    for (let i = 0; i < this.count; i++) {
      this.#order[i] = (words[i * RECORD_WORDS] as number) * MOST + i;
    }
    return this.#order.subarray(0, this.count).sort();
  }

  #grow(bytes: number): void {
    const records = Math.ceil(Math.max(bytes, this.#records.bytes.length * 2) / RECORD_LENGTH);
    const grown = recordBuffer(new Uint8Array(records * RECORD_LENGTH));
    grown.bytes.set(this.#records.bytes);
    this.#records = grown;
    this.#places = roomForPlaces(records);
    this.#order = new Float64Array(records);
  }
}

const RECORD_WORDS = RECORD_LENGTH / 4;
const TGID = RECORD.tgid / 4;
/** More records than a pass can have: it visits a tid for each slot of the ring. A tid times this is far below 2^53. */
const MOST = 2 ** 24;
/** Records there is room for at first. */
const FEW = 1024;
