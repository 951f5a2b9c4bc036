/** Asks the kernel which tasks ran since it was last asked. The program: kernel/abi/bpf/programs/ran-tasks.ts. */
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
  /** Of the last reading. */
  readonly records = new RanRecords();
  readonly #marks: number;
  readonly #run: ProgramRun;
  readonly #reader: ArrayReader;

  constructor({ program, records, marks }: RanHandles) {
    this.#marks = marks;
    this.#run = new ProgramRun(program, PASS_LENGTH);
    this.#reader = new ArrayReader(records, MARK_MAPS.ran);
  }

  /** @returns false when so many ran that some were forgotten @throws SystemCallError */
  read(): boolean {
    const { context } = this.#run;
    this.records.count = 0;
    context.setUint32(PASS.left, 0, true);
    context.setUint32(PASS.overflow, 0, true);
    do {
      context.setUint32(PASS.written, 0, true);
      this.#run.run();
      const written = context.getUint32(PASS.written, true);
      if (written === 0) break;
      this.#reader.read(written);
      this.records.add(this.#reader.values.subarray(0, written * RECORD_LENGTH));
    } while (context.getUint32(PASS.left, true) > 0);
    if (context.getUint32(PASS.overflow, true) === 0) return true;
    // Without their place in the ring, marks would keep tasks from being marked.
    clearValue(this.#marks, MARK_MAPS.marks.valueSize);
    return false;
  }
}
