/** Counts requests that failed, and those that went back into the queue, by device. */
import type { Instruction } from '../programs/instruction.ts';
import * as op from '../programs/instruction.ts';
import { FRAME, R0, R1 } from '../programs/registers.ts';
import { ASKED, ASKED_KEY, OWNER, BLOCK_STACK as STACK } from './block-maps.ts';
import type { BlockPlaces, FailurePlaces, Tracepoint } from './block-places.ts';
import { ENTRY, findEntry } from './note-asked.ts';
import { putDisk } from './owner.ts';
import { loadArgument } from './probe.ts';

/** @param counted `reads` for failures, `writes` for those put back: see `OWNER.device` */
export const countFailure = (
  { cast, disk: numbers }: BlockPlaces,
  { disk }: FailurePlaces,
  { argument }: Tracepoint,
  counted: 'reads' | 'writes',
): readonly Instruction[] => [
  ...loadArgument(R1, R1, argument, cast, 'request'),
  ...putDisk(numbers, R1, disk, 'done'),
  op.storeNumber(4, FRAME, STACK.key + ASKED_KEY.tid, 0),
  op.storeNumber(8, FRAME, STACK.key + ASKED_KEY.startedAt, OWNER.device),
  ...findEntry('done'),
  op.moveNumber(R1, 1),
  op.atomicAddHalf(ENTRY, ASKED[counted], R1),
  op.label('done'),
  op.moveNumber(R0, 0),
  op.exit(),
];
