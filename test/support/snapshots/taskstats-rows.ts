/** Datagrams of taskstats through the decoder in use: what the engine finds in them, row by row. */
import { DecodeError } from '../../../src/lib/errors.ts';
import { newSnapshot } from '../../../src/sampler/table/snapshot.ts';
import { ReplyReader } from '../../../src/sampler/taskstats/reply-reader.ts';
import { fillRow, type RowTime } from '../../../src/sampler/taskstats/row.ts';
import { rowAt, type SnapshotRow } from './snapshot-row.ts';

/** The datagram lies here in the arena, other bytes all round. */
const START = 64;

/** When the struct was filled in: a moment of its own, so that starts can be compared. */
export const ASKED_AT = 1e15;

/** @throws DecodeError when it is no good reply with a struct */
export const taskstatsRow = (
  datagram: Uint8Array,
  family: number,
  time: Partial<RowTime> = {},
): SnapshotRow => {
  const arena = new Uint8Array(START + datagram.length + 64).fill(0xa5);
  arena.set(datagram, START);
  const reader = new ReplyReader(arena, family);
  const kind = reader.read(START, datagram.length);
  if (kind !== 'stats') throw new DecodeError('taskstats', 0, `${kind}: ${reader.problem}`);
  const { statsAt, layout, tid } = reader;
  const snapshot = newSnapshot(1);
  const { columns } = snapshot;
  const view = new DataView(arena.buffer);
  fillRow(view, statsAt, layout, columns, 0, {
    after: ASKED_AT,
    before: ASKED_AT,
    delaysKnownFor: 0,
    ...time,
  });
  columns.tid[0] = tid;
  columns.tgid[0] = layout.acTgid === undefined ? 0 : view.getUint32(statsAt + layout.acTgid, true);
  return rowAt(snapshot, 0);
};
