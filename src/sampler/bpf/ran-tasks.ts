/**
 * Asks the kernel for the records of the tasks that ran since it was last asked: as many runs of a program as their records take.
 *
 * The program, and what its context says: kernel/abi/bpf/programs/ran-tasks.ts.
 */
import { MARK_MAPS } from '../../kernel/abi/bpf/programs/maps.ts';
import { PASS, PASS_LENGTH } from '../../kernel/abi/bpf/programs/ran-tasks.ts';
import { RECORD_LENGTH } from '../../kernel/abi/bpf/programs/task-record.ts';
import { ProgramRun } from '../../kernel/sys/bpf/bpf.ts';
import { ArrayReader, clearValue } from '../../kernel/sys/bpf/bpf-map.ts';
import { RanRecords } from './ran-records.ts';

/** The program and its maps, by descriptor. */
export type RanHandles = {
  readonly program: number;
  readonly records: number;
  readonly marks: number;
};

export class RanTasks {
  /** What the last `read` brought. */
  readonly records = new RanRecords();
  readonly #marks: number;
  readonly #run: ProgramRun;
  readonly #reader: ArrayReader;

  constructor({ program, records, marks }: RanHandles) {
    this.#marks = marks;
    this.#run = new ProgramRun(program, PASS_LENGTH);
    this.#reader = new ArrayReader(records, MARK_MAPS.ran);
  }

  /**
   * Fills `records`.
   * @returns false when the kernel could not note all that ran (see `PASS`): some are missing, and every task must be read
   * @throws SystemCallError
   */
  read(): boolean {
    const { context } = this.#run;
    this.records.count = 0;
    // Numbers of 8 bytes, whose upper halves are always 0.
    context.setUint32(PASS.left, 0, true);
    context.setUint32(PASS.incomplete, 0, true);
    do {
      context.setUint32(PASS.written, 0, true);
      this.#run.run();
      const written = context.getUint32(PASS.written, true);
      this.#reader.read(written);
      this.records.add(this.#reader.values.subarray(0, written * RECORD_LENGTH));
    } while (context.getUint32(PASS.left, true) > 0);
    if (context.getUint32(PASS.incomplete, true) === 0) return true;
    // A bit that is set says that the tid is in the ring; of those that it lacks it is not true, and nothing would ever clear it.
    clearValue(this.#marks, MARK_MAPS.marks.valueSize);
    return false;
  }
}
