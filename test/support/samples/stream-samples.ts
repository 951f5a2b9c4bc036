/** Builders of samples: the test says what it is about, these fill in the rest. */
import { bytes, milliseconds, nanoseconds } from '../../../src/lib/units.ts';
import type { Sample, TaskEntry, Tid } from '../../../src/sample/sample.ts';

export const task = (about: Partial<TaskEntry> = {}): TaskEntry => ({
  tid: 4242 as Tid,
  tgid: 4242 as Tid,
  startedAt: nanoseconds(1_763_871_000_000),
  comm: 'dd',
  uid: 0,
  read: bytes(0),
  write: bytes(4096),
  ...about,
});

/** The wall clock and the boot clock of the first sample. */
const EPOCH = Date.UTC(2026, 10, 23, 3, 0, 0);
const BOOT = 1e13;

/** The `index`-th second since `EPOCH`. */
export const sampleAt = (index: number, about: Partial<Sample> = {}): Sample => ({
  startedAt: nanoseconds(BOOT + index * 1e9),
  endedAt: nanoseconds(BOOT + (index + 1) * 1e9),
  wallTime: milliseconds(EPOCH + (index + 1) * 1000),
  host: 'db1',
  engine: 'bpf',
  tasks: [task()],
  system: {},
  gaps: [],
  ...about,
});
