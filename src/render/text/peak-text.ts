/** What was found where a recording is busiest: `03:12:07, dd wrote 512 M/s`. */
import { type Bytes, bytesPerSecond, nanoseconds } from '../../lib/units.ts';
import { localZone, type Zone } from '../../lib/zone.ts';
import { type Mover, movementBy, type Way } from '../../model/answer/movers.ts';
import { chargedIn, movedWith } from '../../sample/moved.ts';
import type { Sample } from '../../sample/sample.ts';
import { whoText } from './answer-text.ts';
import { formatBytes } from './cell.ts';
import type { Scale } from './scale.ts';
import { shortClockText } from './wall-time.ts';

type PeakFormat = {
  readonly scale: Scale;
  readonly glyphs: 'unicode' | 'ascii';
  readonly zone?: Zone;
};

/** Names who moved most the way in which most was moved: the disks, where they moved more than tasks were charged for and half of it is no program's. */
export const peakText = (
  sample: Sample,
  { scale, glyphs, zone = localZone }: PeakFormat,
): string => {
  const clock = shortClockText(sample.wallTime, zone);
  const moved = movedWith(chargedIn(sample), sample.system);
  const way = moved.read > moved.write ? 'read' : 'write';
  if (moved[way] === 0) return clock;
  const most = mostMoved(sample, way, moved[way]);
  const elapsed = nanoseconds(sample.endedAt - sample.startedAt);
  const rate = bytesPerSecond(most?.bytes ?? moved[way], elapsed);
  const who = most === undefined ? 'the disks' : whoText(most.who, 'whole', glyphs);
  return `${clock}, ${who} ${VERBS[way]} ${formatBytes(rate, '/s', scale, RATE_WIDTH)}`;
};

/** The past of both. */
const VERBS: Readonly<Record<Way, string>> = { read: 'read', write: 'wrote' };
const RATE_WIDTH = '20.1 M/s'.length;

/** By what was charged or what disks were asked for, whichever names the larger part. undefined: the disks moved most of it for nobody in particular. */
const mostMoved = (sample: Sample, way: Way, all: Bytes): Mover | undefined => {
  const asked = way === 'read' ? 'diskRead' : 'diskWrite';
  const [most] = ([way, asked] as const)
    .flatMap((field) => movementBy(sample.tasks, (entry) => entry[field]).most ?? [])
    .sort((a, b) => b.bytes - a.bytes);
  const isCharged = all === chargedIn(sample)[way];
  return most !== undefined && (isCharged || most.bytes > all / 2) ? most : undefined;
};
