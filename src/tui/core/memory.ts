/**
 * What the screen remembers of earlier samples. The one thing in the state that changes in place: it only ever grows by the
 * sample that is about to be shown, before `update` hears of it.
 */
import type { DeviceNames } from '../../model/devices/device-names.ts';
import { DiskPlaces } from '../../model/devices/disk-places.ts';
import { Accumulator } from '../../model/totals/accumulate.ts';
import { History } from '../../model/totals/history.ts';
import { addWrites, NO_WRITES, type WriteSums } from '../../model/totals/write-charges.ts';
import { EndedLately } from '../../model/view/ended-lately.ts';
import type { Sample } from '../../sample/sample.ts';

export type Memory = {
  readonly accumulated: Accumulator;
  readonly history: History;
  readonly endedLately: EndedLately;
  readonly disks: DiskPlaces;
  /** Of all samples. */
  writes: WriteSums;
};

/** @param devices that samples are kept to; undefined: all */
export const newMemory = (devices?: DeviceNames): Memory => ({
  accumulated: new Accumulator(),
  history: new History(),
  endedLately: new EndedLately(),
  disks: new DiskPlaces(devices),
  writes: NO_WRITES,
});

export const remember = (memory: Memory, sample: Sample): void => {
  memory.accumulated.add(sample);
  memory.history.add(sample);
  memory.endedLately.add(sample);
  memory.disks.add(sample);
  memory.writes = addWrites(memory.writes, sample);
};
