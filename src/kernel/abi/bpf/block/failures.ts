/** Counts requests that failed, and those that went back into the queue, by device. */
import {
  atomicAdd,
  exit,
  FRAME,
  type Instruction,
  label,
  load,
  moveNumber,
  R0,
  R1,
  storeNumber,
} from '../programs/instruction.ts';
import { ASKED, ASKED_KEY, OWNER, BLOCK_STACK as STACK } from './block-maps.ts';
import type { DiskPlaces, FailurePlaces, Tracepoint } from './block-places.ts';
import { ENTRY, findEntry } from './note-asked.ts';
import { putDisk } from './owner.ts';

/** @param counted `reads` for failures, `writes` for those put back: see `OWNER.device` */
export const countFailure = (
  numbers: DiskPlaces,
  { disk }: FailurePlaces,
  { argument }: Tracepoint,
  counted: 'reads' | 'writes',
): readonly Instruction[] => [
  load(8, R1, R1, argument * 8),
  ...putDisk(numbers, R1, disk, 'done'),
  storeNumber(4, FRAME, STACK.key + ASKED_KEY.tid, 0),
  storeNumber(8, FRAME, STACK.key + ASKED_KEY.startedAt, OWNER.device),
  ...findEntry('done'),
  moveNumber(R1, 1),
  atomicAdd(ENTRY, ASKED[counted], R1),
  label('done'),
  moveNumber(R0, 0),
  exit(),
];
